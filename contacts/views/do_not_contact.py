"""The do-not-contact list: what stands on it, and entering an address, a number or a whole domain (promise 14)."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from contacts import suppressing, tasks
from contacts.forms.do_not_contact import SuppressionsForm
from contacts.models import Suppression
from contacts.views.answers import go_to
from leadflow.accounts.decorators import rules_keeper_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.background import hand_over
from leadflow.lib.toasts import toast


@require_GET
@rules_keeper_required
def do_not_contact(request):
    text = request.GET.get("q", "").replace("\0", "").strip()[:320]
    entries = Suppression.objects.search(text) if text else Suppression.objects.all()
    entries = entries.select_related("by", "contact")
    context = {
        "q": text,
        "page": keyset.page(entries, ("-id",), request.GET.get("cursor", "")),
        "count": keyset.count_words(entries),
        "today": Firm.current().day_of(now()),
    }
    return render(request, "contacts/do_not_contact.html", context)


@require_http_methods(["GET", "POST"])
@rules_keeper_required
def add_suppressions(request):
    form = SuppressionsForm(request.POST or None)
    if not form.is_valid():
        return ask(request, form, status=422 if form.is_bound else 200)
    closes = form.closes()
    # It ends what runs for them and cannot be taken back from here, so the number is said before.
    if closes and form.cleaned_data["sure"] != closes:
        form.data = form.data.copy()
        form.data["sure"] = closes
        return ask(request, form, closes=closes, status=422)
    entries = suppressing.enter(form.meant, reason=form.cleaned_data["reason"], by=request.user, at=now())
    for entry in entries:
        carry_out(entry, closes)
    people = f" {closes:,} {'person' if closes == 1 else 'people'} we know {'is' if closes == 1 else 'are'} closed."
    toast(request, f"On the do-not-contact list.{people if closes else ''}")
    return go_to(request, "do_not_contact")


def ask(request, form: SuppressionsForm, *, status: int, closes: int = 0):
    context = {"form": form, "closes": closes, "submit": "Do not contact them" if closes else "Add to the list"}
    return render(request, "contacts/add_suppressions.html", context, status=status)


def carry_out(entry: Suppression, closes: int) -> None:
    """Close a few people now; leave many to a worker."""
    if closes > suppressing.AT_ONCE:
        hand_over(tasks.close_contacts, entry.pk)
        return
    while suppressing.close_next(entry.pk, at=now()):
        pass
