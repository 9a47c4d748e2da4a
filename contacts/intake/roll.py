"""The people and the rows of a list while it is read and afterwards, most of them in a file: see `spool`."""

import marshal
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from contacts.intake.names import Name
from contacts.intake.reading import Interaction, PersonReading, RowReading
from contacts.intake.rows import nothing
from contacts.intake.spool import Spool
from contacts.intake.table import Table, unpack
from leadflow.lib.phone import Phone

# So many people are at hand before those who came first are put away; the rows of one mostly stand close together.
_AT_HAND = 8000
_EPOCH = datetime.fromtimestamp(0, UTC)


class Roll(Sequence[PersonReading]):
    """The people of a list, in the order of their first rows."""

    def __init__(self, at_hand: int = _AT_HAND) -> None:
        self._most = at_hand
        self._put_away: Spool[PersonReading] = Spool(_dumped, _loaded)
        self._at_hand: dict[int, PersonReading] = {}
        self._number = 0

    def __len__(self):
        return self._number

    def __getitem__(self, index):
        """Somebody to look at."""
        index = range(self._number)[index]
        if isinstance(index, range):
            return [self[each] for each in index]
        return self._at_hand.get(index) or self._put_away[index]

    def append(self, person: PersonReading) -> None:
        self._at_hand[self._number] = person
        self._number += 1
        self._make_room()

    def to_change(self, index: int) -> PersonReading:
        """Somebody to add to: what is done to them before the next call stays."""
        person = self._at_hand.get(index)
        if person is None:
            self._make_room()
            person = self._at_hand[index] = self._put_away[index]
        return person

    def _make_room(self) -> None:
        if len(self._at_hand) < 2 * self._most:
            return
        for index in list(islice(self._at_hand, self._most)):
            person = self._at_hand.pop(index)
            if index < len(self._put_away):
                self._put_away[index] = person
            else:
                self._put_away.append(person)


def _dumped(person: PersonReading) -> bytes:
    done = [
        (
            each.kind,
            each.at and each.at.timestamp(),
            each.minutes,
            [(joined.timestamp(), left.timestamp()) for joined, left in each.stays],
            dict(each.detail),
        )
        for each in person.interactions
    ]
    return marshal.dumps(
        (
            person.email,
            person.emails,
            [tuple(phone) for phone in person.phones],
            person.linkedin,
            tuple(person.name),
            person.called,
            person.fields,
            person.rows,
            person.attendance,
            person.flags,
            done,
            person.unsubscribed,
            person.reasons,
        )
    )


def _loaded(octets: bytes) -> PersonReading:
    email, emails, phones, linkedin, name, called, fields, rows, attendance, flags, done, unsubscribed, reasons = (
        marshal.loads(octets)  # noqa: S302 - written by this process, to a file that nobody else can open
    )
    return PersonReading(
        email,
        emails,
        tuple(Phone(*phone) for phone in phones),
        linkedin,
        Name(*name),
        called,
        fields,
        rows,
        attendance,
        flags,
        tuple(
            Interaction(
                kind,
                None if at is None else _moment(at),
                minutes,
                tuple((_moment(joined), _moment(left)) for joined, left in stays),
                detail or nothing(),
            )
            for kind, at, minutes, stays, detail in done
        ),
        unsubscribed,
        reasons,
    )


def _moment(seconds: float) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


# A fate, its reasons, and the marks of the rules on junk: the same for most rows of a list.
Verdict = tuple[str, tuple[str, ...], str]
_NOBODY = -1


class Rows(Sequence[RowReading]):
    """The rows of a list in its order, each with its one fate. What stood in them, the table keeps."""

    def __init__(self, table: Table):
        self._table = table
        self._numbers, self._people, self._verdicts = array("I"), array("i"), array("I")
        self._known: dict[Verdict, int] = {}
        self._said: list[Verdict] = []

    def __len__(self):
        return len(self._numbers)

    def __getitem__(self, index):
        index = range(len(self))[index]
        if isinstance(index, range):
            return [self[each] for each in index]
        return self._row(index, self._table.rows[self._numbers[index] - 1])

    def __iter__(self) -> Iterator[RowReading]:
        if not self._numbers:
            return
        index, begin = 0, self._numbers[0]
        for number, packed in enumerate(self._table.rows.between(begin - 1, self._numbers[-1]), start=begin):
            # Titles and headings are no rows.
            if number == self._numbers[index]:
                yield self._row(index, packed)
                index += 1

    def _row(self, index: int, packed: str) -> RowReading:
        fate, reasons, junk = self._said[self._verdicts[index]]
        person = self._people[index]
        who = None if person == _NOBODY else person
        return RowReading(self._numbers[index], self._table.name, fate, who, reasons, packed, junk)

    def add(
        self, number: int, fate: str, reasons: tuple[str, ...] = (), person: int | None = None, junk: str = ""
    ) -> None:
        """Give a record its fate. They come in the file's order."""
        self._numbers.append(number)
        self._people.append(_NOBODY if person is None else person)
        self._verdicts.append(self._number_of((fate, reasons, junk)))

    def _number_of(self, verdict: Verdict) -> int:
        number = self._known.get(verdict)
        if number is None:
            number = self._known[verdict] = len(self._said)
            self._said.append(verdict)
        return number

    def change(self, reasons: Mapping[int, str], fate: str, *, but: str) -> None:
        """Give all rows of some people another fate, each for a further reason, but those with the fate `but`."""
        for index, person in enumerate(self._people):
            if person in reasons:
                before, said, junk = self._said[self._verdicts[index]]
                if before != but:
                    self._verdicts[index] = self._number_of((fate, (reasons[person], *said), junk))

    def tally(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """How many rows have which fate for which reasons."""
        found: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for verdict, rows in Counter(self._verdicts).items():
            found[self._said[verdict][:2]] += rows
        return found

    def cells_of(self, number: int) -> list[str]:
        """What stood in the row with a number."""
        return unpack(self._table.rows[number - 1])
