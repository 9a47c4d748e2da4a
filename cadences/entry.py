"""Who enters which plan. Plans stand in an order; on an occasion the first that fits takes somebody in, and the usual
one catches the rest of those who become leads. Managers say it on each plan (Cadence.take_in); by hand any plan can be
begun with anybody.

`choose` is the rule, pure. What it asks about many people is read at once: so many questions however many they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cadences import conditions
from cadences.conditions import Someone
from cadences.models.cadence import Cadence
from cadences.models.enrollment import Enrollment
from contacts.models import Contact, Stage, Touch

Occasion = Cadence.Occasion
# As long as what they did says where they come from, and after which whom nobody tried to reach is dormant.
YEAR = timedelta(days=365)
# These plans are asked together when somebody becomes a lead: that they were dormant, or that their firm buys from us,
# only makes them more of one.
BECOMING_A_LEAD = (Occasion.NEW_LEAD, Occasion.DORMANT, Occasion.CLIENT)
# Where no plan of the occasion fits, they are followed up as leads are who become it.
AS_NEW = (Occasion.REQUEST, Occasion.REVISIT)
# What somebody did themselves, which outranks the plan they are in.
STRONGER = (Occasion.REQUEST,)


class Facts(NamedTuple):
    """What plans ask about somebody who might enter them."""

    occasions: frozenset[str]
    stage: str = Stage.LEAD
    # Kinds of touches of the last year.
    sources: frozenset[str] = frozenset()
    someone: Someone = Someone()


@dataclass
class _Asked:
    """Of somebody and their firm."""

    persona_id: int | None
    industries: str
    min_employees: int | None
    max_employees: int | None
    condition: str = ""
    channel: str = ""
    preferred: str = ""


def choose(plans: Sequence[Cadence], facts: Facts) -> Cadence | None:
    """The first of these plans that takes somebody in; None where none does. Pure."""
    return next((plan for plan in plans if _fits(plan, facts)), None)


def _fits(plan: Cadence, facts: Facts) -> bool:
    return (
        plan.occasion in facts.occasions
        and plan.stage in ("", facts.stage)
        and (not plan.sources or not facts.sources.isdisjoint(plan.sources))
        and not conditions.why_not(asked(plan), facts.someone, {plan.persona_id or 0: ""})
    )


def asked(plan: Cadence) -> conditions.Asks:
    """What a plan asks of somebody and their firm, as a step does."""
    return _Asked(plan.persona_id, plan.industries, plan.min_employees, plan.max_employees)


def by_rule() -> list[Cadence]:
    """The plans that somebody enters by rule, in their order; beside them stand the usual one and those begun by
    hand."""
    return sorted((plan for plan in Cadence.to_choose() if plan.is_by_rule), key=lambda plan: (plan.rank, plan.pk))


def occasions_of(occasion: str) -> tuple[str, ...]:
    """The occasions whose plans are asked together."""
    return BECOMING_A_LEAD if occasion in BECOMING_A_LEAD else (occasion,)


def plans_for(contacts: Iterable[Contact], occasion: str, *, at: datetime) -> dict[int, Cadence]:
    """The plan that each of these contacts enters on an occasion, by their id. Whom none takes in is left out; of those
    who become leads the usual one takes in everybody."""
    ids = [contact.pk for contact in contacts]
    chosen = _by_rules(ids, occasion, at=at)
    left = [pk for pk in ids if pk not in chosen]
    if occasion in AS_NEW:
        return chosen | plans_for_new(left, at=at)
    return chosen | dict.fromkeys(left, Cadence.usual()) if occasion in BECOMING_A_LEAD else chosen


def plans_for_new(ids: Sequence[int], *, at: datetime, stages: Mapping[int, str] | None = None) -> dict[int, Cadence]:
    """The plan that each of those who become leads enters, by their id. `stages` are those they would be in, where
    they are not yet."""
    found = _by_rules(ids, Occasion.NEW_LEAD, at=at, stages=stages)
    return dict.fromkeys(ids, Cadence.usual()) | found if ids else {}


def enter(contacts: Sequence[Contact], occasion: str, *, at: datetime) -> list[Enrollment]:
    """Begin with each of these contacts the plan that takes them in. Returns the new enrollments; whom no plan takes
    in, or who goes through one already, has none. The caller holds the contacts' locks."""
    groups: dict[Cadence, list[Contact]] = defaultdict(list)
    chosen = plans_for(contacts, occasion, at=at)
    for contact in contacts:
        if contact.pk in chosen:
            groups[chosen[contact.pk]].append(contact)
    return [each for plan, theirs in groups.items() for each in Enrollment.objects.enroll(theirs, plan.current, at=at)]


def give_way(contacts: Sequence[Contact], occasion: str, *, at: datetime) -> None:
    """End the running plans of those who did something that outranks them: a plan that stands higher would take them in
    on this occasion. They enter it when the occasion comes to its end. So many questions however many they are. The
    caller holds the contacts' locks."""
    if occasion not in STRONGER:
        return
    chosen = _by_rules([contact.pk for contact in contacts], occasion, at=at)
    if not chosen:
        return
    places = {plan.pk: place for place, plan in enumerate(by_rule())}
    running = Enrollment.objects.live().filter(contact__among=list(chosen)).order_by()
    outranked = [
        pk
        for pk, contact, plan in running.values_list("pk", "contact", "version__cadence")
        if places[chosen[contact].pk] < places.get(plan, len(places))
    ]
    Enrollment.objects.filter(pk__among=outranked).stop(Enrollment.StopReason.REPLACED, at=at)


def _by_rules(
    ids: Sequence[int], occasion: str, *, at: datetime, stages: Mapping[int, str] | None = None
) -> dict[int, Cadence]:
    """Whom a plan takes in by rule."""
    together = occasions_of(occasion)
    plans = [plan for plan in by_rule() if plan.occasion in together]
    if not plans or not ids:
        return {}
    known = facts_of(ids, plans, together, at=at)
    known |= {pk: known[pk]._replace(stage=stage) for pk, stage in (stages or {}).items()}
    found = {pk: choose(plans, facts) for pk, facts in known.items()}
    return {pk: plan for pk, plan in found.items() if plan}


def facts_of(
    ids: Sequence[int], plans: Sequence[Cadence], occasions: Sequence[str], *, at: datetime
) -> dict[int, Facts]:
    """What these plans ask about these contacts, by their id, on these occasions."""
    columns = ("pk", "stage", "company", "persona", "company__industry", "company__employees")
    rows = list(Contact.objects.filter(pk__among=ids).order_by().values_list(*columns))
    sources = sources_of(ids, at=at) if any(plan.sources for plan in plans) else {}
    of_plans = {plan.occasion for plan in plans}
    slept = dormant(ids, at=at) if Occasion.DORMANT in of_plans else set()
    buying = clients({row[2] for row in rows if row[2]}) if Occasion.CLIENT in of_plans else set()
    always = frozenset(occasions) - {Occasion.DORMANT, Occasion.CLIENT}
    return {
        pk: Facts(
            always | becoming(is_dormant=pk in slept, is_client=company in buying),
            stage,
            frozenset(sources.get(pk, ())),
            Someone(persona, industry or "", employees),
        )
        for pk, stage, company, persona, industry, employees in rows
    }


def becoming(*, is_dormant: bool, is_client: bool) -> frozenset[str]:
    """What more it is than a new lead."""
    return frozenset([Occasion.DORMANT] * is_dormant + [Occasion.CLIENT] * is_client)


def sources_of(ids: Sequence[int], *, at: datetime) -> dict[int, set[str]]:
    """The kinds of what each of these did in the last year, by their id."""
    found: dict[int, set[str]] = defaultdict(set)
    touches = Touch.objects.inbound().filter(contact__among=ids, at__gte=at - YEAR).order_by()
    for contact, kind in touches.values_list("contact", "kind").distinct():
        found[contact].add(kind)
    return found


def dormant(ids: Sequence[int], *, at: datetime) -> set[int]:
    """Those of these whom we tried to reach once, and nobody for a year."""
    tried = Touch.objects.attempts().filter(contact__among=ids).order_by()
    before = set(tried.filter(at__lt=at - YEAR).values_list("contact", flat=True))
    return before - set(tried.filter(at__gte=at - YEAR).values_list("contact", flat=True))


def clients(companies: set[int]) -> set[int]:
    """Those of these firms that buy from us: somebody there is won."""
    won = Contact.objects.filter(company__among=list(companies), stage=Stage.WON).order_by()
    return set(won.values_list("company", flat=True))
