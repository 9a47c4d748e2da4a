"""The timeline of a contact's page: whole, in pages, narrowed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cadences.models import Hold
from contacts.models import Touch
from tests.factories import make_contact, make_enrollment, make_touch

pytestmark = pytest.mark.django_db


def test_the_timeline_shows_each_entry_once_whatever_the_page(client, rep):
    contact = make_contact(owner=rep)
    plan = make_enrollment(contact)
    moments = [now() - timedelta(hours=n // 3) for n in range(45)]
    for at in moments:
        make_touch(contact, at=at)
    for begun, over in [(moments[44], moments[0]), (moments[40], moments[20]), (moments[2], moments[1])]:
        Hold.objects.create(enrollment=plan, reason=Hold.Reason.BY_HAND, until=over.date(), at=begun, resumed_at=over)

    seen, address = [], f"{reverse('contact_timeline', args=[contact.pk])}"
    cursor = ""
    while True:
        answer = client.get(address, {"before": cursor})
        seen += [(entry.source, entry.pk) for entry in answer.context["timeline"].entries]
        cursor = answer.context["timeline"].older
        if not cursor:
            break

    changes = contact.stage_changes.count()
    assert len(seen) == len(set(seen)) == 45 + changes + 1 + 2 * 3


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("them", {"Downloaded"}),
        ("notes", {"Note"}),
        ("plan", {"Name → Sales lead", "21-day follow-up started"}),
        ("us", {"Call: no answer"}),
    ],
)
def test_the_timeline_is_narrowed(client, rep, show, expected):
    contact = make_contact(owner=rep)
    make_enrollment(contact)
    make_touch(contact, asset=None)
    make_touch(contact, Touch.Kind.NOTE, asset=None)
    make_touch(contact, Touch.Kind.ATTEMPT, asset=None, channel="phone", outcome="no_answer")

    answer = client.get(reverse("contact_timeline", args=[contact.pk]), {"show": show})

    assert {entry.title for entry in answer.context["timeline"].entries} == expected


@pytest.mark.parametrize(
    "cursor", ["x", "~~", "2026-01-01~touch~1", "2026-01-01T00:00:00+00:00~touch~x", "\0", "9" * 99]
)
def test_a_cursor_that_is_none_shows_the_newest(client, rep, cursor):
    contact = make_contact(owner=rep)
    make_touch(contact)

    answer = client.get(reverse("contact_timeline", args=[contact.pk]), {"before": cursor, "show": "'"})

    assert len(answer.context["timeline"].entries) == 1
