"""The do-not-contact list: what stands on it, and entering an address, a number or a whole domain (promise 14)."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import suppressing, tasks
from contacts.forms.do_not_contact import SuppressionsForm
from contacts.models import Suppression
from contacts.views.answers import go_to, refresh, refused
from leadflow.accounts.decorators import manager_required, rules_keeper_required, uploader_required
from leadflow.accounts.models import Firm, User
from leadflow.lib import keyset
from leadflow.lib.background import hand_over
from leadflow.lib.toasts import toast


@require_GET
@uploader_required
def do_not_contact(request):
    text = request.GET.get("q", "").replace("\0", "").strip()[:320]
    entries = Suppression.objects.visible_to(request.user).select_related("by", "contact")
    entries = entries.search(text) if text else entries
    context = {
        "may_add": request.user.sees_all_teams,
        "may_lift": request.user.role in (User.Role.MANAGER, User.Role.ADMINISTRATOR),
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


@require_POST
@manager_required
def lift_suppression(request, pk):
    """Off the list with what is no person's own; a person is opened on their own page."""
    entry = get_object_or_404(Suppression.objects.visible_to(request.user), pk=pk, contact=None)
    if suppressing.lift(entry, at=now()):
        toast(request, f"{entry} may be contacted again.", undo_url=reverse("close_again", args=[pk]))
    return go_to(request, "do_not_contact")


@require_POST
@manager_required
def close_again(request, pk):
    entry = get_object_or_404(Suppression.objects.visible_to(request.user), pk=pk, contact=None)
    if not suppressing.close_again(entry, at=now()):
        return refused(request, "It is too late to take this back. Enter it anew.", "do_not_contact")
    hand_over(tasks.close_contacts, pk)
    toast(request, f"{entry} stands on the list again.")
    return refresh(request, "do_not_contact")


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
