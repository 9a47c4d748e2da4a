"""The lead definition: what is agreed, and the draft of what might be."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Persona
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib.background import hand_over
from leadflow.lib.toasts import toast
from scoring import tasks
from scoring.forms.definition import CommentForm, DefinitionForm
from scoring.models import LeadDefinition, Signature
from scoring.wording import changes, in_words

AGREED = "This version is agreed already and changes no more. Begin a new draft."
CHANGED = "Somebody changed the draft while you read it. Read it again, then sign."
NOT_YOURS = "Marketing signs for marketing, a sales manager for sales."
ANOTHER_DRAFT = "There is another draft meanwhile. Give that one up first."


@require_GET
@login_required
def definition(request):
    """The version in force, how it came to be, and all others."""
    return _version(request, LeadDefinition.in_force(now()))


@require_GET
@login_required
def definition_version(request, version):
    found = get_object_or_404(LeadDefinition, version=version)
    return redirect("draft_definition") if found.is_draft else _version(request, found)


def _version(request, shown: LeadDefinition):
    moment = now()
    in_force = LeadDefinition.in_force(moment)
    context = {
        "shown": shown,
        "in_force": in_force,
        "words": in_words(shown, Persona.objects.filter(active=True)),
        "signatures": shown.signatures.select_related("by"),
        "comments": shown.comments.select_related("by"),
        "versions": LeadDefinition.objects.exclude(status=LeadDefinition.Status.DRAFT),
        "draft": LeadDefinition.draft(),
        "rescore": shown.rescores.open().first(),
        "may_draft": may_draft(request.user),
        "today": Firm.current().day_of(moment),
    }
    return render(request, "scoring/definition.html", context)


def may_draft(user) -> bool:
    """Who may change a draft: whoever may sign for a side."""
    return bool(Signature.SIDES[user.role])


@require_POST
@uploader_required
def begin_draft(request):
    moment = now()
    LeadDefinition.in_force(moment).draft_next(by=request.user, at=moment)
    return redirect("edit_definition")


@require_GET
@login_required
def draft_definition(request):
    """What the draft would change, what is said about it, and who has signed."""
    return _draft(request, _the_draft(), CommentForm())


def _draft(request, draft: LeadDefinition, comment: CommentForm):
    moment = now()
    personas = list(Persona.objects.filter(active=True))
    in_force = LeadDefinition.in_force(moment)
    words, before = in_words(draft, personas), in_words(in_force, personas)
    signatures = list(draft.signatures.standing().select_related("by"))
    signed = {signature.side for signature in signatures if signature.by_id == request.user.pk}
    context = {
        "draft": draft,
        "in_force": in_force,
        "words": words,
        "changes": changes(before, words),
        "signatures": signatures,
        "missing": [side for side in Signature.Side if side not in {each.side for each in signatures}],
        "mine": [side for side in Signature.SIDES[request.user.role] if side not in signed],
        "signed": signed,
        "comments": draft.comments.select_related("by"),
        "comment": comment,
        "may_draft": may_draft(request.user),
        "today": Firm.current().day_of(moment),
    }
    return render(request, "scoring/draft.html", context, status=422 if comment.errors else 200)


@require_http_methods(["GET", "POST"])
@uploader_required
def edit_definition(request):
    form = DefinitionForm(request.POST or None, instance=_the_draft())
    if request.method == "POST" and form.is_valid():
        try:
            taken_off = form.save()
        except LeadDefinition.Agreed:
            return refused(request, AGREED, "definition")
        toast(request, "Saved. Whoever had signed signs again." if taken_off else "Saved.")
        return redirect("draft_definition")
    return render(request, "scoring/edit_definition.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def comment_on_draft(request):
    draft = _the_draft()
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _draft(request, draft, form)
    form.instance.definition, form.instance.by, form.instance.at = draft, request.user, now()
    form.save()
    return redirect(f"{reverse('draft_definition')}#comments")


@require_POST
@uploader_required
def sign_definition(request, side):
    draft, read = _the_draft(), request.POST.get("edition", "")
    try:
        is_agreed = Signature.sign(
            draft, side, by=request.user, at=now(), read=int(read) if read.isdecimal() and len(read) < 9 else -1
        )
    except Signature.NotYours:
        return refused(request, NOT_YOURS, "draft_definition")
    except Signature.Changed:
        return refused(request, CHANGED, "draft_definition")
    except LeadDefinition.Agreed:
        return refused(request, AGREED, "definition")
    if is_agreed:
        hand_over(tasks.resume_rescores)
    toast(request, f"{draft} is agreed." if is_agreed else "Signed.")
    return go_to(request, "definition_version", draft.version)


@require_POST
@uploader_required
def withdraw_signature(request):
    try:
        Signature.withdraw(_the_draft(), by=request.user)
    except LeadDefinition.Agreed:
        return refused(request, AGREED, "definition")
    toast(request, "Your signature is taken back.")
    return go_to(request, "draft_definition")


@require_POST
@uploader_required
def give_up_draft(request):
    draft = _the_draft()
    try:
        draft.give_up()
    except LeadDefinition.Agreed:
        return refused(request, AGREED, "definition")
    toast(request, "The draft is given up.", undo_url=reverse("take_up_draft", args=[draft.version]))
    return go_to(request, "definition")


@require_POST
@uploader_required
def take_up_draft(request, version):
    """Undo of giving up."""
    draft = get_object_or_404(LeadDefinition, version=version, status=LeadDefinition.Status.GIVEN_UP)
    try:
        draft.take_up()
    except LeadDefinition.AnotherDraft:
        return refused(request, ANOTHER_DRAFT, "draft_definition")
    return go_to(request, "draft_definition")


def _the_draft() -> LeadDefinition:
    draft = LeadDefinition.draft()
    if draft is None:
        raise Http404
    return draft
