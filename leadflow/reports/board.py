"""The manager's page put together: figures with what they were before, and charts with what they say."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from leadflow.accounts.templatetags.ui import percent
from leadflow.lib import periods
from leadflow.lib.periods import Period
from leadflow.lib.when import span
from leadflow.reports import findings, rows, sources
from leadflow.reports.figures import Figures, Overview, overview
from leadflow.reports.scope import Scope, ScopeForm

A_YEAR = timedelta(days=364)
# Domain rule 18.
COLD_AT_MOST = 0.1


@dataclass(frozen=True)
class Card:
    """One figure on top of the page."""

    value: str
    label: str
    url: str
    formula: str
    note: str = ""
    trend: str = ""
    rising: bool = False
    good: bool = False


def board(scope: Scope) -> dict:
    """Everything the manager's page shows."""
    now = overview(scope)
    earlier = periods.before(scope.period)
    brought = sources.compared(scope)
    then = overview(scope.during(earlier)).total
    return {
        "scope": scope,
        "today": scope.day.today,
        "sentence": findings.headline(now.people, now.total),
        "overview": now,
        "cards": cards(scope, now, then, earlier),
        "table": table(scope, now),
        "chart": attempts_chart(scope),
        "sources": brought,
        "sources_title": findings.sources(brought),
        "sources_query": scope.query() + "&",
        "everybody": scope.query(rep=None, pool=None),
        "periods": [
            {
                "label": label,
                "url": scope.query(period=key, since=None, until=None),
                "is_current": key == scope.period.key,
            }
            for key, label in ScopeForm.NAMES.items()
        ],
        "teams": teams(scope),
    }


def teams(scope: Scope) -> list[dict]:
    """The choice of teams, where there is one."""
    everyone = {"label": "All teams", "url": scope.query(team=None, rep=None), "is_current": scope.team is None}
    each = [
        {"label": team.name, "url": scope.query(team=team.pk, rep=None), "is_current": team == scope.team}
        for team in scope.visible_teams
    ]
    return [everyone, *each] if len(each) > 1 else []


@dataclass(frozen=True)
class Row:
    """One person's line, or that of the pool, with the address of the rows of each figure."""

    name: str
    url: str
    figures: Figures
    links: dict[str, str]
    gone: bool = False


def table(scope: Scope, found: Overview) -> list[Row]:
    """A line per person, and one for what nobody has yet if there is anything."""
    lines = []
    for figures in found.people:
        person = figures.person
        one = {"rep": person.pk, "pool": None}
        links = {key: address(scope, key, **one) for key in rows.ALL}
        lines.append(Row(person.name, scope.query(**one), figures, links, gone=not person.is_active))
    if not found.pool.is_empty:
        links = {key: address(scope, key, pool="on") for key in rows.ALL}
        lines.append(Row("Nobody yet", "", found.pool, links))
    return lines


def cards(scope: Scope, now: Overview, then: Figures, earlier: Period) -> list[Card]:
    """The six figures of the row on top, each with the address of its rows."""
    total = now.total
    return [
        _card(scope, "dials", str(total.dials), **_change(total.dials, then.dials, earlier)),
        _card(
            scope,
            "connects",
            percent(total.connect_rate),
            label="connect rate",
            note=f"{total.connects} of {total.dials}",
        ),
        _card(scope, "meetings", str(total.meetings), note=f"{total.held} held, {_counted(total.no_shows, 'no-show')}"),
        _card(scope, "requests", _duration(total.answer), **_slower(total.answer, then.answer, earlier)),
        _card(scope, "never_touched", str(total.never_touched), note=_whose(now, "never_touched")),
        _card(scope, "cold", percent(total.cold_share), note=_cold(total.cold_share)),
    ]


def address(scope: Scope, key: str, **changes) -> str:
    """Where the rows of a figure are shown."""
    return reverse(rows.ALL[key].page) + scope.query(show=key, **changes)


def _card(scope, key, value, *, label="", **more) -> Card:
    figure = rows.ALL[key]
    return Card(value=value, label=label or figure.label, formula=figure.formula, url=address(scope, key), **more)


def _change(now: float, then: float, earlier: Period) -> dict:
    if not then or now == then:
        return {"note": f"as {earlier.label}" if then else ""}
    rising = now > then
    return {
        "trend": percent(abs(now - then) / then),
        "rising": rising,
        "good": rising,
        "note": f"on {earlier.label}",
    }


def _slower(now: float | None, then: float | None, earlier: Period) -> dict:
    if now is None or then is None or abs(now - then) < 60:
        return {}
    rising = now > then
    return {"trend": span(abs(now - then)), "rising": rising, "good": not rising, "note": f"on {earlier.label}"}


def _cold(share: float | None) -> str:
    if share is None:
        return ""
    return "under a tenth" if share < COLD_AT_MOST else "over a tenth"


def _whose(now: Overview, name: str) -> str:
    number = getattr(now.total, name)
    return findings.whose(now.people, name, number).removeprefix(", ") if now.people and number else ""


def _duration(seconds: float | None) -> str:
    return "–" if seconds is None else span(seconds)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def attempts_chart(scope: Scope) -> dict:
    """How many attempts the meetings of the last year took."""
    year = scope.during(periods.between(scope.day.today - A_YEAR, scope.day.today))
    taken = rows.until_meeting(rows.touches_of(year)).values_list("attempts", flat=True)
    numbers = Counter(min(number, findings.LAST_COLUMN) for number in taken)
    title, after = findings.attempts_until_meeting(list(numbers.elements()))
    columns = [
        {
            "label": number if number < findings.LAST_COLUMN else f"{number}+",
            "value": numbers[number],
            "url": reverse("calls") + year.query(show="meetings", attempts=number),
            "dim": number <= after,
        }
        for number in range(1, findings.LAST_COLUMN + 1)
    ]
    note = f"attempts until a meeting, last 12 months, {numbers.total()} meetings"
    return {"title": title, "note": note, "columns": columns}
