"""Whom of the people on a list we know already, and who must be left alone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from contacts.importing.arrivals import EMAIL, FINGERPRINT, LINKEDIN, PHONE, Arrival, Point
from contacts.intake.names import words_of
from contacts.models import Company, Contact, ContactPoint, Stage, Suppression, UploadRow
from contacts.models.suppression import digests_of
from leadflow.accounts.models import Firm
from leadflow.lib import mailaddress
from leadflow.lib.mailboxes import mailbox

Fate = UploadRow.Fate
# What the addresses of one mailbox are known by, beside each address itself.
MAILBOX = "mailbox"
# Names that share no word may still be one name with a slip in it (0 to 100).
ALIKE = 75


@dataclass(slots=True)
class Entry:
    """What an import reads and fills of a contact. Whole models cost ten times as much, a hundred thousand times."""

    pk: int = 0
    stage: str = Stage.NAME
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    company_id: int | None = None
    flags: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    no_email: bool = False
    no_phone: bool = False
    no_social: bool = False
    no_post: bool = False


_READ = tuple(each.name for each in fields(Entry))
# What an import may write of a contact.
COLUMNS = tuple(name for name in _READ if name not in ("pk", "stage"))


@dataclass(slots=True, eq=False)
class Draft:
    """A contact as the import leaves it: one we knew, or one to be made. `before` keeps what was changed."""

    contact: Entry
    is_new: bool
    # The company it comes to, which may not be saved yet.
    company: Company | None = None
    known_by: set[tuple[str, str]] = field(default_factory=set)
    added: list[Point] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    # Of what was changed the fields that held something else.
    replaced: set[str] = field(default_factory=set)

    def note(self, name: str) -> None:
        """A field is about to change."""
        self.before.setdefault(name, getattr(self.contact, name))

    def change(self, name: str, value: Any) -> None:
        """Give a field another value."""
        self.note(name)
        setattr(self.contact, name, value)

    def replace(self, name: str, value: Any) -> None:
        """Give a field another value, noting whether it held one."""
        if getattr(self.contact, name):
            self.replaced.add(name)
        self.change(name, value)


class Verdict(NamedTuple):
    """The fate that somebody's row has so far: created, suppressed, quarantined or, for known people, unchanged."""

    fate: UploadRow.Fate
    draft: Draft | None
    reasons: Sequence[str] = ()


class Register:
    """The contacts that some arrivals may be. Those who are new are entered as they come."""

    def __init__(self, arrivals: Iterable[Arrival], *, lock: bool):
        """Look them up. `lock` keeps the found ones as they are until the end of the transaction."""
        one_mailbox_at = Firm.current().one_mailbox_at
        keys = {key for arrival in arrivals for key in (*arrival.strong, *arrival.weak)}
        found = ContactPoint.objects.filter(
            kind__in=(EMAIL, LINKEDIN, FINGERPRINT), normalised__among={normalised for _, normalised in keys}
        ).order_by()
        owners = {(kind, normalised): pk for kind, normalised, pk in found.values_list("kind", "normalised", "contact")}
        # Of each address the mailbox it leads to, where spellings of that are one.
        self._boxes = {key: box for key in keys if (box := _box(*key, one_mailbox_at))}
        owners |= _owners_of(set(self._boxes.values()))
        keys.update(self._boxes.values())
        contacts = Contact.objects.filter(pk__among=set(owners.values())).order_by("pk")
        if lock:
            contacts = contacts.select_for_update(no_key=True)
        self._drafts = {row[0]: Draft(Entry(*row), is_new=False) for row in contacts.values_list(*_READ)}
        # Whoever was erased between the two look-ups is new again.
        self._by_key = {key: self._drafts[pk] for key, pk in owners.items() if key in keys and pk in self._drafts}

    def load_points(self) -> None:
        """What the known ones are known by, so that nothing is added twice."""
        points = ContactPoint.objects.filter(contact__among=self._drafts).order_by()
        for pk, kind, normalised in points.values_list("contact", "kind", "normalised"):
            self._drafts[pk].known_by.add((kind, normalised))

    def find(self, arrival: Arrival) -> Draft | None:
        """The contact somebody is: by an address of their own, or another spelling of it; else by a desk's address, or
        the name, with the name."""
        for key in arrival.strong:
            if draft := self._by_key.get(key):
                return draft
        for key in arrival.strong:
            if (box := self._boxes.get(key)) and (draft := self._by_key.get(box)):
                return draft
        for key in arrival.weak:
            draft = self._by_key.get(key)
            if draft and words_of(draft.contact.name) == arrival.words:
                return draft
        return None

    def judge(self, arrival: Arrival, closed: "Closed", *, decided: bool = False) -> Verdict:
        """What is to become of somebody. `decided`: a person looked at them, so two names are no obstacle."""
        draft = self.find(arrival)
        if closed.to(arrival, draft):
            return Verdict(Fate.SUPPRESSED, draft, ["Stands on the do-not-contact list"])
        if arrival.unsubscribed:
            return Verdict(Fate.SUPPRESSED, draft)
        if draft is None:
            return Verdict(Fate.CREATED, None)
        if not decided and names_differ(arrival, draft.contact):
            # Without the name: who reads of it may not see them.
            return Verdict(Fate.QUARANTINED, draft, ["Known here under another name, by the same address"])
        return Verdict(Fate.UNCHANGED, draft)

    def enter(self, arrival: Arrival, draft: Draft) -> None:
        """Add what somebody can be known by to their contact. An address of somebody else stays theirs."""
        for point in arrival.points:
            key = point.key
            if key in draft.known_by:
                continue
            if point.kind != PHONE:
                of_one = [key, self._boxes[key]] if key in self._boxes else [key]
                if any(self._by_key.get(each, draft) is not draft for each in of_one):
                    continue
                self._by_key.update(dict.fromkeys(of_one, draft))
            draft.known_by.add(key)
            draft.added.append(point)

    @property
    def known(self) -> dict[int, Draft]:
        """Those we knew, by the contact's id."""
        return self._drafts


def _box(kind: str, normalised: str, one_mailbox_at: Collection[str]) -> tuple[str, str] | None:
    """The key of the mailbox that an address leads to, where its spellings are one. A desk's is nobody's own."""
    box = mailbox(normalised, one_mailbox_at) if kind == EMAIL else ""
    return (MAILBOX, box) if box and not mailaddress.is_role(normalised) else None


def _owners_of(boxes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Who has which mailbox; of several people who were known before they were found to share it, the first."""
    wanted = [box for _, box in boxes]
    if not wanted:
        return {}
    points = ContactPoint.objects.filter(mailbox__among=wanted).order_by("-pk")
    return {(MAILBOX, box): pk for box, pk in points.values_list("mailbox", "contact")}


def names_differ(arrival: Arrival, contact: Entry) -> bool:
    """Whether one address stands for two people: both have a name, and nothing in them is alike."""
    if not arrival.is_named or not (contact.first_name or contact.last_name):
        return False
    known, said = words_of(contact.name), arrival.words
    if not known or not said or not known.isdisjoint(said):
        return False
    return fuzz.token_sort_ratio(" ".join(known), " ".join(said)) < ALIKE


class Closed:
    """Who of some arrivals asked us not to contact them, by which channels."""

    def __init__(self, arrivals: Sequence[Arrival]):
        self._channels: dict[Arrival, set[str]] = {}
        if Suppression.objects.in_force().exists():
            self._look_up(arrivals)

    def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        digests = [digests_of(point.key for point in arrival.points) for arrival in arrivals]
        known = Suppression.objects.known({each for of_one in digests for each in of_one})
        self._channels = {
            arrival: closed
            for arrival, of_one in zip(arrivals, digests, strict=True)
            if (closed := set().union(*(known[each] for each in of_one if each in known)))
        }

    def channels(self, arrival: Arrival) -> set[str]:
        """The channels they closed; "" among them stands for all."""
        return self._channels.get(arrival, set())

    def to(self, arrival: Arrival, draft: Draft | None) -> bool:
        """Whether they closed all channels."""
        return "" in self.channels(arrival) or (draft is not None and draft.contact.stage == Stage.DO_NOT_CONTACT)
