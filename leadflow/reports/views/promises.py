"""What is kept and what is late: Slipping, with a click to mend it, and Late."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from cadences import by_hand
from cadences.models import NightlyCheck
from contacts.models import Contact
from leadflow.accounts.decorators import manager_required
from leadflow.accounts.models import Firm, User
from leadflow.lib import keyset
from leadflow.lib.ids import OneOf
from leadflow.lib.toasts import toast
from leadflow.reports import late as lateness
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.slipping import NobodyToDoIt, in_words, mend
from leadflow.reports.slipping import slipping as who_slips


@require_GET
@manager_required
def slipping(request):
    moment = now()
    found = who_slips(Contact.objects.visible_to(request.user), at=moment)
    found = found.select_related("company", "owner", "team")
    page = keyset.page(found, ("stage_since", "pk"), request.GET.get("page", ""))
    firm = Firm.current()
    context = {
        "page": page,
        "count": keyset.count_words(found),
        "slips": [(contact, in_words(contact, firm)) for contact in page.rows],
        "reps": User.objects.visible_to(request.user).active_reps(),
        "checked": NightlyCheck.objects.first(),
        "today": firm.day_of(moment),
    }
    return render(request, "reports/slipping.html", context)


@require_POST
@manager_required
def mend_slip(request, pk):
    contact = get_object_or_404(Contact.objects.visible_to(request.user).worked(), pk=pk)
    moment = now()
    try:
        with transaction.atomic():
            keep = by_hand.look_at(Contact, contact)
            reps = User.objects.visible_to(request.user).active_reps()
            mend(contact, at=moment, rep=chosen_rep(request), others=reps)
            undo_url = keep(by=request.user, at=moment)
    except NobodyToDoIt:
        toast(request, f"Nobody of {contact.team} is there. Choose who takes {contact}.", level=messages.WARNING)
    else:
        contact.refresh_from_db()
        toast(request, f"{contact} is followed up again, by {contact.owner}.", undo_url=undo_url)
    return redirect("slipping")


def chosen_rep(request) -> User | None:
    """Who shall take it, if somebody was chosen. Whom the manager may not see is not found, nor what is no person."""
    reps = User.objects.visible_to(request.user).active_reps()
    try:
        return OneOf(reps, required=False).clean(request.POST.get("rep"))
    except ValidationError:
        raise Http404 from None


@require_GET
@manager_required
def late(request):
    form = ScopeForm(request.GET, viewer=request.user)
    scope = Scope.asked_for(form, request.user, at=now())
    sections = lateness.sections(scope)
    asked_for = next((section for section in sections if section.key == request.GET.get("show")), None)
    current = asked_for or next((section for section in sections if section.count != "0"), sections[0])
    context = {
        "form": form,
        "scope": scope,
        "sentence": lateness.sentence(sections),
        "segments": [
            {
                "label": section.label,
                "url": scope.query(period=None, show=section.key),
                "is_current": section is current,
                "count": section.count,
            }
            for section in sections
        ],
        "section": current,
        "page": keyset.page(current.rows, current.order, request.GET.get("page", "")),
        "today": scope.day.today,
    }
    return render(request, "reports/late.html", context)
