"""What the steps of a plan bring, and the tasks behind each number."""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cadences.models import Cadence
from leadflow.accounts.decorators import manager_required
from leadflow.reports import findings
from leadflow.reports import steps as results
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.views.rows import DAYS, listing

# All of a step's tasks open from its name.
HIDDEN = ("ended",)
FIELDS = ("plan", "version", *DAYS, "team", "rep")


class StepsForm(ScopeForm):
    """Also of which plan, and of which of its versions."""

    plan = forms.TypedChoiceField(label="Plan", coerce=int, empty_value=None, required=False)
    step = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    version = forms.TypedChoiceField(label="Version", coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, viewer):
        if not data.keys() & {"period", "since", "until"}:
            data = data.copy()
            data["period"] = "30-days"
        super().__init__(data, viewer=viewer)
        plans = Cadence.to_choose()
        self.fields["plan"].choices = [(plan.pk, plan.name) for plan in plans]
        self.cadence = next((plan for plan in plans if str(plan.pk) == self.data.get("plan")), plans[0])
        numbers = self.cadence.versions.filter(published_at__isnull=False).values_list("number", flat=True)
        self.fields["version"].choices = [("", "All versions"), *((n, f"Version {n}") for n in numbers)]


@require_GET
@manager_required
def steps(request):
    form, scope, version = asked(request)
    found = results.lines(scope, form.cadence, version)
    context = {
        "form": form,
        "scope": scope,
        "sentence": findings.steps(found),
        "columns": [number for key, number in results.NUMBERS.items() if key not in HIDDEN],
        "lines": [with_links(line, scope, plan=form.cadence.pk, version=version) for line in found],
        "hours": results.hours(scope, form.cadence, version),
        "filters": [form[name] for name in FIELDS],
        "back": scope.query(),
    }
    return render(request, "reports/steps.html", context)


@require_GET
@manager_required
def step_tasks(request):
    form, scope, version = asked(request)
    number = results.NUMBERS.get(request.GET.get("show", ""), results.NUMBERS["ended"])
    found = results.ended(scope, form.cadence, version).filter(number.which, step_key=form.cleaned_data.get("step", ""))
    found = found.select_related("contact__company", "contact__team", "rep", "closed_by", "step", "outcome")
    context = {
        "form": form,
        "scope": scope,
        "figure": number,
        "figures": results.NUMBERS.values(),
        "fields": (*FIELDS, "step"),
        "back_to_steps": scope.query(plan=form.cadence.pk, version=version),
    }
    return listing(request, "reports/step_tasks.html", found, ("due_on", "pk"), context)


def asked(request) -> tuple[StepsForm, Scope, int | None]:
    """The filters of the page, what they mean, and the version."""
    form = StepsForm(request.GET, viewer=request.user)
    scope = Scope.asked_for(form, request.user, at=now())
    return form, scope, form.cleaned_data.get("version")


def with_links(line: results.StepLine, scope: Scope, **narrowed) -> dict:
    """One step's numbers, each with the address of its tasks."""
    page = reverse("step_tasks")
    cells = [
        {
            "label": number.label,
            "value": line.numbers[key],
            "share": line.share(key),
            "url": page + scope.query(show=key, step=line.step.key, **narrowed),
        }
        for key, number in results.NUMBERS.items()
        if key not in HIDDEN
    ]
    return {"step": line.step, "cells": cells, "url": page + scope.query(show="ended", step=line.step.key, **narrowed)}
