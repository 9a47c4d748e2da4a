"""What a list brings: a part of the page where it is checked, and a page of its own without scripts."""

from datetime import datetime

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from contacts.models import Contact, Upload, UploadRow
from contacts.views.answers import refused
from contacts.views.uploads import TOO_LATE
from leadflow.accounts.decorators import uploader_required
from leadflow.accounts.models import Firm
from leadflow.forecast import working
from leadflow.forecast.forms import AnswersForm
from leadflow.forecast.models import Forecast
from leadflow.forecast.picture import Picture
from leadflow.forecast.shares import KINDS, from_json, of_kind
from leadflow.lib import keyset

TITLES = {"leads": "Will become sales leads", "ready": "Will be sales ready", "requests": "Asked to be contacted"}


@require_http_methods(["GET", "POST"])
@uploader_required
def forecast(request, pk):
    """The forecast as it is now. A POST brings answers that it depends on."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        return show(request, upload, AnswersForm(upload=upload, user=request.user))
    form = AnswersForm(request.POST, upload=upload, user=request.user)
    if not form.is_valid():
        return show(request, upload, form, status=422)
    answers = form.answers()
    if upload.phase != Upload.Phase.CHECK or (answers and not upload.answer(**answers)):
        return refused(request, TOO_LATE, "upload", pk)
    is_other = bool(answers.keys() - {"starts_a_day"}) or "again" in request.POST
    if is_other or not Forecast.objects.filter(upload=upload).exists():
        working.ask(upload)
    return show(request, upload, form) if request.htmx else redirect("forecast", pk)


def show(request, upload: Upload, form: AnswersForm, status: int = 200):
    """The part of the page, within a page of its own where htmx did not ask."""
    moment = now()
    found = Forecast.objects.select_related("upload").filter(upload=upload).first()
    is_ready = found is not None and found.state == Forecast.State.READY
    context = {
        "upload": upload,
        "form": form,
        "forecast": found,
        "picture": _picture(found, at=moment) if is_ready else None,
        "is_open": upload.phase == Upload.Phase.CHECK,
        "today": Firm.current().day_of(moment),
    }
    template = "forecast/_forecast.html" if request.htmx else "forecast/forecast.html"
    return render(request, template, context, status=status)


def _picture(found: Forecast, *, at: datetime) -> Picture:
    return Picture.of(from_json(found.shares), by="this list", at=at, most=found.upload.starts_a_day)


@require_GET
@uploader_required
def forecast_rows(request, pk, kind):
    """The rows behind a number of the forecast: all of them, or those of one rep."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    kind = kind if kind in KINDS else KINDS[0]
    found = Forecast.objects.filter(upload=upload).first()
    ids = of_kind(found.shares, kind, rep=request.GET.get("rep", "")) if found else []
    rows = UploadRow.objects.filter(upload=upload, pk__among=ids).select_related("contact")
    page = keyset.page(rows, ("id",), request.GET.get("cursor", ""))
    visible = Contact.objects.visible_to(request.user).filter(pk__in=[row.contact_id for row in page.rows])
    context = {
        "upload": upload,
        "title": TITLES[kind],
        "page": page,
        "count": len(ids),
        "can_open": set(visible.values_list("pk", flat=True)),
    }
    return render(request, "forecast/rows.html", context)
