"""Firms: who is known there, what happened, whose account it is."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from contacts import timeline
from contacts.filters import CompanyFilter
from contacts.forms.companies import CompanyForm
from contacts.models import Company, Contact
from contacts.models.stage import WORKED
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

PEOPLE = 50
WORKED_HERE = Count("pk", filter=Q(stage__in=WORKED))


@require_GET
@login_required
def company_list(request):
    companies = Company.objects.visible_to(request.user).select_related("owner__team")
    narrowed = CompanyFilter(request.GET, companies, request=request)
    page = keyset.page(narrowed.qs, ("name", "id"), request.GET.get("cursor", ""))
    known = Contact.objects.visible_to(request.user).filter(company__in=page.rows).order_by().values_list("company")
    counts = {pk: (people, leads) for pk, people, leads in known.annotate(Count("pk"), worked=WORKED_HERE)}
    for company in page.rows:
        company.known, company.worked = counts.get(company.pk, (0, 0))
    context = {"narrowed": narrowed, "page": page, "count": keyset.count_words(narrowed.qs)}
    return render(request, "contacts/company_list.html", context)


@require_GET
@login_required
def company(request, pk):
    firm_known = get_object_or_404(Company.objects.visible_to(request.user).select_related("owner__team"), pk=pk)
    people = Contact.objects.visible_to(request.user).filter(company=firm_known)
    context = {
        "company": firm_known,
        "page": keyset.page(people.select_related("owner"), ("name", "id"), request.GET.get("cursor", ""), size=PEOPLE),
        "others": firm_known.worked_by_others(request.user),
        "today": Firm.current().day_of(now()),
        **timeline_at(request, people),
    }
    return render(request, "contacts/company.html", context)


def timeline_at(request, people) -> dict:
    """What happened at the firm, as far as the address asks for it, with who it was."""
    show = request.GET.get("show", "all")
    show = show if show in timeline.SHOWN else "all"
    found = timeline.of(people, show=show, cursor=request.GET.get("before", ""))
    names = people.in_bulk({entry.contact_id for entry in found.entries})
    return {"show": show, "shown": timeline.SHOWN, "timeline": found, "names": names}


@require_GET
@login_required
def company_timeline(request, pk):
    firm_known = get_object_or_404(Company.objects.visible_to(request.user), pk=pk)
    people = Contact.objects.visible_to(request.user).filter(company=firm_known)
    context = {"company": firm_known, "today": Firm.current().day_of(now()), **timeline_at(request, people)}
    more = bool(request.GET.get("before"))
    return render(request, "contacts/_entries.html" if more else "contacts/_timeline.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@looks_again
def edit_company(request, pk):
    firm_known = get_object_or_404(Company.objects.visible_to(request.user), pk=pk)
    form = CompanyForm(request.POST or None, instance=firm_known, user=request.user)
    if form.is_valid():
        form.save(at=now())
        toast(request, "Saved.")
        return redirect("company", pk)
    context = {"form": form, "company": Company.objects.get(pk=pk)}
    return render(request, "contacts/company_edit.html", context, status=422 if form.errors else 200)
