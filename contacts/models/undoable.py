from datetime import timedelta

from django.db import transaction
from django.db.models import F


class Undoable:
    """An upload's way back: until seven days after it ended it can be taken back, once. See contacts.undoing."""

    UNDO_WITHIN = timedelta(days=7)

    def why_not_undo(self, at) -> str:
        """Why it cannot be taken back at that moment, in words; empty where it can."""
        match self.phase:
            case self.Phase.UNDONE:
                return "This list was taken back already. That can be done once."
            case self.Phase.UNDOING | self.Phase.HALTED:
                return "This list is being taken back already."
            case self.Phase.IMPORTING:
                return "This list is being imported. Cancel that, or wait until it is done."
        if self.phase not in self.IMPORTED or not self.started_at:
            return "Nothing of this list was imported."
        if not self.pieces.exists():
            return "This list was imported by an earlier version of Leadflow, which kept no record to take it back by."
        if at > self.undo_until:
            return "Lists can be taken back for seven days after they were imported. For this one they are over."
        return ""

    @property
    def undo_until(self):
        """The last moment to begin taking it back; None before it ended."""
        return self.finished_at and self.finished_at + self.UNDO_WITHIN

    @transaction.atomic
    def undo(self, *, by, at) -> bool:
        """It waits to be taken back. False where `why_not_undo` has a reason."""
        if self.why_not_undo(at):
            return False
        # Whom somebody is letting in out of quarantine stays there.
        self.rows.filter(fate="quarantined").exclude(decision=None).update(decision=None)
        return self._move(
            self.IMPORTED,
            self.Phase.UNDOING,
            undone_by=by,
            undo_began_at=at,
            undo_total=self.rows.to_undo().count(),
            undo_done=0,
            undo_row=0,
            piece_rows=None,
            culprits=0,
        )

    def rows_to_undo(self, most: int) -> list:
        """The next of its rows whose people an undo has to look at, so many at most."""
        return list(self.rows.to_undo().filter(pk__gt=self.undo_row).order_by("pk")[:most])

    def is_undone(self, *, at):
        """All was taken back that can be; the record of how it was goes, but for those who wait for a later list."""
        waits = self.rows.filter(undone="waits", contact__isnull=False).values("contact")
        self.effects.exclude(contact__in=waits).delete()
        self._move((self.Phase.UNDOING,), self.Phase.UNDONE, undone_at=at, undo_done=F("undo_total"))
