"""Each night somebody looks who falls through, and mails whoever leads them; an empty list mails nobody."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPResponseException, SMTPServerDisconnected
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from cadences.models import Enrollment, NightlyCheck, NightlyMail
from contacts.models import Contact, Stage
from leadflow.accounts.models import User
from leadflow.reports import nightly
from tests.factories import NOON, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def lost_lead(team, **fields):
    """A lead whose plan vanished, as no verb of ours would do."""
    contact = make_contact(team=team, stage=Stage.LEAD, **fields)
    Enrollment.objects.filter(contact=contact).delete()
    return contact


def told():
    return {message.to[0]: message.subject for message in mail.outbox}


def test_nobody_slips_nobody_is_told(house):
    make_contact(owner=house.ana, stage=Stage.LEAD)

    check = nightly.look(at=NOON)

    assert check.slipping == 0
    assert mail.outbox == []


def test_the_manager_is_told_who_and_why(house):
    lost_lead(house.north, name="Ingrid Moen")
    lost_lead(house.south)

    nightly.look(at=NOON)

    [message] = [message for message in mail.outbox if message.to == [house.petra.email]]
    assert message.subject == "1 lead is slipping"
    assert "- Ingrid Moen (North): Has no next step" in message.body


def test_of_a_team_without_a_manager_the_administrators_are_told(house):
    lost_lead(make_team("East"))
    gone = make_user(User.Role.ADMINISTRATOR, is_active=False)

    nightly.look(at=NOON)

    admins = User.objects.active().filter(role=User.Role.ADMINISTRATOR)
    assert told() == {person.email: "1 lead is slipping" for person in admins}
    assert gone.email not in told()


def test_of_many_some_are_named_and_the_others_counted(house):
    for _ in range(23):
        lost_lead(house.north)

    nightly.look(at=NOON)

    [message] = [message for message in mail.outbox if message.to == [house.petra.email]]
    assert message.subject == "23 leads are slipping"
    assert (message.body.count("(North)"), "- and 3 more" in message.body) == (20, True)


WHEN = [
    pytest.param("UTC", datetime(2026, 3, 10, 4, 59, tzinfo=UTC), False, id="before five"),
    pytest.param("UTC", datetime(2026, 3, 10, 5, 0, tzinfo=UTC), True, id="at five"),
    pytest.param(
        "Pacific/Auckland", datetime(2026, 3, 9, 16, 0, tzinfo=UTC), True, id="five in Auckland, the day after"
    ),
    pytest.param("America/New_York", datetime(2026, 3, 10, 8, 0, tzinfo=UTC), False, id="four in New York"),
    pytest.param("UTC", datetime(2026, 3, 10, 15, 0, tzinfo=UTC), True, id="workers were off until the afternoon"),
    pytest.param("UTC", datetime(2026, 3, 14, 10, 0, tzinfo=UTC), False, id="a Saturday"),
    # The clocks went forward at two that night.
    pytest.param("Europe/Oslo", datetime(2026, 3, 30, 3, 0, tzinfo=UTC), True, id="five in Oslo, in summer time"),
]


@pytest.mark.parametrize(("zone", "moment", "looks"), WHEN)
def test_it_looks_from_five_in_the_morning_on_the_firms_working_days(db, zone, moment, looks):
    make_firm(time_zone=zone)

    assert bool(nightly.look(at=moment)) == looks


def test_doubled_beats_look_once_a_day(house):
    lost_lead(house.north)

    looked = [nightly.look(at=NOON + n * timedelta(minutes=1)) for n in range(4)]

    assert [bool(check) for check in looked] == [True, False, False, False]
    assert len([message for message in mail.outbox if message.to == [house.petra.email]]) == 1
    assert nightly.look(at=NOON + DAY)
    assert NightlyCheck.objects.count() == 2


class ForPetra(EmailBackend):
    """A mail server with which something is wrong when it is given what is meant for Petra."""

    problem: ClassVar[Exception]

    def send_messages(self, messages):
        if "petra" in messages[0].to[0]:
            raise self.problem
        return super().send_messages(messages)


class Refuses(ForPetra):
    problem = SMTPResponseException(451, b"Try again later")


class BreaksOff(ForPetra):
    problem = SMTPServerDisconnected("Connection unexpectedly closed")


class IsAway(EmailBackend):
    def open(self):
        raise ConnectionRefusedError


class IsBack(EmailBackend):
    pass


@pytest.fixture
def server(settings):
    """Put another mail server in place."""

    def put(backend):
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"

    return put


@pytest.mark.parametrize("problem", [Refuses, BreaksOff])
def test_a_mail_that_cannot_be_sent_keeps_the_news_from_nobody_else(house, server, problem):
    server(problem)
    other = make_user(User.Role.MANAGER, manages=[house.north])
    lost_lead(house.north)

    assert nightly.look(at=NOON).slipping == 1

    assert house.petra.email not in told()
    assert told()[other.email] == "1 lead is slipping"


@pytest.mark.parametrize("problem", [Refuses, IsAway])
def test_what_was_not_taken_is_sent_again_the_same_morning_to_those_who_did_not_get_it(house, server, problem):
    server(problem)
    make_user(User.Role.MANAGER, manages=[house.north])
    lost_lead(house.north)
    nightly.look(at=NOON)

    server(IsBack)
    nightly.tell(at=NOON + timedelta(minutes=9))
    assert house.petra.email not in told()
    for minutes in (10, 20):
        nightly.tell(at=NOON + timedelta(minutes=minutes))

    recipients = [message.to[0] for message in mail.outbox]
    assert house.petra.email in recipients
    assert len(recipients) == len(set(recipients)) == NightlyMail.objects.filter(state="sent").count()


def test_a_mail_that_may_have_gone_out_is_not_sent_again(house, server):
    server(BreaksOff)
    lost_lead(house.north)
    nightly.look(at=NOON)

    server(IsBack)
    nightly.tell(at=NOON + timedelta(hours=1))

    assert house.petra.email not in told()


def test_a_server_that_stays_away_is_given_up_and_the_next_morning_begins_anew(house, server):
    server(IsAway)
    lost_lead(house.north)
    nightly.look(at=NOON)
    for n in range(1, 30):
        nightly.tell(at=NOON + n * NightlyMail.PAUSE)

    assert set(NightlyMail.objects.values_list("tries", flat=True)) == {NightlyMail.MOST_TRIES}
    server(IsBack)
    nightly.tell(at=NOON + timedelta(hours=8))
    assert mail.outbox == []
    nightly.look(at=NOON + DAY)
    assert house.petra.email in told()


def test_who_has_nobody_slipping_any_more_is_told_nothing_later(house, server):
    server(IsAway)
    contact = lost_lead(house.north)
    nightly.look(at=NOON)
    Contact.objects.filter(pk=contact.pk).delete()

    server(IsBack)
    nightly.tell(at=NOON + timedelta(hours=1))

    assert mail.outbox == []
    assert not NightlyMail.objects.exclude(state="sent").exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://crm.harborline.example", "Open https://crm.harborline.example/slipping/: one click mends each."),
        ("", "Log in and open Slipping: one click mends each."),
    ],
    ids=["with an address", "without"],
)
def test_the_mail_leads_to_the_page(house, settings, address, words):
    settings.BASE_URL = address
    lost_lead(house.north)

    nightly.look(at=NOON)

    assert all(message.body.endswith(words) for message in mail.outbox)
    assert mail.outbox


def test_a_strange_name_changes_no_header(house):
    contact = lost_lead(house.north)
    Contact.objects.filter(pk=contact.pk).update(name="Eve\r\nBcc: all@harborline.example")

    nightly.look(at=NOON)

    assert told()[house.petra.email] == "1 lead is slipping"
    assert all(message.recipients() == message.to for message in mail.outbox)
