"""Publishing the draft of a plan: what it does to those who are under way is said before. For managers and
administrators."""

from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from cadences import tasks
from cadences.editing import moving
from cadences.editing.checks import problems
from cadences.editing.standing import where_they_are
from cadences.models import CadenceVersion
from cadences.views.plan_drafts import CHANGED, PUBLISHED, the_draft
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import manager_required
from leadflow.lib.background import hand_over
from leadflow.lib.ids import as_id
from leadflow.lib.toasts import toast

UNFIT = "Something must be mended before this plan is published."


@require_http_methods(["GET", "POST"])
@manager_required
def publish_plan(request, pk):
    draft = the_draft(pk)
    if problems(draft.plan):
        return refused(request, UNFIT, "plan_draft", pk)
    return _publish(request, draft) if request.method == "POST" else _preview(request, draft)


def _preview(request, draft: CadenceVersion):
    """How many are on which version and at which step, and what moving does to them."""
    people = where_they_are(draft.cadence)
    versions = draft.cadence.versions.published().order_by("-number").prefetch_related("steps")
    context = {
        "draft": draft,
        "cadence": draft.cadence,
        "foreseen": moving.foresee(draft, at=now()),
        "places": [
            {"version": version, "step": step, "people": people[version.pk][step.key]}
            for version in versions
            for step in version.steps.all()
            if people.get(version.pk, {}).get(step.key)
        ],
        "past": sum(of_version.get("", 0) for of_version in people.values()),
    }
    return render(request, "cadences/plan_publish.html", context)


def _publish(request, draft: CadenceVersion):
    read, everybody = as_id(request.POST.get("edition")), request.POST.get("who") == "everybody"
    try:
        asked = moving.publish(draft, by=request.user, at=now(), read=-1 if read is None else read, everybody=everybody)
    except CadenceVersion.Changed:
        return refused(request, CHANGED, "plan_draft", draft.cadence_id)
    except CadenceVersion.Unfit:
        return refused(request, UNFIT, "plan_draft", draft.cadence_id)
    except CadenceVersion.Published:
        return refused(request, PUBLISHED, "cadence", draft.cadence_id)
    if asked:
        hand_over(tasks.move_people, asked.pk)
    toast(request, f"Version {draft.number} is published." + (" Who is under way moves to it now." if asked else ""))
    return go_to(request, "cadence", draft.cadence_id)
