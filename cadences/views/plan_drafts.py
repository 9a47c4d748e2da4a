"""The draft of a plan: steps are added, changed, moved, copied and removed, each with an undo. For managers and
administrators."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from cadences.conditions import in_words, names_for
from cadences.editing import plan as plans
from cadences.editing.checks import LAST_DAY, advice, problems
from cadences.editing.forms import StepForm
from cadences.editing.picture import draw
from cadences.models import Cadence, CadenceVersion
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import manager_required
from leadflow.lib.toasts import toast

# So many days after the last step the next one is suggested.
GAP = 2
WAYS = {"earlier": -1, "later": 1}
GONE = "Somebody removed this step meanwhile."
PUBLISHED = "This draft is published already. Begin a new one."
CHANGED = "Somebody changed the draft meanwhile. Look at it again first."


@require_POST
@manager_required
def begin_plan_draft(request, pk):
    get_object_or_404(Cadence.objects.published(), pk=pk).begin_draft()
    return go_to(request, "plan_draft", pk)


@require_GET
@manager_required
def plan_draft(request, pk):
    return _show(request, the_draft(pk))


def the_draft(pk) -> CadenceVersion:
    """The draft of a plan, or no page."""
    drafts = CadenceVersion.objects.select_related("cadence")
    return get_object_or_404(drafts, cadence=pk, number=CadenceVersion.DRAFT)


def _show(request, draft: CadenceVersion):
    """The draft as it is now; within its page where htmx did not ask."""
    plan = draft.plan
    wrong, personas = problems(plan), names_for(plan)
    context = {
        "cadence": draft.cadence,
        "draft": draft,
        "picture": draw(plan),
        "steps": [
            (step, in_words(step, personas), [p.words for p in wrong if p.key == step.key])
            for step in plan
            if not step.is_ours
        ],
        "problems": wrong,
        "advice": advice(plan),
        "is_new": not draft.cadence.is_published,
        "differs": not draft.cadence.is_published or plan != draft.cadence.current.plan,
    }
    if not request.htmx:
        return render(request, "cadences/plan_draft.html", context)
    return retarget(reswap(render(request, "cadences/_plan_draft.html", context), "outerHTML"), "#draft")


def edit(request, pk, change, words: str):
    """Change the draft, say so with an undo, and show it as it is then."""
    draft = the_draft(pk)
    try:
        edition = draft.edit(change)
    except plans.NoSuchStep:
        return refused(request, GONE, "plan_draft", pk)
    except CadenceVersion.Published:
        return refused(request, PUBLISHED, "cadence", pk)
    toast(request, words, undo_url=reverse("undo_plan_edit", args=[pk, edition]))
    return _show(request, draft) if request.htmx else redirect("plan_draft", pk)


def step_in(draft: CadenceVersion, key: str) -> plans.DraftStep:
    try:
        return plans.step_of(draft.plan, key)
    except plans.NoSuchStep:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@manager_required
def add_step(request, pk):
    draft = the_draft(pk)
    last = max((step.day for step in draft.plan), default=0)
    form = StepForm(request.POST or None, day=min(last + GAP, LAST_DAY))
    if request.method == "POST" and form.is_valid():
        taken, written = draft.taken_keys, form.cleaned_data

        def change(plan):
            key = plans.new_key(plan, written["name"], taken=taken)
            return plans.add(plan, plans.DraftStep(key=key, **written))

        return edit(request, pk, change, f"“{written['name']}” is added on day {written['day']}.")
    return _form(request, draft, form, None)


@require_http_methods(["GET", "POST"])
@manager_required
def draft_step(request, pk, key):
    draft = the_draft(pk)
    step = step_in(draft, key)
    form = StepForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        change = partial(plans.change, key=key, **form.cleaned_data)
        return edit(request, pk, change, f"“{form.cleaned_data['name']}” is changed.")
    return _form(request, draft, form, step)


def _form(request, draft, form: StepForm, step: plans.DraftStep | None):
    context = {"form": form, "cadence": draft.cadence, "step": step}
    return render(request, "cadences/plan_step.html", context, status=422 if form.errors else 200)


@require_POST
@manager_required
def move_step(request, pk, key, way):
    if way not in WAYS:
        raise Http404
    step = step_in(the_draft(pk), key)
    words = f"“{step.name}” comes a day {way}."
    return edit(request, pk, partial(plans.move, key=key, days=WAYS[way]), words)


@require_POST
@manager_required
def copy_step(request, pk, key):
    draft = the_draft(pk)
    step = step_in(draft, key)
    words = f"“{step.name}” comes once more, the day after."
    return edit(request, pk, partial(plans.copy, key=key, taken=draft.taken_keys), words)


@require_POST
@manager_required
def remove_step(request, pk, key):
    step = step_in(the_draft(pk), key)
    return edit(request, pk, partial(plans.remove, key=key), f"“{step.name}” is removed.")


@require_POST
@manager_required
def reset_plan_draft(request, pk):
    """Back to what the current version says."""
    current = get_object_or_404(Cadence.objects.published(), pk=pk).current.plan
    return edit(request, pk, lambda plan: current, "The draft says again what the current version says.")


@require_POST
@manager_required
def undo_plan_edit(request, pk, edition):
    draft = the_draft(pk)
    try:
        draft.take_back(edition)
    except CadenceVersion.Changed:
        return refused(request, CHANGED, "plan_draft", pk)
    except CadenceVersion.Published:
        return refused(request, PUBLISHED, "cadence", pk)
    toast(request, "Taken back.")
    return _show(request, draft) if request.htmx else redirect("plan_draft", pk)
