"""Search that forgives: accents, case, the order of words, parts of words; how a phone number is written; and, where
nothing is found, a slip of the finger."""

import re

from django.db.models import Q
from rapidfuzz import fuzz, process

from contacts.models.company import Company
from contacts.models.point import ContactPoint, normalised_phone
from leadflow.lib import mailaddress
from leadflow.lib.folding import Folded, folded, spellings

# What is typed is short; what is pasted by accident may be a whole page.
LONGEST = 100
MOST_WORDS = 6
_PHONE = re.compile(r"[\d\s()+./-]+")
_ADDRESSES = (ContactPoint.Kind.EMAIL, ContactPoint.Kind.LINKEDIN)
# Below this, two names are different people (0 to 100).
CLOSE = 75


def matching(contacts, text: str):
    """Of these contacts those whom the text means.

    A whole mail address finds its owner alone. Digits are part of a phone number. Of other texts each word must be
    part of the name, of the firm's name or domain, or of a mail or LinkedIn address.
    """
    text = text.replace("\0", "").strip()[:LONGEST]
    if address := mailaddress.normalise(text):
        owners = list(ContactPoint.objects.filter(kind="email", normalised=address).values_list("contact", flat=True))
        if owners:
            return contacts.filter(pk__in=owners)
    if digits := phone_digits(text):
        return contacts.filter(pk__in=_points("phone").filter(normalised__contains=digits).values("contact"))
    for word in text.lower().split()[:MOST_WORDS]:
        contacts = contacts.filter(pk__in=_with(contacts.model.objects, word))
    return contacts


def named(companies, text: str):
    """Of these companies those whose name or domain has each of the words in it."""
    for word in text.replace("\0", "").lower().split()[:MOST_WORDS]:
        companies = companies.annotate(folded=Folded("name")).filter(_part_of("folded", word) | _domain(word))
    return companies


def close_to(contacts, text: str, *, limit: int = 8) -> list:
    """The contacts named most nearly so, best first; for when nobody is found. The first letters must be right."""
    text = folded(text.replace("\0", "")[:LONGEST])
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


def _with(everybody, word: str):
    """The ids of all contacts that one word may mean. A union, since each part of it has an index of its own."""
    people = everybody.annotate(folded=Folded("name")).filter(_part_of("folded", word)).values("pk")
    addresses = ContactPoint.objects.filter(kind__in=_ADDRESSES, normalised__contains=word).values("contact")
    firms = everybody.filter(company__in=named(Company.objects, word).values("pk")).values("pk")
    return people.order_by().union(addresses.order_by(), firms.order_by())


def _points(kind):
    return ContactPoint.objects.filter(kind=kind).order_by()


def _part_of(column: str, word: str) -> Q:
    """One or two letters would be part of nearly every name; they must begin a word."""
    found = Q()
    for spelling in spellings(folded(word).strip()):
        if len(spelling) > 2:
            found |= Q(**{f"{column}__contains": spelling})
        else:
            found |= Q(**{f"{column}__startswith": spelling}) | Q(**{f"{column}__contains": f" {spelling}"})
    return found


def _domain(word: str) -> Q:
    return Q(domain__contains=word) if len(word) > 2 else Q(domain__startswith=word)
