"""Which plans the leads of a list would enter, by the rule that enters them (cadences.entry)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from cadences import entry
from cadences.conditions import Someone
from cadences.entry import Facts
from cadences.models import Cadence, Step
from leadflow.forecast import whom

# Before the id of a plan, among what a share says of those who begin; without one it is the usual plan.
PLAN = "@"


def as_entered(plan: Cadence) -> list[str]:
    """A plan that somebody enters, as shares have it."""
    return [] if plan.is_default else [f"{PLAN}{plan.pk}"]


def steps_entered() -> Callable[[str], list[Step]]:
    """Of what shares say of those who begin, the steps of their plan; of one that nobody enters any more, those of the
    usual one. Asks once for each plan."""
    usual, *others = Cadence.to_choose()
    plans = {as_entered(plan)[0]: plan for plan in others}

    @cache
    def steps_of(token: str) -> list[Step]:
        return list(plans.get(token, usual).current.steps.all())

    return lambda said: steps_of(next((token for token in said.split(",") if token.startswith(PLAN)), ""))


class Entering:
    """The plans that are asked when somebody becomes a lead, and which of their steps leave somebody out."""

    def __init__(self, *, at: datetime):
        self._at, self._usual = at, Cadence.usual()
        self._plans = [plan for plan in entry.by_rule() if plan.occasion in entry.BECOMING_A_LEAD]
        self._asking = cache(lambda plan: whom.asking(plan.current.steps.all()))

    def plans_of(self, people: Iterable, companies: Mapping[int, Any], kinds: Callable) -> dict[int, Cadence]:
        """The plan of each of these people, by their id. `companies` are those they would be at; `kinds` tells what
        somebody would have done by the list."""
        people = list(people)
        if not self._plans:
            return {person.pk: self._usual for person in people}
        known = [person.pk for person in people if not person.draft.is_new]
        sources, slept = entry.sources_of(known, at=self._at), entry.dormant(known, at=self._at)
        buying = entry.clients({person.company_id for person in people if (person.company_id or 0) > 0})
        found = {}
        for person in people:
            account = companies.get(person.company_id)
            facts = Facts(
                entry.becoming(is_dormant=person.pk in slept, is_client=person.company_id in buying)
                | {entry.Occasion.NEW_LEAD},
                person.stage,
                frozenset(sources.get(person.pk, set()) | kinds(person)),
                Someone(person.persona_id, account.industry if account else "", account and account.employees),
            )
            found[person.pk] = entry.choose(self._plans, facts) or self._usual
        return found

    def left_out(self, plan: Cadence, someone: Someone) -> set[str]:
        """The keys of those steps of a plan that are not for somebody."""
        asking = self._asking(plan)
        return whom.left_out(asking, someone) if asking else set()
