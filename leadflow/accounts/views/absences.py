"""When reps are away, and who does their work meanwhile."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from leadflow.accounts.absence_forms import AbsenceForm
from leadflow.accounts.absences import TooLate, take_back, token_of
from leadflow.accounts.decorators import rep_required
from leadflow.accounts.models import Absence, Firm
from leadflow.lib.toasts import toast


@require_GET
@rep_required
def absences(request):
    return show(request, AbsenceForm(viewer=request.user, today=today()))


@require_POST
@rep_required
def add_absence(request):
    form = AbsenceForm(request.POST, viewer=request.user, today=today())
    if not form.is_valid() or not form.settle(at=now()):
        return show(request, form)
    tell(request, form.instance, before=None)
    return redirect("absences")


@require_http_methods(["GET", "POST"])
@rep_required
def absence(request, pk):
    found = get_object_or_404(Absence.objects.visible_to(request.user).not_over(today()), pk=pk)
    before = copy(found)
    form = AbsenceForm(request.POST or None, viewer=request.user, today=today(), instance=found)
    if request.method == "POST" and form.is_valid() and form.settle(at=now()):
        tell(request, form.instance, before=before)
        return redirect("absences")
    context = {"form": form, "absence": before, "today": today()}
    return render(request, "accounts/absence.html", context, status=422 if form.errors else 200)


@require_POST
@rep_required
def end_absence(request, pk):
    """Not away after all, or back already."""
    found = get_object_or_404(Absence.objects.visible_to(request.user).not_over(today()), pk=pk)
    before = copy(found)
    found.end(today=today(), at=now())
    words = "is back" if before.first < today() else "is not away then"
    toast(request, f"{before.rep} {words}.", undo_url=undo_url(found, before))
    is_here_to_work = before.rep == request.user and before.first <= today()
    return redirect("today" if is_here_to_work else "absences")


@require_POST
@rep_required
def undo_absence(request, token):
    try:
        rep = take_back(token, by=request.user, at=now())
    except TooLate:
        toast(request, "It was too late to take that back.", level=messages.WARNING)
    else:
        toast(request, f"Taken back. The days of {rep} are as before.")
    return HttpResponseClientRefresh() if request.htmx else redirect("absences")


def show(request, form):
    found = Absence.objects.visible_to(request.user).not_over(today()).select_related("rep", "stand_in")
    context = {"form": form, "absences": found, "today": today(), "firm": Firm.current()}
    return render(request, "accounts/absences.html", context, status=422 if form.errors else 200)


def tell(request, absence: Absence, *, before: Absence | None):
    """What was entered; and for whom nobody stands in now."""
    who = f"{absence.stand_in} stands in." if absence.stand_in else "What falls due waits."
    toast(request, f"{absence.rep} is away {absence.days}. {who}", undo_url=undo_url(absence, before))
    for other in absence.rep.stands_in.overlapping(absence.first, absence.last).select_related("rep"):
        words = f"{absence.rep} stands in for {other.rep} {other.days}: on days when both are away it lies in the pool."
        toast(request, words, level=messages.WARNING)


def undo_url(absence, before) -> str:
    return reverse("undo_absence", args=[token_of(absence, before=before)])


def today():
    return Firm.current().day_of(now())
