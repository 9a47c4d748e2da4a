"""Why somebody is a lead, and who nearly is one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from contacts.models import Contact, Stage
from leadflow.accounts.models import Firm
from scoring.models import LeadDefinition
from scoring.why import explain


@require_GET
@login_required
def why(request, pk):
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("company"), pk=pk)
    moment = now()
    context = {
        "contact": contact,
        "why": explain(contact, at=moment),
        "change": contact.stage_changes.select_related("by").first(),
        "today": Firm.current().day_of(moment),
    }
    return render(request, "scoring/_why.html" if request.htmx else "scoring/why.html", context)


@require_GET
@login_required
def one_short(request):
    """The names that lack one interaction. How many make a lead, the definition says, not the list."""
    short = LeadDefinition.in_force(now()).lead_interactions - 1
    return redirect(f"{reverse('contact_list')}?stage={Stage.NAME}&interactions={short}")
