"""What ends a task, what puts it off, and what takes that back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from cadences.desk.card import Card
from cadences.desk.forms import LogForm, NoteForm, SnoozeForm
from cadences.desk.told import told
from cadences.models import Completion, Task
from cadences.models.completion import CannotUndo, Stale, Suppressed
from cadences.views.work import address_of, find_card, show, show_in_place, show_next
from contacts.models import Touch
from contacts.views.answers import refused
from leadflow.accounts.decorators import rep_required
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast
from leadflow.lib.when import Style

# The note of the last outcome, for who undoes it; the last snooze, likewise.
LAST_NOTE, LAST_SNOOZE = "last_note", "last_snooze"
TOO_LATE = "That cannot be undone any more: half a minute has passed, or something happened since."


@require_POST
@rep_required
@looks_again
def log_outcome(request, pk):
    card = find_card(request, pk, at=now())
    form = LogForm(request.POST, card=card)
    if not form.is_valid():
        return show(request, card, form, status=422)
    try:
        completion = form.log(rep=request.user, at=card.at)
    except (Stale, Suppressed) as trouble:
        return show_as_it_is(request, card, trouble)
    tell(request, card, form, completion)
    return show_next(request, at=card.at)


def show_as_it_is(request, card: Card, trouble: Exception) -> HttpResponse:
    """Nothing was written: the card as it is now, with what happened and what was typed."""
    fresh = find_card(request, card.task.pk, at=card.at)
    form = LogForm(request.POST, card=fresh)
    if not fresh.task.is_open:
        form = LogForm(card=fresh, note=form.typed())
    return show(request, fresh, form, trouble=trouble, status=409)


def tell(request, card: Card, form: LogForm, completion: Completion):
    """Say what was logged, with the way back; after no answer also with the second dial."""
    if form.cleaned_data["note"]:
        request.session[LAST_NOTE] = [completion.pk, form.cleaned_data["note"]]
    outcome = completion.task.outcome
    words = told(
        outcome,
        form.said(),
        name=card.contact.greeting,
        zone=card.place.zone,
        today=card.today,
        style=Style.accepted(request.headers.get("Accept-Language", "")),
    )
    once_more = outcome.effect == Touch.Outcome.NO_ANSWER and not card.task.redials
    toast(
        request,
        words,
        undo_url=reverse("undo_outcome", args=[completion.pk]),
        again_url=reverse("dial_again", args=[completion.pk]) if once_more else "",
    )


def own_outcome(request, pk) -> Completion:
    """What this person logged themselves, on a task they may still see."""
    visible = Task.objects.visible_to(request.user)
    return get_object_or_404(Completion.objects.filter(rep=request.user, task__in=visible), pk=pk)


@require_POST
@rep_required
def undo_outcome(request, pk):
    completion, at = own_outcome(request, pk), now()
    try:
        completion.undo(by=request.user, at=at)
    except CannotUndo:
        return refused(request, TOO_LATE, "work")
    card = find_card(request, completion.task_id, at=at)
    last, note = request.session.get(LAST_NOTE, (None, ""))
    form = LogForm(card=card, note=note if last == completion.pk else "")
    return show_in_place(request, show(request, card, form), address_of(request, card.task.pk))


@require_POST
@rep_required
def dial_again(request, pk):
    completion = own_outcome(request, pk)
    try:
        completion.dial_again(by=request.user, at=now())
    except CannotUndo:
        return refused(request, TOO_LATE, "work")
    toast(request, f"{completion.task.contact.greeting} comes up again in three minutes.")
    return reswap(HttpResponse(), "none") if request.htmx else redirect("work")


@require_POST
@rep_required
def snooze_task(request, pk):
    card = find_card(request, pk, at=now())
    form = SnoozeForm(request.POST, card=card)
    if not form.is_valid():
        return show(request, card, LogForm(request.POST, card=card), snooze=form, status=422)
    if not card.task.is_open:
        return show_as_it_is(request, card, Stale(card.task))
    try:
        before = form.save(by=request.user, at=card.at)
    except Task.TooOften:
        return show_as_it_is(request, card, Stale(card.task))
    request.session[LAST_SNOOZE] = before
    style = Style.accepted(request.headers.get("Accept-Language", ""))
    until = style.day(form.cleaned_data["until"], today=card.today)
    toast(request, f"{card.contact.greeting} is put off until {until}.", undo_url=reverse("unsnooze_task", args=[pk]))
    return show_next(request, at=card.at, note_kept=pk)


@require_POST
@rep_required
def unsnooze_task(request, pk):
    card = find_card(request, pk, at=now())
    before = request.session.pop(LAST_SNOOZE, {})
    if before.pop("task", None) != pk or not card.task.unsnooze(**before):
        return refused(request, TOO_LATE, "work")
    fresh = find_card(request, pk, at=card.at)
    return show_in_place(request, show(request, fresh, LogForm(card=fresh)), address_of(request, pk))


@require_POST
@rep_required
def keep_note(request, pk):
    """The note alone, where the task itself was ended by somebody else."""
    card = find_card(request, pk, at=now())
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, card, LogForm(request.POST, card=card), status=422)
    form.save(card.contact, rep=request.user, at=card.at)
    toast(request, f"The note is kept with {card.contact.greeting}.")
    return show_next(request, at=card.at, note_kept=pk)
