"""Two contacts that may be one person: who they are, side by side, and made one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import merging
from contacts import search as searching
from contacts.merging import likely
from contacts.merging.forms import MergeForm, consequences
from contacts.models import Contact, Merge, PossibleDuplicate
from contacts.views.answers import go_to, refresh, refused
from leadflow.lib import keyset
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

FOUND = 10


@require_GET
@login_required
def duplicates(request):
    pairs = PossibleDuplicate.objects.visible_to(request.user).undecided()
    pairs = pairs.select_related("one__company", "one__owner", "other__company", "other__owner")
    context = {
        "page": keyset.page(pairs, ("-found_at", "-id"), request.GET.get("cursor", "")),
        "count": keyset.count_words(pairs),
    }
    return render(request, "contacts/duplicates.html", context)


@require_POST
@login_required
def dismiss_duplicate(request, pk):
    pair = get_object_or_404(PossibleDuplicate.objects.visible_to(request.user).select_related("one", "other"), pk=pk)
    pair.dismiss(by=request.user, at=now())
    words = f"{pair.one} and {pair.other} are two people."
    toast(request, words, undo_url=reverse("propose_again", args=[pk]))
    return refresh(request, "duplicates")


@require_POST
@login_required
def propose_again(request, pk):
    pair = get_object_or_404(PossibleDuplicate.objects.visible_to(request.user), pk=pk)
    pair.propose_again()
    return refresh(request, "duplicates")


@require_GET
@login_required
def likely_same(request, pk):
    """Who somebody may be already, as a choice for the form that asks; `name` is that of its field."""
    person = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    context = {"found": likely_for(person, request.user), "name": request.GET.get("name", "")[:60]}
    return render(request, "contacts/_likely.html", context)


def likely_for(person: Contact, user) -> list[tuple[Contact, str]]:
    """Whom the user may see of those that somebody may be, each with the reason."""
    why = {sum(pair) - person.pk: words for pair, words in likely.pairs_of(likely.known([person.pk]))}
    people = Contact.objects.visible_to(user).filter(pk__in=list(why)).select_related("company", "owner")
    return [(other, why[other.pk]) for other in people.order_by("name", "pk")[:FOUND]]


@require_GET
@login_required
def find_same(request, pk):
    person = get_object_or_404(Contact.objects.visible_to(request.user).select_related("company"), pk=pk)
    text = request.GET.get("q", "").strip()
    others = Contact.objects.visible_to(request.user).exclude(pk=pk).select_related("company", "owner")
    found = searching.likely_first(others.search(text), text)[:FOUND] if text else []
    context = {"contact": person, "text": text, "found": found, "likely": likely_for(person, request.user)}
    return render(request, "contacts/find_same.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@looks_again
def merge_contacts(request, pk, other):
    people = Contact.objects.visible_to(request.user).select_related("company", "owner", "team")
    both = people.prefetch_related("points").in_bulk([pk, other])
    if len(both) < 2:
        # A second click comes when they are one already.
        return now_known_as(request, other if pk in both else pk)
    kept, gone = both[pk], both[other]
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone)
    if not form.is_valid():
        context = {"form": form, "kept": kept, "gone": gone, "people": [kept, gone]}
        context["consequences"] = consequences(kept, gone)
        return render(request, "contacts/merge.html", context, status=422 if form.errors else 200)
    try:
        merge = merging.merge(kept, gone, by=request.user, at=now(), take=form.take)
    except merging.Gone:
        return refused(request, "Somebody was faster: one of the two is not there any more.", "contact_list")
    toast(request, f"{gone} and {kept} are one contact now.", undo_url=reverse("take_apart", args=[merge.pk]))
    return go_to(request, "contact", pk)


@require_POST
@login_required
@looks_again
def take_apart(request, pk):
    merge = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept"), pk=pk)
    try:
        again = merging.take_apart(merge, at=now())
    except merging.CannotUndo as why:
        return refused(request, f"They stay one contact. {why}", "contact", merge.kept_id)
    toast(request, f"{again} and {merge.kept} are two contacts again.")
    return go_to(request, "contact", merge.kept_id)


def now_known_as(request, pk):
    """Where the page of a contact that was merged leads to. Raises Http404."""
    merges = Merge.objects.visible_to(request.user).in_force()
    return redirect("contact", get_object_or_404(merges.filter(gone_id=pk).order_by("-at")[:1]).kept_id)
