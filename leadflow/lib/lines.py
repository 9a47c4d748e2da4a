"""What people type into one line."""

import re

from django import forms

# Line breaks would end a mail's header; marks that turn the direction of writing around would reach beyond the name.
_UNWANTED = re.compile("[\x01-\x1f\x7f\u0085\u2028-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """The text without line breaks, control characters and doubled blanks."""
    return " ".join(_UNWANTED.sub(" ", text).split())


class Line(forms.CharField):
    """A field for one line of text."""

    def to_python(self, value):
        return one_line(super().to_python(value) or "")
