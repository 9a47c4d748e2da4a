"""Rejected leads: marketing reads why, and contests; managers decide."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from cadences import by_hand, contesting
from cadences.models import Completion, Contest
from contacts.models import Contact
from contacts.views.answers import refresh, refused
from leadflow.accounts.decorators import manager_required, marketing_required, uploader_required
from leadflow.accounts.models import Firm, User
from leadflow.lib import keyset
from leadflow.lib.lines import Line
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast
from leadflow.reports import rejects
from leadflow.reports.scope import Scope

FILTERS = ("period", "since", "until", "team", "rep", "reason", "contested")
# What stands in the address beside the days, the team and the rep.
NARROWING = ("by", "reason", "upload", "source", "persona", "contested")


@require_GET
@uploader_required
def rejected(request):
    form = rejects.RejectsForm(request.GET, viewer=request.user)
    scope = Scope.asked_for(form, request.user, at=now())
    way = request.GET.get("by") if request.GET.get("by") in rejects.WAYS else "upload"
    everybody = rejects.rejections(scope)
    found = rejects.narrowed(everybody, form.cleaned_data)
    people = found.select_related("task__contact__company", "task__contact__team", "rep", "reject_reason")
    page = keyset.page(people, ("-at", "-pk"), request.GET.get("page", ""))
    rejects.with_what_was_said(page.rows)
    lines = rejects.counted(everybody, way)
    kept = {name: request.GET[name] for name in NARROWING if request.GET.get(name)}
    context = {
        "form": form,
        "scope": scope,
        "way": way,
        "ways": [
            {"label": words, "url": scope.query(**kept | {"by": key}), "is_current": key == way}
            for key, words in rejects.WAYS.items()
        ],
        "lines": [line_with_links(line, way, scope) for line in lines[: rejects.LINES]],
        "more": len(lines) - rejects.LINES,
        "total": sum(line.total for line in lines),
        "filters": [form[name] for name in FILTERS],
        "chips": chips(kept, scope),
        "page": page,
        "count": keyset.count_words(found),
        "contests": request.user.role in (User.Role.MARKETING, User.Role.ADMINISTRATOR),
        "waiting": rejects.to_decide(request.user).count() if request.user.role != User.Role.MARKETING else 0,
        "today": scope.day.today,
    }
    return render(request, "reports/rejected.html", context)


def line_with_links(line: rejects.Line, way: str, scope: Scope) -> dict:
    """One line of the counts; each number leads to its rows."""
    of_line = {"by": way, way: line.key}
    return {
        "label": line.label,
        "total": line.total,
        "url": scope.query(**of_line),
        "reasons": [
            (reason, number, scope.query(**of_line | {"reason": reason.pk})) for reason, number in line.reasons
        ],
    }


def chips(kept: dict, scope: Scope) -> list[dict]:
    """What the rows are narrowed to by a number that was opened, each with the address without it."""
    return [
        {"words": rejects.name_of(kept[name], name) or "Nothing known", "url": scope.query(**kept | {name: None})}
        for name in ("upload", "source", "persona")
        if name in kept
    ]


class WhyForm(forms.Form):
    """Why a rejection should be looked at again."""

    why = Line(max_length=500, error_messages={"required": "Say in a sentence why they are a lead."})


class DecisionForm(forms.Form):
    """What becomes of a contested rejection, in a sentence that marketing reads."""

    answer = forms.ChoiceField(choices=Contest.Answer.choices)
    words = Line(max_length=500, error_messages={"required": "Say in a sentence why. Marketing reads it."})


@require_POST
@marketing_required
@looks_again
def contest_rejection(request, pk):
    rejection = get_object_or_404(Completion.objects.visible_to(request.user).rejections(), pk=pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return refused(request, form.errors["why"][0], "rejected")
    moment = now()
    try:
        with transaction.atomic():
            contact = rejection.task.contact
            keep = by_hand.look_at(Contact, contact)
            contesting.contest(rejection, why=form.cleaned_data["why"], by=request.user, at=moment)
            undo_url = keep(by=request.user, at=moment)
    except contesting.TooLate:
        return refused(request, "It is contested already, or the rep took it back.", "rejected")
    toast(request, f"Contested. The manager of {contact.team} decides on {contact}.", undo_url=undo_url)
    return refresh(request, "rejected")


@require_GET
@manager_required
def contested(request):
    return show_contested(request)


def show_contested(request, form: DecisionForm | None = None, of: int | None = None):
    """What waits for a decision, the oldest first; `form` belongs to the contest `of` whose answer lacks something."""
    waiting = rejects.to_decide(request.user)
    rows = waiting.select_related(
        "by",
        "completion__task__contact__company",
        "completion__rep",
        "completion__reject_reason",
        "completion__task__contact__team",
    )
    page = keyset.page(rows, ("at", "pk"), request.GET.get("page", ""))
    rejects.with_what_was_said([each.completion for each in page.rows])
    context = {"page": page, "form": form, "of": of, "answers": Contest.Answer, "today": Firm.current().day_of(now())}
    return render(request, "reports/contested.html", context, status=422 if form else 200)


@require_POST
@manager_required
def decide_contest(request, pk):
    contest = get_object_or_404(Contest.objects.visible_to(request.user), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show_contested(request, form, of=pk)
    moment = now()
    try:
        with transaction.atomic():
            # Two that become two again are put together by a merge alone.
            keep = None if contest.completion.merge else by_hand.look_at(Contact, contest.completion.task.contact)
            contact = contesting.decide(contest, by=request.user, at=moment, **form.cleaned_data)
            undo_url = keep(by=request.user, at=moment) if keep else ""
    except contesting.TooLate:
        return refused(request, "Somebody decided on it already.", "contested")
    except contesting.CannotComeBack as error:
        return refused(request, f"They cannot come back. {error}", "contested")
    toast(request, told(contest, contact), undo_url=undo_url)
    return refresh(request, "contested")


def told(contest: Contest, contact: Contact) -> str:
    if contest.answer == Contest.Answer.STANDS:
        return f"The rejection of {contact} stands. Marketing sees why."
    whose = f"on top of the queue of {contact.owner}" if contact.owner else f"in the pool of {contact.team}"
    return f"{contact} is back as a sales lead, {whose}. Marketing sees why."


@require_GET
@manager_required
def contests_waiting(request):
    """How many wait for a decision, for the rail; nothing where none does."""
    number = rejects.to_decide(request.user).count()
    if not number:
        return HttpResponse(status=204)
    return render(request, "reports/_contests_waiting.html", {"number": number})
