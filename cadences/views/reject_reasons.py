"""The firm's list of reasons to reject a lead. For managers and administrators."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadences.models import RejectReason
from cadences.reject_forms import ReasonForm
from contacts.views.answers import go_to, refresh, refused
from leadflow.accounts.decorators import manager_required
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

WAYS = {"up": -1, "down": 1}


@require_GET
@manager_required
def reject_reasons(request):
    return show(request, ReasonForm())


def show(request, form: ReasonForm, status: int = 200):
    reasons = list(RejectReason.objects.with_uses())
    context = {
        "form": form,
        "reasons": [one for one in reasons if one.is_active],
        "retired": [one for one in reasons if not one.is_active],
    }
    return render(request, "cadences/reject_reasons.html", context, status=status)


@require_POST
@manager_required
@looks_again
def add_reject_reason(request):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    reason = form.save()
    toast(
        request,
        f"“{reason}” stands on the card from now on.",
        undo_url=reverse("retire_reject_reason", args=[reason.pk]),
    )
    return refresh(request, "reject_reasons")


@require_http_methods(["GET", "POST"])
@manager_required
@looks_again
def reject_reason(request, pk):
    reason = get_object_or_404(RejectReason.objects.active(), pk=pk)
    form = ReasonForm(request.POST or None, reason=reason)
    if request.method == "POST" and form.is_valid():
        changed = form.save()
        kept = f" What was rejected as “{reason}” until now stays so." if changed != reason else ""
        toast(request, f"“{changed}” stands on the card from now on.{kept}")
        return go_to(request, "reject_reasons")
    context = {"form": form, "reason": reason, "uses": reason.rejections.count()}
    return render(request, "cadences/reject_reason.html", context, status=422 if form.errors else 200)


@require_POST
@manager_required
@looks_again
def retire_reject_reason(request, pk):
    reason = get_object_or_404(RejectReason.objects.active(), pk=pk)
    try:
        reason.retire()
    except RejectReason.LastOne:
        return refused(request, "It is the only reason left. Add another one first.", "reject_reasons")
    toast(request, f"“{reason}” is offered no more.", undo_url=reverse("revive_reject_reason", args=[pk]))
    return refresh(request, "reject_reasons")


@require_POST
@manager_required
@looks_again
def revive_reject_reason(request, pk):
    reason = get_object_or_404(RejectReason.objects.filter(is_active=False), pk=pk)
    try:
        reason.revive()
    except RejectReason.Taken:
        words = f"Another reason has the words “{reason}” or the key “{reason.key}” now. Change that one first."
        return refused(request, words, "reject_reasons")
    toast(request, f"“{reason}” is offered again.", undo_url=reverse("retire_reject_reason", args=[pk]))
    return refresh(request, "reject_reasons")


@require_POST
@manager_required
def move_reject_reason(request, pk, way):
    if way not in WAYS:
        raise Http404
    get_object_or_404(RejectReason.objects.active(), pk=pk).move(WAYS[way])
    return refresh(request, "reject_reasons")
