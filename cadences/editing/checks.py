"""What is wrong with a plan, in plain words. Pure."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from cadences.editing.plan import FIRST, DraftStep, Plan
from contacts.models import Channel

LAST_DAY = 365
# What a column of numbers holds.
LARGEST = 2**31 - 1
# More than these on one line, and nobody reads it.
MOST_STEPS = 60
NO_STEPS = "The plan has no steps. Add the first one."
MAIL_ALONE = "The plan is mail alone. Most people answer when several ways are tried: add a call."


@dataclass(frozen=True)
class Problem:
    """What must be mended before the plan is published, and the step that it stands in, if it is one."""

    words: str
    key: str = ""


def problems(plan: Plan) -> list[Problem]:
    """All that keeps a plan from being published; a plan without any can be."""
    steps = [step for step in plan if not step.is_ours]
    if not steps:
        return [Problem(NO_STEPS)]
    found = [problem for step in steps for problem in _of_step(step)]
    found += _twice(steps) + _together(steps) + _apart(steps)
    if len(steps) > MOST_STEPS:
        found.append(Problem(f"The plan has {len(steps)} steps. Keep it to {MOST_STEPS}."))
    return found


def advice(plan: Plan) -> list[str]:
    """What is unwise, but nobody is kept from (rule 7)."""
    channels = {step.channel for step in plan if not step.is_ours and step.channel != Channel.RESEARCH}
    return [MAIL_ALONE] if channels == {Channel.EMAIL} else []


def _of_step(step: DraftStep) -> list[Problem]:
    words = []
    if not step.name.strip():
        words.append(f"The step on day {step.day} has no name.")
    if not 0 <= step.day <= LAST_DAY:
        words.append(f"“{step.name}” falls on day {step.day}. A plan ends by day {LAST_DAY}: choose an earlier day.")
    if step.condition == "no_answer" and step.channel == Channel.RESEARCH:
        words.append(f"“{step.name}” waits for an answer by research, which nobody gives. Choose when it comes anew.")
    if None not in (step.min_employees, step.max_employees) and step.min_employees > step.max_employees:
        words.append(f"“{step.name}” is for firms of {step.min_employees} to {step.max_employees} people: nobody.")
    if step.channel == Channel.EMAIL:
        lacking = [what for what, text in (("subject", step.subject), ("text", step.body)) if not text.strip()]
        if lacking:
            words.append(f"“{step.name}” is a mail without a {' and a '.join(lacking)}.")
    if step.has_two_wordings and step.second == step.wording(FIRST):
        words.append(f"Both wordings of “{step.name}” say the same. Change one, or remove the second.")
    return [Problem(each, step.key) for each in words]


def _twice(steps: list[DraftStep]) -> list[Problem]:
    """Who had one of two steps with the same key would never get the other."""
    keys = Counter(step.key for step in steps)
    return [Problem(f"Two steps have the key “{key}”. Give one another.", key) for key, n in keys.items() if n > 1]


def _together(steps: list[DraftStep]) -> list[Problem]:
    """Blocking steps come one after the other (rule 9), so no two of them fall on one day."""
    by_day = defaultdict(list)
    for step in steps:
        if step.blocking:
            by_day[step.day].append(step)
    return [
        Problem(
            f"{' and '.join(f'“{step.name}”' for step in together)} both fall on day {day}, and the plan waits for "
            "each. Move one, or let the plan not wait for it.",
            together[-1].key,
        )
        for day, together in sorted(by_day.items())
        if len(together) > 1
    ]


def _apart(steps: list[DraftStep]) -> list[Problem]:
    """A step cannot ask for more days after the one before than the plan puts between them (rule 8)."""
    blocking = [step for step in steps if step.blocking]
    return [
        Problem(
            f"“{step.name}” is to come at least {step.min_gap} days after “{before.name}”, and the plan puts "
            f"{step.day - before.day} between them. Move one, or ask for fewer.",
            step.key,
        )
        for before, step in pairwise(blocking)
        if step.min_gap is not None and step.min_gap > step.day - before.day
    ]
