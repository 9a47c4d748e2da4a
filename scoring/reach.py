"""Whom a persona reaches: counted by the database, by the verdict of scoring.fit on each value that is there."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from contacts.lacking import LACKING
from contacts.models import Contact, Persona
from scoring.fit import MISMATCH, RULED_OUT, UNKNOWN, Profile, findings, worst

# Of each fact of a profile (scoring.promotion.profile_of) where it stands, and which criteria ask for it.
_TEXT = Value("", output_field=TextField())
_COLUMNS = {
    "kind": Coalesce(F("company__kind"), _TEXT, output_field=TextField()),
    "industry": Coalesce(F("company__industry"), _TEXT, output_field=TextField()),
    "country": Coalesce(NullIf("country", _TEXT), F("company__country"), _TEXT, output_field=TextField()),
    "title": F("title"),
    "employees": Coalesce(F("company__employees"), Value(-1)),
}
_CRITERIA = {
    "kind": {"kinds"},
    "industry": {"industries"},
    "country": {"countries"},
    "title": {"titles", "levels"},
    "employees": {"size"},
}


@dataclass(frozen=True)
class Reach:
    """How many contacts a persona matches, leaves open and rules out, and at how many companies the first are.

    `lacking`: of what it asks for, how many contacts lack it, by fact.
    """

    match: int
    unknown: int
    mismatch: int
    companies: int
    lacking: dict[str, int]


def reach(persona: Persona, contacts: QuerySet[Contact]) -> Reach:
    """Hold a persona, saved or not, against some contacts. Asks as many questions for a million of them as for one."""
    found = contacts.annotate(**{f"its_{fact}": column for fact, column in _COLUMNS.items()}).order_by()
    ruled_out, left_open, asked = Q(pk__in=[]), Q(pk__in=[]), []
    for fact in _COLUMNS:
        values = _values(persona, fact, found)
        if values is None:
            continue
        asked.append(fact)
        ruled_out |= Q(**{f"its_{fact}__in": values[MISMATCH]})
        left_open |= Q(**{f"its_{fact}__in": values[UNKNOWN]})
    matches = ~ruled_out & ~left_open
    counted = found.aggregate(
        match=Count("pk", filter=matches),
        unknown=Count("pk", filter=left_open & ~ruled_out),
        mismatch=Count("pk", filter=ruled_out),
        companies=Count("company", distinct=True, filter=matches),
        **{f"lacks_{fact}": Count("pk", filter=LACKING[fact][1] & ~ruled_out) for fact in asked},
    )
    lacking = {fact: n for fact in asked if (n := counted.pop(f"lacks_{fact}"))}
    return Reach(**counted, lacking=lacking)


def _values(persona: Persona, fact: str, contacts) -> dict[str, list] | None:
    """The values of a fact that rule out, and those that leave open; None where the persona does not ask for it."""
    if _verdict(persona, fact, None) is None:
        return None
    values: dict[str, list] = {MISMATCH: [], UNKNOWN: []}
    for value in contacts.values_list(f"its_{fact}", flat=True).distinct():
        verdict = _verdict(persona, fact, value)
        if verdict in values:
            values[verdict].append(value)
    return values


def _verdict(persona: Persona, fact: str, value) -> str | None:
    if value in (None, -1):
        value = None if fact == "employees" else ""
    found = findings(persona, Profile(**{fact: value}))
    about_it = [each for each in found if each.criterion in _CRITERIA[fact] or each.criterion == RULED_OUT]
    deciding = [each.verdict for each in about_it if each.criterion not in persona.wished]
    return worst(deciding) if about_it else None
