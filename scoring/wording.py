"""A lead definition in plain words, made from its rules, so that what people sign is what decides."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.contrib.humanize.templatetags.humanize import apnumber

from contacts.intake.junk import FLAGS
from contacts.models import Persona, Touch
from leadflow.lib import countries
from scoring import titles

K = Touch.Kind
# Each kind as a thing that is counted.
NOUNS = {
    K.DOWNLOAD: "downloads",
    K.WEBINAR_ATTENDED: "webinars attended",
    K.EVENT_ATTENDED: "events attended",
    K.BOOTH_VISIT: "visits to our booth",
    K.NETWORKING: "talks while networking",
    K.NEWSLETTER_CLICK: "clicks in the newsletter",
    K.WEBSITE_VISIT: "visits to our website",
    K.WEBSITE_CHAT: "chats on our website",
    K.CHAT_CONTACT_REQUEST: "chats that ask for contact",
    K.RFP: "requests for proposal",
    K.INFORMATION_REQUEST: "requests for information",
    K.CONTACT_REQUEST: "contact requests",
    K.LINKEDIN_CONNECTION: "connections on LinkedIn",
    K.LINKEDIN_VIEW: "views of our LinkedIn profile",
    K.SOCIAL_CONNECTION: "connections on other networks",
    K.REFERRAL: "referrals",
}
_YEAR = 365


def in_words(definition, personas: Iterable[Persona]) -> dict[str, str]:
    """What the definition says, a sentence or two per topic, topics with nothing to say left out."""
    said = {
        "A sales lead": _lead(definition, list(personas)),
        "At once": _at_once(definition),
        "What counts": _counts(definition),
        "Counts together": _together(definition),
        "How long": _how_long(definition),
        "Webinars": _webinars(definition),
        "Sales ready": _ready(definition),
        "Fit not known": _unknown(definition),
        "Never": _never(definition),
    }
    return {topic: sentence for topic, sentence in said.items() if sentence}


def changes(before: dict[str, str], after: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The topics of which two wordings differ, each as pieces of text: ("same" | "gone" | "new", words)."""
    topics = dict.fromkeys([*after, *before])
    return {t: _compared(before.get(t, ""), after.get(t, "")) for t in topics if before.get(t) != after.get(t)}


def _compared(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.split(), after.split()
    pieces = []
    for _, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[i:j] == new[k:m]:
            pieces.append(("same", " ".join(old[i:j])))
            continue
        pieces += [(what, " ".join(words)) for what, words in (("gone", old[i:j]), ("new", new[k:m])) if words]
    return pieces


def somebody(persona: Persona) -> str:
    """A persona as the subject of a sentence: “someone at a manufacturer in Germany of 50 to 2,000 people”."""
    asked = {about for about in Persona.CRITERIA if about not in persona.wished}
    who = "someone"
    if persona.levels and "levels" in asked:
        who += f" who is {_or(titles.short(level) for level in persona.levels)}"
    if persona.titles and "titles" in asked:
        who += f" with a job such as {_or(persona.titles)}"
    kinds = persona.kinds if "kinds" in asked else []
    industries = persona.industries if "industries" in asked else []
    size = _size(persona) if "size" in asked else ""
    if kinds or industries or size:
        firm = _or(kinds) or "firm"
        who += f" at {_article(firm)} {firm}"
    if industries:
        who += f" in {_or(industries)}"
    if persona.countries and "countries" in asked:
        who += f" in {_or(map(countries.name, persona.countries))}"
    if size:
        who += f" of {size}"
    ruled_out = [*persona.excluded_kinds, *persona.excluded_industries, *persona.excluded_titles]
    ruled_out += map(countries.name, persona.excluded_countries)
    return f"{who} (but not {_or(ruled_out)})" if ruled_out else who


def _size(persona: Persona) -> str:
    low, high = persona.min_employees, persona.max_employees
    if low and high:
        return f"{low:,} to {high:,} people"
    if low:
        return f"at least {low:,} people"
    return f"at most {high:,} people" if high else ""


def _lead(definition, personas: list[Persona]) -> str:
    who = "; or ".join(somebody(persona) for persona in personas) or "anybody"
    window = span(definition.window_days)
    did = f"who did {_things(definition.lead_interactions)} in the last {window}"
    asked = ", or asked to be contacted" if definition.at_once else ""
    return f"A sales lead is {who} {did}{asked}."


def _things(number: int) -> str:
    return "one thing" if number == 1 else f"{apnumber(number)} different things"


def _at_once(definition) -> str:
    if not definition.at_once:
        return ""
    return _sentence(f"{_nouns(definition.at_once, 'and')} make a sales lead at once, whatever else somebody did.")


def _counts(definition) -> str:
    by_weight = defaultdict(list)
    for kind in definition.counting:
        by_weight[definition.weight_of(kind)].append(kind)
    said = [f"{_nouns(by_weight[1], 'and')} count, each of them once."] if by_weight[1] else []
    said += [f"{_nouns(kinds, 'and')} count for {apnumber(n)}." for n, kinds in sorted(by_weight.items()) if n > 1]
    return " ".join(map(_sentence, said))


def _together(definition) -> str:
    return _sentence(f"{_nouns(definition.light, 'and')} count as one together.") if definition.light else ""


def _how_long(definition) -> str:
    by_days = defaultdict(list)
    for kind in (*definition.counting, *definition.light):
        if definition.days_of(kind) != definition.window_days:
            by_days[definition.days_of(kind)].append(kind)
    others = [f"{_nouns(kinds, 'and')} for {_a_span(days)}" for days, kinds in sorted(by_days.items())]
    return "; ".join([f"What somebody did counts for {_a_span(definition.window_days)}", *others]) + "."


def _webinars(definition) -> str:
    if not definition.min_minutes or K.WEBINAR_ATTENDED not in (*definition.counting, *definition.light):
        return ""
    return f"A webinar counts for those who stayed {definition.min_minutes} minutes or more."


def _ready(definition) -> str:
    kinds = f" of at least {apnumber(definition.ready_kinds)} kinds" if definition.ready_kinds > 1 else ""
    return f"A sales lead is sales ready with {_things(definition.ready_interactions)}{kinds}."


def _unknown(definition) -> str:
    if definition.unknown == definition.Unknown.WAITS:
        return "Whoever we know too little of to tell whether they fit waits until we do, unless they ask."
    return "Whoever we know too little of to tell whether they fit becomes a lead all the same; the rep finds out."


def _never(definition) -> str:
    if not definition.never:
        return ""
    marked = _or([f"“{FLAGS[flag]}”" for flag in definition.never if flag in FLAGS])
    return f"Who is marked {marked} becomes no lead by what they do; a request of theirs is answered."


def span(days: int) -> str:
    """A number of days as people say it: “year”, “three years”, “90 days”."""
    if days % _YEAR == 0:
        years = days // _YEAR
        return "year" if years == 1 else f"{apnumber(years)} years"
    return "day" if days == 1 else f"{days:,} days"


def _a_span(days: int) -> str:
    return f"a {span(days)}" if days in (1, _YEAR) else span(days)


def _nouns(kinds: Iterable[str], last: str) -> str:
    return _listed([NOUNS[kind] for kind in NOUNS if kind in set(kinds)], last)


def _or(words: Iterable[str]) -> str:
    return _listed(list(words), "or")


def _listed(words: list[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"
