"""When a name becomes a lead (rules 1 to 5). One path for one touch and for a whole import: set-based."""

import json
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime, time
from functools import cache
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, Count, F, Max, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from contacts.judgement import Judgement
from contacts.models import Company, Contact, Persona, StageChange, Touch
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm, User
from leadflow.lib import bulk
from scoring import sentences
from scoring.fit import Profile, fit
from scoring.interest import NONE, Interest, first_day
from scoring.models import LeadDefinition
from scoring.standing import judgement, makes_a_lead, next_stage

BY_RULES = (StageChange.Cause.INTERACTIONS, StageChange.Cause.REQUEST)
NETWORK_KINDS = (Touch.Kind.NETWORKING, Touch.Kind.LINKEDIN_CONNECTION, Touch.Kind.SOCIAL_CONNECTION)


@dataclass(slots=True)
class Judged:
    """What decides of a contact. Whole models would take half of the time of an import."""

    pk: int
    stage: str
    stage_since: datetime | None
    interest: int
    fit: str
    persona_id: int | None
    short_of_lead: int | None
    short_of_ready: int | None
    passed_over_by: int | None
    title: str
    country: str
    company_id: int | None
    flags_as_kept: str

    @property
    def flags(self) -> list[str]:
        # Nearly nobody has any, and reading JSON takes long.
        return [] if self.flags_as_kept == "[]" else json.loads(self.flags_as_kept)

    @property
    def kept(self) -> Judgement:
        """What was found last time."""
        return Judgement(self.interest, self.fit, self.short_of_lead, self.short_of_ready, self.persona_id)


class Account(NamedTuple):
    """What decides of a company."""

    pk: int
    kind: str
    industry: str
    country: str
    employees: int | None


def evaluate(contact_ids, *, at, by_new_rules=False) -> int:
    """Judge these contacts anew by the definition in force: store what is found, and promote who qualifies.

    Never demotes: leads whom new rules would not have made are marked. Nurtured contacts come back only by something
    new since they went there (promise 13). Returns how many changed their stage. Call it inside the transaction of
    what happened.
    """
    definition = LeadDefinition.in_force(at)
    locked = Contact.objects.filter(pk__among=contact_ids).select_for_update(no_key=True).order_by("pk")
    locked = locked.annotate(flags_as_kept=Cast("flags", TextField()))
    contacts = [Judged(*row) for row in locked.values_list(*(field.name for field in fields(Judged)))]
    accounts = accounts_of(contacts)
    found = interests(definition, [c.pk for c in contacts], at=at)
    personas = list(Persona.objects.filter(active=True))
    # Many have the same job at firms that are alike.
    fit_of = cache(lambda profile: fit(personas, profile))
    moves, judged, passed_over, qualify = defaultdict(list), [], [], []
    for contact in contacts:
        interest, before = found.get(contact.pk, NONE), contact.kept
        fits = fit_of(profile_of(contact, accounts.get(contact.company_id)))
        contact.fit, contact.persona_id = fits.verdict, fits.persona_id
        if (now := judgement(definition, contact, interest)) != before:
            judged.append((contact.pk, *now))
        if move := next_stage(definition, contact, interest):
            moves[move].append(contact.pk)
        if contact.stage in LEADS and (by_new_rules or contact.passed_over_by):
            (qualify if makes_a_lead(definition, contact, interest) else passed_over).append(contact.pk)
    bulk.update(Contact, Judgement._fields, judged)
    _mark(passed_over if by_new_rules else [], qualify, definition)
    return sum(_promote(ids, *move, definition=definition, at=at) for move, ids in moves.items())


def _mark(passed_over, qualify, definition) -> None:
    """Mark the leads whom rules made, and these would not; whom people made leads, people keep."""
    if qualify:
        Contact.objects.filter(pk__among=qualify, passed_over_by__isnull=False).update(passed_over_by=None)
    if passed_over:
        moves = defaultdict(list)
        changes = StageChange.objects.filter(contact__among=passed_over).order_by("at", "pk")
        for contact, *move in changes.values_list("contact", "after", "cause"):
            moves[contact].append(move)
        by_rules = [pk for pk, theirs in moves.items() if made_by_rules(theirs)]
        Contact.objects.filter(pk__among=by_rules).update(passed_over_by=definition.version)


def made_by_rules(moves) -> bool:
    """Whether rules made a lead of somebody when they last became one. `moves`: each stage and its cause, in order.

    A lead who became sales ready was one before; what was undone is as it was.
    """
    is_lead = by_rules = False
    for after, cause in moves:
        if after in LEADS and not is_lead and cause != StageChange.Cause.UNDONE:
            by_rules = cause in BY_RULES
        is_lead = after in LEADS
    return is_lead and by_rules


def _promote(ids, stage, cause, *, definition, at) -> int:
    changes = Contact.objects.filter(pk__in=ids).change_stage(
        stage,
        at=at,
        cause=cause,
        evidence=evidence(definition, ids, at=at),
        definition=str(definition),
        owners=preferred(ids),
    )
    return len(changes)


def counting(definition, *, at):
    """The live touches that count at a moment: the set-based twin of `interest.why_not`."""
    firm = Firm.current()
    today = firm.day_of(at)
    kinds = defaultdict(list)
    for kind in (*definition.counting, *definition.light):
        kinds[definition.days_of(kind)].append(kind)
    within = Q(pk__in=[])
    for of_days in kinds.values():
        within |= Q(kind__in=of_days, at__gte=firm.moment(first_day(definition, today, of_days[0]), time.min))
    too_short = Q(kind=Touch.Kind.WEBINAR_ATTENDED, minutes__lt=definition.min_minutes, minutes__isnull=False)
    return Touch.objects.filter(within, ~too_short)


def interests(definition, contact_ids, *, at) -> dict[int, Interest]:
    """Of each contact with any what counts: the set-based twin of `interest.interest`."""
    rows = (
        counting(definition, at=at)
        .filter(contact__among=contact_ids)
        .order_by()
        .annotate(group=_group(definition), identity=_identity(definition))
        .values("contact")
        .annotate(
            distinct=_distinct(definition),
            kinds=Count("group", distinct=True),
            asked=Max("at", filter=Q(kind__in=definition.at_once)),
            latest=Max("at"),
        )
    )
    return {contact: Interest(*found) for contact, *found in rows.values_list("contact", *Interest.__slots__)}


# Numbers, since telling numbers apart costs PostgreSQL a tenth of telling words apart.
_LIGHT = 0
_NUMBERS = {kind: number for number, kind in enumerate(Touch.Kind.values, start=_LIGHT + 1)}


def _group(definition):
    """The number of a touch's kind; light ones have one together."""
    of_kinds = [When(kind=kind, then=Value(_NUMBERS[kind])) for kind in definition.counting]
    return Case(_is_light(definition), *of_kinds, output_field=BigIntegerField())


def _identity(definition):
    """What makes two touches the same one, as a number: the twin of `interest.identity`."""
    of_asset = Coalesce(F("asset_id"), Value(0)) * Value(len(_NUMBERS) + 1)
    return Case(_is_light(definition), default=of_asset + _group(definition), output_field=BigIntegerField())


def _is_light(definition):
    return When(kind__in=definition.light, then=Value(_LIGHT))


def _distinct(definition):
    """Distinct interactions, each as many as its kind weighs."""
    heavier = {kind: n for kind in definition.counting if (n := definition.weight_of(kind)) != 1}
    found = (
        Count("identity", distinct=True, filter=~Q(kind__in=heavier)) if heavier else Count("identity", distinct=True)
    )
    for each in set(heavier.values()):
        kinds = [kind for kind, n in heavier.items() if n == each]
        found += each * Count("identity", distinct=True, filter=Q(kind__in=kinds))
    return found


def evidence(definition, contact_ids, *, at) -> dict[int, list[dict]]:
    """Per contact the touches that count, each as a sentence."""
    lines = defaultdict(list)
    touches = counting(definition, at=at).filter(contact__in=contact_ids).select_related("asset").order_by("at", "pk")
    firm = Firm.current()
    for touch in touches:
        lines[touch.contact_id].append({"text": sentences.of_touch(touch, firm), "touch": touch.pk})
    return lines


def preferred(contact_ids) -> dict[int, User]:
    """Per contact the rep out of whose own network they came first, else whom the last list names (rule 6)."""
    touches = Touch.objects.filter(contact__in=contact_ids)
    named = touches.filter(upload__rep__isnull=False).order_by("upload_id")
    network = touches.filter(kind__in=NETWORK_KINDS, rep__isnull=False).order_by("-at")
    reps = dict(named.values_list("contact", "upload__rep")) | dict(network.values_list("contact", "rep"))
    people = User.objects.in_bulk(set(reps.values()))
    return {contact: people[rep] for contact, rep in reps.items()}


def accounts_of(contacts) -> dict[int, Account]:
    """The companies of some contacts, by id."""
    companies = Company.objects.filter(pk__among={c.company_id for c in contacts if c.company_id}).order_by()
    return {row[0]: Account(*row) for row in companies.values_list(*Account._fields)}


def profile_of(contact, company) -> Profile:
    """What the personas ask about a contact and its company, of which there may be none."""
    return Profile(
        title=contact.title,
        kind=company.kind if company else "",
        industry=company.industry if company else "",
        country=contact.country or (company.country if company else ""),
        employees=company.employees if company else None,
    )
