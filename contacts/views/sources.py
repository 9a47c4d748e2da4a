"""Where lists come from, and what is remembered of it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import tasks
from contacts.forms.sources import SourceForm
from contacts.models import ListSource, Upload
from contacts.models.list_source import last_lists
from contacts.views.answers import go_to, refused
from contacts.views.uploads import TOO_LATE
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.background import hand_over
from leadflow.lib.toasts import toast


@require_GET
@uploader_required
def source_list(request):
    sources = ListSource.objects.visible_to(request.user).with_totals(request.user).select_related("team", "rep")
    page = keyset.page(sources, ("name", "id"), request.GET.get("cursor", ""))
    last_lists(page.rows, request.user)
    return render(request, "contacts/source_list.html", {"page": page, "today": Firm.current().day_of(now())})


@require_http_methods(["GET", "POST"])
@uploader_required
def list_source(request, pk):
    sources = ListSource.objects.visible_to(request.user).with_totals(request.user).select_related("team", "rep")
    source = get_object_or_404(sources, pk=pk)
    form = SourceForm(request.POST or None, source=source, user=request.user)
    if form.is_valid():
        toast(request, f"{form.save()}: kept for its next list.")
        return redirect("list_source", pk)
    last_lists([source], request.user)
    lists = source.uploads.visible_to(request.user).select_related("by", "team", "rep")
    context = {
        "source": source,
        "form": form,
        "junk": [junk_of(upload) for upload in source.last_lists],
        "page": keyset.page(lists, ("-created_at", "-id"), request.GET.get("cursor", "")),
        "today": Firm.current().day_of(now()),
    }
    return render(request, "contacts/list_source.html", context, status=422 if form.errors else 200)


def junk_of(upload: Upload) -> dict:
    """A column of the picture: the day of a list, its share of junk in percent, and its rows."""
    address = f"{reverse('upload', args=[upload.pk])}?show=quarantined"
    label = f"{localtime(upload.created_at):%-d %b}"
    return {"label": label, "value": round((upload.junk_share or 0) * 100, 1), "url": address}


@require_POST
@uploader_required
def forget_source(request, pk):
    source = get_object_or_404(ListSource.objects.visible_to(request.user), pk=pk)
    source.delete()
    toast(request, f"{source} is forgotten. Its next list is read as if it were the first.")
    return redirect("source_list")


@require_POST
@uploader_required
def upload_anew(request, pk):
    """Read a list as if it were the first of its source."""
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if not found.start_anew():
        return refused(request, TOO_LATE, "upload", pk)
    hand_over(tasks.advance_upload, pk)
    return go_to(request, "upload", pk)
