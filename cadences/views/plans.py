"""Plans as everybody may read them: the list, and one plan on the line of its days."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cadences import ending, entry
from cadences.conditions import in_words, names_for
from cadences.editing.picture import draw
from cadences.editing.standing import people_in, where_they_are
from cadences.entry_words import in_words as in_words_of_entry
from cadences.firm_day import FirmDay
from cadences.models import Cadence, CadenceVersion, Moving
from cadences.plan_forms import persona_names
from cadences.sample import sample
from contacts.models import Channel
from leadflow.accounts.models import User
from leadflow.lib.days import sensible


def may_edit(user) -> bool:
    """Who changes plans: managers and administrators."""
    return user.role in (User.Role.MANAGER, User.Role.ADMINISTRATOR)


def to_read(user):
    """The plans that somebody may read: those never published are for whoever writes them."""
    return Cadence.objects.all() if may_edit(user) else Cadence.objects.published()


@require_GET
@login_required
def plan_list(request):
    """In the order in which they are asked; then the usual one, those that are begun by hand, and the retired."""
    cadences = sorted(to_read(request.user).prefetch_related("versions"), key=_place)
    people, personas, order = people_in(cadences), persona_names(), entry.by_rule()
    movable = [cadence for cadence in cadences if cadence.is_by_rule]
    rows = []
    for cadence in cadences:
        numbers = [version.number for version in cadence.versions.all()]
        rows.append(
            {
                "cadence": cadence,
                "who": in_words_of_entry(cadence, personas, order),
                "people": people.get(cadence.pk, 0),
                "number": max(numbers),
                "draft": CadenceVersion.DRAFT in numbers,
                "turn": movable.index(cadence) + 1 if cadence in movable else 0,
            }
        )
    context = {"rows": rows, "may_edit": may_edit(request.user), "turns": len(movable)}
    return render(request, "cadences/plan_list.html", context)


def _place(cadence: Cadence) -> tuple:
    rank = cadence.rank if cadence.is_by_rule else 0
    return cadence.retired, not cadence.is_by_rule, rank, not cadence.is_default, cadence.name


@require_GET
@login_required
def cadence(request, pk):
    """The version that is entered now; of a plan that was never published, managers see the draft."""
    found = get_object_or_404(to_read(request.user), pk=pk)
    if not found.is_published:
        return redirect("plan_draft", pk)
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
    personas = names_for(plan)
    context = {
        "cadence": found,
        "shown": shown,
        "picture": draw(plan),
        "steps": [
            (step, in_words(step, personas), at.get(step.key, 0)) for step in plan if step.channel != Channel.SYSTEM
        ],
        "people": sum(at.values()),
        "versions": [(version, number) for version, number in versions if not version.is_draft],
        "has_draft": any(version.is_draft for version, _ in versions),
        "is_current": shown.number == max(version.number for version, _ in versions),
        "may_edit": may_edit(request.user),
        "who": in_words_of_entry(found, persona_names(), entry.by_rule()),
        "then": ending.after(found),
        "moving": Moving.objects.filter(version=shown).first(),
        **_dates(request, plan),
    }
    return render(request, "cadences/plan.html", context)


class StartForm(forms.Form):
    """The day on which somebody would begin."""

    start = forms.DateField(
        label="Begun on", validators=[sensible], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def _dates(request, plan) -> dict:
    """On which day each step falls for who begins on the day that is asked for, today where none is."""
    day = FirmDay.at(now())
    form = StartForm(request.GET if "start" in request.GET else {"start": day.today.isoformat()})
    start = form.cleaned_data["start"] if form.is_valid() else day.today
    steps = [step for step in plan if step.channel != Channel.SYSTEM]
    return {"start": form, "dates": sample(steps, start, day.calendar), "today": day.today}
