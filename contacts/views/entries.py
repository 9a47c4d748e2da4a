"""Mending what was entered: addresses, and touches by hand."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from contacts.forms.entries import PointForm
from contacts.giving import UNDO_SECONDS
from contacts.models import Contact, ContactPoint, Touch
from contacts.views.actions import act, form_methods
from contacts.views.answers import refresh, refused
from leadflow.lib.toasts import toast


def points_of(user):
    """The addresses of whom this person may see. How a list knew somebody is none."""
    contacts = Contact.objects.visible_to(user)
    points = ContactPoint.objects.exclude(kind=ContactPoint.Kind.FINGERPRINT)
    return points.filter(contact__in=contacts).select_related("contact")


@form_methods
@login_required
def edit_point(request, pk):
    point = get_object_or_404(points_of(request.user), pk=pk)
    return act(request, point.contact_id, PointForm, point=point)


@require_POST
@login_required
def mark_wrong(request, pk):
    point = get_object_or_404(points_of(request.user), pk=pk)
    point.mark(is_wrong=True, at=now())
    toast(request, f"{point} is marked as wrong.", undo_url=reverse("mark_right", args=[pk]))
    return refresh(request, "contact", point.contact_id)


@require_POST
@login_required
def mark_right(request, pk):
    point = get_object_or_404(points_of(request.user), pk=pk)
    point.mark(is_wrong=False, at=now())
    toast(request, f"{point} is taken to be right.", undo_url=reverse("mark_wrong", args=[pk]))
    return refresh(request, "contact", point.contact_id)


@require_POST
@login_required
def undo_touch(request, pk):
    entered = Touch.objects.visible_to(request.user).exclude(direction=Touch.Direction.OUTBOUND)
    touch = get_object_or_404(entered, pk=pk, rep=request.user, upload=None)
    if touch.created_at < now() - timedelta(seconds=UNDO_SECONDS):
        return refused(request, "It is too late to take this back.", "contact", touch.contact_id)
    touch.void(by=request.user, at=now())
    toast(request, "Taken back.")
    return refresh(request, "contact", touch.contact_id)
