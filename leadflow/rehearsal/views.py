"""What a draft of the lead definition would change, before anybody signs it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.toasts import toast
from leadflow.rehearsal import load, tables, working
from leadflow.rehearsal.findings import GROUPS, of_rehearsal
from leadflow.rehearsal.models import Rehearsal
from scoring.models import LeadDefinition
from scoring.views.definition import may_draft

NO_DRAFT = "This version is no draft any more, so there is nothing to rehearse."
TITLES = {
    "lead": "Would become sales leads",
    "ready": "Would become sales ready",
    "no_longer": "Would not be sales leads any more",
    "meetings": "Took a meeting in the year before",
    "found": "Would have been leads by this version",
    "found_before": "Would have been leads by the version in force",
    "met_found": "Took a meeting, and found by this version before it",
    "met_found_before": "Took a meeting, and found by the version in force before it",
    "spared": "Leads without a meeting that this version spares the reps",
    "missed": "Took a meeting, and only the version in force finds them",
    "extra": "More leads without a meeting by this version",
    "gained": "Took a meeting, and only this version finds them",
}


@require_GET
@login_required
def rehearsal(request, version):
    """The whole of it: the numbers, by source and by rep, the reps' load, and the year before."""
    definition = get_object_or_404(LeadDefinition, version=version)
    context = _context(request, definition)
    if context["findings"]:
        context |= _tables(context["rehearsal"], request.user, at=context["now"])
    return render(request, "rehearsal/_rehearsal.html" if request.htmx else "rehearsal/rehearsal.html", context)


@require_GET
@login_required
def headline(request, version):
    """A part of the page on which the version is signed."""
    definition = get_object_or_404(LeadDefinition, version=version)
    return render(request, "rehearsal/_headline.html", _context(request, definition))


def _context(request, definition: LeadDefinition) -> dict:
    moment = now()
    found = Rehearsal.latest(definition)
    is_of_a_draft = definition.is_draft and found is not None
    return {
        "definition": definition,
        "rehearsal": found,
        "findings": of_rehearsal(found) if found else None,
        "outdated": found.outdated_by(LeadDefinition.in_force(moment)) if is_of_a_draft else "",
        "may_rehearse": definition.is_draft and may_draft(request.user),
        "now": moment,
        "today": Firm.current().day_of(moment),
    }


def _tables(found: Rehearsal, user, *, at) -> dict:
    return {
        "sources": tables.by_source(found),
        "reps": tables.by_rep(found, user),
        "picture": load.picture(found, user, at=at) if found.findings["lead"] and found.definition.is_draft else None,
    }


@require_POST
@uploader_required
def rehearse(request, version):
    """Have a draft rehearsed as it stands now."""
    definition = get_object_or_404(LeadDefinition, version=version)
    if not definition.is_draft:
        return refused(request, NO_DRAFT, "definition_version", version)
    working.ask(definition, by=request.user, at=now())
    return go_to(request, "rehearsal", version)


@require_POST
@uploader_required
def cancel(request, version):
    """Leave a rehearsal that is under way. What was rehearsed before it stays."""
    definition = get_object_or_404(LeadDefinition, version=version)
    Rehearsal.objects.under_way().filter(definition=definition).delete()
    toast(request, "The rehearsal is cancelled.")
    return go_to(request, "rehearsal", version)


@require_GET
@login_required
def people(request, version, kind):
    """The people behind a number, as far as the reader may open them."""
    definition = get_object_or_404(LeadDefinition, version=version)
    found = Rehearsal.latest(definition, done=True)
    if kind not in GROUPS or found is None:
        raise Http404
    all_rows = found.rows.filter(GROUPS[kind], tables.narrowed(request.GET))
    rows = all_rows.visible_to(request.user)
    count = rows.count()
    page = keyset.page(rows.select_related("contact__company", "rep"), ("place",), request.GET.get("cursor", ""))
    looks_back = kind not in tables.CHANGES
    if not looks_back:
        tables.say_why(page.rows, found)
    context = {
        "definition": definition,
        "rehearsal": found,
        "title": TITLES[kind],
        "looks_back": looks_back,
        "page": page,
        "count": count,
        "elsewhere": all_rows.count() - count,
        "today": Firm.current().day_of(now()),
    }
    return render(request, "rehearsal/people.html", context)
