"""A rep's day as a page: what waits in which group; for each task who, why, where in the plan, and their local time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from cadences.absences import Away
from cadences.desk import queue
from cadences.desk.queue import DUE, HOT, OVERDUE, Entry, Queue
from cadences.firm_day import FirmDay
from cadences.models import Step, Task
from cadences.outreach import reason
from contacts.models import Stage, Touch
from leadflow.accounts.models import Absence, User
from leadflow.lib.when import span

# As many as are read in one go; what lies beyond comes up as these are done.
ROWS = 50
BESIDE = 10
TOUCHES_PER_ROW = 4
SIGNS: dict[str, str] = {
    Task.Kind.REQUEST: Touch.Kind.CONTACT_REQUEST,
    Task.Kind.CALL_BACK: Touch.Outcome.CALL_BACK,
    Task.Kind.DECISION: Touch.Kind.REPLY,
    Task.Kind.REVISIT: Stage.NURTURE,
    Task.Kind.MEETING: Touch.Outcome.MEETING,
}
SHOWN = [
    f"{of}{name}"
    for of, names in {
        "": ("kind", "channel", "rank", "due_on", "not_before", "objective", "redials", "created_at", "rep"),
        "contact__": ("name", "title", "stage", "company__name"),
        "step__": ("name", "position"),
    }.items()
    for name in names
]
GROUPS = {HOT: "Hot", OVERDUE: "Overdue", DUE: "Due today"}


@dataclass(frozen=True)
class Row:
    """One task of the list."""

    task: Task
    why: reason.Reason
    entry: Entry | None
    today: date
    at: datetime
    # The rep whose it is, away meanwhile.
    away: Absence | None = None

    @property
    def opens_at(self) -> datetime | None:
        return self.entry.opens_at if self.entry else None

    @property
    def sign(self) -> str:
        """What its icon tells: what is waiting, else the channel."""
        return SIGNS.get(self.task.kind, self.task.channel)

    @property
    def what(self) -> str:
        """What is to be done; a sentence of its own where the reason follows it."""
        task = self.task
        words = task.step.name if task.step else task.objective or task.get_kind_display()
        return words if not self.why or words.endswith((".", "?", "!")) else f"{words}."

    @property
    def place_in_plan(self) -> str:
        return f"{self.task.step.position + 1} of {self.task.steps}"

    @property
    def days_late(self) -> int:
        return (self.today - self.task.due_on).days

    @property
    def lateness(self) -> str:
        return f"{self.days_late} day{'s' if self.days_late > 1 else ''} late"

    @property
    def waiting(self) -> str:
        return f"{span((self.at - self.task.created_at).total_seconds())} ago"


@dataclass(frozen=True)
class Group:
    """Some rows under a heading. `total` counts those that are not shown, too."""

    key: str
    title: str
    rows: list[Row]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)

    @property
    def opening(self) -> list[datetime]:
        """When those open that cannot be done yet, the soonest first."""
        return sorted(row.opens_at for row in self.rows if row.opens_at)


class Today:
    """Everything on the page of one person. A handful of queries, however long the queue."""

    def __init__(self, person: User, *, at: datetime):
        self.person, self.at = person, at
        self.day = FirmDay.at(at)
        self.away = Away.on(self.day.today)
        mine = self.away.tasks_of(person)
        self.counts = queue.counts(mine, day=self.day)
        self.score = queue.score(person, day=self.day)
        self._shown = _shown(Queue(mine, day=self.day, at=at).entries)
        pool, later = self._ids_of_pool(), self._ids_after_today(mine)
        self._tasks = _with_what_a_row_shows([entry.task_id for entry in self._shown] + pool + later)
        self._touches = latest_touches({task.contact_id for task in self._tasks.values()})
        self.pool, self.later = self._rows(pool), self._rows(later)

    @property
    def total(self) -> int:
        return sum(self.counts[key] for key in GROUPS)

    @cached_property
    def absence(self) -> Absence | None:
        """That of the person whose day it is."""
        return self.away.of(self.person.pk)

    @property
    def absence_words(self) -> str:
        """Where their work lies meanwhile."""
        absence = self.absence
        if absence is None:
            return ""
        if stand_in := self.away.stand_in_of(absence):
            return f"What falls due is in the queue of {stand_in}."
        if absence.stand_in:
            return f"{absence.stand_in} is not here either: what falls due lies in the team’s pool."
        waiting = self.away.waiting_for(absence).count()
        begins = f"{waiting} {'task waits' if waiting == 1 else 'tasks wait'} until then" if waiting else "It waits"
        return (
            f"{begins}; afterwards they come a day’s work at a time. Who asked to hear from us is in the team’s pool."
        )

    @property
    def heading(self) -> str:
        return f"{self.day.today:%A}, {self.day.today.day} {self.day.today:%B}"

    @property
    def sentence(self) -> str:
        """What a manager would say aloud."""
        if not self.total:
            return ""
        asked = {0: "", 1: " One person asked to hear from you."}
        waiting = asked.get(self.requests, f" {self.requests} people asked to hear from you.")
        late = f" {self.counts['overdue']} overdue." if self.counts["overdue"] else ""
        return f"{self.total} to do.{waiting}{late}"

    @property
    def done_words(self) -> str:
        return f"Done. {self.counts['tomorrow'] or 'Nothing'} tomorrow."

    @property
    def groups(self) -> list[Group]:
        """Hot, overdue and due; an empty group is left out."""
        entries = defaultdict(dict)
        for entry in self._shown:
            entries[entry.group][entry.task_id] = entry
        return [
            Group(key, title, self._rows(entries[key], entries[key]), self.counts[key])
            for key, title in GROUPS.items()
            if entries[key]
        ]

    @property
    def requests(self) -> int:
        """How many asked to hear from us."""
        return sum(self._tasks[e.task_id].kind == Task.Kind.REQUEST for e in self._shown if e.task_id in self._tasks)

    def _rows(self, ids, entries=None) -> list[Row]:
        tasks = [self._tasks[pk] for pk in ids if pk in self._tasks]
        return [
            Row(
                task,
                reason.in_short(self._touches[task.contact_id]),
                entries and entries[task.pk],
                self.day.today,
                self.at,
                self.away.of(task.rep_id),
            )
            for task in tasks
        ]

    def _ids_of_pool(self) -> list[int]:
        if not self.person.works_a_queue:
            return []
        pool = self.away.pool_of([self.person.team_id]).due(self.day.today).in_queue_order(self.day.today)
        return list(pool.values_list("pk", flat=True)[:BESIDE])

    def _ids_after_today(self, mine: QuerySet) -> list[int]:
        later = mine.open().filter(due_on__gt=self.day.today).order_by("due_on", "rank", "pk")
        return list(later.values_list("pk", flat=True)[:BESIDE])


def _shown(entries: list[Entry]) -> list[Entry]:
    """As many as the page shows. What is hot or can be done now comes before what opens later, then in each group."""
    first = sorted(entries, key=lambda e: e.group != HOT and e.opens_at is not None)[:ROWS]
    places = list(GROUPS)
    return sorted(first, key=lambda e: (places.index(e.group), e.opens_at is not None))


def _with_what_a_row_shows(ids: list[int]) -> dict:
    """The tasks with no more than a row shows: of a contact alone there are thirty columns."""
    steps = Step.objects.filter(version=OuterRef("step__version")).order_by().values("version").annotate(n=Count("pk"))
    tasks = Task.objects.filter(pk__in=ids).select_related("contact__company", "step").only(*SHOWN)
    return tasks.annotate(steps=Subquery(steps.values("n"), output_field=IntegerField())).in_bulk()


def latest_touches(contacts: set[int]) -> dict[int, list[Touch]]:
    """The last things each of them did, the newest first."""
    newest_first = Window(RowNumber(), partition_by=F("contact"), order_by=[F("at").desc(), F("pk").desc()])
    touches = Touch.objects.inbound().filter(contact__in=contacts).exclude(kind=Touch.Kind.LISTED)
    last = touches.annotate(n=newest_first).filter(n__lte=TOUCHES_PER_ROW).select_related("asset").order_by("n")
    found = defaultdict(list)
    for touch in last.only("contact", "direction", "kind", "at", "outcome", "rep", "gist", "detail", "asset__name"):
        found[touch.contact_id].append(touch)
    return found
