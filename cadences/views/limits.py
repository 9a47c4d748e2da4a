"""Daily limits: the firm's, for administrators; one rep's own, for whoever leads them."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cadences.limit_forms import LimitsForm
from cadences.models import DailyLimit
from leadflow.accounts.decorators import administrator_required, manager_required
from leadflow.accounts.models import User
from leadflow.lib.toasts import toast

SAVED = "Saved. It holds from the next minute on; what is on a queue already stays there."


@require_http_methods(["GET", "POST"])
@administrator_required
def daily_limits(request):
    form = LimitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        toast(request, SAVED)
        return redirect("daily_limits")
    context = {"form": form, "reps": _with_their_own()}
    return render(request, "cadences/daily_limits.html", context, status=422 if form.errors else 200)


def _with_their_own() -> list[tuple[User, list[DailyLimit]]]:
    """Everybody who works a queue, each with what is theirs alone."""
    reps = User.objects.active_reps().select_related("team").prefetch_related("daily_limits").order_by("name", "pk")
    return [(rep, list(rep.daily_limits.all())) for rep in reps]


@require_http_methods(["GET", "POST"])
@manager_required
def rep_limits(request, pk):
    rep = get_object_or_404(User.objects.visible_to(request.user).active_reps(), pk=pk)
    form = LimitsForm(request.POST or None, rep=rep)
    if request.method == "POST" and form.is_valid():
        form.save()
        toast(request, SAVED)
        return redirect("rep_limits", pk)
    context = {"form": form, "rep": rep}
    return render(request, "cadences/rep_limits.html", context, status=422 if form.errors else 200)
