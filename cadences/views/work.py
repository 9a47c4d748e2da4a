"""One task at a time: its card, and the card that comes next."""

from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import replace_url, reswap, retarget

from cadences import conditions
from cadences.absences import Away
from cadences.away_forms import OutForm
from cadences.desk.card import Card
from cadences.desk.dock import dock
from cadences.desk.forms import LogForm, SnoozeForm
from cadences.desk.offers import ASIDE
from cadences.desk.queue import Queue, counts, score
from cadences.firm_day import FirmDay
from cadences.models import Task
from contacts.views.answers import go_to
from leadflow.accounts.decorators import rep_required

# What was put behind the others, for as long as somebody is logged in.
SKIPPED = "skipped_tasks"


@require_GET
@rep_required
def work(request):
    return show_next(request, at=now())


@require_GET
@rep_required
def work_task(request, pk):
    card = find_card(request, pk, at=now())
    return show(request, card, LogForm(card=card, open_panel=request.GET.get("panel", "")))


@require_POST
@rep_required
def skip_task(request, pk):
    """Behind the others, until they are done."""
    get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
    request.session[SKIPPED] = [*(task for task in skipped(request) if task != pk), pk]
    return show_next(request, at=now())


@require_POST
@rep_required
def back(request):
    """To the card that was skipped last."""
    still_open = Task.objects.visible_to(request.user).open().filter(pk__in=skipped(request))
    known = set(still_open.values_list("pk", flat=True))
    waiting = [pk for pk in skipped(request) if pk in known]
    request.session[SKIPPED] = waiting[:-1]
    return go_to_card(request, waiting[-1], at=now()) if waiting else show_next(request, at=now())


def skipped(request) -> list[int]:
    return request.session.get(SKIPPED, [])


def calls_only(request) -> bool:
    """Whether only calls are worked; a toast knows it from the page on which it appeared."""
    page = request.htmx.current_url_abs_path or ""
    asked = request.POST.get("only") or request.GET.get("only") or QueryDict(urlsplit(page).query).get("only")
    return asked == "calls"


def address_of(request, pk) -> str:
    return reverse("work_task", args=[pk]) + ("?only=calls" if calls_only(request) else "")


def find_card(request, pk, *, at) -> Card:
    """The card of a task that this person may work; anybody else's does not exist. A step that is not for them by now
    is skipped before it is seen, or saved."""
    task = get_object_or_404(Card.tasks(request.user), pk=pk)
    if task.is_open and task.step and conditions.asks(task.step):
        task.enrollment.recheck(task, task.step, at=at)
        task = Card.tasks(request.user).get(pk=pk)
    return Card(task, viewer=request.user, at=at)


def queue_of(request, *, day, at) -> Queue:
    mine = Away.on(day.today).tasks_of(request.user)
    return Queue(mine, day=day, at=at, calls_only=calls_only(request), skipped=skipped(request))


def show_next(request, *, at, **more) -> HttpResponse:
    """The first card of the queue; when it is empty, what comes tomorrow. `more` goes to the template."""
    day = FirmDay.at(at)
    queue = queue_of(request, day=day, at=at)
    if first := queue.first():
        return go_to_card(request, first.task_id, at=at, queue=queue, **more)
    context = {
        "frame": frame_for(request),
        "counts": counts(Away.on(day.today).tasks_of(request.user), day=day),
        "waiting": queue.waiting[:1],
        "calls_only": calls_only(request),
        "score": score(request.user, day=day),
        "now": at,
        "today": day.today,
        "firm": day.firm,
    }
    return render(request, "cadences/done.html", context | more)


def go_to_card(request, pk, *, at, **more) -> HttpResponse:
    """A card in place of the present one, under its own address."""
    address = address_of(request, pk)
    if not request.htmx:
        return redirect(address)
    card = find_card(request, pk, at=at)
    return replace_url(show(request, card, LogForm(card=card), **more), address)


def show(request, card: Card, form: LogForm, *, status=200, queue: Queue | None = None, **more) -> HttpResponse:
    """The card with its form; `more` adds to the page what happened."""
    queue = queue or queue_of(request, day=card.day, at=card.at)
    groups = dock(card, form)
    context = {
        "frame": frame_for(request),
        "card": card,
        "form": form,
        "dock": [group for group in groups if group.title != ASIDE],
        "aside": [choice for group in groups if group.title == ASIDE for choice in group.choices],
        "snooze": SnoozeForm(card=card),
        "out": OutForm(card=card) if card.can_be_out else None,
        "left": len(queue.ready),
        "is_full": queue.is_full,
        "has_skipped": bool(skipped(request)),
        "calls_only": calls_only(request),
        "score": score(request.user, day=card.day),
        "now": card.at,
        "today": card.today,
        "firm": card.day.firm,
    }
    return render(request, "cadences/work.html", context | more, status=status)


def frame_for(request) -> str:
    return "base_fragment.html" if request.htmx else "base_frame.html"


def show_in_place(request, response: HttpResponse, otherwise: str) -> HttpResponse:
    """A card for the screen on which another action was taken, like the undo of a toast."""
    if not request.htmx:
        return redirect(otherwise)
    if not (request.htmx.current_url_abs_path or "").startswith(reverse("work")):
        return go_to(request, otherwise)
    return replace_url(retarget(reswap(response, "outerHTML"), "#bench"), otherwise)
