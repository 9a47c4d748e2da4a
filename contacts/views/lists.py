"""The lists of contacts, and what is done with several of them at once."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url

from contacts import giving, search
from contacts.filters import ONLY_LEADS, ContactFilter
from contacts.forms.actions import GiveSeveralForm, reps_of
from contacts.models import Contact, Stage, Touch
from contacts.views.answers import refresh, refused
from leadflow.accounts.decorators import rep_required
from leadflow.accounts.models import Firm, User
from leadflow.lib import keyset
from leadflow.lib.toasts import toast

USUAL_CHOICES = {
    "Everybody": {},
    "Leads": {"stage": ONLY_LEADS},
    "Leads never tried": {"stage": ONLY_LEADS, "untouched": "never"},
    "One interaction short": {"stage": Stage.NAME, "short": "1"},
}


@require_GET
@login_required
def contact_list(request):
    moment = now()
    contacts = Contact.objects.visible_to(request.user).with_since()
    narrowed = ContactFilter(request.GET, contacts, request=request, now=moment)
    people = narrowed.qs.select_related("company", "owner", "team")
    page = keyset.page(people, narrowed.order, request.GET.get("cursor", ""))
    text = narrowed.form.cleaned_data.get("q", "")
    context = {
        "narrowed": narrowed,
        "page": with_last_attempts(page),
        "count": keyset.count_words(narrowed.qs),
        "close": search.close_to(contacts, text) if text and not page.rows else [],
        "reps": reps_of(request.user) if request.user.role != User.Role.MARKETING else [],
        "choices": usual_choices(request),
        "today": Firm.current().day_of(moment),
    }
    response = render(request, "contacts/contact_list.html", context)
    return push_url(response, f"{request.path}?{narrowed.address()}") if request.htmx else response


def usual_choices(request) -> list[dict]:
    """What people mostly look for, one click away."""
    here = {name: value for name, value in request.GET.items() if value and name not in ("q", "sort", "cursor")}
    return [
        {"label": label, "url": f"{request.path}?{urlencode(fields)}", "is_current": here == fields}
        for label, fields in USUAL_CHOICES.items()
    ]


def with_last_attempts(page: keyset.Page) -> keyset.Page:
    """The same page, its contacts with `last_attempt`: when we last tried to reach them, or None."""
    latest = Touch.objects.attempts().filter(contact__in=page.rows).order_by().values_list("contact")
    found = dict(latest.annotate(Max("at")))
    for contact in page.rows:
        contact.last_attempt = found.get(contact.pk)
    return page


@require_POST
@rep_required
def give_contacts(request):
    form = GiveSeveralForm(request.POST, user=request.user)
    if not form.is_valid():
        return refused(request, form.problems, "contact_list")
    contacts, owner = form.cleaned_data["contact"], form.cleaned_data["owner"]
    undo_url = reverse("undo_giving", args=[giving.token_of(contacts, owner)])
    contacts.assign(owner, at=now())
    toast(request, form.told, undo_url=undo_url)
    return refresh(request, "contact_list")


@require_POST
@rep_required
def undo_giving(request, token):
    try:
        giving.take_back(token, by=request.user, at=now())
    except giving.TooLate:
        return refused(request, "It is too late to take this back.", "contact_list")
    toast(request, "Taken back.")
    return refresh(request, "contact_list")
