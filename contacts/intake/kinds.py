"""Which kind of interaction a list is about: said by the person who uploads it, by a column, or by the list itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from contacts.intake.phrases import PhraseFinder
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
SOCIAL = Purpose("social_connection", None, "list")

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
        SOCIAL,
        Purpose("networking", None, "event"),
        Purpose("referral", None, "list"),
    )
}

# The column of times that belongs to a kind; the others are read for any kind (see people.py).
TIME_OF = {
    "booth_visit": "scanned_at",
    "linkedin_connection": "connected_at",
    "social_connection": "connected_at",
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

# Words in a cell, a heading or a title that speak of a kind; of several, the first of these counts.
_WORDS: dict[str, str] = {
    "rfp": """
        rfp, request for proposal*, tender, ausschreibung, appel d offres, licitacion, aanbesteding, bando di gara""",
    "referral": "referral*, referred, empfehlung*, recommandation*, recomendad*, doorverwez*, segnalazione",
    "chat_contact_request": "chat contact request, chat callback request, chat call back request",
    "website_chat": "chat, chats, livechat, conversation id, conversation started",
    "linkedin_view": "profile view*, viewed our profile, viewed your profile, viewed my profile, profilbesuch*",
    "linkedin_connection": "linkedin, connections",
    "social_connection": "xing, viadeo",
    "booth_visit": """
        booth, badge*, lead retrieval, scan, scans, scanned, gescannt, scanne, gescand, escaneado, scansionato,
        exhibitor*, messestand, standbesuch*, stand visit*,
        trade show, tradeshow*, walk up, walk ups, expo, messe, messekontakte, fiera, feria, beurs, salon""",
    "webinar_registered": "webinar regist*, registered for .. webinar, webinar anmeld*, webinaranmeld*",
    "webinar_attended": """
        webinar*, webinaire*, on demand, webcast*, online seminar*, online event*, meeting, besprechung, reunion,
        riunione, vergadering""",
    "download": """
        download*, ebook*, e book, e books, white paper*, whitepaper*, checklist*, heruntergeladen, telecharge*,
        descarg*, scaricat*, livre blanc""",
    "newsletter_click": "click, clicks, clicked, geklickt, clique, clic",
    "networking": "networking, business card*, visitenkarte*, carte de visite, cartes de visite, biglietto da visita",
    "contact_request": """
        contact request*, contact form*, contact us, contact sales, demo, demos, demonstration*, demostracion*,
        vorfuhrung*, dimostrazion*, demonstratie*, call back*, callback*, call me, request a call, kontaktanfrage*,
        kontaktformular*, ruckruf*, how can we help, demande de contact, formulaire de contact, rappel,
        solicitud de contacto, contactaanvraag, contactformulier, richiesta di contatto, quote, quotes, angebot*,
        devis, presupuesto, offerte*, preventivo""",
    "information_request": """
        inquiry, inquiries, enquiry, enquiries, information request*, info request*, request for information,
        request information, anfrage*""",
    "event_registered": "event regist*, registered for .. event",
    "event_attended": """
        event, events, conference*, konferenz*, ticket, tickets, seminar*, workshop*, kongress*, congres*,
        veranstaltung*""",
}
_ORDER = {kind: rank for rank, kind in enumerate(_WORDS)}
_FINDER = PhraseFinder({kind: phrases.replace("\n", " ").split(",") for kind, phrases in _WORDS.items()})


def said(text: str) -> str | None:
    """The kind that words speak of, or None; a kind's own name too."""
    if not text:
        return None
    key = folded(text).replace(" ", "_")
    return key if key in PURPOSES else min(_FINDER.labels(text), key=_ORDER.__getitem__, default=None)


def guess(fields: Collection[str], headings: Iterable[str], titles: Iterable[str]) -> Purpose:
    """The purpose of a list from what its columns hold; its headings and titles decide where that is open."""
    if "scanned_at" in fields:
        return BOOTH
    named = next(filter(None, map(said, titles)), None)
    if "connected_at" in fields:
        return SOCIAL if named == SOCIAL.done else LINKEDIN
    if "clicked_at" in fields:
        return NEWSLETTER
    if "downloaded_at" in fields:
        return DOWNLOAD
    if "joined_at" in fields or "stays" in fields:
        # Times of joining without minutes are a door's: somebody was checked in.
        online = "minutes" in fields or "left_at" in fields or named in ("webinar_attended", "webinar_registered")
        return WEBINAR if online else EVENT
    if "attendance" in fields or "registered_at" in fields or "ticket" in fields:
        # Nobody counts the minutes of those who come in person.
        return WEBINAR if named in ("webinar_attended", "webinar_registered") or "minutes" in fields else EVENT
    named = named or _said_by_form(fields, headings)
    return PURPOSES.get(named, LISTED) if named else LISTED


def _said_by_form(fields: Collection[str], headings: Iterable[str]) -> str | None:
    if "occurred_at" not in fields:
        return None
    return next(filter(None, map(said, headings)), None)
