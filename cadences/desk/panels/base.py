"""What all the small forms of a card have in common."""

from datetime import date
from typing import Any

from django import forms

from cadences.desk.card import Card
from cadences.desk.widgets import DayInput, LineInput
from contacts.forms.actions import within_reason
from leadflow.lib.lines import Line


def day_field(label="Day", **options) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


def line_field(label, **options) -> Line:
    options.setdefault("max_length", 300)
    return Line(label=label, widget=LineInput(), **options)


class Panel(forms.Form):
    """What one outcome asks for. `card` tells the moment, the firm's calendar and where the contact is."""

    template = "cadences/panels/_fields.html"
    # What it does, told before it is saved.
    consequence = ""
    save_words = "Save"
    # What its choices ask for in turn, by choice.
    parts: dict[str, "Panel"] = {}
    # All panels of a card stand in one form; only the one that is saved must be complete.
    use_required_attribute = False

    def __init__(self, *args: Any, card: Card, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.card = card
        self.takes_focus(next(iter(self.fields)))

    def takes_focus(self, name: str) -> None:
        """The field to begin with."""
        for field in self.fields.values():
            field.widget.attrs.pop("data-first", None)
        self.fields[name].widget.attrs["data-first"] = True

    def said(self) -> dict:
        """What `effects.Said` takes from it."""
        return {}

    def day_to_come(self, name: str, *, first: date) -> date:
        """Field check: a day from the first one on, within reason."""
        day = self.cleaned_data[name]
        if day < first:
            raise forms.ValidationError("That day has passed. Choose one to come.")
        return within_reason(day, today=self.card.today)
