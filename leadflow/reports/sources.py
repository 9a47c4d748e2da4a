"""What the lists of each kind brought: people, junk, leads, accepted leads, meetings."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q

from cadences.models import Task
from contacts.models import Asset, Contact, StageChange, Touch, Upload, UploadRow
from contacts.models.stage import LEADS, WORKED
from leadflow.reports.rows import NO_NEW_LEAD
from leadflow.reports.scope import Scope

LOOKING_BACK = timedelta(days=90)
SHOWN = {"people": "People", "leads": "Leads", "accepted": "Accepted", "meetings": "Meetings", "junk": "Junk"}
NO_ASSET = "other"
NAMES = {
    Asset.Kind.WEBINAR: "Webinars",
    Asset.Kind.EVENT: "Events",
    Asset.Kind.BOOTH: "Booths",
    Asset.Kind.DOWNLOAD: "Downloads",
    Asset.Kind.NEWSLETTER: "Newsletters",
    Asset.Kind.PAGE: "Forms",
    Asset.Kind.LIST: "Plain lists",
    NO_ASSET: "Other lists",
}


@dataclass(frozen=True)
class Source:
    """One kind of list, and what came of its people since the list came in."""

    kind: str
    people: int
    junk: int
    read: int
    leads: int
    accepted: int
    meetings: int

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def junk_share(self) -> float | None:
        return self.junk / self.read if self.read else None

    @property
    def accepted_share(self) -> float | None:
        return self.accepted / self.leads if self.leads else None


def compared(scope: Scope) -> list[Source]:
    """The sources of the last three months, the one with most people first."""
    numbers = {name: Count("contact", distinct=True, filter=condition) for name, condition in outcomes().items()}
    junk = Q(fate=UploadRow.Fate.QUARANTINED)
    found = (
        list_rows(scope)
        .values("upload__asset__kind")
        .annotate(
            people=Count("contact", distinct=True),
            junk=Count("pk", filter=junk),
            read=Count("pk", filter=junk | Q(contact__isnull=False)),
            **numbers,
        )
    )
    sources = [Source(kind=row.pop("upload__asset__kind") or NO_ASSET, **row) for row in found]
    return sorted((source for source in sources if source.read), key=lambda source: -source.people)


def list_rows(scope: Scope):
    """The rows of the lists that came in for the teams in view in the last three months."""
    uploads = (
        Upload.objects.visible_to(scope.viewer)
        .lists()
        .filter(team__in=scope.teams, phase=Upload.Phase.DONE, created_at__gte=scope.at - LOOKING_BACK)
    )
    return UploadRow.objects.filter(upload__in=uploads.values("pk")).order_by()


def of_kind(rows, kind: str):
    return rows.filter(upload__asset__isnull=True) if kind == NO_ASSET else rows.filter(upload__asset__kind=kind)


def junk_rows(scope: Scope, kind: str):
    """The rows that look like junk."""
    return of_kind(list_rows(scope), kind).filter(fate=UploadRow.Fate.QUARANTINED)


def people(scope: Scope, kind: str, show: str):
    """The contacts behind one number: all people of the source, or those of whom something came."""
    rows = of_kind(list_rows(scope), kind).filter(outcomes().get(show, Q()), contact__isnull=False)
    return Contact.objects.filter(pk__in=rows.values("contact"))


def outcomes() -> dict[str, Exists | Q]:
    """What can come of the person of a row since their list came in, as conditions on rows."""
    since = {"contact": OuterRef("contact")}
    new = StageChange.objects.filter(after__in=LEADS, at__gte=OuterRef("upload__created_at"), **since)
    new = new.exclude(before__in=WORKED).exclude(cause__in=NO_NEW_LEAD)
    done = Task.objects.filter(closed_at__gte=OuterRef("upload__created_at"), **since)
    met = Touch.objects.attempts().filter(
        outcome=Touch.Outcome.MEETING, at__gte=OuterRef("upload__created_at"), **since
    )
    return {
        "leads": Q(Exists(new)),
        "accepted": Q(Exists(new)) & Q(Exists(done.accepting())) & ~Q(Exists(done.rejecting())),
        "meetings": Q(Exists(met)),
    }
