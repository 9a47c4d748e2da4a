"""The rows behind each figure: one query per figure, counted on the manager's page and listed when it is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from cadences.desk.queue import call_time
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts.models import Contact, StageChange, Touch
from contacts.models.stage import LEADS, WORKED
from leadflow.accounts.models import Firm
from leadflow.reports import attempts
from leadflow.reports.scope import Scope

# A lead is to be tried for the first time before so many working days are over.
START_WITHIN = 2
# Who comes to be a lead by these was given as one before.
NO_NEW_LEAD = (StageChange.Cause.UNDONE, StageChange.Cause.CONTESTED)


@dataclass(frozen=True)
class Figure:
    """One number of the page: its name, its formula in words, and its rows."""

    key: str
    label: str
    formula: str
    rows: Callable[[Scope], QuerySet]
    # The page that lists them.
    page: str


# Attempts, by who made them


def touches_of(scope: Scope):
    """What the people in view did on the days in view."""
    touches = Touch.objects.filter(direction=Touch.Direction.OUTBOUND, rep__in=scope.people)
    return attempts.on_days(touches, scope.day.firm, scope.period.first, scope.period.last)


def until_meeting(touches):
    """Meetings set, each with the number of attempts it took, the one that brought it included."""
    tried = Touch.objects.attempts().filter(contact=OuterRef("contact"), at__lte=OuterRef("at")).order_by()
    number = tried.values("contact").annotate(number=Count("pk")).values("number")
    return attempts.meetings_set(touches).annotate(attempts=Subquery(number, output_field=IntegerField()))


def meetings_closed(scope: Scope, effect: str):
    """Meetings of which somebody in view said in the period how they ended."""
    firm = scope.day.firm
    return Task.objects.filter(
        kind=Task.Kind.MEETING,
        state=Task.State.DONE,
        outcome__effect=effect,
        closed_by__in=scope.people,
        closed_at__gte=firm.moment(scope.period.first, time.min),
        closed_at__lt=firm.moment(scope.period.last + timedelta(days=1), time.min),
    )


# Leads and tasks, by who has them


def in_view(scope: Scope, owner: str, team: str) -> Q:
    """What belongs to the people in view, or to nobody yet in their teams."""
    theirs = Q(**{f"{owner}__in": scope.people})
    return theirs if scope.rep else theirs | Q(**{f"{owner}__isnull": True, f"{team}__in": scope.teams})


def given(scope: Scope):
    """Everybody who became a sales lead in the period, with whether and when the rep took it up.

    Accepted is who has a first completed task and was not rejected (domain, "reject").
    """
    new = StageChange.objects.filter(after__in=LEADS).exclude(before__in=WORKED)
    new = new.exclude(cause__in=NO_NEW_LEAD).filter(in_view(scope, "contact__owner", "contact__team"))
    since = Task.objects.filter(contact=OuterRef("contact"), closed_at__gte=OuterRef("at"))
    tried = Touch.objects.attempts().filter(contact=OuterRef("contact"), at__gte=OuterRef("at")).order_by("at")
    spread = Enrollment.objects.filter(contact=OuterRef("contact"), started_at=OuterRef("at")).order_by("pk")
    return attempts.on_days(new, scope.day.firm, scope.period.first, scope.period.last).annotate(
        accepted=Exists(since.accepting()) & ~Exists(since.rejecting()),
        first_touch=Subquery(tried.values("at")[:1]),
        begins_on=Subquery(spread.values("day_0")[:1]),
    )


def until_first_touch(at: datetime, begins_on: date | None, first_touch: datetime | None, *, firm: Firm):
    """Seconds from when a lead came, or from the start that a load limit gave its plan, to the first attempt; None
    while there was none."""
    if first_touch is None:
        return None
    begins = max(at, firm.moment(begins_on, time.min)) if begins_on else at
    return max((first_touch - begins).total_seconds(), 0)


def requests(scope: Scope):
    """Contact requests that came in the period, with the first attempt after each."""
    came = Touch.objects.filter(in_view(scope, "contact__owner", "contact__team"), kind__in=Touch.REQUESTS)
    tried = Touch.objects.attempts().filter(contact=OuterRef("contact"), at__gte=OuterRef("at")).order_by("at")
    return attempts.on_days(came, scope.day.firm, scope.period.first, scope.period.last).annotate(
        first_touch=Subquery(tried.values("at")[:1])
    )


def waited(request: Touch, day: FirmDay) -> float | None:
    """Seconds from when one may call, after a request, to the first attempt; None while there was none."""
    if not request.first_touch:
        return None
    may_call = call_time(FirmDay(day.firm.day_of(request.at), day.calendar, day.firm), request.at)
    return max((request.first_touch - may_call).total_seconds(), 0)


def days_ago(day: FirmDay, working_days: int) -> date:
    """The last day since which that many working days are over."""
    found = day.today
    while working_days >= 0:
        found -= timedelta(days=1)
        working_days -= day.calendar.is_working(found)
    return found


def before_days(day: FirmDay, working_days: int) -> datetime:
    """What happened before this moment is more than that many working days ago."""
    return day.firm.moment(days_ago(day, working_days) + timedelta(days=1), time.min)


def waiting_leads(scope: Scope):
    """Sales leads who had time enough to be taken up: more than two working days, from day 0 of their plan on."""
    leads = Contact.objects.filter(in_view(scope, "owner", "team"), stage__in=LEADS)
    leads = leads.filter(stage_since__lt=before_days(scope.day, START_WITHIN))
    return leads.exclude(begins_after(days_ago(scope.day, START_WITHIN), scope.day.firm))


def begins_after(day: date, firm: Firm, contact: str = "pk") -> Exists:
    """Those whose plan a load limit lets begin after a day (rule 7): nobody can be late with them before that."""
    return Exists(Enrollment.objects.spread_past(day, firm).filter(contact=OuterRef(contact)))


def never_touched(scope: Scope):
    """Of these the ones whom nobody ever tried to reach; research is no attempt (domain, "first touch")."""
    return waiting_leads(scope).filter(~Exists(Touch.objects.attempts().filter(contact=OuterRef("pk"))))


def not_accepted(scope: Scope):
    """Sales leads whose time to be accepted is over, from day 0 of their plan on, without a completed task since."""
    given_by = scope.day.hours.before(scope.at, scope.day.firm.accept_within)
    leads = Contact.objects.filter(in_view(scope, "owner", "team"), stage__in=LEADS, stage_since__lte=given_by)
    leads = leads.exclude(begins_after(scope.day.firm.day_of(given_by), scope.day.firm))
    done = Task.objects.filter(contact=OuterRef("pk"), state=Task.State.DONE, closed_at__gte=OuterRef("stage_since"))
    return leads.filter(~Exists(done))


def overdue(scope: Scope):
    """Open tasks whose day has passed."""
    return Task.objects.overdue(scope.day.today).filter(in_view(scope, "rep", "contact__team"))


CALLS = (
    Figure(
        "dials",
        "dials",
        "Logged attempts by phone; a double dial counts two.",
        lambda scope: touches_of(scope).dials(),
        "calls",
    ),
    Figure(
        "connects",
        "connects",
        "Dials in which the person themselves spoke. The connect rate is connects / dials.",
        lambda scope: touches_of(scope).connects(),
        "calls",
    ),
    Figure(
        "cold",
        "cold calls",
        "Dials to somebody who is no client and had done nothing before. The share is cold calls / dials.",
        lambda scope: attempts.cold_calls(touches_of(scope)),
        "calls",
    ),
    Figure(
        "meetings",
        "meetings set",
        "Attempts by any channel in which a meeting was booked.",
        lambda scope: until_meeting(touches_of(scope)),
        "calls",
    ),
)
TASKS = (
    Figure("overdue", "overdue", "Open tasks whose day has passed, as of now.", overdue, "tasks"),
    Figure(
        "held",
        "meetings held",
        "Meetings logged as held.",
        lambda scope: meetings_closed(scope, Touch.Outcome.HELD),
        "tasks",
    ),
    Figure(
        "no_shows",
        "no-shows",
        "Meetings logged as a no-show.",
        lambda scope: meetings_closed(scope, Touch.Outcome.NO_SHOW),
        "tasks",
    ),
)
GIVEN = (
    Figure("given", "leads given", "Everybody who became a sales lead in the period.", given, "leads_given"),
    Figure(
        "accepted",
        "leads accepted",
        "Leads given with a completed task, and not rejected.",
        lambda scope: given(scope).filter(accepted=True),
        "leads_given",
    ),
    Figure(
        "first_touch",
        "to the first touch",
        "Median time from becoming a lead, or from a later start of its plan, to the first attempt; research is none.",
        lambda scope: given(scope).filter(first_touch__isnull=False),
        "leads_given",
    ),
)
WAITING = (
    Figure(
        "never_touched",
        "never touched",
        f"Sales leads for more than {START_WITHIN} working days whom nobody tried to reach, as of now.",
        never_touched,
        "leads_waiting",
    ),
    Figure(
        "not_accepted",
        "not accepted in time",
        "Sales leads without a completed task when the firm's time to accept them was over, as of now.",
        not_accepted,
        "leads_waiting",
    ),
)
REQUESTS = Figure(
    "requests",
    "to a contact request",
    "Median time from a contact request to the first attempt, counted from when one may call.",
    requests,
    "requests",
)
ALL = {figure.key: figure for figure in (*CALLS, *TASKS, *GIVEN, *WAITING, REQUESTS)}
