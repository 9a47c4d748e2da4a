"""Texts of plans as pages show them."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cadences.outreach import unfilled

register = template.Library()


@register.filter
def with_names(text: str) -> SafeString:
    """`{{ step.objective|with_names }}`: what is filled in later stands in it by its name."""
    pieces = unfilled.pieces(text)
    return format_html_join(
        "", "{}", ((format_html('<span class="filled">{}</span>', p.text) if p.is_name else p.text,) for p in pieces)
    )
