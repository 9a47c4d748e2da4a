"""What news of contacts does to plans and tasks."""

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver

from cadences import ending, entry, promise, starts
from cadences.desk.queue import call_time
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts import signals
from contacts.models import MUTES, Channel, Contact, Stage, StageChange, Touch
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm
from leadflow.accounts.signals import person_left

# As long as interactions count, where the firm has not agreed otherwise (rule 3).
HISTORY = timedelta(days=365)
# Where a new stage ends the plan, and why.
STOPS = {
    Stage.MEETING: Enrollment.StopReason.MEETING,
    Stage.OPPORTUNITY: Enrollment.StopReason.DECISION,
    Stage.WON: Enrollment.StopReason.DECISION,
    Stage.LOST: Enrollment.StopReason.DECISION,
    Stage.NURTURE: Enrollment.StopReason.DECISION,
    Stage.DISQUALIFIED: Enrollment.StopReason.DISQUALIFIED,
    Stage.DO_NOT_CONTACT: Enrollment.StopReason.SUPPRESSED,
}


@receiver(signals.stages_changed)
def follow_the_stage(sender, changes, at, **kwargs):
    """A new lead enters the plan that takes them in; a decision ends the plan and closes what is open."""
    changes = [change for change in changes if change.cause != StageChange.Cause.UNDONE]
    _enroll_new_leads(changes, at)
    _call_who_asked([change.contact_id for change in changes if change.cause == StageChange.Cause.REQUEST], at)
    ended = {change.contact_id: change for change in changes if change.after in STOPS}
    for enrollment in Enrollment.objects.live().filter(contact__in=ended).select_related("contact", "version"):
        enrollment.stop(STOPS[ended[enrollment.contact_id].after], at=at)
    for stage in {change.after for change in ended.values()}:
        ids = [pk for pk, change in ended.items() if change.after == stage]
        Task.objects.filter(contact__in=ids).cancel(Stage(stage).label, at=at)


def _enroll_new_leads(changes, at):
    """Whoever asked gets a call first, and the plan after that call (rule 4)."""
    by_interactions = (StageChange.Cause.INTERACTIONS, StageChange.Cause.BY_HAND)
    leads = [c.contact_id for c in changes if c.after in LEADS and c.cause in by_interactions]
    # Those who were leads before are on their way already.
    known = {c.contact_id for c in changes if c.before in LEADS}
    contacts = list(Contact.objects.filter(pk__in=set(leads) - known).order_by("pk"))
    if contacts:
        entry.enter(contacts, entry.Occasion.NEW_LEAD, at=at)


def _call_who_asked(contact_ids, at):
    """Also those who asked before, while they were off the lists or other rules held: their request is no news to
    `hear_them`."""
    requests = Touch.objects.filter(contact__among=contact_ids, kind__in=Touch.REQUESTS).order_by("at", "pk")
    last = {touch.contact_id: touch for touch in requests.select_related("contact")} if contact_ids else {}
    for touch in last.values():
        _ask_for_call(touch, at)


@receiver(signals.leads_imported)
def spread_the_starts(sender, upload, contact_ids, at, **kwargs):
    """A list may ask that not all of its leads begin at once (rule 7)."""
    if upload.starts_a_day:
        starts.spread(contact_ids, most=upload.starts_a_day, at=at)


@receiver(signals.list_imported)
def let_the_best_begin_first(sender, upload, at, **kwargs):
    """Pieces were spread one after the other; now the order of the whole list is known."""
    if upload.starts_a_day and upload.leads:
        leads = upload.rows.filter(became_lead=True).values("contact")
        starts.put_in_order(Enrollment.objects.filter(contact__in=leads), at=at)


@receiver(signals.judged_anew)
def spread_who_was_found(sender, contact_ids, at, **kwargs):
    """A new lead definition may find hundreds at once; nobody chose a limit for them, so it is the firm's."""
    starts.spread(contact_ids, most=starts.limit_of(Firm.current()), at=at)


@receiver(signals.all_judged_anew)
def let_the_best_of_them_begin_first(sender, since, at, **kwargs):
    starts.put_in_order(Enrollment.objects.filter(started_at__gte=since, started_by=None), at=at)


@receiver(signals.touches_recorded)
def hear_them(sender, touches, at, **kwargs):
    """An answer ends the waiting; a request is called back at once."""
    answers = [touch.pk for touch in touches if touch.is_response]
    if not answers:
        return
    found = Touch.objects.filter(pk__among=answers).select_related("contact", "asset")
    touches = [touch for touch in found if not _is_history(touch, at)]
    asking = [touch.contact for touch in touches if touch.is_request and not touch.contact.is_closed]
    entry.give_way(asking, entry.Occasion.REQUEST, at=at)
    contacts = {touch.contact_id for touch in touches}
    for enrollment in Enrollment.objects.live().filter(contact__in=contacts).select_related("contact", "version"):
        enrollment.respond(at=at)
    for touch in touches:
        if touch.contact.is_closed and touch.direction == Touch.Direction.INBOUND:
            _let_decide(touch, at)
        elif touch.is_request:
            _ask_for_call(touch, at)
        elif touch.direction == Touch.Direction.INBOUND:
            _ask_for_decision(touch, at)


def _is_history(touch, at) -> bool:
    """From long ago, as lists bring it: nobody waits for our call, unless it made them a lead just now."""
    contact = touch.contact
    if touch.is_request and contact.stage == Stage.NAME:
        return True
    is_old = touch.at < at - HISTORY and contact.stage_since != at
    return is_old and (touch.is_request or contact.is_closed)


def _ask_for_call(touch, at):
    """A call within the hour, in working hours."""
    day = FirmDay.at(at)
    opens = call_time(day, at)
    words = touch.gist[:300] or f"{touch.get_kind_display()}. Call now."
    Task.open_for(
        touch.contact,
        Task.Kind.REQUEST,
        due_on=day.firm.day_of(opens),
        not_before=opens,
        at=at,
        objective=words,
    )


def _let_decide(touch, at):
    """Who is off the lists, or must not be contacted, asked or answered all the same: a manager answers, or leaves it
    (rule 4)."""
    decides = ending.who_decides(touch.contact)
    Task.open_for(
        touch.contact,
        Task.Kind.ANSWER_OR_LEAVE,
        due_on=FirmDay.at(at).today,
        at=at,
        channel=Channel.OTHER,
        objective=touch.gist[:300] or touch.get_kind_display(),
        rep_id=decides and decides.pk,
    )


def _ask_for_decision(touch, at):
    """They replied or called: the decision is asked for at once (rule 10). Nurtured people are leads again."""
    contact = touch.contact
    if contact.stage == Stage.NURTURE:
        contact.change_stage(Stage.LEAD, at=at, cause=StageChange.Cause.RESPONSE, reason=touch.gist)
    Task.open_for(
        contact,
        Task.Kind.DECISION,
        due_on=FirmDay.at(at).calendar.working_day_from(FirmDay.at(at).today),
        at=at,
        objective=touch.gist[:300] or "They answered. Get the decision.",
    )


@receiver(signals.contacts_suppressed)
def close_the_channel(sender, contact_ids, channel, at, **kwargs):
    """No task by a closed channel stays open: steps are skipped, anything else goes on by a channel that is open.

    All channels are the stage's to close.
    """
    if not channel:
        return
    closed = [c for c, field in MUTES.items() if field == MUTES[Channel(channel)]]
    tasks = Task.objects.open().filter(contact__in=contact_ids, channel__in=closed)
    waiting = list(Contact.objects.filter(tasks__in=tasks).distinct())
    tasks.filter(kind=Task.Kind.STEP).skip(Task.Skip.CLOSED_CHANNEL, at=at)
    for contact in waiting:
        tasks.filter(contact=contact).update(channel=contact.open_channel, version=F("version") + 1)
        promise.keep(contact, at=at)


@receiver(signals.owners_changed)
def work_follows_the_owner(sender, contact_ids, at, **kwargs):
    """Waits for a sweep that is turning steps of these contacts into tasks of the owner before."""
    list(Enrollment.objects.live().filter(contact__in=contact_ids).order_by("pk").select_for_update(no_key=True))
    owner = Contact.objects.filter(pk=OuterRef("contact")).values("owner")[:1]
    tasks = Task.objects.open().filter(contact__in=contact_ids).exclude(kind__in=Task.OF_MANAGERS)
    tasks.update(rep=Subquery(owner), version=F("version") + 1)
    starts.hand_over(contact_ids, at=at)


@receiver(person_left)
def hand_over_tasks(sender, person, successor, at, **kwargs):
    """What was given to them by hand, on contacts of others, is handed over too (promise 12)."""
    Task.objects.open().filter(rep=person).update(rep=successor, version=F("version") + 1)
