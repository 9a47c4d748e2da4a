"""What one sweep did."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Swept:
    """What one sweep did. What was due was fired or skipped, each skip with its reason; anything else is a fault."""

    today: date
    due: int = 0
    fired: int = 0
    skipped: Counter = field(default_factory=Counter)
    resumed: int = 0
    revisited: int = 0
    lapsed: int = 0

    def as_json(self) -> dict:
        return {
            "day": self.today.isoformat(),
            "due": self.due,
            "fired": self.fired,
            "skipped": dict(self.skipped),
            "resumed": self.resumed,
            "revisited": self.revisited,
            "lapsed": self.lapsed,
        }
