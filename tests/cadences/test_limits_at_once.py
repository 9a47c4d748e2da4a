"""Sweeps at once share one limit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from cadences import firing
from cadences.firing import batches
from tests.cadences.test_limits import calling, calls, limit
from tests.factories import NOON, make_team, make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def sweep_in_a_thread(_):
    try:
        return firing.sweep(NOON, clock=lambda: NOON).fired
    finally:
        connection.close()


def test_two_sweeps_at_once_bring_no_more_than_one_limit(monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 3)
    rep = make_user(team=make_team())
    limit(5)
    calling(20, rep)

    with ThreadPoolExecutor(4) as pool:
        fired = list(pool.map(sweep_in_a_thread, range(4)))

    assert sum(fired) == calls().count() == 5
