"""What is done with one contact by hand. Each is a form: a dialog on the contact's page, or a page of its own."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from contacts import signals
from contacts.forms import actions, entries
from contacts.models import Contact
from contacts.views.answers import go_to
from leadflow.accounts.decorators import manager_required, rep_required
from leadflow.lib.lookagain import View, looks_again
from leadflow.lib.toasts import toast

form_methods = require_http_methods(["GET", "POST"])


@looks_again
def act(request, pk, form_class, **more):
    """Show the form of an action; carry it out when it is sent, on a contact that holds still meanwhile."""
    if request.method == "GET":
        person = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
        return _ask(request, form_class(contact=person, user=request.user, **more), status=200)
    moment = now()
    with transaction.atomic():
        locked = Contact.objects.visible_to(request.user).select_for_update(no_key=True)
        form = form_class(request.POST, contact=get_object_or_404(locked, pk=pk), user=request.user, **more)
        if not form.is_valid():
            return _ask(request, form, status=422)
        keep = signals.about_to_act.send(Contact, contact=form.contact) if form.is_pictured else []
        told = form.carry_out(by=request.user, at=moment)
        undo_url = form.undo_url or next((kept(by=request.user, at=moment) for _, kept in keep), "")
    toast(request, told, undo_url=undo_url)
    return go_to(request, "contact", pk)


def _ask(request, form, *, status):
    template = "contacts/_action.html" if request.htmx else "contacts/contact_action.html"
    return render(request, template, {"form": form, "contact": form.contact}, status=status)


class Way(NamedTuple):
    """One action: the end of its address, its form, and who may."""

    address: str
    form: type[actions.Action]
    may: Callable[[View], View]

    @property
    def view(self) -> View:
        @form_methods
        @self.may
        def action(request, pk):
            return act(request, pk, self.form)

        return action


ACTIONS = {
    "set_revisit": Way("revisit", actions.RevisitForm, rep_required),
    "make_lead": Way("lead", actions.MakeLeadForm, rep_required),
    "disqualify": Way("disqualify", actions.DisqualifyForm, rep_required),
    "take_back": Way("take-back", actions.TakeBackForm, manager_required),
    "suppress": Way("suppress", actions.SuppressForm, login_required),
    "wish": Way("wishes", actions.WishesForm, login_required),
    "lift_suppressions": Way("contact-again", actions.LiftForm, manager_required),
    "give_contact": Way("give", actions.GiveForm, rep_required),
    "add_touch": Way("touches/add", entries.TouchForm, login_required),
    "add_note": Way("notes/add", entries.NoteForm, login_required),
    "add_point": Way("addresses/add", entries.PointForm, login_required),
}
