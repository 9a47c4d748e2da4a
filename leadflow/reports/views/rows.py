"""The rows behind the figures. Each page lists one of a family of figures, with filters."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from contacts.models import Touch
from leadflow.accounts.decorators import manager_required
from leadflow.lib import keyset
from leadflow.reports import findings, rows, sources
from leadflow.reports.scope import Scope, ScopeForm

# Which of the filters a page shows.
DAYS = ("period", "since", "until")
WHO = ("team", "rep", "pool")


class CallsForm(ScopeForm):
    """Calls also by how they ended, and meetings by the attempts they took."""

    outcome = forms.ChoiceField(label="Outcome", choices=[("", "Any outcome"), *Touch.Outcome.choices], required=False)
    attempts = forms.IntegerField(min_value=1, max_value=findings.LAST_COLUMN, required=False, widget=forms.HiddenInput)


@require_GET
@manager_required
def calls(request):
    form, scope = asked(request, CallsForm)
    figure = chosen(rows.CALLS, request)
    found = figure.rows(scope).select_related("contact__company", "contact__team", "rep")
    if outcome := form.cleaned_data.get("outcome"):
        found = found.filter(outcome=outcome)
    if (number := form.cleaned_data.get("attempts")) and figure.key == "meetings":
        found = found.filter(**{"attempts__gte" if number == findings.LAST_COLUMN else "attempts": number})
    context = {
        "form": form,
        "scope": scope,
        "figure": figure,
        "figures": rows.CALLS,
        "fields": (*DAYS, *WHO, "outcome", "attempts"),
    }
    return listing(request, "reports/calls.html", found, ("-at", "-pk"), context)


@require_GET
@manager_required
def tasks(request):
    form, scope = asked(request)
    figure = chosen(rows.TASKS, request)
    found = figure.rows(scope).select_related("contact__company", "contact__team", "rep", "closed_by", "step")
    context = {"form": form, "scope": scope, "figure": figure, "figures": rows.TASKS}
    context["fields"] = WHO if figure.key == "overdue" else (*DAYS, *WHO)
    return listing(request, "reports/tasks.html", found, ("due_on", "pk"), context)


@require_GET
@manager_required
def leads_given(request):
    form, scope = asked(request)
    figure = chosen(rows.GIVEN, request)
    found = figure.rows(scope).select_related("contact__company", "contact__owner", "contact__team")
    context = {"form": form, "scope": scope, "figure": figure, "figures": rows.GIVEN, "fields": (*DAYS, *WHO)}
    return listing(request, "reports/leads_given.html", found, ("-at", "-pk"), context, with_time_to_first_touch)


@require_GET
@manager_required
def leads_waiting(request):
    form, scope = asked(request)
    figure = chosen(rows.WAITING, request)
    found = figure.rows(scope).select_related("company", "owner", "team")
    context = {"form": form, "scope": scope, "figure": figure, "figures": rows.WAITING, "fields": WHO}
    return listing(request, "reports/leads_waiting.html", found, ("stage_since", "pk"), context)


@require_GET
@manager_required
def requests(request):
    form, scope = asked(request)
    found = rows.REQUESTS.rows(scope).select_related("contact__company", "contact__owner", "contact__team")
    context = {"form": form, "scope": scope, "figure": rows.REQUESTS, "fields": (*DAYS, *WHO)}
    return listing(request, "reports/requests.html", found, ("-at", "-pk"), context, with_wait)


def with_time_to_first_touch(changes, scope):
    for change in changes:
        change.waited = rows.until_first_touch(change.at, change.begins_on, change.first_touch, firm=scope.day.firm)


def with_wait(touches, scope):
    for touch in touches:
        touch.waited = rows.waited(touch, scope.day)


@require_GET
@manager_required
def source(request, kind):
    if kind not in sources.NAMES:
        raise Http404
    form, scope = asked(request)
    show = request.GET.get("show") if request.GET.get("show") in sources.SHOWN else "people"
    context = {"form": form, "scope": scope, "source": sources.NAMES[kind]}
    context["segments"] = [
        {"label": label, "url": scope.query(show=key), "is_current": key == show}
        for key, label in sources.SHOWN.items()
    ]
    if show == "junk":
        found = sources.junk_rows(scope, kind).select_related("upload")
        return listing(request, "reports/source_junk.html", found, ("-pk",), context)
    found = sources.people(scope, kind, show).select_related("company", "owner", "team")
    return listing(request, "reports/source.html", found, ("name", "pk"), context)


def asked(request, form_class=ScopeForm) -> tuple[ScopeForm, Scope]:
    """The filters of a page and what they mean."""
    form = form_class(request.GET, viewer=request.user)
    return form, Scope.asked_for(form, request.user, at=now())


def chosen(figures, request) -> rows.Figure:
    """The figure that the address names, else the first of the page."""
    return next((figure for figure in figures if figure.key == request.GET.get("show")), figures[0])


def listing(request, template, found, order, context, prepare=None):
    """One page of rows, with how many there are. `prepare` is given the rows and the scope."""
    page = keyset.page(found, order, request.GET.get("page", ""))
    if prepare:
        prepare(page.rows, context["scope"])
    scope, form = context["scope"], context["form"]
    context |= {
        "page": page,
        "count": keyset.count_words(found),
        "today": scope.day.today,
        "back": scope.query(),
        "filters": [field for field in form if field.name in context.get("fields", ())],
    }
    return render(request, template, context)
