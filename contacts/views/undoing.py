"""Taking a list back: what would happen, and doing it."""

from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from contacts import tasks
from contacts.models import Contact, Upload, UploadRow
from contacts.undoing.foresight import Foreseen
from contacts.views.answers import go_to, refused
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.background import hand_over

Undone = UploadRow.Undone
SEGMENTS = ((Undone.KEPT.value, "Stay"), (Undone.REMOVED.value, "Go"), (Undone.RESTORED.value, "As before"))


@require_http_methods(["GET", "POST"])
@uploader_required
def undo_upload(request, pk):
    """Say what taking a list back would do; do it when that is confirmed."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    moment = now()
    if why := upload.why_not_undo(moment):
        return refused(request, why, "upload", pk)
    if request.method == "GET":
        foreseen = Foreseen(upload)
        context = {"upload": upload, "today": Firm.current().day_of(moment), "foreseen": foreseen}
        return render(request, "contacts/undo_upload.html", context | _rows(request, foreseen))
    if not upload.undo(by=request.user, at=moment):
        return refused(request, upload.why_not_undo(moment), "upload", pk)
    hand_over(tasks.advance_upload, pk)
    return go_to(request, "upload", pk)


def _rows(request, foreseen: Foreseen) -> dict:
    """Those whom the address asks for; at first those who would be kept, where there are any."""
    counted = [value for value, _ in SEGMENTS if getattr(foreseen, value)]
    shown = request.GET.get("show", "")
    shown = shown if shown in dict(SEGMENTS) else next(iter(counted), Undone.KEPT)
    page = keyset.page(foreseen.rows(shown), ("id",), request.GET.get("cursor", ""))
    visible = Contact.objects.visible_to(request.user).filter(pk__in=[row.contact_id for row in page.rows])
    return {
        "page": page,
        "shown": shown,
        "can_open": set(visible.values_list("pk", flat=True)),
        "segments": [
            {"label": label, "url": f"?show={value}", "is_current": shown == value, "count": getattr(foreseen, value)}
            for value, label in SEGMENTS
        ],
    }
