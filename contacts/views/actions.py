"""What is done with one contact by hand. Each is a form: a dialog on the contact's page, or a page of its own."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from contacts import action_forms, entry_forms, signals
from contacts.models import Contact
from contacts.views.answers import go_to
from leadflow.accounts.decorators import manager_required, rep_required
from leadflow.lib.lookagain import looks_again
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


@form_methods
@rep_required
def set_revisit(request, pk):
    return act(request, pk, action_forms.RevisitForm)


@form_methods
@rep_required
def make_lead(request, pk):
    return act(request, pk, action_forms.MakeLeadForm)


@form_methods
@rep_required
def disqualify(request, pk):
    return act(request, pk, action_forms.DisqualifyForm)


@form_methods
@manager_required
def take_back(request, pk):
    return act(request, pk, action_forms.TakeBackForm)


@form_methods
@login_required
def suppress(request, pk):
    return act(request, pk, action_forms.SuppressForm)


@form_methods
@manager_required
def lift_suppressions(request, pk):
    return act(request, pk, action_forms.LiftForm)


@form_methods
@rep_required
def give_contact(request, pk):
    return act(request, pk, action_forms.GiveForm)


@form_methods
@login_required
def add_touch(request, pk):
    return act(request, pk, entry_forms.TouchForm, initial={"kind": request.GET.get("kind", "")})


@form_methods
@login_required
def add_note(request, pk):
    return act(request, pk, entry_forms.NoteForm)


@form_methods
@login_required
def add_point(request, pk):
    return act(request, pk, entry_forms.PointForm)
