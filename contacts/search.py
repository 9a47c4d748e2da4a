"""Search that forgives: accents, case, the order of words, parts of words; how a phone number is written; and, where
nothing is found, a slip of the finger."""

import re
from itertools import compress, product
from operator import not_

from django.db.models import Case, Q, When
from rapidfuzz import fuzz, process

from contacts.models.company import Company
from contacts.models.point import ContactPoint, normalised_phone
from leadflow.lib import mailaddress
from leadflow.lib.folding import Folded, folded, spellings
from leadflow.lib.keyset import COUNTED
from leadflow.lib.parts import Parts

# What is typed is short; what is pasted by accident may be a whole page. The longest words tell most.
LONGEST = 100
MOST_WORDS = 3
# Nobody reads on further; another word narrows it. One more than lists count, so that they say “1,000+”.
MOST = COUNTED + 1
_PHONE = re.compile(r"[\d\s()+./-]+")
_ADDRESSES = (ContactPoint.Kind.EMAIL, ContactPoint.Kind.LINKEDIN)
# Below this, two names are different people (0 to 100).
CLOSE = 75


def matching(contacts, text: str):
    """Of these contacts those whom the text means, at most MOST of them: narrow them by all else first.

    A whole mail address, or another spelling of it, finds its owner alone. Digits are part of a phone number. Of other
    texts each word is part of the name, or of the firm's name or domain; or all of them are part of one mail or
    LinkedIn address.
    """
    text = _clean(text)
    address = mailaddress.normalise(text)
    if address and (owners := list(ContactPoint.objects.of_mail(address).values_list("contact", flat=True))):
        return contacts.filter(pk__in=owners)
    if digits := phone_digits(text):
        phones = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE)
        points = phones.alias(parts=Parts("normalised")).filter(parts__contains=digits)
        return contacts.filter(pk__in=points.order_by().values("contact"))
    words = _words(text)
    return contacts.filter(pk__in=_ids_with(contacts, words)) if words else contacts


def named(companies, text: str):
    """Of these companies those whose name or domain has each of the words in it."""
    for word in _words(_clean(text)):
        companies = companies.alias(folded=Folded("name"), parts=Parts("domain"))
        companies = companies.filter(_part_of("folded", word) | Q(**_part(word)))
    return companies


def close_to(contacts, text: str, *, limit: int = 8) -> list:
    """The contacts named most nearly so, best first; for when nobody is found. The first letters must be right."""
    text = folded(_clean(text))
    beginnings = Q()
    for word in _words(text):
        if len(word) > 2:
            beginnings |= Q(folded__startswith=word[:3]) | Q(folded__contains=f" {word[:3]}")
    if not beginnings:
        return []
    candidates = contacts.annotate(folded=Folded("name")).filter(beginnings)[:2000]
    names = {contact: contact.folded for contact in candidates}
    best = process.extract(text, names, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, limit=limit)
    return [contact for _, _, contact in best]


def likely_first(found, text: str):
    """What was found for a text, by name: first those of whose names a part begins with its longest word."""
    word = folded(next(iter(_words(_clean(text))), "")).strip()
    begins = Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    found = found.alias(folded=Folded("name"))
    return found.order_by(Case(When(begins, then=0), default=1), "name", "pk")


def phone_digits(text: str) -> str:
    """The digits to look for where a text is a phone number or a part of one of at least four digits; else nothing."""
    if not _PHONE.fullmatch(text) or sum(map(str.isdigit, text)) < 4:
        return ""
    whole = normalised_phone(text) if text.startswith(("+", "00")) else ""
    # In "+44 (0)20" the zero is for those who call from within the country, as is the one in "020".
    return whole or re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _words(text: str) -> list[str]:
    return sorted(text.lower().split(), key=len, reverse=True)[:MOST_WORDS]


def _ids_with(contacts, words: list[str]) -> list[int]:
    """The ids of those with all of the words, but no more than MOST.

    A union of every way to divide the words between name and firm, since conditions on one table find its index. The
    database goes through it in order and stops at MOST, so the likely comes first.
    """
    ways = []
    for of_name in product((True, False), repeat=len(words)):
        way = contacts.alias(folded=Folded("name"))
        for word in compress(words, of_name):
            way = way.filter(_part_of("folded", word))
        if of_firm := " ".join(compress(words, map(not_, of_name))):
            way = way.filter(company__in=named(Company.objects, of_firm).order_by().values("pk"))
        ways.append(way)
    points = ContactPoint.objects.filter(kind__in=_ADDRESSES).alias(parts=Parts("normalised"))
    for word in words:
        points = points.filter(**_part(word))
    ways.append(contacts.filter(pk__in=points.order_by().values("contact")))
    first, *others = (way.order_by().values_list("pk") for way in ways)
    return [pk for (pk,) in first.union(*others, all=True)[:MOST]]


def _part_of(column: str, word: str) -> Q:
    """One or two letters would be part of nearly every name; they must begin a word."""
    found = Q()
    for spelling in spellings(folded(word).strip()):
        if len(spelling) > 2:
            found |= Q(**{f"{column}__contains": spelling})
        else:
            found |= Q(**{f"{column}__startswith": spelling}) | Q(**{f"{column}__contains": f" {spelling}"})
    return found


def _part(word: str) -> dict[str, str]:
    return {"parts__contains": word} if len(word) > 2 else {"parts__startswith": word}
