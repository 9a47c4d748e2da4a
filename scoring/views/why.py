"""Why somebody is a lead, and who nearly is one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from contacts.models import Contact
from leadflow.accounts.models import Firm
from scoring.why import explain

# Of a long history the latest.
CHANGES = 12


@require_GET
@login_required
def why(request, pk):
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("company"), pk=pk)
    moment = now()
    context = {
        "contact": contact,
        "why": explain(contact, at=moment),
        "changes": contact.stage_changes.select_related("by")[:CHANGES],
        "today": Firm.current().day_of(moment),
    }
    return render(request, "scoring/_why.html" if request.htmx else "scoring/why.html", context)
