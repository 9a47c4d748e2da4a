"""People and teams, for administrators."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadflow.accounts.decorators import administrator_required
from leadflow.accounts.forms import LeaveForm, PersonForm, TeamForm
from leadflow.accounts.models import Firm, Team, User
from leadflow.lib.toasts import toast


@require_GET
@administrator_required
def people(request):
    everyone = User.objects.select_related("team").prefetch_related("managed_teams")
    context = {
        "active": everyone.filter(is_active=True),
        "gone": everyone.filter(is_active=False),
        "teams": Team.objects.with_head_counts().order_by("name"),
        "today": Firm.current().day_of(now()),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "POST"])
@administrator_required
def add_person(request):
    form = PersonForm(request.POST or None, initial={"time_zone": Firm.current().time_zone})
    if request.method == "POST" and form.is_valid():
        person = form.settle(at=now(), by=request.user)
        toast(request, f"{person} was added.")
        return redirect("person", person.pk)
    return render(request, "accounts/add_person.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@administrator_required
def person(request, pk):
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = PersonForm(request.POST or None, instance=somebody)
    if request.method == "POST" and form.is_valid():
        form.settle(at=now(), by=request.user)
        toast(request, "Saved.")
        return redirect("person", pk)
    context = {
        "person": User.objects.get(pk=pk),
        "today": Firm.current().day_of(now()),
        "form": form,
        "log_in_link": "" if somebody.has_usable_password() else log_in_link(request, somebody),
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


@require_POST
@administrator_required
def person_link(request, pk):
    somebody = get_object_or_404(User.objects.visible_to(request.user).active(), pk=pk)
    context = {
        "person": somebody,
        "form": PersonForm(instance=somebody),
        "log_in_link": log_in_link(request, somebody),
    }
    return render(request, "accounts/person.html", context)


def log_in_link(request, somebody: User) -> str:
    """An address that lets somebody set a password, once, within PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(somebody)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(somebody), key])
    return request.build_absolute_uri(path)


@require_http_methods(["GET", "POST"])
@administrator_required
def deactivate(request, pk):
    somebody = get_object_or_404(User.objects.visible_to(request.user).active(), pk=pk)
    form = LeaveForm(request.POST or None, person=somebody)
    is_last = somebody.is_last_administrator()
    if request.method == "POST" and form.is_valid() and not is_last:
        somebody.deactivate(at=now(), successor=form.cleaned_data["successor"], by=request.user)
        toast(request, f"{somebody} can no longer log in. The open work was handed over.")
        return redirect("people")
    context = {"person": somebody, "form": form, "is_last_administrator": is_last}
    return render(request, "accounts/deactivate.html", context, status=200 if request.method == "GET" else 422)


@require_POST
@administrator_required
def reactivate(request, pk):
    somebody = get_object_or_404(User.objects.visible_to(request.user).filter(is_active=False), pk=pk)
    somebody.reactivate()
    toast(request, f"{somebody} can log in again.", undo_url=reverse("deactivate_person", args=[pk]))
    return redirect("person", pk)


@require_http_methods(["GET", "POST"])
@administrator_required
def team(request, pk=None):
    instance = get_object_or_404(Team, pk=pk) if pk else None
    form = TeamForm(request.POST or None, instance=instance, initial={"time_zone": Firm.current().time_zone})
    if request.method == "POST" and form.is_valid():
        toast(request, f"Team {form.save()} was saved.")
        return redirect("people")
    return render(request, "accounts/team.html", {"form": form}, status=422 if form.errors else 200)
