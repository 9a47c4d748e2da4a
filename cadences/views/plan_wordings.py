"""Two wordings of one step, to learn which brings more: written in the draft, until one of them is kept."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from cadences.editing import plan as plans
from cadences.editing.wording_form import WordingForm
from cadences.models import Cadence
from cadences.views.plan_drafts import edit, step_in, the_draft
from contacts.views.answers import refused
from leadflow.accounts.decorators import manager_required

ONE_ONLY = "In the draft this step has one wording only."


@require_http_methods(["GET", "POST"])
@manager_required
def second_wording(request, pk, key):
    draft = the_draft(pk)
    step = step_in(draft, key)
    form = WordingForm(request.POST or None, step=step)
    if request.method == "POST" and form.is_valid():
        change = partial(plans.change, key=key, **form.cleaned_data)
        return edit(request, pk, change, f"“{step.name}” has two wordings.")
    context = {"form": form, "cadence": draft.cadence, "step": step}
    return render(request, "cadences/plan_wording.html", context, status=422 if form.errors else 200)


@require_POST
@manager_required
def keep_wording(request, pk, key, variant):
    """Write into the draft that a step has one of its two wordings only; without a draft, begin one."""
    if variant not in dict(plans.VARIANTS):
        raise Http404
    draft = get_object_or_404(Cadence.objects.published(), pk=pk).begin_draft()
    step = step_in(draft, key)
    if not step.has_two_wordings:
        return refused(request, ONE_ONLY, "plan_draft", pk)
    words = f"In the draft “{step.name}” has wording {variant} only. Publish it for everybody to get that."
    return edit(request, pk, partial(plans.keep_wording, key=key, variant=variant), words)
