"""What pages about people say of them."""

from django import template

from contacts.intake.junk import FLAGS
from leadflow.lib import countries

register = template.Library()


@register.filter
def flag_words(flags: list[str]) -> list[str]:
    """What lists or rules noticed about somebody, in words."""
    return [FLAGS.get(flag, flag) for flag in flags]


@register.filter
def country_name(code: str) -> str:
    """A country by its code; what is no code stays as it is."""
    return countries.name(code)


@register.filter
def item(mapping: dict | str, key):
    """The entry of a mapping; None where there is none, or no mapping."""
    return mapping.get(key) if isinstance(mapping, dict) else None
