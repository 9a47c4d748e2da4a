"""The reason to call, made from what they did (promise 15: never call "to follow up"). Pure: touches in, words out.

Never "he" or "she": the first name, or "you" where it is said to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contacts.models import Touch

Kind = Touch.Kind
MOST = 3
LONGEST_QUOTE = 220
YOU = "You"
# What they did, said after a name or "you"; {} is the asset, a second phrase serves where there is none. The day comes
# at the end, or in place of the star.
PHRASES = {
    Kind.DOWNLOAD: ("downloaded {}", "downloaded something from us"),
    Kind.WEBINAR_ATTENDED: ("attended {}", "attended a webinar of ours"),
    Kind.WEBINAR_REGISTERED: ("registered for {}", "registered for a webinar of ours"),
    Kind.EVENT_ATTENDED: ("came to {}", "came to an event of ours"),
    Kind.EVENT_REGISTERED: ("registered for {}", "registered for an event of ours"),
    Kind.BOOTH_VISIT: ("visited our booth at {}", "visited our booth"),
    Kind.NETWORKING: ("met us at {}", "met one of us"),
    Kind.NEWSLETTER_CLICK: ("read on in {}", "read on in our newsletter"),
    Kind.WEBSITE_VISIT: ("looked at {} on our website", "looked at our website"),
    Kind.WEBSITE_CHAT: ("chatted with us about {}", "chatted with us on our website"),
    Kind.CHAT_CONTACT_REQUEST: ("asked * in our chat to be contacted", "asked * in our chat to be contacted"),
    Kind.RFP: ("sent a request for proposal on {}", "sent a request for proposal"),
    Kind.INFORMATION_REQUEST: ("asked us about {}", "asked us for information"),
    Kind.CONTACT_REQUEST: ("asked * to be contacted", "asked * to be contacted"),
    Kind.LINKEDIN_CONNECTION: ("connected with us on LinkedIn", "connected with us on LinkedIn"),
    Kind.LINKEDIN_VIEW: ("looked at our LinkedIn profile", "looked at our LinkedIn profile"),
    Kind.SOCIAL_CONNECTION: ("connected with us on {}", "connected with us"),
    Kind.REFERRAL: ("came to us by referral", "came to us by referral"),
    Kind.REPLY: ("wrote back to us", "wrote back to us"),
    Kind.CALLED_US: ("called us", "called us"),
}
# Their own words, and how they came; what our staff noted about them is said as such.
SAID = {
    **dict.fromkeys(Touch.REQUESTS, "wrote"),
    Kind.REPLY: "wrote",
    Kind.CALLED_US: "said",
    Kind.WEBINAR_ATTENDED: "asked",
    Kind.WEBSITE_CHAT: "asked",
    Kind.DOWNLOAD: "wrote",
}
# Who came needs not be told that they had said they would.
COMING = {Kind.WEBINAR_REGISTERED: Kind.WEBINAR_ATTENDED, Kind.EVENT_REGISTERED: Kind.EVENT_ATTENDED}
# Nobody likes to hear that they were watched, and a list is no acquaintance.
UNSPOKEN = (Kind.WEBSITE_VISIT, Kind.LINKEDIN_VIEW, Kind.NEWSLETTER_CLICK)


@dataclass(frozen=True)
class Words:
    """A piece of the sentence; titles of assets are set apart."""

    text: str
    is_title: bool = False


class Reason(list[Words]):
    """Sentences in pieces, so that a page can set titles in italics. As plain text, titles stand in quotation marks."""

    def __str__(self):
        return "".join(f"“{words.text}”" if words.is_title else words.text for words in self)

    @property
    def in_page(self) -> SafeString:
        """Escaped, with titles in italics."""
        pieces = ((format_html("<em>{}</em>", words.text) if words.is_title else words.text,) for words in self)
        return format_html_join("", "{}", pieces)


def to_rep(touches: Iterable[Touch], *, name: str, today: date, day_of) -> Reason:
    """“Tom downloaded *Five signs* on 2 September and attended *Cold chain* … Tom asked: “…””: for the rep's card.

    `touches` are inbound with their assets, the newest first; `day_of` turns a moment into the firm's day.
    """
    return _compose([t for t in touches if t.kind in PHRASES], name, today, day_of)


def to_them(touches: Iterable[Touch], *, today: date, day_of) -> Reason:
    """The same said to them: “You downloaded …”, without what they would rather not hear."""
    return _compose([t for t in touches if t.kind in PHRASES and t.kind not in UNSPOKEN], YOU, today, day_of)


def in_short(touches: Iterable[Touch]) -> Reason:
    """“Downloaded *Five signs*, attended *Cold chain*.”: for a row of a list."""
    told = _worth_telling([t for t in touches if t.kind in PHRASES], most=2)
    pieces = [_phrase(touch, "", minutes=False) for touch in told]
    return _sentence("", pieces, ", ")


def topic(touches: Iterable[Touch]) -> str:
    """What to talk about: the topic of the latest thing they dealt with; empty where nothing tells.

    The form in which somebody asked to be contacted is none.
    """
    spoken = (touch for touch in touches if touch.asset and touch.kind not in UNSPOKEN)
    return next((t.asset.talk() for t in spoken if "{}" in PHRASES.get(Kind(t.kind), ("",))[0]), "")


def quote_of(touch: Touch) -> str:
    """What they said, or asked in a form, cut where it is long; empty where nothing is known."""
    asked = (answer for answer in touch.detail.values() if isinstance(answer, str) and answer.strip().endswith("?"))
    text = " ".join((touch.gist or next(asked, "")).split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"


def _compose(touches, name, today, day_of) -> Reason:
    told = _worth_telling(touches, most=MOST)
    # Said to them, how long they stayed would sound like a watchman.
    pieces = [_phrase(touch, _day_words(day_of(touch.at), today), minutes=name != YOU) for touch in told]
    found = _sentence(f"{name} ", pieces, " and ")
    quoted = next((touch for touch in sorted(told, key=_weight) if quote_of(touch)), None)
    if quoted and quoted.kind in SAID:
        found.append(Words(f" {name} {SAID[Kind(quoted.kind)]}: “{quote_of(quoted)}”"))
    elif quoted and name != YOU:
        found.append(Words(f" Noted then: “{quote_of(quoted)}”"))
    return found


def _worth_telling(touches, most) -> list[Touch]:
    """The weightiest, each asset once, in the order in which they happened."""
    once: dict[tuple, Touch] = {}
    for touch in sorted(touches, key=_weight):
        once.setdefault((touch.kind, touch.asset_id), touch)
    told = [touch for (kind, asset), touch in once.items() if quote_of(touch) or (COMING.get(kind), asset) not in once]
    return sorted(told[:most], key=lambda touch: (touch.at, touch.pk or 0))


def _weight(touch) -> tuple:
    """Answers and requests, then what has words, then what can be named, then the rest; newer before older."""
    return (not touch.is_response, not quote_of(touch), touch.kind in UNSPOKEN, -touch.at.timestamp())


def _phrase(touch, dated: str, *, minutes: bool) -> list[Words]:
    with_asset, without = PHRASES[Kind(touch.kind)]
    phrase = with_asset if touch.asset else without
    ends = f" for {touch.minutes} minutes" if minutes and touch.minutes else ""
    if "*" in phrase:
        phrase = phrase.replace("*", dated) if dated else phrase.replace(" *", "")
    elif dated:
        ends += f" {dated}"
    before, asset, after = phrase.partition("{}")
    words = [Words(before), Words(touch.asset.name if asset else "", is_title=True), Words(after + ends)]
    return [word for word in words if word.text]


def _sentence(begins: str, pieces: list[list[Words]], last: str) -> Reason:
    found = Reason([Words(begins)] if begins and pieces else [])
    for index, piece in enumerate(pieces):
        if index:
            found.append(Words(last if index == len(pieces) - 1 else ", "))
        found.extend(piece)
    if not found:
        return found
    if not begins:
        found[0] = Words(found[0].text[:1].upper() + found[0].text[1:], found[0].is_title)
    if not (found[-1].is_title and found[-1].text[-1:] in ".?!"):
        found.append(Words("."))
    return found


def _day_words(day: date, today: date) -> str:
    days = (today - day).days
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    words = f"on {day.day}\N{NO-BREAK SPACE}{day:%B}"
    return words if 0 <= days < 300 else f"{words} {day.year}"
