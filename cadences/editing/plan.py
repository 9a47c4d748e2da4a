"""A plan as somebody edits it: steps in the order of their days. Pure: a plan in, another plan out."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace

from django.utils.text import slugify

from contacts.models import Channel

LONGEST_KEY = 40
# A step may have two wordings, each for half of those who come to it.
FIRST, SECOND = "A", "B"
VARIANTS = [(FIRST, "Wording A"), (SECOND, "Wording B")]


@dataclass(frozen=True)
class Wording:
    """What a step aims for, and what is said or written in it."""

    objective: str
    subject: str
    body: str


@dataclass(frozen=True)
class DraftStep:
    """One step, in the fields of `Step`."""

    key: str
    day: int
    channel: str
    name: str
    condition: str = "no_response"
    blocking: bool = True
    persona_id: int | None = None
    industries: str = ""
    min_employees: int | None = None
    max_employees: int | None = None
    preferred: str = ""
    day_rule: str = "next"
    min_gap: int | None = None
    goes_first: bool = False
    from_hour: int | None = None
    objective: str = ""
    subject: str = ""
    body: str = ""
    objective_b: str = ""
    subject_b: str = ""
    body_b: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether Leadflow does it by itself; nobody edits such a step."""
        return self.channel == Channel.SYSTEM

    @property
    def way(self) -> str:
        """The channel, as people call it."""
        return Channel(self.channel).label

    @property
    def has_two_wordings(self) -> bool:
        return any((self.objective_b, self.subject_b, self.body_b))

    @property
    def second(self) -> Wording:
        """The second wording; what it leaves empty is as in the first."""
        return Wording(self.objective_b or self.objective, self.subject_b or self.subject, self.body_b or self.body)

    def wording(self, variant: str) -> Wording:
        """The words that somebody gets who comes to it in a variant; without one, the first."""
        return self.second if variant == SECOND else Wording(self.objective, self.subject, self.body)


Plan = tuple[DraftStep, ...]


def is_for_some(step) -> bool:
    """Whether a step is for some people only; see cadences.conditions."""
    of_whom = (step.persona_id, step.min_employees, step.max_employees)
    return any(asked is not None for asked in of_whom) or bool(step.industries or step.preferred)


class NoSuchStep(Exception):
    """The plan has no step of that key that could be edited."""


def in_order(steps) -> Plan:
    """By day; on the same day as they stand."""
    return tuple(sorted(steps, key=lambda step: step.day))


def step_of(plan: Plan, key: str) -> DraftStep:
    """The step of a key. Raises NoSuchStep."""
    found = next((step for step in plan if step.key == key and not step.is_ours), None)
    if found is None:
        raise NoSuchStep(key)
    return found


def add(plan: Plan, step: DraftStep) -> Plan:
    return in_order([*plan, step])


def change(plan: Plan, key: str, **values) -> Plan:
    """Other words, another day or channel. Its key stays, so that nobody gets it twice. Raises NoSuchStep."""
    changed = replace(step_of(plan, key), **values)
    return in_order(changed if step.key == key else step for step in plan)


def move(plan: Plan, key: str, days: int) -> Plan:
    """So many days later, or earlier; never before day 0. Raises NoSuchStep."""
    return change(plan, key, day=max(step_of(plan, key).day + days, 0))


def copy(plan: Plan, key: str, *, taken: Collection[str] = ()) -> Plan:
    """The same once more, on the day after. Raises NoSuchStep."""
    step = step_of(plan, key)
    twin = replace(step, key=new_key(plan, step.name, taken=taken), day=step.day + 1)
    return in_order([*plan, twin])


def remove(plan: Plan, key: str) -> Plan:
    """Raises NoSuchStep."""
    gone = step_of(plan, key)
    return tuple(step for step in plan if step is not gone)


def keep_wording(plan: Plan, key: str, variant: str) -> Plan:
    """Leave a step one of its two wordings. Raises NoSuchStep, also where it has one only."""
    step = step_of(plan, key)
    if not step.has_two_wordings:
        raise NoSuchStep(key)
    return change(plan, key, **asdict(step.wording(variant)), objective_b="", subject_b="", body_b="")


def new_key(plan: Plan, name: str, *, taken: Collection[str] = ()) -> str:
    """A key that no step of this plan has, nor any of those `taken` by earlier versions: whoever had the step of that
    key would never get this one."""
    used = {step.key for step in plan} | set(taken)
    base = slugify(name)[: LONGEST_KEY - 4].strip("-") or "step"
    keys = (base if number == 1 else f"{base}-{number}" for number in range(1, len(used) + 2))
    return next(key for key in keys if key not in used)


def as_rows(plan: Plan) -> list[dict]:
    """As JSON keeps it."""
    return [asdict(step) for step in plan]


def from_rows(rows) -> Plan:
    """What `as_rows` gave, also before a step had all the fields it has now."""
    names = [each.name for each in fields(DraftStep)]
    return tuple(DraftStep(**{name: row[name] for name in names if name in row}) for row in rows)
