"""Search that forgives: accents, case, the order of words, parts of words; how a phone number is written; and, where
nothing is found, a slip of the finger."""

import re

from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz, process

from contacts.models.company import Company
from contacts.models.point import ContactPoint, normalised_phone
from leadflow.lib import mailaddress
from leadflow.lib.folding import Folded, folded, spellings

# What is typed is short; what is pasted by accident may be a whole page.
LONGEST = 100
MOST_WORDS = 6
# Whom so many match is found by walking the list in its order; fewer are looked up one by one.
RARE = 1000
_PHONE = re.compile(r"[\d\s()+./-]+")
_ADDRESSES = (ContactPoint.Kind.EMAIL, ContactPoint.Kind.LINKEDIN)
# Below this, two names are different people (0 to 100).
CLOSE = 75


def matching(contacts, text: str):
    """Of these contacts those whom the text means.

    A whole mail address finds its owner alone. Digits are part of a phone number. Of other texts each word must be
    part of the name, of the firm's name or domain, or of a mail or LinkedIn address.
    """
    text = _clean(text)
    if address := mailaddress.normalise(text):
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normalised=address)
        if owners := list(points.values_list("contact", flat=True)):
            return contacts.filter(pk__in=owners)
    if digits := phone_digits(text):
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, normalised__contains=digits)
        return contacts.filter(pk__in=points.order_by().values("contact"))
    words = sorted(text.lower().split()[:MOST_WORDS], key=len, reverse=True)
    # One word that few match narrows it enough; long words are mostly such.
    for word in words[:2]:
        ids = _ids_with(contacts.model.objects, word)
        if len(ids) <= RARE:
            contacts = contacts.filter(pk__in=ids)
            words.remove(word)
            break
    for word in words:
        contacts = _each_with(contacts, word)
    return contacts


def named(companies, text: str):
    """Of these companies those whose name or domain has each of the words in it."""
    for word in _clean(text).lower().split()[:MOST_WORDS]:
        companies = companies.alias(folded=Folded("name")).filter(_part_of("folded", word) | _domain("", word))
    return companies


def close_to(contacts, text: str, *, limit: int = 8) -> list:
    """The contacts named most nearly so, best first; for when nobody is found. The first letters must be right."""
    text = folded(_clean(text))
    beginnings = Q()
    for word in text.split()[:MOST_WORDS]:
        if len(word) > 2:
            beginnings |= Q(folded__startswith=word[:3]) | Q(folded__contains=f" {word[:3]}")
    if not beginnings:
        return []
    candidates = contacts.annotate(folded=Folded("name")).filter(beginnings)[:2000]
    names = {contact: contact.folded for contact in candidates}
    best = process.extract(text, names, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, limit=limit)
    return [contact for _, _, contact in best]


def phone_digits(text: str) -> str:
    """The digits to look for where a text is a phone number or a part of one of at least four digits; else nothing."""
    if not _PHONE.fullmatch(text) or sum(map(str.isdigit, text)) < 4:
        return ""
    whole = normalised_phone(text) if text.startswith(("+", "00")) else ""
    # In "+44 (0)20" the zero is for those who call from within the country, as is the one in "020".
    return whole or re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _ids_with(everybody, word: str) -> list[int]:
    """The ids of all whom a word may mean, or more than RARE of them. Each of the three parts has an index."""
    people = everybody.alias(folded=Folded("name")).filter(_part_of("folded", word)).values_list("pk")
    addresses = ContactPoint.objects.filter(kind__in=_ADDRESSES, normalised__contains=word).values_list("contact")
    firms = everybody.filter(company__in=named(Company.objects, word).order_by().values("pk")).values_list("pk")
    found = people.order_by().union(addresses.order_by(), firms.order_by(), all=True)[: RARE + 1]
    return [pk for (pk,) in found]


def _each_with(contacts, word: str):
    """The same contact by contact, for words so common that their ids would be too many."""
    address = ContactPoint.objects.filter(contact=OuterRef("pk"), kind__in=_ADDRESSES, normalised__contains=word)
    contacts = contacts.alias(folded=Folded("name"), firm_folded=Folded("company__name"))
    found = _part_of("folded", word) | _part_of("firm_folded", word) | _domain("company__", word) | Exists(address)
    return contacts.filter(found)


def _part_of(column: str, word: str) -> Q:
    """One or two letters would be part of nearly every name; they must begin a word."""
    found = Q()
    for spelling in spellings(folded(word).strip()):
        if len(spelling) > 2:
            found |= Q(**{f"{column}__contains": spelling})
        else:
            found |= Q(**{f"{column}__startswith": spelling}) | Q(**{f"{column}__contains": f" {spelling}"})
    return found


def _domain(path: str, word: str) -> Q:
    return Q(**{f"{path}domain__{'contains' if len(word) > 2 else 'startswith'}": word})
