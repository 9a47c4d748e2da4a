"""What a row says its person did, and how several rows of one person add up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from contacts.intake import attendance, kinds
from contacts.intake.kinds import Purpose
from contacts.intake.reading import Interaction
from contacts.intake.values import LONGEST

# Once is enough for these (domain rule 3): several rows are one interaction, dated by the first.
_ONCE = frozenset(
    {"webinar_attended", "webinar_registered", "event_attended", "event_registered", "listed", "linkedin_connection"}
)

Times = Mapping[str, datetime | None]


def attendance_of(
    status: str | None, approval: str | None, cancelled: bool | None, *, came: bool, otherwise: str | None
) -> str | None:
    """Put the columns about attendance together: who came, came; a cancelled registration is no registration."""
    if approval not in (None, attendance.ATTENDED, attendance.REGISTERED_ONLY) and status != attendance.ATTENDED:
        return approval
    if cancelled and status != attendance.ATTENDED:
        return attendance.CANCELLED
    if status is None and cancelled is False:
        return attendance.REGISTERED_ONLY
    if status is None and came:
        return attendance.ATTENDED
    return status or otherwise


def of_row(
    purpose: Purpose,
    status: str | None,
    times: Times,
    stays: tuple[tuple[datetime, datetime], ...] = (),
    seconds: int | None = None,
) -> list[Interaction]:
    """The interactions of one row, the weightiest last."""
    if purpose.signed_up is None or purpose.signed_up == purpose.done:
        return [Interaction(purpose.done, _when(purpose.done, times))]
    if status == attendance.INVITED:
        return [Interaction(kinds.LISTED.done, _when(kinds.LISTED.done, times))]
    found = []
    registered = times.get("registered_at") or (None if status == attendance.ATTENDED else times.get("occurred_at"))
    if registered or status != attendance.ATTENDED:
        found.append(Interaction(purpose.signed_up, registered))
    if status == attendance.ATTENDED:
        joined, left = times.get("joined_at"), times.get("left_at")
        if not stays and joined and left:
            stays = ((joined, left),)
        stays = tuple(stay for stay in stays if 0 <= (stay[1] - stay[0]).total_seconds() <= LONGEST)
        at = stays[0][0] if stays else joined or times.get("scanned_at") or times.get("occurred_at")
        found.append(Interaction(purpose.done, at, _minutes(stays, seconds), stays))
    return found


def _when(kind: str, times: Times) -> datetime | None:
    at = times.get(kinds.TIME_OF.get(kind, "")) or times.get("occurred_at")
    if at is None and kind in ("webinar_registered", "event_registered"):
        at = times.get("registered_at")
    if at is None and kind in kinds.BY_RECORD:
        at = times.get("created_at")
    return at


def _minutes(stays: Sequence[tuple[datetime, datetime]], seconds: int | None) -> int | None:
    """Minutes attended, rounded: the file's own figure, but never more than the union of the stays."""
    if not stays:
        return None if seconds is None else (seconds + 30) // 60
    union = union_seconds(stays)
    known = [value for value in (union or None, seconds) if value is not None]
    return (min(known) + 30) // 60 if known else None


def union_seconds(stays: Sequence[tuple[datetime, datetime]]) -> int:
    """How long somebody was there in all, whatever overlaps: two devices, or a report that repeats itself."""
    if len(stays) == 1:
        return round((stays[0][1] - stays[0][0]).total_seconds())
    total, until = 0.0, None
    for joined, left in sorted(stays):
        begin = joined if until is None or joined > until else until
        if left > begin:
            total += (left - begin).total_seconds()
            until = left
    return round(total)


def merge(known: tuple[Interaction, ...], new: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """What is known of a person, with a further row's interactions added."""
    for each in new:
        same = next((one for one in known if _is_same(one, each)), None)
        if same is None:
            known = (*known, each)
        else:
            _absorb(same, each)
    return known


def _absorb(same: Interaction, other: Interaction) -> None:
    if other.at and (same.at is None or other.at < same.at):
        same.at = other.at
    if other.minutes is not None or same.minutes is not None:
        same.stays = tuple(sorted(set(same.stays) | set(other.stays)))
        total = min((same.minutes or 0) + (other.minutes or 0), LONGEST // 60)
        same.minutes = min(total, (union_seconds(same.stays) + 30) // 60) if same.stays else total
    same.detail = {**other.detail, **same.detail}


def _is_same(one: Interaction, other: Interaction) -> bool:
    if one.kind != other.kind or one.detail.get("event") != other.detail.get("event"):
        return False
    return one.kind in _ONCE or one.at == other.at
