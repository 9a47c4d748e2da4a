"""Leads that were not accepted (rule 19): who, why and by whom, and how many by list, source and persona."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from cadences.models import Completion, Contest, RejectReason
from contacts.models import ListSource, Persona, Touch, Upload, UploadRow
from leadflow.accounts.models import User
from leadflow.lib.ids import OneOf, as_id
from leadflow.reports import attempts
from leadflow.reports.scope import Scope, ScopeForm
from scoring.fit import MATCH, MISMATCH, UNKNOWN, Profile, fit

# What they can be counted by.
WAYS = {"upload": "By list", "source": "By source", "persona": "By persona", "reason": "By reason"}
COLUMNS = {"upload": "brought_by", "source": "came_from", "reason": "reject_reason"}
NONE = "none"
# More lines than this are not shown; those with most rejections come first.
LINES = 25
# Who is none of the personas, in words.
NO_PERSONA = {UNKNOWN: "Fit unknown", MISMATCH: "Fits no persona"}
CONTESTED = {
    "": "Contested or not",
    "open": "Contested, not decided",
    Contest.Answer.GRANTED: "Contested, back as a lead",
    Contest.Answer.STANDS: "Contested, stands",
}
PERSON = (
    "task__contact__title",
    "task__contact__company__kind",
    "task__contact__company__industry",
    "task__contact__country",
    "task__contact__company__employees",
    "task__contact__company__country",
)


class RejectsForm(ScopeForm):
    """Which rejections: of some days, a team and a rep, for a reason, of a list, a source or a persona."""

    reason = OneOf(RejectReason.objects.all(), label="Reason", required=False, empty_label="Any reason")
    upload = forms.CharField(required=False, widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    persona = forms.CharField(required=False, widget=forms.HiddenInput)
    contested = forms.ChoiceField(label="Contested", choices=list(CONTESTED.items()), required=False)

    def __init__(self, data, *, viewer: User):
        if not data.keys() & {"period", "since", "until"}:
            data = data.copy()
            data["period"] = "30-days"
        super().__init__(data, viewer=viewer)


@dataclass
class Line:
    """One list, source, persona or reason with how many were rejected, by reason."""

    key: str
    label: str
    total: int = 0
    # (reason, how many), most first
    reasons: list[tuple[RejectReason, int]] = field(default_factory=list)


def rejections(scope: Scope) -> QuerySet:
    """The leads rejected in the days and teams in view, each with `brought_by`, the last list that had brought
    them by then, and `came_from`, the source of that."""
    found = Completion.objects.visible_to(scope.viewer).rejections()
    found = found.filter(task__contact__team__in=scope.teams, **({"rep": scope.rep} if scope.rep else {}))
    brought = UploadRow.objects.filter(
        contact=OuterRef("task__contact"),
        upload__in=Upload.objects.lists().values("pk"),
        upload__created_at__lte=OuterRef("at"),
    ).order_by("-upload")
    return attempts.on_days(found, scope.day.firm, scope.period.first, scope.period.last).annotate(
        brought_by=Subquery(brought.values("upload")[:1]),
        came_from=Subquery(brought.values("upload__list_source")[:1]),
    )


def narrowed(found: QuerySet, chosen: dict[str, Any]) -> QuerySet:
    """Only those that the filters of a RejectsForm ask for. What is no list, source or persona finds nobody."""
    if reason := chosen.get("reason"):
        found = found.filter(reject_reason=reason)
    for name in ("upload", "source"):
        if wanted := chosen.get(name):
            column = COLUMNS[name]
            found = found.filter(**({f"{column}__isnull": True} if wanted == NONE else {column: as_id(wanted) or 0}))
    if persona := chosen.get("persona"):
        found = found.filter(pk__in=[pk for pk, key in personas_of(found).items() if key == persona])
    if contested := chosen.get("contested"):
        of_it = Contest.objects.filter(completion=OuterRef("pk"))
        of_it = of_it.open() if contested == "open" else of_it.filter(answer=contested)
        found = found.filter(Exists(of_it))
    return found


def counted(found: QuerySet, way: str) -> list[Line]:
    """How many were rejected, by one of WAYS and by reason; those with most first."""
    numbers: Counter[tuple[str, int]] = Counter()
    if way == "persona":
        keys = personas_of(found)
        for pk, reason in found.order_by().values_list("pk", "reject_reason"):
            numbers[keys[pk], reason] += 1
    else:
        rows = found.order_by().values_list(COLUMNS[way], "reject_reason").annotate(number=Count("pk"))
        for key, reason, number in rows:
            numbers[NONE if key is None else str(key), reason] += number
    return _lines(numbers, way)


def _lines(numbers: Counter, way: str) -> list[Line]:
    reasons = RejectReason.objects.in_bulk({reason for _, reason in numbers})
    by_key: dict[str, Line] = {}
    for (key, reason), number in numbers.most_common():
        line = by_key.setdefault(key, Line(key, ""))
        line.total += number
        line.reasons.append((reasons[reason], number))
    lines = sorted(by_key.values(), key=lambda line: (-line.total, line.key))
    names = _names([line.key for line in lines[:LINES]], way)
    for line in lines:
        line.label = names.get(line.key, "")
    return lines


def _names(keys: list[str], way: str) -> dict[str, str]:
    ids = [int(key) for key in keys if key.isdigit()]
    match way:
        case "upload":
            found = {str(pk): upload.subject for pk, upload in Upload.objects.in_bulk(ids).items()}
            return found | {NONE: "On no list"}
        case "source":
            found = {str(pk): source.name for pk, source in ListSource.objects.in_bulk(ids).items()}
            return found | {NONE: "No source known"}
        case "persona":
            return {str(pk): persona.name for pk, persona in Persona.objects.in_bulk(ids).items()} | NO_PERSONA
    return {str(pk): reason.label for pk, reason in RejectReason.objects.in_bulk(ids).items()}


def name_of(key: str, way: str) -> str:
    """What a list, source or persona of the filters is called; empty where it is none."""
    return _names([key], way).get(key, "") if as_id(key) or key in (NONE, *NO_PERSONA) else ""


def personas_of(found: QuerySet) -> dict[int, str]:
    """By rejection the persona whom they match today, by its id; else that they match none, or that nobody knows."""
    personas = list(Persona.objects.filter(active=True))
    ids = {persona.name: str(persona.pk) for persona in personas}
    judged: dict[Profile, str] = {}
    keys = {}
    for pk, title, kind, industry, country, employees, theirs in found.order_by().values_list("pk", *PERSON):
        profile = Profile(title, kind or "", industry or "", country or theirs or "", employees)
        if profile not in judged:
            best = fit(personas, profile)
            judged[profile] = ids[best.persona] if best.verdict == MATCH and best.persona else best.verdict
        keys[pk] = judged[profile]
    return keys


def with_what_was_said(rejected: list[Completion]) -> None:
    """Give each its `note`, its `said` (the contests, the oldest first) and whether one is `contested` still."""
    keys = {f"completion:{one.key}": one for one in rejected}
    notes = dict(
        Touch.objects.filter(contact__in={one.task.contact_id for one in rejected}, key__in=keys).values_list(
            "key", "gist"
        )
    )
    contests = defaultdict(list)
    for each in Contest.objects.filter(completion__in=rejected).select_related("by", "decided_by"):
        contests[each.completion_id].append(each)
    for key, one in keys.items():
        one.note, one.said = notes.get(key, ""), contests[one.pk]
        last = one.said[-1] if one.said else None
        one.contested = last is not None and last.decided_at is None
        one.is_back = last is not None and last.answer == Contest.Answer.GRANTED


def to_decide(viewer: User) -> QuerySet:
    """Contests that wait for this manager."""
    return Contest.objects.visible_to(viewer).open()
