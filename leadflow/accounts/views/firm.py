"""The firm's own settings, for administrators."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from leadflow.accounts.decorators import administrator_required
from leadflow.accounts.forms import DayOffForm, FirmForm
from leadflow.accounts.models import DayOff, Firm
from leadflow.lib.toasts import toast


@require_http_methods(["GET", "POST"])
@administrator_required
def firm(request):
    form = FirmForm(request.POST or None, instance=Firm.current())
    if request.method == "POST" and form.is_valid():
        form.save()
        toast(request, "Saved.")
        return redirect("firm")
    return render_firm(request, form=form, day_off=DayOffForm(auto_id="day_off_%s"))


@require_POST
@administrator_required
def add_day_off(request):
    form = DayOffForm(request.POST, auto_id="day_off_%s")
    if form.is_valid():
        toast(request, f"{form.save()} is a day off.")
        return redirect("firm")
    return render_firm(request, form=FirmForm(instance=Firm.current()), day_off=form)


@require_POST
@administrator_required
def remove_day_off(request, pk):
    day_off = get_object_or_404(DayOff, pk=pk)
    day_off.delete()
    toast(request, f"{day_off} is a working day again.")
    return redirect("firm")


def render_firm(request, *, form, day_off):
    coming = DayOff.objects.filter(day__gte=Firm.current().day_of(now()))
    status = 422 if form.errors or day_off.errors else 200
    context = {"form": form, "day_off": day_off, "days_off": coming}
    return render(request, "accounts/firm.html", context, status=status)
