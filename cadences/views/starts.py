"""Who waits for the start of their plan, and starting one of them by hand."""

from django.db import transaction
from django.db.models import Count, Max, Min
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from cadences import by_hand, starts
from cadences.firm_day import FirmDay
from cadences.models import Enrollment
from cadences.views.enrollments import plan_of
from contacts.models import Contact, Upload
from contacts.views.answers import refresh, refused
from leadflow.accounts.decorators import rep_required, uploader_required
from leadflow.lib import keyset
from leadflow.lib.toasts import toast


@require_GET
@uploader_required
def waiting(request, pk):
    """Those of a list who wait, and until when: a sentence for the list's report, and a page."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    today = FirmDay.at(now()).today
    plans = starts.waiting_of(upload, today=today)
    days = plans.order_by().aggregate(number=Count("pk"), first=Min("day_0"), last=Max("day_0"))
    context = {"upload": upload, "today": today, "days": days}
    if request.htmx:
        return render(request, "cadences/_waiting.html", context)
    people = plans.select_related("contact__owner", "contact__team")
    page = keyset.page(people, ("day_0", "id"), request.GET.get("cursor", ""))
    shown = [plan.pk for plan in page.rows]
    can_open = Contact.objects.visible_to(request.user).filter(enrollments__in=shown)
    can_start = Enrollment.objects.visible_to(request.user).filter(pk__in=shown)
    context |= {"page": page, "can_open": set(can_open.values_list("pk", flat=True))}
    context["can_start"] = set(can_start.values_list("pk", flat=True))
    return render(request, "cadences/waiting.html", context)


@require_POST
@rep_required
def start_now(request, pk):
    plan, moment = plan_of(request, pk), now()
    with transaction.atomic():
        keep = by_hand.look_at(Contact, plan.contact)
        begun = plan.start_now(by=request.user, at=moment)
        undo_url = keep(by=request.user, at=moment) if begun else ""
    if not begun:
        return refused(request, "This plan has begun already, or is over.", "contact", plan.contact_id)
    toast(request, f"The plan of {plan.contact} begins today.", undo_url=undo_url)
    return refresh(request, "contact", plan.contact_id)
