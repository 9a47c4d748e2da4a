"""What looks like junk, for a person to decide: one by one, or many at once."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from contacts import tasks
from contacts.importing import quarantine as decisions
from contacts.importing import rejudging
from contacts.models import JunkEntry, QuarantineDecision, Upload, UploadRow
from contacts.quarantine_filter import QuarantineFilter
from contacts.views.answers import go_to, refresh, refused
from leadflow.accounts.decorators import rules_keeper_required, uploader_required
from leadflow.accounts.models import Firm, User
from leadflow.lib import keyset
from leadflow.lib.background import hand_over
from leadflow.lib.ids import as_id
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

DECIDED = "Somebody has decided about this row already."
NONE_LEFT = "None of these rows waits any more. Here is the page as it is now."
NOTHING_TO_ALLOW = "Somebody has decided about this row already, or it has nothing of the kind that could be allowed."
Verb = QuarantineDecision.Verb


@require_GET
@uploader_required
def quarantine(request):
    rows = UploadRow.objects.visible_to(request.user).in_quarantine()
    narrowed = QuarantineFilter(request.GET, rows)
    page = keyset.page(narrowed.rows.select_related("upload", "contact"), ("-id",), request.GET.get("cursor", ""))
    keeps_rules = request.user.sees_all_teams
    for row in page.rows if keeps_rules else ():
        row.can_allow = rejudging.values_of(row)
    context = {
        "page": page,
        "narrowed": narrowed,
        "count": keyset.count_words(narrowed.rows),
        "keeps_rules": keeps_rules,
        "under_way": under_way(request.user),
        "ours": set(request.user.visible_teams().values_list("pk", flat=True)),
        "today": Firm.current().day_of(now()),
    }
    return render(request, "contacts/quarantine.html", context)


def under_way(user: User) -> list[QuarantineDecision]:
    """What this person decided about many rows, and a worker still carries out; with `left`, how many rows."""
    mine = QuarantineDecision.objects.filter(by=user, finished_at=None).order_by("pk")
    return list(mine.annotate(rows_left=Count("rows", filter=decisions.still_to_do())))


@require_POST
@uploader_required
@looks_again
def release_row(request, pk):
    row = get_object_or_404(UploadRow.objects.visible_to(request.user), pk=pk)
    if not decisions.release(row, at=now()):
        return refused(request, DECIDED, "quarantine")
    row.refresh_from_db()
    toast(request, f"{row.who} was let in: {row.get_fate_display().lower()}.")
    return refresh(request, "quarantine")


@require_POST
@uploader_required
def discard_row(request, pk):
    row = get_object_or_404(UploadRow.objects.visible_to(request.user), pk=pk)
    if not decisions.discard(row):
        return refused(request, DECIDED, "quarantine")
    toast(request, f"{row.who} was discarded.", undo_url=reverse("take_back_row", args=[pk]))
    return refresh(request, "quarantine")


@require_POST
@uploader_required
def take_back_row(request, pk):
    row = get_object_or_404(UploadRow.objects.visible_to(request.user), pk=pk)
    if not decisions.take_back(row):
        return refused(request, DECIDED, "quarantine")
    return refresh(request, "quarantine")


# Many at once


@require_POST
@uploader_required
def decide_rows(request):
    """Let in or discard the ticked rows, or with `all` whatever the page was narrowed to."""
    rows = UploadRow.objects.visible_to(request.user).in_quarantine()
    if request.POST.get("all"):
        rows = QuarantineFilter(request.POST, rows).rows
    else:
        rows = rows.filter(pk__in=filter(None, map(as_id, request.POST.getlist("row")[:1000])))
    verb = Verb.DISCARD if request.POST.get("verb") == Verb.DISCARD else Verb.RELEASE
    decision = decisions.decide(rows, verb, by=request.user, at=now())
    if not decision.rows_total:
        return refused(request, NONE_LEFT, "quarantine")
    carry_out(decision)
    toast(request, told(decision), undo_url=undo_url(decision))
    return refresh(request, "quarantine")


def carry_out(decision: QuarantineDecision) -> None:
    """Settle a few rows now; leave many to a worker."""
    if decision.rows_total > decisions.AT_ONCE:
        hand_over(tasks.settle_quarantine, decision.pk)
        return
    while decisions.do_next(decision.pk, clock=now):
        pass
    decision.refresh_from_db()


def told(decision: QuarantineDecision) -> str:
    """What happens, in words."""
    rows = f"{decision.rows_total:,} row{'s' * (decision.rows_total != 1)}"
    if decision.verb == Verb.DISCARD:
        return f"{rows} discarded."
    return f"{rows} let in." if decision.finished_at else f"{rows} are being let in. You can leave this page."


def undo_url(decision: QuarantineDecision) -> str:
    """Where it is taken back. Whoever was let in is a contact now; what a worker has not done yet can be stopped."""
    undoable = decision.verb == Verb.DISCARD or not decision.finished_at
    return reverse("take_back_decision", args=[decision.pk]) if undoable else ""


@require_POST
@uploader_required
def take_back_decision(request, pk):
    decision = get_object_or_404(QuarantineDecision, pk=pk, by=request.user)
    if not decisions.undo(decision):
        return refused(request, "There is nothing left to take back.", "quarantine")
    decision.refresh_from_db()
    carry_out(decision)
    words = "What was not let in yet is back." if decision.verb == Verb.RELEASE else "Taken back."
    toast(request, words)
    return refresh(request, "quarantine")


@require_POST
@rules_keeper_required
@looks_again
def allow_always(request, pk, kind):
    """Learn that an address, a domain or a name is never junk, and let in whom it covers."""
    row = get_object_or_404(UploadRow.objects.visible_to(request.user), pk=pk)
    value = rejudging.values_of(row).get(kind)
    if not value:
        return refused(request, NOTHING_TO_ALLOW, "quarantine")
    moment = now()
    entry = JunkEntry.objects.allow(kind, value, by=request.user, at=moment)
    covered = UploadRow.objects.filter(pk__among=[pk, *rejudging.covered_by(entry)])
    decision = decisions.decide(covered, Verb.RELEASE, by=request.user, at=moment, looked=False)
    carry_out(decision)
    toast(request, f"{entry} is always let in from now on. {told(decision)}")
    return refresh(request, "quarantine")


# Judging anew


@require_GET
@rules_keeper_required
def judge_anew(request):
    """What the rules as they are now would change, said before it is done."""
    return render(request, "contacts/judge_anew.html", {"found": rejudging.anew()})


@require_POST
@rules_keeper_required
def judged_anew(request):
    """Judge whoever waits by the rules as they are now."""
    found, moment = rejudging.anew(), now()
    lists: list[Upload] = rejudging.read_anew(found)
    for upload in lists:
        hand_over(tasks.advance_upload, upload.pk)
    let_in = UploadRow.objects.filter(pk__among=found.let_in)
    decision = decisions.decide(let_in, Verb.RELEASE, by=request.user, at=moment, looked=False)
    carry_out(decision)
    read = f" {len(lists)} list{'s are' if len(lists) != 1 else ' is'} read anew." if lists else ""
    toast(request, f"{told(decision)}{read}", undo_url=undo_url(decision) if decision.rows_total else "")
    return go_to(request, "quarantine")
