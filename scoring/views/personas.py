"""Who the firm sells to."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.lacking import LACKING
from contacts.models import Contact, Persona
from contacts.views.answers import refresh
from leadflow.accounts.decorators import uploader_required
from leadflow.lib.background import hand_over
from leadflow.lib.toasts import toast
from scoring import tasks
from scoring.forms.personas import PersonaForm
from scoring.models import Rescore
from scoring.reach import reach
from scoring.views.definition import may_draft
from scoring.wording import somebody


@require_GET
@login_required
def persona_list(request):
    personas = [(persona, somebody(persona)) for persona in Persona.objects.order_by("-active", "name")]
    context = {
        "personas": personas,
        "may_edit": may_draft(request.user),
        "rescore": Rescore.objects.open().filter(cause=Rescore.Cause.PERSONAS).first(),
    }
    return render(request, "scoring/persona_list.html", context)


@require_http_methods(["GET", "POST"])
@uploader_required
def add_persona(request):
    return _edit(request, Persona())


@require_http_methods(["GET", "POST"])
@uploader_required
def persona(request, pk):
    return _edit(request, get_object_or_404(Persona, pk=pk))


def _edit(request, edited: Persona):
    name = edited.name
    form = PersonaForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        form.save()
        _judge_anew()
        toast(request, f"{edited}: saved. Everybody is judged by it now.")
        return redirect("persona_list")
    context = {"form": form, "persona": edited, "name": name} | _reach(request.user, edited)
    return render(request, "scoring/persona.html", context, status=422 if form.errors else 200)


@require_POST
@uploader_required
def count_persona(request):
    """Whom a persona would reach as it is filled in now. Writes nothing."""
    form = PersonaForm(request.POST, instance=Persona())
    form.is_valid()
    return render(request, "scoring/_reach.html", _reach(request.user, form.instance))


def _reach(user, found: Persona) -> dict:
    reached = reach(found, Contact.objects.visible_to(user).on_the_lists())
    lacking = [
        {"words": LACKING[fact][0].lower(), "number": n, "url": f"{reverse('contact_list')}?lacks={fact}"}
        for fact, n in reached.lacking.items()
    ]
    return {"reach": reached, "lacking": lacking}


@require_POST
@uploader_required
def retire_persona(request, pk):
    """Judge nobody by a persona any more."""
    return _set_active(request, pk, active=False)


@require_POST
@uploader_required
def revive_persona(request, pk):
    return _set_active(request, pk, active=True)


def _set_active(request, pk, *, active: bool):
    found = get_object_or_404(Persona, pk=pk)
    found.active = active
    found.save(update_fields=["active"])
    _judge_anew()
    if active:
        toast(request, f"{found} counts again.")
    else:
        toast(request, f"{found} counts no more.", undo_url=reverse("revive_persona", args=[pk]))
    return refresh(request, "persona_list")


def _judge_anew() -> None:
    hand_over(tasks.rescore, Rescore.for_personas(at=now()).pk)
