"""What taking an upload back would do if it were done now, told by the code that does it."""

from collections import Counter
from functools import cached_property

from django.db.models import QuerySet

from contacts import signals
from contacts.models import Upload, UploadRow
from contacts.undoing import kept, rest

Undone = UploadRow.Undone


class Foreseen:
    """Who would go, be as before, or stay; and what goes with them. By few queries, whatever the size of the list."""

    def __init__(self, upload: Upload):
        self._upload, self._scope = upload, kept.Scope(upload)

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Why somebody stays, in a sentence, by the contact's id."""
        later = {contact: one.why for contact, one in kept.left_to_others(self._scope).items()}
        return later | kept.reasons(self._scope)

    @property
    def kept_for(self) -> list[tuple[str, int]]:
        """How many stay for which reason, as it is said within a sentence; the most frequent first."""
        return Counter(f"{why[:1].lower()}{why[1:]}" for why in self.reasons.values()).most_common()

    @property
    def kept(self) -> int:
        return len(self.reasons)

    @cached_property
    def removed(self) -> int:
        return _people(self.rows(Undone.REMOVED))

    @cached_property
    def restored(self) -> int:
        return _people(self._scope.rows().exclude(contact__among=list(self.reasons))) - self.removed

    @cached_property
    def beside(self) -> list[tuple[int, str]]:
        """Numbers with what they count: (12, "follow-up plans")."""
        told = signals.undo_foreseen.send(Upload, scope=self._scope, kept=list(self.reasons))
        return [each for _, answer in told for each in answer if each[0]]

    @cached_property
    def opened(self) -> int:
        """How many addresses that the list had closed would open."""
        return rest.opening(self._upload, self.reasons).count()

    @cached_property
    def left_to_it(self) -> int:
        """How many people lists taken back before had to leave, since they stand on this one."""
        waiting = UploadRow.objects.filter(waits_for=self._upload, contact__isnull=False)
        return waiting.order_by().values("contact").distinct().count()

    def rows(self, undone: str) -> QuerySet:
        """The rows of those who would be removed, restored or kept."""
        rows = self._scope.rows()
        if undone == Undone.KEPT:
            return rows.filter(contact__among=list(self.reasons))
        made = self._scope.made()
        meant = made if undone == Undone.REMOVED else rows.exclude(pk__in=made.values("pk"))
        return meant.exclude(contact__among=list(self.reasons))


def _people(rows: QuerySet) -> int:
    return rows.order_by().values("contact").distinct().count()
