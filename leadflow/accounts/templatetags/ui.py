"""What the screens are built of: icons, tags, keys, days and times, figures. A builtin, so that no template loads it.

/styleguide/ shows them all, docs/interface.md lists them with their parameters.
"""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from leadflow.accounts import navigation
from leadflow.lib.when import Style, span

register = template.Library()

# Channels, kinds of touches and outcomes by the values they are stored with.
ICONS = {
    "system": "workflow",
    "stage": "arrow-right",
    "research": "search",
    "email": "mail",
    "phone": "phone",
    "video": "video",
    "linkedin": "link",
    "social": "share-2",
    "text": "message-square",
    "instant": "messages-square",
    "post": "mailbox",
    "download": "download",
    "webinar_attended": "presentation",
    "webinar_registered": "calendar",
    "event_attended": "calendar-check",
    "event_registered": "calendar",
    "booth_visit": "store",
    "networking": "handshake",
    "newsletter_click": "newspaper",
    "website_visit": "globe",
    "website_chat": "messages-square",
    "chat_contact_request": "phone-incoming",
    "contact_request": "phone-incoming",
    "called_us": "phone-incoming",
    "information_request": "inbox",
    "rfp": "file-text",
    "linkedin_connection": "user-plus",
    "linkedin_view": "eye",
    "social_connection": "user-plus",
    "referral": "users-round",
    "listed": "list",
    "reply": "reply",
    "note": "sticky-note",
    "voicemail": "voicemail",
    "meeting": "calendar-check",
    "call_back": "alarm-clock",
    "nurture": "sprout",
    "won": "trophy",
    "do_not_contact": "ban",
    "other": "circle-dot",
}
STAGE_TONES = {
    "sales_ready": "lead",
    "meeting": "lead",
    "opportunity": "lead",
    "won": "ok",
    "do_not_contact": "hot",
}
STAGE_ICONS = {"won": "check", "nurture": "sprout", "disqualified": "x", "lost": "x", "do_not_contact": "ban"}


@cache
def drawing(name: str, size: int) -> str:
    """The icon as inline SVG, hidden from screen readers. An unknown name raises IconDoesNotExist."""
    return lucide(name, size=size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})


@register.simple_tag
def icon(name: str, label: str = "", size: int = 16) -> str:
    """`{% icon "phone" %}`. Give a label where no word stands beside it."""
    if label:
        return format_html('{}<span class="visually-hidden">{}</span>', drawing(name, size), label)
    return drawing(name, size)


@register.simple_tag
def icon_for(value: str) -> str:
    """The icon of a channel, a kind of touch or an outcome; a dot for what has none."""
    return drawing(ICONS.get(value, "dot"), 16)


@register.simple_tag
def tag(text: object, tone: str = "", icon: str = "", title: str = "") -> SafeString:
    """A state as a word. Tones: lead, hot, late, ok, outline."""
    return format_html(
        '<span class="tag{}"{}>{}{}</span>',
        f" tag-{tone}" if tone else "",
        format_html(' title="{}"', title) if title else "",
        drawing(icon, 16) if icon else "",
        text,
    )


@register.simple_tag
def stage_tag(stage: str, word: str, detail: object = "") -> SafeString:
    """`{% stage_tag contact.stage contact.get_stage_display %}`; a detail like "3 of 11" follows the word."""
    text = f"{word} · {detail}" if detail else word
    return tag(text, STAGE_TONES.get(stage, ""), STAGE_ICONS.get(stage, ""))


@register.simple_tag
def key(keys: str) -> SafeString:
    """`{% key "g t" %}`: the keys to press, shown to who has a keyboard and uses them."""
    caps = format_html_join(" ", "<kbd>{}</kbd>", ((cap.capitalize(),) for cap in keys.split()))
    return format_html('<span class="key-hint" aria-hidden="true">{}</span>', caps)


def style_of(context) -> Style:
    request = context.get("request")
    return Style.accepted(request.headers.get("Accept-Language", "")) if request else Style()


def today_of(context) -> date | None:
    """The day the view says it is, as `today`; without one a day is written with its year."""
    return context.get("today")


@register.simple_tag(takes_context=True)
def day(context, value: date | datetime | None, empty: str = "–") -> SafeString:
    """A day: today, Tue 17 Nov, 17 Nov 2025. A moment is taken in the reader's zone."""
    if value is None:
        return format_html("{}", empty)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    words = style_of(context).day(value, today=today_of(context))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag(takes_context=True)
def when(context, value: datetime | None, zone: str = "", empty: str = "–") -> SafeString:
    """A moment: today, 14:05. In the reader's zone, or in the one given."""
    if value is None:
        return format_html("{}", empty)
    local = timezone.localtime(value, ZoneInfo(zone) if zone else None)
    words = style_of(context).moment(local, today=today_of(context))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.simple_tag(takes_context=True)
def clock(context, value: datetime | None, zone: str = "", empty: str = "–") -> SafeString:
    """A time of day: 14:05, or 2:05 pm. `{% clock now contact.zone %}` is the contact's local time."""
    if value is None:
        return format_html("{}", empty)
    local = timezone.localtime(value, ZoneInfo(zone) if zone else None)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), style_of(context).clock(local)
    )


@register.filter
def duration(seconds: float | None) -> str:
    """How long, from seconds: 18 min, 1 d 3 h."""
    return "–" if seconds is None else span(seconds)


@register.filter
def days_late(due: date, today: date) -> str:
    """How late something due is: 1 day late."""
    days = (today - due).days
    return f"{days} day{'' if days == 1 else 's'} late"


@register.filter
def percent(share: float | None) -> str:
    """A share of one as a percentage: one decimal below 20 %, where it tells."""
    if share is None:
        return "–"
    value = share * 100
    return f"{value:.1f} %" if 0 < value < 20 else f"{value:.0f} %"


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    words = [word for word in str(name).split() if word[0].isalnum()] or ["?"]
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


@register.filter
def toast_offer(message, name: str) -> str:
    """The address behind an offer of a message ("undo", "again"), where it makes it (leadflow.lib.toasts)."""
    begins = f"{name}:"
    return next((part[len(begins) :] for part in (message.extra_tags or "").split() if part.startswith(begins)), "")


@register.inclusion_tag("components/rail.html", takes_context=True)
def rail(context):
    """The navigation of the person who looks."""
    request = context["request"]
    entries = navigation.entries_for(request.user, request.path)
    return {
        "request": request,
        "user": request.user,
        "entries": entries,
        "beyond": entries[navigation.ON_A_PHONE :],
        "on_a_phone": navigation.ON_A_PHONE,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/palette_dialog.html", takes_context=True)
def palette(context):
    """The dialog that goes anywhere, with the pages of the person who looks."""
    request = context["request"]
    return {"entries": navigation.entries_for(request.user, request.path)}


@register.inclusion_tag("components/columns.html")
def columns(title: str, rows, note: str = "", unit: str = ""):
    """A column chart with a zero baseline and its table.

    `rows` are mappings with label and value, and optionally url (its rows) and dim (not part of the finding).
    """
    rows = list(rows)
    top = max((row["value"] for row in rows), default=0) or 1
    step = 560 / max(len(rows), 1)
    bars = []
    for index, row in enumerate(rows):
        height = 116 * row["value"] / top
        bars.append(
            {
                **row,
                "x": f"{index * step + step * 0.1:.1f}",
                "middle": f"{index * step + step / 2:.1f}",
                "width": f"{step * 0.8:.1f}",
                "y": f"{132 - height:.1f}",
                "height": f"{height:.1f}",
            }
        )
    return {"title": title, "note": note, "unit": unit, "bars": bars}
