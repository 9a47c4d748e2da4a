"""New plans: from the library, from one that the firm has, from a file, or from nothing; and a plan as a file. A new
plan is a draft until it is published. Made by managers and administrators."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadences import library
from cadences.editing import filing
from cadences.editing.entry_filing import SAY_WHO, Asked
from cadences.editing.filing import Filed
from cadences.models import Cadence, CadenceVersion
from cadences.plan_forms import CopyForm, FileForm, persona_names
from cadences.views.plans import to_read
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import manager_required
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

EMPTY = Filed("New plan", ())
KEPT = "It is published, or another plan leads on to it, so it stays."


@require_http_methods(["GET", "POST"])
@manager_required
@looks_again
def plan_new(request):
    """`from` is a plan of the library, “copy” with one of the firm's, or “nothing”."""
    copy = CopyForm(request.POST if "plan" in request.POST else None)
    if request.method == "POST" and (filed := _chosen(request.POST.get("from"), copy)):
        return _begin(request, filed)
    return _offer(request, copy=copy)


def _chosen(origin: str | None, copy: CopyForm) -> Filed | None:
    if origin == "copy":
        chosen = copy.cleaned_data["plan"] if copy.is_valid() else None
        return chosen and Filed(chosen.name, chosen.current.plan, chosen.description)
    starter = library.starter(origin or "")
    return starter.filed if starter else EMPTY if origin == "nothing" else None


@require_POST
@manager_required
@looks_again
def plan_from_file(request):
    form = FileForm(request.POST, request.FILES)
    return _begin(request, form.cleaned_data["file"]) if form.is_valid() else _offer(request, file=form)


def _offer(request, *, copy: CopyForm | None = None, file: FileForm | None = None):
    context = {"starters": library.starters(), "copy": copy or CopyForm(), "file": file or FileForm()}
    return render(request, "cadences/plan_new.html", context, status=200 if request.method == "GET" else 422)


def _begin(request, filed: Filed):
    who = {"occasion": filed.occasion, **filed.asked.columns}
    cadence = Cadence.begin(filed.name, filed.plan, description=filed.description, **who)
    if filed.unknown:
        toast(request, " ".join([*filed.unknown, SAY_WHO]), level=messages.WARNING)
    undo_url = reverse("discard_plan", args=[cadence.pk])
    toast(request, f"“{cadence}” is begun. Nobody enters it before you publish it.", undo_url=undo_url)
    return go_to(request, "plan_draft", cadence.pk)


@require_POST
@manager_required
def discard_plan(request, pk):
    """A plan that was never published goes."""
    cadence = get_object_or_404(Cadence, pk=pk)
    try:
        cadence.discard()
    except CadenceVersion.Published:
        return refused(request, KEPT, "cadence", pk)
    toast(request, f"“{cadence}” is discarded.")
    return go_to(request, "plan_list")


@require_GET
@login_required
def plan_file(request, pk):
    """The version that is entered now; of a plan that was never published, the draft."""
    cadence = get_object_or_404(to_read(request.user), pk=pk)
    version = cadence.current if cadence.is_published else cadence.draft
    filed = Filed(cadence.name, version.plan, cadence.description)
    if cadence.is_by_rule:
        filed = replace(filed, occasion=cadence.occasion, asked=Asked.of(cadence))
    text = filing.write(filed, personas=persona_names())
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{slugify(cadence.name) or 'plan'}.toml")
    return response
