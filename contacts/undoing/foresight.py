"""What taking an upload back would do if it were done now. By the conditions of the undo itself."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from contacts import signals
from contacts.models import Upload, UploadRow
from contacts.undoing import kept, rest

Undone = UploadRow.Undone


@dataclass(frozen=True)
class Foreseen:
    """How many people would go, be as before, or stay (by the reason in words); and what goes with them."""

    removed: int
    restored: int
    kept_for: list[tuple[str, int]]
    # Numbers with what they count: (12, "follow-up plans").
    beside: list[tuple[int, str]]
    opened: int

    @property
    def kept(self) -> int:
        return sum(number for _, number in self.kept_for)


def foresee(upload: Upload) -> Foreseen:
    """By a few queries, whatever the size of the list."""
    everybody = kept.people(upload).order_by()
    found = {
        (row["kept"], row["was_made"]): row["n"] for row in everybody.values("kept", "was_made").annotate(n=Count("pk"))
    }
    why = {}
    for (sentence, _), number in found.items():
        if sentence:
            why[sentence] = why.get(sentence, 0) + number
    told = signals.undo_foreseen.send(Upload, upload=upload, contacts=everybody.filter(kept=""))
    return Foreseen(
        removed=found.get(("", True), 0),
        restored=found.get(("", False), 0),
        kept_for=sorted(why.items(), key=lambda item: -item[1]),
        beside=[each for _, answer in told for each in answer if each[0]],
        opened=_opened(upload, everybody.exclude(kept="")),
    )


def _opened(upload: Upload, kept_ones: QuerySet) -> int:
    closed = rest.opening(upload, [])
    theirs = list(closed.filter(contact__isnull=False).values_list("contact", flat=True))
    stay = kept_ones.filter(pk__among=theirs).values_list("pk", flat=True)
    return rest.opening(upload, stay).count()


def rows_of(upload: Upload, undone: str) -> QuerySet:
    """The rows of those who would be removed, restored or kept."""
    everybody = kept.people(upload).order_by()
    match undone:
        case Undone.KEPT:
            meant = everybody.exclude(kept="")
        case Undone.REMOVED:
            meant = everybody.filter(kept="", was_made=True)
        case Undone.RESTORED:
            meant = everybody.filter(kept="", was_made=False)
        case _:
            meant = everybody
    return upload.rows.to_undo().filter(contact__in=meant.values("pk"))


def reasons(upload: Upload, rows) -> dict[int, str]:
    """Of the people of these rows those who would be kept, by the contact's id, with the reason."""
    of_rows = kept.people(upload).filter(pk__in=[row.contact_id for row in rows])
    return dict(of_rows.exclude(kept="").order_by().values_list("pk", "kept"))
