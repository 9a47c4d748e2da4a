"""Two contacts that are one person.

`likely` finds who may be the same; `joining` makes one of two, and two of one again; `belongings` knows every row that
points to a contact, in whatever app it lives. What is decided, and why: docs/decisions/duplicates.md.
"""

from contacts.merging.joining import CannotUndo, Gone, merge, take_apart

__all__ = ["CannotUndo", "Gone", "merge", "take_apart"]
