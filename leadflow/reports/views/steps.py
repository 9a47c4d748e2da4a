"""What the steps of a plan bring, and the tasks behind each number."""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from cadences.editing.plan import VARIANTS
from cadences.models import Cadence, Step
from contacts.models import Channel
from leadflow.accounts.decorators import manager_required
from leadflow.reports import decisions, findings, wordings
from leadflow.reports import steps as results
from leadflow.reports.scope import Scope, ScopeForm
from leadflow.reports.views.rows import DAYS, listing

# All of a step's tasks open from its name.
HIDDEN = ("ended",)
FIELDS = ("plan", "version", "channel", *DAYS, "team", "rep")
CHANNELS = [("", "All channels"), *((c.value, c.label) for c in Channel if c != Channel.SYSTEM)]


class StepsForm(ScopeForm):
    """Also of which plan, of which of its versions, and by which channel."""

    plan = forms.TypedChoiceField(label="Plan", coerce=int, empty_value=None, required=False)
    step = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    wording = forms.ChoiceField(choices=VARIANTS, required=False, widget=forms.HiddenInput)
    version = forms.TypedChoiceField(label="Version", coerce=int, empty_value=None, required=False)
    channel = forms.ChoiceField(label="Channel", choices=CHANNELS, required=False)

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

    @property
    def narrowed(self) -> tuple[Cadence, int | None, str]:
        """The plan, the version and the channel that are asked for, as `results.ended` takes them."""
        return self.cadence, self.cleaned_data.get("version"), self.cleaned_data.get("channel", "")


@require_GET
@manager_required
def steps(request):
    form, scope = asked(request)
    plan, version, channel = form.narrowed
    found = results.lines(scope, *form.narrowed)
    compared = wordings.compared(plan, [line.step for line in found], results.ended(scope, *form.narrowed))
    context = {
        "form": form,
        "scope": scope,
        "sentence": findings.steps(found),
        "columns": [number for key, number in results.NUMBERS.items() if key not in HIDDEN],
        "lines": [with_links(line, address(form, scope, step=line.step.key)) for line in found],
        "channels": [
            with_links(line, address(form, scope, channel=line.channel.value))
            for line in results.by_channel(scope, *form.narrowed)
        ],
        "trials": [trial(each, form, scope) for each in compared],
        "decided": [
            (each, address(form, scope, page="decided", show=each.reason or None))
            for each in decisions.until_decided(scope, plan, version)
        ],
        "hours": results.hours(scope, *form.narrowed),
        "by_phone": channel in ("", Channel.PHONE),
        "filters": [form[name] for name in FIELDS],
        "back": scope.query(),
    }
    return render(request, "reports/steps.html", context)


@require_GET
@manager_required
def step_tasks(request):
    form, scope = asked(request)
    number = results.NUMBERS.get(request.GET.get("show", ""), results.NUMBERS["ended"])
    found = results.ended(scope, *form.narrowed).filter(number.which)
    if key := form.cleaned_data.get("step"):
        found = found.filter(step_key=key)
    if key and (variant := form.cleaned_data.get("wording")):
        found = wordings.of_wording(form.cadence, latest(form, key), variant, found)
    found = found.select_related("contact__company", "contact__team", "rep", "closed_by", "step", "outcome")
    context = {
        "form": form,
        "scope": scope,
        "figure": number,
        "figures": results.NUMBERS.values(),
        "fields": (*FIELDS, "step", "wording"),
        "back_to_steps": back_to_steps(form, scope),
    }
    return listing(request, "reports/step_tasks.html", found, ("due_on", "pk"), context)


@require_GET
@manager_required
def decided(request):
    form, scope = asked(request)
    plan, version, _ = form.narrowed
    show = request.GET.get("show") if request.GET.get("show") in decisions.DECISIONS else ""
    found = decisions.decided(scope, plan, version, show).select_related("contact__company", "contact__team")
    context = {
        "form": form,
        "scope": scope,
        "segments": [
            {
                "label": capfirst(words),
                "url": address(form, scope, page="decided", show=key or None),
                "is_current": key == show,
            }
            for key, words in {"": "all", **decisions.DECISIONS}.items()
        ],
        "fields": ("plan", "version", *DAYS, "team", "rep"),
        "back_to_steps": back_to_steps(form, scope),
    }
    return listing(request, "reports/decided.html", found, ("-ended_at", "-pk"), context, with_days)


def with_days(enrollments, scope: Scope):
    for enrollment in enrollments:
        decided_on = scope.day.firm.day_of(enrollment.ended_at)
        enrollment.days = decisions.days_until(enrollment.day_0, decided_on)
        enrollment.decided = decisions.DECISIONS[enrollment.stop_reason]


def asked(request) -> tuple[StepsForm, Scope]:
    """The filters of the page, and what they mean."""
    form = StepsForm(request.GET, viewer=request.user)
    return form, Scope.asked_for(form, request.user, at=now())


def latest(form: StepsForm, key: str) -> Step:
    """The step of a key as the latest version in view says it. An unknown key is that of a step of one wording."""
    plan, version, channel = form.narrowed
    found = Step.objects.filter(version__cadence=plan, version__published_at__isnull=False, key=key)
    if version:
        found = found.filter(version__number=version)
    if channel:
        found = found.filter(channel=channel)
    return found.order_by("-version__number").first() or Step(key=key)


def back_to_steps(form: StepsForm, scope: Scope) -> str:
    plan, version, _ = form.narrowed
    return scope.query(plan=plan.pk, version=version)


def address(form: StepsForm, scope: Scope, *, page: str = "step_tasks", **narrowed):
    """The address of rows behind a number, as the page is narrowed now and by more."""
    plan, version, channel = form.narrowed
    wanted = {"plan": plan.pk, "version": version, "channel": channel or None} | narrowed
    return reverse(page) + scope.query(**wanted)


def with_links(line: results.Line, url: str) -> dict:
    """The numbers of a step or a channel, each with the address of its tasks."""
    cells = [
        cell(number, line.numbers[key], url) | {"share": line.share(key)}
        for key, number in results.NUMBERS.items()
        if key not in HIDDEN
    ]
    return {"line": line, "cells": cells, "url": f"{url}&show=ended"}


def cell(number: results.Number, value: int, url: str) -> dict:
    return {"label": number.label, "value": value, "url": f"{url}&show={number.key}"}


def trial(found: wordings.Comparison, form: StepsForm, scope: Scope) -> dict:
    """Two wordings of a step with their numbers."""
    key = found.step.key
    sides = [
        {
            "variant": variant,
            "words": found.told_apart_by(variant),
            "cells": [
                cell(results.NUMBERS[name], value, address(form, scope, step=key, wording=variant))
                for name, value in found.numbers[variant].items()
            ],
        }
        for variant, _ in VARIANTS
    ]
    return {"step": found.step, "sentence": found.sentence, "sides": sides}
