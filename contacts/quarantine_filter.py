"""What the quarantine is narrowed to: a reason, a list. The state lives in the address."""

import re
from functools import cached_property

from django.db.models import Count
from django.utils.http import urlencode

from contacts.intake.junkrules import LISTED, RULES
from contacts.models import JunkEntry, Upload
from leadflow.lib.ids import as_id

# Not by a rule on junk: one address, two names.
TWO_NAMES = "two-names"
TWO_NAMES_WORDS = "Known here under another name"
MOST_LISTS = 100
_KEY = re.compile(r"[a-z0-9_-]{1,40}")


class QuarantineFilter:
    """Rows in quarantine, narrowed by `reason` and `list` of a query. What is not understood narrows nothing."""

    def __init__(self, query, rows):
        self._all = rows
        self.reason = query.get("reason", "") if _KEY.fullmatch(query.get("reason", "")) else ""
        self.list = as_id(query.get("list", ""))

    @cached_property
    def reasons(self) -> list[tuple[str, str, int]]:
        """(key, words, how many rows) of each rule that put somebody aside, the most frequent first."""
        found = {key: aside for key, (aside, _) in self._all.caught().items() if aside}
        words = words_of(found)
        choices = [(key, words[key], aside) for key, aside in found.items() if key in words]
        if two_names := self._all.exclude(junk__contains=" !").count():
            choices.append((TWO_NAMES, TWO_NAMES_WORDS, two_names))
        return sorted(choices, key=lambda choice: -choice[2])

    @cached_property
    def lists(self) -> list[tuple[Upload, int]]:
        """The lists with rows in quarantine, each with how many, the newest first."""
        counted = self._all.order_by().values_list("upload").annotate(rows=Count("pk")).order_by("-upload")
        numbers = dict(counted[:MOST_LISTS])
        return [(upload, numbers[upload.pk]) for upload in Upload.objects.filter(pk__in=numbers).order_by("-pk")]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.reason or self.list)

    @property
    def rows(self):
        """The rows that are left."""
        rows = self._all.filter(upload=self.list) if self.list else self._all
        if self.reason == TWO_NAMES:
            return rows.exclude(junk__contains=" !")
        if self.reason:
            return rows.filter(junk__contains=f" !{self.reason} ")
        return rows

    @property
    def chosen_list(self) -> Upload | None:
        return next((upload for upload, _ in self.lists if upload.pk == self.list), None)

    def address(self) -> str:
        """The query that narrows to the same."""
        return urlencode({name: value for name, value in (("reason", self.reason), ("list", self.list)) if value})


def words_of(keys) -> dict[str, str]:
    """What a rule, or a line of the firm's lists that may be gone, is called: its key to words."""
    lines = [int(key[1:]) for key in keys if key not in RULES and key[:1] == "e" and key[1:].isdigit()]
    found = {key: RULES[key].reason for key in keys if key in RULES}
    for entry in JunkEntry.objects.filter(pk__in=lines):
        found[entry.key] = f"{LISTED[entry.kind][0]}: {entry}"
    return found
