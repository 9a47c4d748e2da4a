"""Lists on their way in. One page a list; what it shows follows the phase."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict, StreamingHttpResponse
from django.http.request import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from contacts import tasks
from contacts.forms.uploads import CheckForm, UploadForm
from contacts.intake.junk import FLAGS
from contacts.mending import CURES
from contacts.models import Contact, Touch, Upload, UploadRow
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset, spreadsheet
from leadflow.lib.background import hand_over
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast
from leadflow.lib.when import span

TOO_LATE = "The list is past that already. Here it is as it is now."
FATES = {fate.value: fate.label for fate in UploadRow.Fate} | {UploadRow.KNOWN: "Known"}


@require_GET
@uploader_required
def upload_list(request):
    uploads = Upload.objects.visible_to(request.user).lists().select_related("by", "team", "rep")
    page = keyset.page(uploads, ("-created_at", "-id"), request.GET.get("cursor", ""))
    today = Firm.current().day_of(now())
    return render(request, "contacts/upload_list.html", {"page": page, "today": today})


@require_http_methods(["GET", "POST"])
@uploader_required
def upload_new(request):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        upload = form.receive(by=request.user, at=now())
        hand_over(tasks.advance_upload, upload.pk)
        return redirect("upload", upload.pk)
    return render(request, "contacts/upload_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@uploader_required
def upload(request, pk):
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    is_open, remember = found.phase == Upload.Phase.CHECK, "once" not in request.GET
    return show(request, found, CheckForm(upload=found, user=request.user, remember=remember) if is_open else None)


def show(request: HttpRequest, upload: Upload, form: CheckForm | None, status: int = 200):
    """The page of a list in whatever phase it is."""
    moment = now()
    context: dict[str, Any] = {
        "upload": upload,
        "form": form,
        "left": time_left(upload, moment),
        "today": Firm.current().day_of(moment),
    }
    if not upload.is_under_way and upload.phase != Upload.Phase.REFUSED:
        context |= rows_of(request, upload)
        context["earlier"] = upload.earlier().visible_to(request.user).first()
        context["can_undo"] = not upload.why_not_undo(moment)
        context["undone"] = upload.rows.by_undone() if upload.undo_began_at else {}
        context["kind_label"] = Touch.Kind(upload.reading["kind"]).label if upload.reading else ""
    return render(request, "contacts/upload.html", context, status=status)


def rows_of(request: HttpRequest, upload: Upload) -> dict:
    """The rows to show, narrowed by what the address says, and the choices of fates with their numbers."""
    shown = request.GET.get("show", "")
    rows, reason = narrowed(upload, request.GET)
    page = keyset.page(rows, ("id",), request.GET.get("cursor", ""))
    visible = Contact.objects.visible_to(request.user).filter(pk__in=[row.contact_id for row in page.rows])
    segments = [{"label": "All", "url": request.path, "is_current": not shown, "count": upload.rows_total}]
    segments += [
        {"label": FATES[fate], "url": f"{request.path}?show={fate}", "is_current": shown == fate, "count": number}
        for fate, number in upload.counts_in_order()
    ]
    return {
        "page": page,
        "segments": segments,
        "reason": reason,
        "shown": shown,
        "can_open": set(visible.values_list("pk", flat=True)),
    }


def narrowed(upload: Upload, query: QueryDict) -> tuple[QuerySet, str]:
    """The rows of a list that a query asks for, and the reason, in words, if it names one.

    What is unknown narrows nothing.
    """
    rows: QuerySet = upload.rows.select_related("contact")
    shown, reason = query.get("show", ""), query.get("reason", "")
    if shown == "leads":
        rows = rows.filter(became_lead=True)
    elif shown in FATES:
        rows = rows.filter(fate=shown) if upload.phase == Upload.Phase.CANCELLED else rows.with_fate(shown)
    elif shown in UploadRow.Undone.values:
        rows = rows.with_undone(shown)
    if reason:
        rows = rows.with_reason(reason)
    if cure := CURES.get(query.get("mend", "")):
        return rows.with_cure(cure), cure.title
    if words := FLAGS.get(query.get("flag", "")):
        return rows.with_flag(query["flag"]), words
    return rows, reason


def time_left(upload: Upload, moment: datetime) -> str:
    """About how long the import or the undo will go on, in words; empty before anything can be said."""
    match upload.phase:
        case Upload.Phase.IMPORTING:
            began, done, left = (
                upload.started_at,
                upload.rows_done - upload.rows_before,
                upload.rows_total - upload.rows_done,
            )
        case Upload.Phase.UNDOING:
            began, done, left = upload.undo_began_at, upload.undo_done, upload.undo_total - upload.undo_done
        case _:
            return ""
    if not began or done <= 0:
        return ""
    return f"about {span((moment - began).total_seconds() / done * left)} left"


@require_GET
@uploader_required
def upload_progress(request, pk, phase):
    """Asked every second while the list is in a phase; once it is in another, the page is loaded anew."""
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if found.phase != phase:
        return HttpResponseClientRefresh()
    return render(request, "contacts/_upload_progress.html", {"upload": found, "left": time_left(found, now())})


@require_POST
@uploader_required
@looks_again
def upload_check(request, pk):
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if found.phase != Upload.Phase.CHECK:
        return refused(request, TOO_LATE, "upload", pk)
    form = CheckForm(request.POST, upload=found, user=request.user)
    if not form.is_valid():
        return show(request, found, form, status=422)
    anew = form.other_reading()
    if "read" in request.POST and not anew:
        return show(request, found, form)
    moved = found.read_again(**form.belongs_to(), **anew) if anew else form.begin(at=now())
    if not moved:
        return refused(request, TOO_LATE, "upload", pk)
    hand_over(tasks.advance_upload, pk)
    here = reverse("upload", args=[pk])
    return go_to(request, here if form.cleaned_data.get("remember", True) else f"{here}?once")


@require_POST
@uploader_required
def upload_cancel(request, pk):
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if not found.cancel(at=now()):
        return refused(request, TOO_LATE, "upload", pk)
    toast(request, "Cancelled. What was imported stays.")
    return go_to(request, "upload", pk)


@require_POST
@uploader_required
def upload_go_on(request, pk):
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if not found.go_on(at=now()):
        return refused(request, TOO_LATE, "upload", pk)
    hand_over(tasks.advance_upload, pk)
    return go_to(request, "upload", pk)


@require_GET
@uploader_required
def upload_rows(request, pk):
    """The rows that were left out, with the reasons, as a file that can be mended and uploaded again."""
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    response = StreamingHttpResponse(spreadsheet.lines(found.left_out()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.stem} - to mend.csv")
    return response
