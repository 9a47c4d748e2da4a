from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F


class Leased:
    """Who works on an upload. A lease lets somebody take over from a worker that died; it never lets two write one
    piece. A piece that keeps failing is made smaller, until the row that fails is alone and can be left out."""

    # After so many attempts at the same row the next would fail too.
    MOST_ATTEMPTS = 3
    # After so many rows that failed alone, one after the other, it is not the rows.
    MOST_CULPRITS = 3
    # Rows of a piece, while none fails; of 8,000 an import takes a tenth less time than of 4,000. On SQLite all others
    # who write wait for it.
    ROWS = 8000 if connection.vendor == "postgresql" else 2000

    @classmethod
    def claim(cls, pk, *, at):
        """Take the next piece of an upload. None where nothing is left to do, or somebody does it."""
        upload = cls.objects.unattended(at).filter(pk=pk).first()
        if upload is None:
            return None
        mine = cls.objects.unattended(at).filter(pk=pk, phase=upload.phase)
        if not mine.update(leased_until=at + upload.lease, attempts=F("attempts") + 1):
            return None
        upload.refresh_from_db()
        return upload

    @property
    def lease(self) -> timedelta:
        """How long a piece may take before its worker is thought dead: some rows, or the reading of the whole file."""
        if self.phase != self.Phase.READING:
            return timedelta(seconds=30)
        return timedelta(seconds=min(30 + self.size // 50_000, settings.CELERY_TASK_SOFT_TIME_LIMIT))

    def hold(self):
        """Lock the upload for the piece in hand. Raises Taken where it is somebody else's now."""
        mine = self._mine()
        if not mine.select_for_update(no_key=True).exists():
            raise self.Taken

    def let_go(self):
        """Leave the piece in hand undone: it is anybody's, and this attempt at it counts."""
        self._mine().update(leased_until=None)

    def let_wait(self) -> bool:
        """Leave the piece in hand undone for no fault of its own: the next is smaller, and none is ever in vain. Says
        whether to come again at once: not where this was the least to try."""
        waits = self._in_vain_after(self.attempts)
        self._mine().update(leased_until=None, attempts=F("attempts") - int(waits))
        return not waits

    def _mine(self):
        return type(self).objects.filter(pk=self.pk, phase=self.phase, leased_until=self.leased_until)

    @property
    def is_in_vain(self) -> bool:
        """Whether the last attempts failed with the least that can be tried: the reading, or one row alone."""
        return self._in_vain_after(self.attempts - 1)

    def _in_vain_after(self, attempts: int) -> bool:
        if attempts < self.MOST_ATTEMPTS:
            return False
        return self.phase == self.Phase.READING or self._rows_at(attempts) == 1

    def rows_at_once(self) -> int:
        """How many rows to do now: after each attempt that failed a tenth of them."""
        return self._rows_at(self.attempts)

    def _rows_at(self, attempt: int) -> int:
        return max(1, min(self.piece_rows or self._most_rows, self._rows_left) // 10 ** max(attempt - 1, 0))

    @property
    def _most_rows(self) -> int:
        """To take rows back takes longer than to import them, and as long their people are held."""
        return max(1, self.ROWS // 2) if self.phase == self.Phase.UNDOING else self.ROWS

    @property
    def _rows_left(self) -> int:
        if self.phase == self.Phase.UNDOING:
            # After the rows come companies, assets and what unsubscribe columns closed.
            return self.undo_total - self.undo_done or self.ROWS
        return self.rows_total - self.rows_done

    def piece_done(self, **progress):
        """A piece is done; the next one is anybody's, and may be twice as large where it had become small."""
        larger = 2 * self.rows_at_once()
        is_small = self.piece_rows is not None or self.attempts > 1
        type(self).objects.filter(pk=self.pk).update(
            leased_until=None,
            attempts=0,
            culprits=0,
            piece_rows=larger if is_small and larger < self._most_rows else None,
            **{name: F(name) + rows for name, rows in progress.items()},
        )

    def row_failed(self, **progress) -> bool:
        """A row that fails alone was left out; the others go on. False where so many failed that it is not the rows."""
        type(self).objects.filter(pk=self.pk).update(
            leased_until=None,
            attempts=0,
            culprits=F("culprits") + 1,
            piece_rows=1,
            **{name: F(name) + rows for name, rows in progress.items()},
        )
        self.refresh_from_db()
        return self.culprits < self.MOST_CULPRITS
