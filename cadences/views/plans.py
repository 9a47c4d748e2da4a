"""Plans as everybody may read them: the list, and one plan on the line of its days."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cadences.editing.picture import draw
from cadences.editing.standing import people_in, where_they_are
from cadences.firm_day import FirmDay
from cadences.models import Cadence, CadenceVersion, Moving
from contacts.models import Channel
from leadflow.accounts.models import User


def may_edit(user) -> bool:
    """Who changes plans: managers and administrators."""
    return user.role in (User.Role.MANAGER, User.Role.ADMINISTRATOR)


@require_GET
@login_required
def plan_list(request):
    cadences = Cadence.objects.order_by("-is_default", "name").prefetch_related("versions")
    people = people_in(cadences)
    rows = []
    for cadence in cadences:
        numbers = [version.number for version in cadence.versions.all()]
        has_draft = CadenceVersion.DRAFT in numbers
        rows.append(
            {"cadence": cadence, "people": people.get(cadence.pk, 0), "number": max(numbers), "draft": has_draft}
        )
    return render(request, "cadences/plan_list.html", {"rows": rows, "may_edit": may_edit(request.user)})


@require_GET
@login_required
def cadence(request, pk):
    """The version that is entered now."""
    found = get_object_or_404(Cadence.objects.published(), pk=pk)
    return _version(request, found, found.current)


@require_GET
@login_required
def cadence_version(request, pk, number):
    found = get_object_or_404(Cadence.objects.published(), pk=pk)
    shown = get_object_or_404(found.versions.published().select_related("published_by"), number=number)
    return redirect("cadence", pk) if shown == found.current else _version(request, found, shown)


def _version(request, found: Cadence, shown: CadenceVersion):
    people = where_they_are(found)
    at = people.get(shown.pk, {})
    versions = [(version, sum(people.get(version.pk, {}).values())) for version in found.versions.order_by("-number")]
    plan = shown.plan
    context = {
        "cadence": found,
        "shown": shown,
        "picture": draw(plan),
        "steps": [(step, at.get(step.key, 0)) for step in plan if step.channel != Channel.SYSTEM],
        "people": sum(at.values()),
        "versions": [(version, number) for version, number in versions if not version.is_draft],
        "has_draft": any(version.is_draft for version, _ in versions),
        "is_current": shown.number == max(version.number for version, _ in versions),
        "may_edit": may_edit(request.user),
        "moving": Moving.objects.filter(version=shown).first(),
        "today": FirmDay.at(now()).today,
    }
    return render(request, "cadences/plan.html", context)
