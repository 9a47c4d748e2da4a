"""Search from anywhere: people and companies."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts import search as searching
from contacts.models import Company, Contact

SHORTEST = 2


@require_GET
@login_required
def search(request):
    text = request.GET.get("q", "").strip()
    limit = 6 if request.htmx else 25
    context = {"text": text, "people": [], "companies": []}
    if len(text) >= SHORTEST:
        contacts = Contact.objects.visible_to(request.user).select_related("company", "owner")
        people = list(searching.likely_first(contacts.search(text), text)[:limit])
        companies = searching.named(Company.objects.visible_to(request.user), text).order_by("name", "pk")[:limit]
        context |= {"people": people, "companies": companies}
        if not people and not companies:
            context["people"] = searching.close_to(contacts, text)
            context["is_guess"] = bool(context["people"])
    template = "contacts/_found.html" if request.htmx else "contacts/search.html"
    return render(request, template, context)
