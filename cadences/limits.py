"""Daily limits: so many steps by a channel come to a rep on one day, and what has no room comes on the next working
day that has.

What the limit counts is what somebody does that day: what is open by then, what they did, and what came. What was
agreed, contact requests and decisions come whatever the limit. A step without room stays as it is; a row says on which
day it had none, so that whoever waits longest is first on the next. See docs/decisions/limits.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time

from django.db.models import Count

from cadences.absences import Away
from cadences.calendar import on
from cadences.firm_day import FirmDay
from cadences.models import Came, DailyLimit, Enrollment, NoRoom, Task
from contacts.models import Channel
from leadflow.accounts.models import User

# What is counted of each channel, after a number; other channels have "steps".
NOUNS = {
    Channel.RESEARCH: "research tasks",
    Channel.EMAIL: "mails",
    Channel.PHONE: "calls",
    Channel.VIDEO: "video calls",
    Channel.LINKEDIN: "LinkedIn messages",
    Channel.TEXT: "text messages",
    Channel.POST: "post cards",
}
Key = tuple[int, str]


@dataclass(frozen=True)
class Limits:
    """The firm's limits, and those of reps who differ, by rep (None: the firm) and channel."""

    most: dict[tuple[int | None, str], int]

    @classmethod
    def current(cls) -> "Limits":
        return cls(DailyLimit.all_of_them())

    @classmethod
    def held(cls) -> "Limits":
        """The same, for the rest of the transaction: two sweeps at once take turns, so that they share one limit."""
        return cls(DailyLimit.held() if DailyLimit.all_of_them() else {})

    def __bool__(self) -> bool:
        return bool(self.most)

    @property
    def channels(self) -> set[str]:
        return {channel for _, channel in self.most}

    def of(self, rep: int | None, channel: str) -> int | None:
        """How many a day; None where there is no limit. What lies in a team's pool has none."""
        if rep is None:
            return None
        return self.most.get((rep, channel), self.most.get((None, channel)))


def worker_of(rep: int | None, away: Away) -> int | None:
    """Who does a rep's work on a day: the stand-in of somebody who is away; None where it lies in the pool."""
    absence = away.of(rep)
    if absence is None or not absence.stand_in_id:
        return rep
    stand_in = away.stand_in_of(absence)
    return stand_in.pk if stand_in else None


@dataclass
class Room:
    """What still comes to whom on the firm's last working day. Asks three queries for reps whom it did not know."""

    limits: Limits
    day: FirmDay
    # Of those looked up, who has a limit.
    left: dict[Key, int] = field(default_factory=dict)
    _came: Counter[Key] = field(default_factory=Counter)
    _took: set[Key] = field(default_factory=set)
    _known: set[int] = field(default_factory=set)
    _why: dict[Key, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._away = Away.on(self.day.last_working_day)

    def look_up(self, owners: Iterable[int | None]) -> None:
        """Learn what these have already; call it before `take`."""
        workers = {worker_of(owner, self._away) for owner in owners} - {None} - self._known
        if not workers or not self.limits:
            return
        self._known |= workers
        taken = self._taken(workers)
        for worker in workers:
            for channel in self.limits.channels:
                most = self.limits.of(worker, channel)
                if most is not None:
                    self.left[worker, channel] = most - taken[worker, channel]

    def take(self, owner: int | None, channel: str) -> bool:
        """Room for one more of the owner's steps by a channel; False where there is none today."""
        key = (worker_of(owner, self._away), channel)
        if key not in self.left:
            return True
        if self.left[key] <= 0:
            return False
        self.left[key] -= 1
        self._came[key] += 1
        self._took.add(key)
        return True

    def write_down(self) -> None:
        """Keep what came, so that the limit of this day holds whatever becomes of it. The caller holds the limits."""
        Came.objects.bulk_create(
            [
                Came(rep_id=rep, channel=channel, day=self.day.last_working_day, number=self._came[rep, channel])
                for rep, channel in self._took
            ],
            update_conflicts=True,
            update_fields=["number"],
            unique_fields=["day", "rep", "channel"],
        )

    def why_not(self, owner: int | None, channel: str) -> str:
        """Why nothing more comes, as a clause: “Ana's 40 calls of Thursday 12 March are taken”."""
        key = (worker_of(owner, self._away), channel)
        if key not in self._why:
            self._why[key] = why_full(owner, channel, self.day.last_working_day)
        return self._why[key]

    def _taken(self, workers: Collection[int]) -> Counter[Key]:
        """What these have on that day already."""
        day = self.day.last_working_day
        begins = self.day.firm.moment(day, time.min)
        found: Counter[Key] = Counter()
        came = Came.objects.filter(day=day, rep__in=workers).values_list("rep", "channel", "number")
        for rep, channel, number in came:
            self._came[rep, channel] = found[rep, channel] = number
        # What came that day as a step of a plan is counted already.
        before = Task.objects.filter(channel__in=self.limits.channels).exclude(
            kind=Task.Kind.STEP, created_at__gte=begins
        )
        whose = [*workers, *(absence.rep_id for absence in self._away.absences)]
        is_open = before.open().filter(rep__in=whose, due_on__lte=day).order_by()
        for rep, channel, number in is_open.values_list("rep", "channel").annotate(number=Count("pk")):
            found[worker_of(rep, self._away), channel] += number
        done = before.filter(closed_by__in=workers, closed_at__gte=begins, state=Task.State.DONE).order_by()
        for rep, channel, number in done.values_list("closed_by", "channel").annotate(number=Count("pk")):
            found[rep, channel] += number
        return found


def why_full(owner: int | None, channel: str, day: date) -> str:
    """Why no more of an owner's steps by a channel came on a day, as a clause."""
    worker = worker_of(owner, Away.on(day))
    person, most = User.objects.filter(pk=worker).first(), Limits.current().of(worker, channel)
    noun = NOUNS.get(channel, "steps")
    if person is None or most is None:
        return f"no more {noun} came on {on(day)}"
    if most == 1:
        return f"{person.first_name}'s one {noun.removesuffix('s')} of {on(day)} is taken"
    return f"{person.first_name}'s {most} {noun} of {on(day)} are taken"


def waited_for_room(enrollments: Iterable[int], *, blocking: bool) -> dict[int, date]:
    """Of these enrollments, those of which the step of a lane found no room, with the last such day."""
    waited = NoRoom.objects.filter(enrollment__among=enrollments, blocking=blocking)
    return dict(waited.values_list("enrollment", "day"))


def no_room_of(enrollment: Enrollment) -> dict[int | None, date]:
    """The last day on which a next step of a plan found no room, by that step. The next step may be another since."""
    days = enrollment.no_room.values_list("blocking", "day")
    return {enrollment.next_step_id if blocking else enrollment.side_step_id: day for blocking, day in days}


def keep_back(due: dict[int, str], limits: Limits, day: FirmDay, *, blocking: bool) -> set[int]:
    """Those of these enrollments whose step has to wait for room, which is written down with what comes.

    `due` is the channel of each step, in the order in which they get room. The caller holds the limits.
    """
    limited = {pk: channel for pk, channel in due.items() if channel in limits.channels}
    if not limited:
        return set()
    owners = dict(Enrollment.objects.filter(pk__among=limited).order_by().values_list("pk", "contact__owner"))
    room = Room(limits, day)
    room.look_up(owners.values())
    full = {pk for pk, channel in limited.items() if not room.take(owners[pk], channel)}
    room.write_down()
    NoRoom.objects.bulk_create(
        [NoRoom(enrollment_id=pk, blocking=blocking, day=day.today) for pk in full],
        update_conflicts=True,
        update_fields=["day"],
        unique_fields=["enrollment", "blocking"],
    )
    return full


def wait_on(enrollments: Iterable[int], day: FirmDay, *, blocking: bool) -> None:
    """These, who waited for room, wait on: another reason keeps their step from that day."""
    NoRoom.objects.filter(enrollment__among=enrollments, blocking=blocking).update(day=day.today)


def wait_no_more(enrollments: Iterable[int], *, blocking: bool) -> None:
    """What comes on the next working day has it as its day, so no day is lost."""
    NoRoom.objects.filter(enrollment__among=enrollments, blocking=blocking).delete()
