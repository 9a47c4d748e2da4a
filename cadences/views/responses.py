"""“They replied or called”: from anywhere, by hand."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from cadences import by_hand
from cadences.desk.card import Card
from cadences.desk.forms import LogForm, ResponseForm
from cadences.models import Task
from cadences.views.work import address_of, show_in_place
from cadences.views.work import show as show_card
from contacts.models import Contact
from contacts.search import likely_first
from contacts.views.answers import go_to, refresh, refused
from leadflow.accounts.decorators import rep_required
from leadflow.lib.ids import as_id
from leadflow.lib.toasts import toast

FOUND = 8


@require_http_methods(["GET", "POST"])
@rep_required
def response_new(request):
    """Whose answer it is (the contact at hand, or searched for), by which channel, and its gist."""
    wanted = as_id(request.POST.get("contact") or request.GET.get("contact"))
    if wanted is None:
        return find_contact(request)
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("company"), pk=wanted)
    form = ResponseForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        moment = now()
        with transaction.atomic():
            keep = by_hand.look_at(Contact, contact)
            touch = form.save(contact, rep=request.user, at=moment)
            undo_url = keep(by=request.user, at=moment, touch=touch) if touch else ""
        return go_on(request, contact, undo_url)
    return show(request, {"contact": contact, "form": form}, status=422 if form.errors else 200)


def find_contact(request):
    words = request.GET.get("q", "").strip()
    visible = Contact.objects.visible_to(request.user)
    found = likely_first(visible.search(words), words).select_related("company")[:FOUND] if len(words) > 1 else []
    return show(request, {"q": words, "found": found}, status=200)


def show(request, context, *, status):
    template = "cadences/_response.html" if request.htmx else "cadences/response.html"
    return render(request, template, context, status=status)


def go_on(request, contact, undo_url):
    """To the decision, which is asked for at once, if this person works on it; else back to where they were."""
    toast(request, f"Noted. What waited for {contact.greeting}’s answer is off the plan.", undo_url=undo_url)
    decision = Task.objects.open().filter(contact=contact, kind=Task.Kind.DECISION).first()
    if decision and request.user.works_a_queue and decision.rep in (request.user, None):
        return go_to(request, "work_task", decision.pk)
    return refresh(request, "contact", contact.pk)


@require_POST
@login_required
def undo_by_hand(request, token):
    """Take back an answer, or another change of a contact by hand, a moment later."""
    try:
        contact = by_hand.take_back(token, by=request.user, at=now())
    except by_hand.TooLate:
        return refused(request, "It is too late to take this back, or something happened since.", "contact_list")
    if card := card_to_go_back_to(request, contact):
        return show_in_place(request, show_card(request, card, LogForm(card=card)), address_of(request, card.task.pk))
    toast(request, f"Taken back. {contact} is as before.")
    return go_to(request, "contact", contact.pk)


def card_to_go_back_to(request, contact) -> Card | None:
    """The card from which it was done, if it was one."""
    task = Card.tasks(request.user).filter(pk=as_id(request.GET.get("task")), contact=contact).first()
    return Card(task, viewer=request.user, at=now()) if task else None
