"""What shares of few say of many: intervals that hold the true value in nineteen of twenty cases. Pure.

Score intervals, since those of a normal curve say "certain" of 0 of 20: E. B. Wilson 1927 for one share, R. G. Newcombe
1998 (method 10) for the difference of two.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964


@dataclass(frozen=True)
class Share:
    """So many of so many. `of` is above 0."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of


def interval(share: Share) -> tuple[float, float]:
    """Between which values the true share lies."""
    p, n = share.value, share.of
    middle = p + Z**2 / (2 * n)
    reach = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    # Rounding may lead past the ends by the last digit.
    low, high = ((middle + sign * reach) / (1 + Z**2 / n) for sign in (-1, 1))
    return max(low, 0.0), min(high, 1.0)


def difference(one: Share, other: Share) -> tuple[float, float]:
    """Between which values lies by how much the other true share is above that of the one; below 0 where it is less."""
    (low, high), (other_low, other_high) = interval(one), interval(other)
    by = other.value - one.value
    down = sqrt((other.value - other_low) ** 2 + (high - one.value) ** 2)
    up = sqrt((other_high - other.value) ** 2 + (one.value - low) ** 2)
    return by - down, by + up
