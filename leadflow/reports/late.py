"""Late is not lost: lists that nobody works, and reps who have logged nothing while work is overdue."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from cadences.models import Task
from contacts.models import Touch, Upload
from contacts.models.stage import LEADS
from leadflow.accounts.models import User
from leadflow.lib import keyset
from leadflow.reports import rows
from leadflow.reports.rows import START_WITHIN, before_days, days_ago
from leadflow.reports.scope import Scope
from leadflow.reports.sources import LOOKING_BACK


@dataclass(frozen=True)
class Section:
    """One way to be late: its rows, how to page them, and the fragment that shows them."""

    key: str
    label: str
    meaning: str
    template: str
    rows: QuerySet
    order: tuple[str, ...]

    @cached_property
    def count(self) -> str:
        return keyset.count_words(self.rows)


def sections(scope: Scope) -> list[Section]:
    """Everything that is late in the teams in view."""
    tasks = rows.overdue(scope).select_related("contact__company", "contact__team", "rep", "step")
    people = ("company", "owner", "team")
    never, untaken = rows.ALL["never_touched"], rows.ALL["not_accepted"]
    return [
        Section("overdue", "Overdue", rows.ALL["overdue"].formula, "reports/_tasks.html", tasks, ("due_on", "pk")),
        Section(
            never.key,
            "Never touched",
            never.formula,
            "reports/_leads.html",
            never.rows(scope).select_related(*people),
            ("stage_since", "pk"),
        ),
        Section(
            untaken.key,
            "Not accepted",
            f"Sales leads without a completed task after {scope.day.firm.accept_within} working hours.",
            "reports/_leads.html",
            untaken.rows(scope).select_related(*people),
            ("stage_since", "pk"),
        ),
        Section(
            "lists",
            "Lists not worked",
            f"Lists in for more than {START_WITHIN} working days of whose leads fewer than half were tried.",
            "reports/_lists.html",
            lists_not_worked(scope).select_related("team", "by"),
            ("created_at", "pk"),
        ),
        Section(
            "silent",
            "Silent",
            f"Reps with overdue tasks who have logged nothing for more than {START_WITHIN} working days.",
            "reports/_silent.html",
            silent_reps(scope).select_related("team"),
            ("name", "pk"),
        ),
    ]


def sentence(found: list[Section]) -> str:
    """What is late, in one line."""
    late = [f"{section.count} {section.label.lower()}" for section in found if section.count != "0"]
    return f"{', '.join(late)}." if late else "Nothing is late."


def lists_not_worked(scope: Scope):
    """Lists of the last months, in for over two working days, of whose `open_leads` fewer than half were `tried`.

    Leads whose plan has not begun for so long are not counted.
    """
    tried = Touch.objects.attempts().filter(contact=OuterRef("rows__contact"), at__gte=OuterRef("created_at"))
    waits = rows.begins_after(days_ago(scope.day, START_WITHIN), scope.day.firm, contact="rows__contact")
    is_lead = Q(rows__contact__stage__in=LEADS) & ~Q(waits)
    return (
        Upload.objects.visible_to(scope.viewer)
        .lists()
        .filter(
            team__in=scope.teams,
            phase=Upload.Phase.DONE,
            created_at__gte=scope.at - LOOKING_BACK,
            created_at__lt=before_days(scope.day, START_WITHIN),
        )
        .annotate(
            open_leads=Count("rows__contact", distinct=True, filter=is_lead),
            tried=Count("rows__contact", distinct=True, filter=is_lead & Q(Exists(tried))),
        )
        .filter(open_leads__gt=F("tried") * 2)
    )


def silent_reps(scope: Scope):
    """Active reps with tasks `overdue` who have logged nothing for over two working days, with `last_logged`.

    What somebody else logged on their tasks says nothing of them.
    """
    logged = Task.objects.filter(closed_by=OuterRef("pk")).order_by("-closed_at")
    overdue = Task.objects.overdue(scope.day.today).filter(rep=OuterRef("pk")).order_by()
    reps = User.objects.active_reps().filter(pk__in=[person.pk for person in scope.people])
    return reps.annotate(
        last_logged=Subquery(logged.values("closed_at")[:1]),
        overdue=Subquery(overdue.values("rep").annotate(number=Count("pk")).values("number")),
    ).filter(Q(last_logged__isnull=True) | Q(last_logged__lt=before_days(scope.day, START_WITHIN)), overdue__gt=0)
