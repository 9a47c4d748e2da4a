"""Which kind of interaction a list is about: said by the person who uploads it, by a column, or by the list itself."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from leadflow.lib.text import folded


@dataclass(frozen=True, slots=True)
class Purpose:
    """The kinds a list gives: of those who came or did it, and of those who only registered (None: cannot register).

    `asset` is the kind of thing they did it with.
    """

    done: str
    signed_up: str | None
    asset: str


LISTED = Purpose("listed", None, "list")
WEBINAR = Purpose("webinar_attended", "webinar_registered", "webinar")
EVENT = Purpose("event_attended", "event_registered", "event")
BOOTH = Purpose("booth_visit", None, "booth")
DOWNLOAD = Purpose("download", None, "download")
NEWSLETTER = Purpose("newsletter_click", None, "newsletter")
CONTACT_REQUEST = Purpose("contact_request", None, "page")
INFORMATION_REQUEST = Purpose("information_request", None, "page")
LINKEDIN = Purpose("linkedin_connection", None, "list")

PURPOSES: dict[str, Purpose] = {
    purpose.done: purpose
    for purpose in (
        LISTED,
        WEBINAR,
        EVENT,
        BOOTH,
        DOWNLOAD,
        NEWSLETTER,
        CONTACT_REQUEST,
        INFORMATION_REQUEST,
        LINKEDIN,
        Purpose("webinar_registered", "webinar_registered", "webinar"),
        Purpose("event_registered", "event_registered", "event"),
        Purpose("website_visit", None, "page"),
        Purpose("website_chat", None, "page"),
        Purpose("chat_contact_request", None, "page"),
        Purpose("rfp", None, "page"),
        Purpose("linkedin_view", None, "list"),
        Purpose("social_connection", None, "list"),
        Purpose("networking", None, "event"),
        Purpose("referral", None, "list"),
    )
}

# The column of times that belongs to a kind; the others are read for any kind (see people.py).
TIME_OF = {
    "booth_visit": "scanned_at",
    "linkedin_connection": "connected_at",
    "newsletter_click": "clicked_at",
    "download": "downloaded_at",
    "website_visit": "visited_at",
}
# These say when it was put down, which for such kinds is when it happened.
BY_RECORD = frozenset(
    {
        "listed",
        "download",
        "contact_request",
        "information_request",
        "rfp",
        "website_chat",
        "chat_contact_request",
        "referral",
    }
)

# Tried in this order on words in a cell, a heading, the title, and last the file's name.
_SAID = (
    (
        "rfp",
        r"\brfp\b|request for proposals?|\btender\b|ausschreibung|appel d offres|licitacion|aanbesteding|bando di gara",
    ),
    ("referral", r"\breferr(?:al|ed)\b|empfehlung|recommandation|recomendad[oa]|doorverwez\w*|segnalazione"),
    ("chat_contact_request", r"chat (?:contact|call ?back) request"),
    ("website_chat", r"\bchats?\b|livechat"),
    ("linkedin_view", r"profile views?|viewed (?:our|your|my) profile|profilbesuch"),
    ("linkedin_connection", r"linkedin|connections"),
    (
        "booth_visit",
        r"\bbooth\b|badge|lead retrieval|\bscan(?:s|ned)?\b|exhibitor|messestand|standbesuch\w*|\bstand\b|trade ?show|tradeshow"
        r"|walk ?ups?|\bexpo\b|\bmesse\b|\bfiera\b|\bferia\b|\bbeurs\b",
    ),
    ("webinar_registered", r"webinar regist\w*|registered for (?:the )?webinar|webinar anmeld\w*"),
    (
        "webinar_attended",
        r"webinars?|webcast|online seminar|online event|\bmeeting\b|besprechung|reunion|riunione|vergadering",
    ),
    (
        "download",
        r"downloads?\b|downloaded|\be ?books?\b|white ?papers?|checklist|heruntergeladen|telecharge\w*|descarg\w*|scaricat\w*|livre blanc",
    ),
    ("newsletter_click", r"\bclicks?\b|clicked|geklickt|clique|\bclic\b"),
    ("networking", r"networking|business cards?|visitenkarten?|cartes? de visite"),
    (
        "contact_request",
        r"contact (?:request|form|us|sales)|\bdemo\b|call ?back|call me|request a call|kontakt(?:anfrage|formular)|ruckruf"
        r"|how can we help|demande de contact|formulaire de contact|rappel|solicitud de contacto|contactaanvraag"
        r"|contactformulier|richiesta di contatto|\bquote\b|angebot\w*|devis|presupuesto|offerte|preventivo",
    ),
    (
        "information_request",
        r"inquir(?:y|ies)|enquir(?:y|ies)|information request|request (?:for )?information|anfragen?\b|info request",
    ),
    ("event_registered", r"event regist\w*"),
    (
        "event_attended",
        r"\bevents?\b|conference|konferenz|\btickets?\b|seminar|workshop|kongress|congres\w*|veranstaltung\w*",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _SAID)


def said(text: str) -> str | None:
    """The kind that words speak of, or None."""
    words = folded(text)
    if words.replace(" ", "_") in PURPOSES:
        return words.replace(" ", "_")
    return next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)


def guess(fields: Collection[str], headings: Iterable[str], titles: Iterable[str]) -> Purpose:
    """The purpose of a list from what its columns hold; its headings and titles decide where that is open."""
    if "scanned_at" in fields:
        return BOOTH
    if "connected_at" in fields:
        return LINKEDIN
    if "clicked_at" in fields:
        return NEWSLETTER
    if "downloaded_at" in fields:
        return DOWNLOAD
    named = next(filter(None, map(said, titles)), None)
    if "joined_at" in fields or "stays" in fields:
        # Times of joining without minutes are a door's: somebody was checked in.
        online = "minutes" in fields or "left_at" in fields or named in ("webinar_attended", "webinar_registered")
        return WEBINAR if online else EVENT
    if "attendance" in fields or "registered_at" in fields or "ticket" in fields:
        return WEBINAR if named in ("webinar_attended", "webinar_registered") else EVENT
    named = named or _said_by_form(fields, headings)
    return PURPOSES.get(named, LISTED) if named else LISTED


def _said_by_form(fields: Collection[str], headings: Iterable[str]) -> str | None:
    if "occurred_at" not in fields:
        return None
    return next(filter(None, map(said, headings)), None)
