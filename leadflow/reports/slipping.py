"""Who falls through: what breaks promise 12, and what lies in a pool for over a working day. Normally nobody."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from cadences import promise
from cadences.absences import Away
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts.assignment import owners_for
from contacts.models import Contact, Stage
from leadflow.accounts.models import Absence, Firm, Team, User
from leadflow.lib.when import in_full
from leadflow.reports.rows import before_days, begins_after, days_ago

POOL_WITHIN = 1


class Cause(models.TextChoices):
    """Why somebody is slipping."""

    STOPPED = "stopped", "The plan was stopped by hand, and nothing came in its place."
    CANCELLED = "cancelled", "The last task was cancelled, and nothing came in its place."
    NO_STEP = "no_step", "Has no next step: no open task, nothing planned, no day to come back on."
    OWNER_GONE = "owner_gone", "Belongs to {owner}, who works no leads any more."
    TASK_GONE = "task_gone", "Has a task that lies with somebody who works no leads any more."
    TEAM_AWAY = "team_away", "Lies in the pool of {team}, where everybody is away."
    NO_REPS = "no_reps", "Lies in the pool of {team}, which has no active rep, since {since}."
    POOL = "pool", "Lies in the pool of {team} since {since}."


class NobodyToDoIt(Exception):
    """Nobody of the team is there. Choose a rep of another team, or add one."""


def slipping(contacts, *, at: datetime):
    """Those of these contacts who slip, with `cause`, and `waiting_since` for the pool's."""
    day = FirmDay.at(at)
    worked = contacts.worked()
    no_step = Q(pk__in=promise.without_next_step(worked).order_by().values("pk"))
    gone = ~Q(owner__is_active=True, owner__role=User.Role.REP) & Q(owner__isnull=False)
    lost = Task.objects.open().filter(contact=OuterRef("pk"), rep__is_active=False)
    forgotten = (
        Q(owner__isnull=True, waiting_since__lt=before_days(day, POOL_WITHIN))
        & ~Q(stage=Stage.NURTURE)
        & ~Q(begins_after(days_ago(day, POOL_WITHIN), day.firm))
    )
    ended = Enrollment.objects.filter(contact=OuterRef("pk"), ended_at__isnull=False).order_by("-ended_at", "-pk")
    closed = Task.objects.filter(contact=OuterRef("pk"), closed_at__isnull=False).order_by("-closed_at", "-pk")
    reps = User.objects.active_reps().filter(team=OuterRef("team"))
    here = reps.exclude(pk__in=Absence.reps_away(day.today))
    in_pool = Away.on(day.today).pool_of(Team.objects.all()).due(day.today).filter(contact=OuterRef("pk"))
    causes = (
        (no_step & Q(how_it_ended=Enrollment.StopReason.BY_HAND), Cause.STOPPED),
        (no_step & Q(how_it_closed=Task.State.CANCELLED), Cause.CANCELLED),
        (no_step, Cause.NO_STEP),
        (gone, Cause.OWNER_GONE),
        (Q(Exists(lost)), Cause.TASK_GONE),
        ((forgotten | Q(Exists(in_pool))) & ~Exists(here) & Exists(reps), Cause.TEAM_AWAY),
        (forgotten & ~Exists(reps), Cause.NO_REPS),
        (forgotten, Cause.POOL),
    )
    return (
        worked.annotate(waiting_since=Greatest(Coalesce("owner_since", "stage_since"), "stage_since"))
        .alias(
            how_it_ended=Subquery(ended.values("stop_reason")[:1]),
            how_it_closed=Subquery(closed.values("state")[:1]),
        )
        .annotate(
            cause=Case(
                *[When(condition, then=Value(cause)) for condition, cause in causes],
                default=Value(""),
                output_field=CharField(),
            )
        )
        .exclude(cause="")
    )


def in_words(contact: Contact, firm: Firm) -> str:
    """Why this one of `slipping` slips. Owner and team are expected to be loaded."""
    since = firm.day_of(contact.waiting_since)
    return Cause(contact.cause).label.format(owner=contact.owner, team=contact.team, since=in_full(since))


@transaction.atomic
def mend(contact: Contact, *, at: datetime, rep: User | None = None, others: QuerySet[User] | None = None):
    """Give a contact a next step and somebody to do it: the given rep, else its owner, else the next in turn. Where
    everybody of the team is away, it is whoever of the `others` is there and has least to do.

    Raises NobodyToDoIt where there is nobody, and none is given.
    """
    all_away = slipping(Contact.objects.filter(pk=contact.pk), at=at).filter(cause=Cause.TEAM_AWAY).exists()
    if rep is None and all_away and others is not None:
        rep = _least_busy(others, at=at)
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    owner = contact.owner
    has_owner = owner is not None and owner.is_active and owner.works_a_queue
    chosen = rep or (owner if has_owner else owners_for([contact], prefer={}, at=at).get(contact.pk))
    if chosen is None:
        raise NobodyToDoIt
    contact.assign(chosen, at=at)
    promise.keep(contact, at=at)


def _least_busy(reps: QuerySet[User], *, at: datetime) -> User | None:
    here = reps.exclude(pk__in=Absence.reps_away(Firm.current().day_of(at)))
    to_do = Task.objects.open().filter(rep=OuterRef("pk")).order_by().values("rep").annotate(number=Count("pk"))
    return here.annotate(to_do=Coalesce(Subquery(to_do.values("number")), 0)).order_by("to_do", "pk").first()
