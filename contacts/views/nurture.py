from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from contacts.nurture import SOON, NurtureForm, tell_the_news, with_news
from leadflow.accounts.models import Firm
from leadflow.lib import keyset


@require_GET
@login_required
def nurture(request):
    today = Firm.current().day_of(now())
    form = NurtureForm(request.GET, user=request.user)
    people = form.found.select_related("company", "owner")
    page = keyset.page(people, ("revisit_on", "id"), request.GET.get("cursor", ""))
    tell_the_news(page.rows)
    pool = keyset.count_words(form.pool)
    context = {
        "form": form,
        "page": page,
        "count": keyset.count_words(form.found) if form.is_narrowed else pool,
        "pool": pool,
        "soon": keyset.count_words(form.pool.filter(revisit_on__lte=today + SOON)),
        "active": keyset.count_words(with_news(form.pool)),
        "today": today,
    }
    return render(request, "contacts/nurture.html", context)
