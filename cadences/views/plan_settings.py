"""What stands on a plan itself and counts at once, each change with an undo. For managers and administrators."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadences.models import Cadence
from cadences.plan_forms import AfterForm, EntryForm, NameForm
from contacts.views.answers import go_to, refresh, refused
from leadflow.accounts.decorators import manager_required
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

WAYS = {"up": -1, "down": 1}
NEEDED = "Choose another plan for them first, then retire it."
CHANGED = "Somebody changed it meanwhile. Look at it again first."


@require_http_methods(["GET", "POST"])
@manager_required
def plan_after(request, pk):
    """What comes after the last step."""
    cadence = get_object_or_404(Cadence, pk=pk)
    form = AfterForm(request.POST or None, cadence=cadence)
    if request.method == "POST" and form.is_valid() and (edition := form.save()):
        return _saved(request, cadence, edition, f"What comes after “{cadence}” is changed. It counts from now on.")
    return _form(request, cadence, form, "cadences/plan_after.html")


@require_http_methods(["GET", "POST"])
@manager_required
@looks_again
def plan_name(request, pk):
    cadence = get_object_or_404(Cadence, pk=pk)
    form = NameForm(request.POST or None, cadence=cadence)
    if request.method == "POST" and form.is_valid() and (edition := form.save()):
        return _saved(request, cadence, edition, f"The plan is called “{cadence}” now.")
    return _form(request, cadence, form, "cadences/plan_name.html")


@require_http_methods(["GET", "POST"])
@manager_required
def plan_entry(request, pk):
    """Who enters it. Which one takes in everybody whom no other does is said elsewhere."""
    cadence = get_object_or_404(Cadence, pk=pk, is_default=False)
    form = EntryForm(request.POST or None, cadence=cadence)
    if request.method == "POST" and form.is_valid():
        return _saved(request, cadence, form.save(), f"Who enters “{cadence}” is changed. It counts from now on.")
    return _form(request, cadence, form, "cadences/plan_entry.html")


@require_GET
@manager_required
def everybody_else(request):
    """Which plan takes in whoever finds no other."""
    usual, *others = Cadence.to_choose()
    return render(request, "cadences/plan_everybody_else.html", {"cadence": usual, "others": others})


@require_POST
@manager_required
def take_everybody_else(request, pk, former):
    """It takes them in instead of the former. Taken back by the same the other way round."""
    cadence, other = get_object_or_404(Cadence, pk=pk), get_object_or_404(Cadence, pk=former)
    try:
        cadence.succeed(other)
    except Cadence.Changed:
        return refused(request, CHANGED, "everybody_else")
    except Cadence.Closed:
        return refused(
            request, f"Nobody can enter “{cadence}” as it is: publish it, or let it take people in.", "plan_list"
        )
    words = f"“{cadence}” takes in everybody else from now on. Whoever is in “{other}” stays in it."
    toast(request, words, undo_url=reverse("take_everybody_else", args=[former, pk]))
    return go_to(request, "cadence", pk)


@require_POST
@manager_required
def retire_plan(request, pk):
    """Nobody enters it any more."""
    cadence = get_object_or_404(Cadence, pk=pk)
    try:
        edition = cadence.retire()
    except Cadence.Needed:
        return refused(request, f"“{cadence}” takes in everybody else. {NEEDED}", "everybody_else")
    words = f"Nobody enters “{cadence}” any more. Whoever is in it goes through it to its end."
    return _saved(request, cadence, edition, words)


@require_POST
@manager_required
def revive_plan(request, pk):
    """People may enter it again."""
    cadence = get_object_or_404(Cadence, pk=pk)
    return _saved(request, cadence, cadence.revive(), f"“{cadence}” takes people in again.")


@require_POST
@manager_required
def move_plan(request, pk, way):
    """Its turn comes sooner, or later, when somebody could enter several."""
    if way not in WAYS:
        raise Http404
    get_object_or_404(Cadence, pk=pk).move(WAYS[way])
    return refresh(request, "plan_list")


def _saved(request, cadence, edition: int, words: str):
    toast(request, words, undo_url=reverse("undo_plan_setting", args=[cadence.pk, edition]))
    return go_to(request, "cadence", cadence.pk)


def _form(request, cadence, form, template: str):
    return render(request, template, {"form": form, "cadence": cadence}, status=422 if form.errors else 200)


@require_POST
@manager_required
def undo_plan_setting(request, pk, edition):
    """Take the last change back."""
    cadence = get_object_or_404(Cadence, pk=pk)
    try:
        cadence.take_back(edition)
    except (Cadence.Changed, Cadence.Taken):
        return refused(request, CHANGED, "cadence", pk)
    except Cadence.LeadsBack as circle:
        return refused(request, f"That would go round in a circle now: {circle}.", "cadence", pk)
    toast(request, "Taken back.")
    return go_to(request, "cadence", pk)
