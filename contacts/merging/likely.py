"""Who may be the same as somebody: by phone, by mailbox, or by name at the same firm. Never merged by itself; a person
decides."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from datetime import datetime
from itertools import chain, starmap
from typing import NamedTuple

from django.db.models import Count
from rapidfuzz import fuzz

from contacts.intake.names import words_of
from contacts.models import Contact, ContactPoint, PossibleDuplicate
from leadflow.accounts.models import Firm
from leadflow.lib.mailboxes import mailbox

# So alike are two spellings of one word (0 to 100): Katarzyna and Katarzina, but not Maria and Mario.
SLIP = 85
# A number that so many have is a switchboard, and tells nothing.
SWITCHBOARD = 4
# A word that so many colleagues have in their names (van, Maria) leads from none of them to another.
COMMON = 100


class Person(NamedTuple):
    """What decides whether two are the same."""

    pk: int
    name: str
    company_id: int | None


# Some people with their phone numbers.
People = Mapping[Person, Collection[str]]


def known(contact_ids: Collection[int]) -> People:
    """These contacts, as they are kept."""
    numbers = defaultdict(list)
    phones = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, contact__among=contact_ids).order_by()
    for pk, number in phones.values_list("contact", "normalised"):
        numbers[pk].append(number)
    rows = Contact.objects.filter(pk__among=contact_ids).order_by("pk").values_list(*Person._fields)
    return {Person(*row): numbers[row[0]] for row in rows}


def propose(people: People, *, at: datetime) -> int:
    """Look among all contacts for the doubles of these, and keep what is found for somebody to decide. Set-based: the
    number of queries does not depend on that of contacts. Returns how many pairs were found, known ones included.
    """
    found = dict(pairs_of(people))
    proposals = [PossibleDuplicate(one_id=a, other_id=b, why=why, found_at=at) for (a, b), why in found.items()]
    PossibleDuplicate.objects.bulk_create(proposals, ignore_conflicts=True)
    return len(found)


def propose_of_one_mailbox(*, at: datetime) -> int:
    """Look through all contacts for those who share a mailbox; who comes in now is found to be who has it, but some
    were there before the firm took its spellings for one. Set-based; returns how many pairs were found.
    """
    points = ContactPoint.objects.exclude(mailbox="").order_by()
    boxes = points.values("mailbox").annotate(of=Count("contact", distinct=True)).filter(of__gt=1)
    shared = set(boxes.values_list("mailbox", flat=True))
    sharing = set(points.filter(mailbox__among=shared).values_list("contact", flat=True)) if shared else ()
    return propose(known(sharing), at=at) if sharing else 0


def pairs_of(people: People) -> Iterator[tuple[tuple[int, int], str]]:
    """Each pair of ids, the lower first, of which one is among the given, and why they may be one person."""
    given, seen = {person.pk for person in people}, set()
    companies, numbers = {person.company_id for person in people} - {None}, set(chain(*people.values()))
    for one, other, why in chain(_by_mailbox(given), _by_phone(given, numbers), _by_name(people, given, companies)):
        pair = (min(one, other), max(one, other))
        if one != other and pair not in seen:
            seen.add(pair)
            yield pair, why


def _by_mailbox(given: Set[int]) -> Iterator[tuple[int, int, str]]:
    """Addresses that lead to one mailbox, whatever the names are: it may be a family's."""
    points = ContactPoint.objects.exclude(mailbox="").order_by()
    theirs = set(points.filter(contact__among=given).values_list("mailbox", flat=True))
    if not theirs:
        return
    one_mailbox_at = Firm.current().one_mailbox_at
    boxes = [box for box in theirs if mailbox(box, one_mailbox_at)]
    sharing = defaultdict(set)
    for box, pk in points.filter(mailbox__among=boxes).values_list("mailbox", "contact"):
        sharing[box].add(pk)
    for people in sharing.values():
        yield from ((one, other, "Same mailbox, written differently") for one in people & given for other in people)


def _by_phone(given: Set[int], numbers: Set[str]) -> Iterator[tuple[int, int, str]]:
    """The same number, and names that do not contradict."""
    if not numbers:
        return
    phones = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE).order_by()
    owners = phones.filter(normalised__among=numbers).values("normalised").annotate(of=Count("contact"))
    telling = list(owners.filter(of__gt=1, of__lt=SWITCHBOARD).values_list("normalised", flat=True))
    if not telling:
        return
    sharing = defaultdict(list)
    for number, *person in phones.filter(normalised__among=telling).values_list(
        "normalised", "contact", "contact__name", "contact__company_id"
    ):
        sharing[number].append(Person(*person))
    for people in sharing.values():
        for one, other in _pairs(people, given):
            if may_be_one_name(one.name, other.name):
                yield one.pk, other.pk, "Same phone number"


def _by_name(people: People, given: Set[int], companies: Set[int]) -> Iterator[tuple[int, int, str]]:
    """Nearly the same name at the same firm."""
    colleagues = Contact.objects.filter(company__among=companies).exclude(pk__among=given).order_by()
    staff = defaultdict(list)
    for person in chain(people, starmap(Person, colleagues.values_list(*Person._fields))):
        if person.company_id:
            for word in words_of(person.name):
                staff[person.company_id, word].append(person)
    for namesakes in staff.values():
        if 1 < len(namesakes) < COMMON:
            for one, other in _pairs(namesakes, given):
                if is_nearly_one_name(one.name, other.name):
                    yield one.pk, other.pk, "Same name at the same company"


def _pairs(people: list[Person], given: Set[int]) -> Iterator[tuple[Person, Person]]:
    return ((one, other) for one in people if one.pk in given for other in people if other != one)


def may_be_one_name(one: str, other: str) -> bool:
    """Whether two names do not speak against one person: each word of the shorter is in the other, be it as an initial
    or with a slip in it."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    return all(any(_is_initial(word, of) or _is_slip(word, of) for of in longer) for word in shorter)


def is_nearly_one_name(one: str, other: str) -> bool:
    """Whether colleagues of these names are hardly two people: the same two words or more, in any order, a middle name
    more or less, or a slip in a letter."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    return len(shorter) > 1 and all(any(_is_slip(word, of) for of in longer) for word in shorter)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _is_slip(one: str, other: str) -> bool:
    return one == other or fuzz.ratio(one, other) >= SLIP
