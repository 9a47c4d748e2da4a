"""What looks like junk, for a person to decide."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from contacts.importing import quarantine as decisions
from contacts.models import UploadRow
from contacts.views.answers import refresh, refused
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

DECIDED = "Somebody has decided about this row already."


@require_GET
@uploader_required
def quarantine(request):
    rows = UploadRow.objects.visible_to(request.user).in_quarantine().select_related("upload", "contact")
    context = {
        "page": keyset.page(rows, ("-id",), request.GET.get("cursor", "")),
        "count": keyset.count_words(rows),
        "ours": set(request.user.visible_teams().values_list("pk", flat=True)),
        "today": Firm.current().day_of(now()),
    }
    return render(request, "contacts/quarantine.html", context)


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
