"""What people type into one line, or into many of which each says one thing."""

import re

from django import forms

# Line breaks would end a mail's header; marks that turn the direction of writing around would reach beyond the name.
_UNWANTED = re.compile("[\x01-\x1f\x7f\u0085\u2028-\u202e\u2066-\u2069]+")
# So many lines at most are taken at once.
MOST_LINES = 500


def one_line(text: str) -> str:
    """The text without line breaks, control characters and doubled blanks."""
    return " ".join(_UNWANTED.sub(" ", text).split())


class Line(forms.CharField):
    """A field for one line of text."""

    def to_python(self, value):
        return one_line(super().to_python(value) or "")


class Lines(forms.CharField):
    """A field for one thing a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        """The lines that hold something, each once."""
        text = (super().to_python(value) or "").replace("\0", "")
        return list(dict.fromkeys(filter(None, map(one_line, text.splitlines()))))

    def validate(self, lines):
        super().validate(lines)
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"These are {len(lines):,} lines. Enter at most {MOST_LINES} at once.")
