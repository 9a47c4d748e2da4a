"""A rep's day: what waits, in the order in which it is worked."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from cadences import absences
from cadences.desk.today import Today
from cadences.models import Task
from contacts.views.answers import refused
from leadflow.accounts.decorators import manager_required, rep_required
from leadflow.accounts.models import User


@require_GET
@rep_required
def today(request):
    return show(request, request.user)


@require_GET
@manager_required
def day_of_rep(request, pk):
    return show(request, get_object_or_404(User.objects.active_reps().visible_to(request.user), pk=pk))


def show(request, person):
    at = now()
    page = Today(person, at=at)
    context = {"page": page, "now": at, "today": page.day.today, "firm": page.day.firm}
    return render(request, "cadences/today.html", context | {"people": people_of(request.user, person)})


def people_of(user, shown):
    """Whose days a manager looks at: their own, and those of their teams' reps."""
    if user.works_a_queue:
        return []
    reps = User.objects.active_reps().visible_to(user)
    return [
        {"label": "You", "url": reverse("today"), "is_current": shown == user},
        *({"label": rep.name, "url": reverse("day_of_rep", args=[rep.pk]), "is_current": shown == rep} for rep in reps),
    ]


@require_POST
@rep_required
def take_task(request, pk):
    task = get_object_or_404(Task.objects.visible_to(request.user).open(), pk=pk)
    if not absences.take(task, request.user, at=now()):
        return refused(request, "Somebody took it a moment ago, or you have no queue of your own.", "today")
    return redirect("work_task", task.pk)
