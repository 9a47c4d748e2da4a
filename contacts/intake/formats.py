"""The exports of known vendors, known by their headings. General rules read them; this names them, and adds
what the file does not say itself."""

from collections.abc import Collection
from dataclasses import dataclass

from contacts.intake import kinds
from contacts.intake.kinds import Purpose


@dataclass(frozen=True, slots=True)
class Format:
    """A vendor's export: it has all of these headings (folded)."""

    key: str
    headings: frozenset[str]
    purpose: Purpose | None = None
    # Where its slashed dates leave the order open.
    day_first: bool | None = None


def _format(key: str, headings: str, purpose: Purpose | None = None, *, day_first: bool | None = None) -> Format:
    return Format(key, frozenset(heading.strip() for heading in headings.split(",")), purpose, day_first)


GENERIC = Format("generic", frozenset())
FORMATS = (
    _format(
        "zoom-webinar-attendees",
        "attended, user name original name, join time, is guest",
        kinds.WEBINAR,
        day_first=False,
    ),
    _format(
        "zoom-meeting-participants", "name original name, join time, leave time, guest", kinds.WEBINAR, day_first=False
    ),
    _format("gotowebinar-attendees", "attended, interest rating, time in session", kinds.WEBINAR, day_first=False),
    _format("teams-attendance", "first join, last leave, participant id upn", kinds.WEBINAR),
    _format("on24-attendees", "live attended minutes, engagement score", kinds.WEBINAR, day_first=False),
    _format("livestorm-registrants", "attended at, attendance rate, viewed replay", kinds.WEBINAR),
    _format("bigmarker-registrants", "conference title, entered at, left at", kinds.WEBINAR, day_first=False),
    _format("demio-registrants", "status, attended minutes, join date", kinds.WEBINAR),
    _format("eventbrite-attendees", "order, attendee status, ticket type", kinds.EVENT),
    _format("hubspot-contacts", "record id, lifecycle stage", kinds.LISTED),
    _format("salesforce-campaign", "member status, campaign name"),
    _format("linkedin-connections", "connected on, position, url", kinds.LINKEDIN),
    _format("mailchimp-audience", "member rating, leid, euid", kinds.LISTED),
    _format("apollo-contacts", "apollo contact id", kinds.LISTED),
    _format("google-contacts", "e mail 1 value, labels", kinds.LISTED),
    _format("facebook-lead-ads", "ad id, form id, created time"),
    _format("typeform-responses", "network id, submit date utc"),
    _format("gravityforms-entries", "entry id, entry date, source url, user agent"),
    _format("google-ads-lead-form", "lead submit time, form id", kinds.CONTACT_REQUEST),
    _format("calendly-invitees", "invitee name, invitee email, event created date time", kinds.CONTACT_REQUEST),
)


def recognise(headings: Collection[str]) -> Format:
    """The first format all of whose headings are there; GENERIC if none is. `headings` are folded."""
    present = frozenset(headings)
    return next((each for each in FORMATS if each.headings <= present), GENERIC)
