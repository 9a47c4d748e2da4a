"""Somebody's plan: a panel on the contact's page, and what is done with it by hand."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from cadences import holds, promise
from cadences.enrollment_forms import CallOffForm, EnrollForm, PauseForm, StopForm
from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts.models import Channel, Contact
from contacts.models.stage import LEADS
from contacts.views.actions import act, form_methods
from leadflow.accounts.decorators import rep_required
from leadflow.lib.toasts import toast


@require_GET
@rep_required
def plan(request, pk):
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    return show(request, contact)


def show(request, contact):
    """The panel as it is now, within its page where htmx did not ask."""
    moment = now()
    today = FirmDay.at(moment).today
    enrollment = contact.enrollments.select_related("version__cadence", "started_by").first()
    tasks = Task.objects.open().filter(contact=contact).select_related("step", "rep").order_by("due_on", "rank", "pk")
    lines = enrollment.plan(moment) if enrollment else []
    planned = [line for line in lines if line.fate == "planned" and line.day and line.step.channel != Channel.SYSTEM]
    context = {
        "contact": contact,
        "enrollment": enrollment,
        "plan": lines,
        "coming": min(planned, key=lambda line: line.day, default=None),
        "tasks": tasks,
        "can_enroll": contact.stage in LEADS and not (enrollment and enrollment.is_live),
        "on_hold": holds.told(enrollment) if enrollment else "",
        "starts_on": enrollment.day_0 if enrollment and enrollment.starts_after(today) else None,
        "today": today,
    }
    return render(request, "cadences/_enrollment.html" if request.htmx else "cadences/enrollment.html", context)


def plan_of(request, pk) -> Enrollment:
    return get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("contact"), pk=pk)


@form_methods
@rep_required
def enroll(request, pk):
    return act(request, pk, EnrollForm)


@form_methods
@rep_required
def pause(request, pk):
    enrollment = plan_of(request, pk)
    return act(request, enrollment.contact_id, PauseForm, enrollment=enrollment)


@form_methods
@rep_required
def stop(request, pk):
    enrollment = plan_of(request, pk)
    return act(request, enrollment.contact_id, StopForm, enrollment=enrollment)


@form_methods
@rep_required
def cancel_task(request, pk):
    tasks = Task.objects.visible_to(request.user).exclude(kind__in=Task.OF_MANAGERS)
    task = get_object_or_404(tasks.select_related("step"), pk=pk)
    return act(request, task.contact_id, CallOffForm, task=task)


@require_POST
@rep_required
def resume(request, pk):
    enrollment = plan_of(request, pk)
    promise.resume(enrollment, at=now(), by=request.user)
    toast(request, "The plan goes on.")
    if not request.htmx:
        return redirect("contact", enrollment.contact_id)
    return retarget(reswap(show(request, enrollment.contact), "innerHTML"), "#plan")
