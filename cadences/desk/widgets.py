"""Fields of the card. A card holds some fifty of them, so they are written by Python and not by a template each."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Written:
    """Mixin: an input element as Python writes it, escaped as a template would."""

    def render(self: Any, name, value, attrs=None, renderer=None) -> SafeString:
        value = self.format_value(value)
        given = {"type": self.input_type, "name": name, **({} if value is None else {"value": value})}
        return format_html("<input{}>", flatatt(given | self.build_attrs(self.attrs, attrs)))


class LineInput(Written, forms.TextInput):
    def __init__(self, attrs=None):
        super().__init__({"class": "form-control"} | (attrs or {}))


class NumberInput(Written, forms.NumberInput):
    def __init__(self):
        super().__init__({"class": "form-control", "inputmode": "numeric"})


class DayInput(Written, forms.DateInput):
    """A day, in the form that the browser's own calendar takes and gives."""

    input_type = "date"

    def __init__(self):
        super().__init__({"class": "form-control"}, format="%Y-%m-%d")


class ClockInput(Written, forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__({"class": "form-control"}, format="%H:%M")


class Keyed(forms.RadioSelect):
    """Radio buttons that single keys choose: numbered, or by the given keys. Each option has its `key` and `tag`."""

    is_keyed = True

    def __init__(self, keys: dict[str, str] | None = None):
        super().__init__()
        self.keys = keys

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        option["key"] = self.keys[value] if self.keys else str(index + 1)
        given = {"type": "radio", "name": name, "value": value, "class": "form-check-input", "data-key": option["key"]}
        option["tag"] = format_html("<input{}>", flatatt(given | option["attrs"]))
        return option


class Reasons(Keyed):
    """Why a lead is rejected, by the keys of the firm's list. Each option says what it does as `data-effect`."""

    def __init__(self, reasons):
        super().__init__({str(reason.pk): reason.key for reason in reasons})
        self.effects = {str(reason.pk): reason.effect for reason in reasons}

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        attrs = (attrs or {}) | {"data-effect": self.effects[value]}
        return super().create_option(name, value, label, selected, index, subindex, attrs)
