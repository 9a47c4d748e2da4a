"""They are out of office: from a card, or from the contact's page."""

from django.db import transaction
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from cadences import by_hand
from cadences.away_forms import OutForm, OutOfOfficeForm
from cadences.desk.forms import LogForm
from cadences.models.completion import Stale
from cadences.views.outcomes import show_as_it_is
from cadences.views.work import find_card, show, show_next
from contacts.models import Contact
from contacts.views.actions import act, form_methods
from leadflow.accounts.decorators import rep_required
from leadflow.lib.toasts import toast


@form_methods
@rep_required
def out_of_office(request, pk):
    return act(request, pk, OutOfOfficeForm)


@require_POST
@rep_required
def out_from_card(request, pk):
    card = find_card(request, pk, at=now())
    form = OutForm(request.POST, card=card)
    if not form.is_valid():
        return show(request, card, LogForm(request.POST, card=card), out=form, status=422)
    if not card.task.is_open:
        return show_as_it_is(request, card, Stale(card.task))
    with transaction.atomic():
        keep = by_hand.look_at(Contact, card.contact)
        words, note = form.save(by=request.user, at=card.at)
        undo_url = keep(by=request.user, at=card.at, touch=note)
    toast(request, words, undo_url=f"{undo_url}?task={pk}")
    return show_next(request, at=card.at, note_kept=pk)
