"""When a name becomes a lead (rules 1 to 5). One path for one touch and for a whole import: set-based."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, Max, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from contacts.models import Company, Contact, Persona, Stage, StageChange, Touch
from leadflow.accounts.models import Firm, User
from scoring import sentences
from scoring.fit import MISMATCH, Profile, fit
from scoring.interest import LIGHT, first_day
from scoring.models import LeadDefinition

NETWORK_KINDS = (Touch.Kind.NETWORKING, Touch.Kind.LINKEDIN_CONNECTION, Touch.Kind.SOCIAL_CONNECTION)


@dataclass(slots=True)
class Judged:
    """What decides of a contact. Whole models would take half of the time of an import."""

    pk: int
    stage: str
    stage_since: datetime | None
    interest: int
    fit: str
    title: str
    country: str
    company_id: int | None


class Account(NamedTuple):
    """What decides of a company."""

    pk: int
    kind: str
    industry: str
    country: str
    employees: int | None


def evaluate(contact_ids, *, at) -> int:
    """Judge these contacts anew by the definition in force: store interest and fit, and promote who qualifies.

    Never demotes. Nurtured contacts come back only by something new since they went there (promise 13). Returns how
    many changed their stage. Call it inside the transaction of what happened.
    """
    definition = LeadDefinition.in_force(at)
    locked = Contact.objects.filter(pk__among=contact_ids).select_for_update(no_key=True).order_by("pk")
    contacts = [Judged(*row) for row in locked.values_list(*(field.name for field in fields(Judged)))]
    accounts = accounts_of(contacts)
    found = {row["contact"]: row for row in interests(definition, [c.pk for c in contacts], at=at)}
    personas = list(Persona.objects.filter(active=True))
    moves, found_now = defaultdict(list), defaultdict(list)
    for contact in contacts:
        row = found.get(contact.pk, NOTHING)
        verdict = fit(personas, profile_of(contact, accounts.get(contact.company_id))).verdict
        if (contact.interest, contact.fit) != (row["distinct"], verdict):
            contact.interest, contact.fit = row["distinct"], verdict
            found_now[row["distinct"], verdict].append(contact.pk)
        move = next_stage(definition, contact, row)
        if move:
            moves[move].append(contact.pk)
    # Few findings differ, so one UPDATE for each is far cheaper than one with a line per contact.
    for (interest, verdict), ids in found_now.items():
        Contact.objects.filter(pk__among=ids).update(interest=interest, fit=verdict)
    return sum(_promote(ids, *move, definition=definition, at=at) for move, ids in moves.items())


NOTHING = {"distinct": 0, "kinds": 0, "asked": None, "latest": None}


def next_stage(definition, contact, row) -> tuple[str, str] | None:
    """The stage and cause to move a contact to, or None. `row` is one of `interests`."""
    new = contact.stage == Stage.NAME or (
        contact.stage == Stage.NURTURE and row["latest"] and row["latest"] > contact.stage_since
    )
    asked = row["asked"] and (contact.stage == Stage.NAME or row["asked"] > contact.stage_since)
    ready = row["distinct"] >= definition.ready_interactions and row["kinds"] >= definition.ready_kinds
    if new and asked:
        # Whoever asks is a lead at once, whatever the count or the fit (rule 4).
        return (Stage.SALES_READY if ready else Stage.LEAD), StageChange.Cause.REQUEST
    if contact.fit == MISMATCH:
        return None
    if ready and (new or contact.stage == Stage.LEAD):
        return Stage.SALES_READY, StageChange.Cause.INTERACTIONS
    if new and row["distinct"] >= definition.lead_interactions:
        return Stage.LEAD, StageChange.Cause.INTERACTIONS
    return None


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
    since = firm.moment(first_day(definition, today, ""), time.min)
    rfp_since = firm.moment(first_day(definition, today, Touch.Kind.RFP), time.min)
    return Touch.objects.filter(
        Q(at__gte=since) | Q(kind=Touch.Kind.RFP, at__gte=rfp_since),
        ~Q(kind=Touch.Kind.WEBINAR_ATTENDED, minutes__lt=definition.min_minutes, minutes__isnull=False),
        kind__in=[*definition.counting, *definition.light],
    )


def interests(definition, contact_ids, *, at):
    """Per contact with any: distinct interactions, kinds, when they last asked, when they last did anything."""
    light = Q(kind__in=definition.light)
    return (
        counting(definition, at=at)
        .filter(contact__among=contact_ids)
        .order_by()
        .annotate(
            group=Case(When(light, then=Value(LIGHT)), default=F("kind"), output_field=CharField()),
            identity=Case(
                When(light, then=Value(LIGHT)),
                default=Concat("kind", Value(":"), Coalesce(Cast("asset_id", CharField()), Value(""))),
                output_field=CharField(),
            ),
        )
        .values("contact")
        .annotate(
            distinct=Count("identity", distinct=True),
            kinds=Count("group", distinct=True),
            asked=Max("at", filter=Q(kind__in=Touch.REQUESTS)),
            latest=Max("at"),
        )
    )


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
