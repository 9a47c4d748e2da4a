"""Each night somebody looks who falls through (promise 12), and tells who leads them."""

import logging
from collections import defaultdict
from datetime import datetime, time

from django.core.mail import send_mail
from django.db.models import QuerySet

from cadences.firm_day import FirmDay
from cadences.models import NightlyCheck
from contacts.models import Contact
from leadflow.accounts.models import Firm, Team, User
from leadflow.reports.slipping import in_words, slipping

log = logging.getLogger(__name__)

# By the firm's clock, so that the mail is there in the morning.
NOT_BEFORE = time(5)
NAMED = 20


def look(*, at: datetime) -> NightlyCheck | None:
    """Look once on each working day of the firm, from five in the morning, and mail whoever leads those who slip.

    Of several who come at once, or again, one does it; None for the others. A mail that could not be sent is not sent
    again: the page says the same, and so does the next morning's mail.
    """
    day = FirmDay.at(at)
    if at < day.firm.moment(day.today, NOT_BEFORE) or not day.calendar.is_working(day.today):
        return None
    check = NightlyCheck.claim(day.today, at=at)
    if check is None:
        return None
    found = slipping(Contact.objects.all(), at=at)
    teams = set(found.order_by().values_list("team", flat=True).distinct())
    check.slipping = found.count() if teams else 0
    check.save(update_fields=["slipping"])
    for person, theirs in _who_hears(teams).items():
        _tell(person, found.filter(team__in=theirs), day.firm)
    return check


def _who_hears(teams: set[int]) -> dict[User, set[int]]:
    """The managers of these teams; of a team without one, the administrators."""
    hears: dict[User, set[int]] = defaultdict(set)
    for team in Team.objects.filter(pk__in=teams).order_by("pk"):
        managers = User.objects.active().filter(role=User.Role.MANAGER, managed_teams=team)
        for person in managers or User.objects.active().filter(role=User.Role.ADMINISTRATOR):
            hears[person].add(team.pk)
    return hears


def _tell(person: User, found: QuerySet[Contact], firm: Firm) -> None:
    number = found.count()
    named = found.select_related("owner", "team").order_by("stage_since", "pk")[:NAMED]
    who = "1 lead is" if number == 1 else f"{number} leads are"
    lines = [
        f"{who} slipping: without a next step, or without somebody to do it.",
        "",
        *(f"- {contact} ({contact.team}): {in_words(contact, firm)}" for contact in named),
        *([f"- and {number - NAMED} more"] if number > NAMED else []),
        "",
        "Log in and open Slipping: one click mends each.",
    ]
    try:
        send_mail(f"{who} slipping", "\n".join(lines), None, [person.email])
    except OSError:
        # The next mail server problem must not keep the news from the next person.
        log.exception("Could not tell %s who is slipping", person.pk)
