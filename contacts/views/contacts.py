"""One person: the page, and what is written there."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from contacts import entering, timeline
from contacts.forms.contacts import AddContactForm, ContactForm
from contacts.forms.entries import NoteForm
from contacts.models import Contact, ContactPoint, PossibleDuplicate, Stage, Touch, UploadRow
from contacts.views.actions import ACTIONS
from contacts.views.merging import now_known_as
from leadflow.accounts.models import Firm, User
from leadflow.lib.lookagain import looks_again
from leadflow.lib.place import Place
from leadflow.lib.toasts import toast

COLLEAGUES = 8
CLOSED_WAYS = {
    "no_email": "mail",
    "no_phone": "calls and text messages",
    "no_social": "LinkedIn and other networks",
    "no_post": "post",
}


def contacts_of(user):
    """Whom this person may open, with what their pages show around them."""
    contacts = Contact.objects.visible_to(user)
    return contacts.select_related("company__owner", "owner__team", "team").prefetch_related("points")


@require_GET
@login_required
def contact(request, pk):
    person = contacts_of(request.user).filter(pk=pk).first()
    if person is None:
        return now_known_as(request, pk)
    moment, firm = now(), Firm.current()
    context = {
        "contact": person,
        "place": place_of(person, firm),
        "now": moment,
        "today": firm.day_of(moment),
        "note": NoteForm(contact=person, user=request.user, auto_id=False),
        "phone": person.reach(ContactPoint.Kind.PHONE),
        "lists": UploadRow.objects.filter(contact=person).select_related("upload").order_by("upload", "pk")[:5],
        "merges": person.merges.undoable(moment),
        "doubts": PossibleDuplicate.objects.visible_to(request.user).undecided().about(person)[:1],
        "referrer": Contact.objects.visible_to(request.user).filter(pk=person.referred_by_id).first(),
        **what_can_be_done(person, request.user),
        **around(person, request.user),
        **timeline_of(request, person),
    }
    return render(request, "contacts/contact.html", context)


def what_can_be_done(person, user) -> dict:
    """Which actions the page offers; each checks again when it is carried out."""
    closed = [words for column, words in CLOSED_WAYS.items() if getattr(person, column)]
    return {
        "can": {name: person.stage in way.form.allowed for name, way in ACTIONS.items()},
        "closed_ways": closed,
        "is_suppressed": bool(closed) or person.stage == Stage.DO_NOT_CONTACT,
        "is_manager": user.role in (User.Role.MANAGER, User.Role.ADMINISTRATOR),
    }


def place_of(person, firm) -> Place:
    return Place.of(time_zone=person.time_zone, phone=person.phone, country=person.country, home=firm.time_zone)


def around(person, user) -> dict:
    """Who else is known at the firm: colleagues one may open, and which other reps work there (visibility)."""
    if not person.company:
        return {}
    colleagues = Contact.objects.visible_to(user).filter(company=person.company).exclude(pk=person.pk)
    return {
        "colleagues": colleagues.order_by("-interest", "name")[:COLLEAGUES],
        "others": person.company.worked_by_others(user),
    }


def timeline_of(request, person) -> dict:
    """The part of the timeline that the address asks for."""
    show = request.GET.get("show", "all")
    show = show if show in timeline.SHOWN else "all"
    people = Contact.objects.filter(pk=person.pk)
    return {
        "show": show,
        "shown": timeline.SHOWN,
        "timeline": timeline.of(people, show=show, cursor=request.GET.get("before", "")),
    }


@require_GET
@login_required
def touch(request, pk):
    """Where it stands on the timeline; sentences lead here."""
    return redirect(timeline.address_of(get_object_or_404(Touch.with_voided.visible_to(request.user), pk=pk)))


@require_GET
@login_required
def contact_timeline(request, pk):
    person = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    context = {"contact": person, "today": Firm.current().day_of(now()), **timeline_of(request, person)}
    more = bool(request.GET.get("before"))
    return render(request, "contacts/_entries.html" if more else "contacts/_timeline.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@looks_again
def add_contact(request):
    data = request.POST if request.method == "POST" else None
    form = AddContactForm(data, user=request.user, initial={"firm": request.GET.get("firm", "")})
    if form.is_valid():
        entered = form.save(at=now())
        person = Contact.objects.visible_to(request.user).filter(pk=entered.contact and entered.contact.pk).first()
        if person:
            toast(request, f"{person} was {'added' if entered.is_new else 'known already'}.")
            return redirect("contact", person.pk)
        form.add_error(None, entering.not_let_in(entered))
    return render(request, "contacts/contact_add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@looks_again
def edit_contact(request, pk):
    with transaction.atomic():
        people = Contact.objects.visible_to(request.user).select_for_update(no_key=True)
        form = ContactForm(request.POST or None, instance=get_object_or_404(people, pk=pk))
        if form.is_valid():
            form.save(at=now())
            toast(request, "Saved.")
            return redirect("contact", pk)
    context = {"form": form, "contact": Contact.objects.get(pk=pk)}
    return render(request, "contacts/contact_edit.html", context, status=422 if form.errors else 200)
