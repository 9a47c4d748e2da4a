"""Each night somebody looks who falls through (promise 12), and tells who leads them."""

import logging
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, time
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from cadences.firm_day import FirmDay
from cadences.models import NightlyCheck, NightlyMail
from contacts.models import Contact
from leadflow.accounts.models import Firm, Team, User
from leadflow.reports.slipping import in_words, slipping

log = logging.getLogger(__name__)

# By the firm's clock, so that the mail is there in the morning.
NOT_BEFORE = time(5)
NAMED = 20


def look(*, at: datetime) -> NightlyCheck | None:
    """Look once on each working day of the firm, from five in the morning, and mail whoever leads those who slip.

    Of several who come at once, or again, one does it; None for the others. What could not be sent is sent by `tell`.
    """
    day = FirmDay.at(at)
    if at < day.firm.moment(day.today, NOT_BEFORE) or not day.calendar.is_working(day.today):
        return None
    found = slipping(Contact.objects.all(), at=at)
    with transaction.atomic():
        check = NightlyCheck.claim(day.today, at=at)
        if check is None:
            return None
        teams = _teams(found)
        check.slipping = found.count() if teams else 0
        check.save(update_fields=["slipping"])
        NightlyMail.objects.bulk_create([NightlyMail(check_of=check, person=one) for one in _who_hears(teams)])
    tell(at=at)
    return check


def tell(*, at: datetime) -> None:
    """Send the mails of today's check that wait to be sent, with what is found now: each once, also where several come
    at once. One that the mail server did not take is tried again after a while; one of which nobody knows whether it
    went out is not."""
    day = FirmDay.at(at)
    mails = list(NightlyMail.objects.to_send(day.today, at=at).select_related("person"))
    if not mails:
        return
    found = slipping(Contact.objects.all(), at=at)
    hears = _who_hears(_teams(found))
    for each in mails:
        if each.claim(at=at):
            theirs = hears.get(each.person)
            message = _message(each.person, found.filter(team__in=theirs), day.firm) if theirs else None
            _send(each, message)


def _teams(found: QuerySet[Contact]) -> set[int]:
    return set(found.order_by().values_list("team", flat=True).distinct())


def _who_hears(teams: set[int]) -> dict[User, set[int]]:
    """The managers of these teams; of a team without one, the administrators."""
    hears: dict[User, set[int]] = defaultdict(set)
    for team in Team.objects.filter(pk__in=teams).order_by("pk"):
        managers = User.objects.active().filter(role=User.Role.MANAGER, managed_teams=team)
        for person in managers or User.objects.active().filter(role=User.Role.ADMINISTRATOR):
            hears[person].add(team.pk)
    return hears


def _message(person: User, found: QuerySet[Contact], firm: Firm) -> EmailMessage:
    number = found.count()
    named = found.select_related("owner", "team").order_by("stage_since", "pk")[:NAMED]
    who = "1 lead is" if number == 1 else f"{number} leads are"
    page = f"Open {settings.BASE_URL}{reverse('slipping')}" if settings.BASE_URL else "Log in and open Slipping"
    lines = [
        f"{who} slipping: without a next step, or without somebody to do it.",
        "",
        *(f"- {contact} ({contact.team}): {in_words(contact, firm)}" for contact in named),
        *([f"- and {number - NAMED} more"] if number > NAMED else []),
        "",
        f"{page}: one click mends each.",
    ]
    return EmailMessage(f"{who} slipping", "\n".join(lines), None, [person.email])


def _send(mail: NightlyMail, message: EmailMessage | None) -> None:
    """Send what was claimed; nothing where meanwhile nobody slips whom that person leads. A problem is logged, so that
    it keeps the news from nobody else."""
    server = get_connection()
    try:
        if message:
            _hand_in(server, message)
    except NotSent as problem:
        log.warning("The morning mail for %s was not sent, and is tried again: %s", mail.person_id, problem)
        mail.failed()
    except OSError:
        log.exception("Whether the morning mail for %s was sent is unknown; it is not sent again", mail.person_id)
    else:
        mail.sent()
    finally:
        with suppress(OSError):
            server.close()


class NotSent(Exception):
    """For certain: the server was not reached, or said no. Sending again can help."""


def _hand_in(server: BaseEmailBackend, message: EmailMessage) -> None:
    """Raises NotSent, and OSError where the connection ended before the server said anything."""
    try:
        server.open()
    except OSError as error:
        raise NotSent(error) from error
    try:
        server.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        raise NotSent(error) from error
