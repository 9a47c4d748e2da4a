"""The bare reference of the pages: a plain Django view rendering 50 rows from one table, with session, log-in and the
base template, and how pages are timed against it: in turn, in the same run."""

from collections.abc import Callable
from statistics import quantiles

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from contacts.models import Contact
from leadflow.urls import urlpatterns as ours
from tests.bench.measuring import seconds

ROWS = 50
PAGE = engines["django"].from_string("""{% extends "base.html" %}{% block content %}<table class="data">
{% for one in contacts %}
<tr><td>{{ one.pk }}</td><td>{{ one.name }}</td><td>{{ one.title }}</td><td>{{ one.stage }}</td></tr>
{% endfor %}</table>{% endblock %}""")


@login_required
def fifty_rows(request):
    contacts = Contact.objects.order_by("pk")[:ROWS]
    return HttpResponse(PAGE.render({"contacts": contacts}, request))


urlpatterns = [*ours, path("plain/", fifty_rows)]


def p95_in_turn(rounds: int, **works: Callable[[], object]) -> dict[str, float]:
    """Seconds at the 95th percentile of each work, in turn, so that a slow minute of the machine is felt by all."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return {name: quantiles(values, n=20)[-1] for name, values in taken.items()}
