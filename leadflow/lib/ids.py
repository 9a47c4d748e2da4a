"""Ids as requests bring them: anything may stand there, and databases fail over what is no number of theirs."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

_DIGITS = 18


def as_id(text: str | None) -> int | None:
    """The id that at most 18 digits are, which fit every table; None for anything else."""
    if text and len(text) <= _DIGITS and text.isascii() and text.isdigit():
        return int(text)
    return None


class OneOf(forms.ModelChoiceField):
    """One row of a table. What can be no id is no valid choice."""

    def to_python(self, value):
        """The row. Raises ValidationError."""
        if value not in self.empty_values and not isinstance(value, Model) and as_id(str(value)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class SomeOf(forms.ModelMultipleChoiceField):
    """Some rows of a table. What can be no id is no valid choice."""

    def clean(self, value):
        """The rows. Raises ValidationError."""
        if any(as_id(str(each)) is None for each in value or ()):
            raise ValidationError("Choose among those offered.", code="invalid_choice")
        return super().clean(value)
