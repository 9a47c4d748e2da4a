"""Whose work a manager looks at, and of which days. The address holds it; whom one may not see is not found."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import Http404

from cadences.firm_day import FirmDay
from leadflow.accounts.models import Team, User
from leadflow.lib import periods
from leadflow.lib.days import sensible
from leadflow.lib.ids import OneOf
from leadflow.lib.periods import Period
from leadflow.lib.when import Style


class ScopeForm(forms.Form):
    """Whose work, and which days: a named period or two dates. Offers what the viewer may see."""

    NAMES = {"today": "Today", "week": "This week", "last-week": "Last week", "30-days": "Last 30 days"}
    LONGEST = timedelta(days=800)

    period = forms.ChoiceField(label="Period", choices=[("", "Other days"), *NAMES.items()], required=False)
    since = forms.DateField(
        label="From", required=False, validators=[sensible], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="To", required=False, validators=[sensible], widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    team = OneOf(Team.objects.none(), label="Team", required=False, empty_label="All teams")
    rep = OneOf(User.objects.none(), label="Rep", required=False, empty_label="Everybody")
    pool = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, viewer: User):
        if not data.keys() & {"period", "since", "until"}:
            data = data.copy()
            data["period"] = "week"
        super().__init__(data)
        self.fields["team"].queryset = viewer.visible_teams()
        self.fields["rep"].queryset = User.objects.visible_to(viewer).exclude(role=User.Role.MARKETING)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs |= {"class": kind, "aria-label": field.label}

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day lies before the first. Exchange the two.")
        elif since and until and until - since > self.LONGEST:
            self.add_error("since", "That is too long a time. Choose at most two years.")
        return cleaned

    def chosen(self, today: date) -> Period:
        """The days asked for; this week where nothing, or nothing sensible, was."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        if cleaned.get("period"):
            return periods.NAMED[cleaned["period"]](today)
        since, until = cleaned.get("since"), cleaned.get("until")
        if since or until:
            return periods.between(since or min(until, today), until or max(since, today))
        return periods.this_week(today)


@dataclass(frozen=True)
class Scope:
    """The teams and the rep in view, the days, and the moment at which somebody looks."""

    viewer: User
    team: Team | None
    rep: User | None
    period: Period
    at: datetime
    # Only what nobody has yet.
    pool: bool = False

    @classmethod
    def asked_for(cls, form: ScopeForm, viewer: User, *, at: datetime) -> "Scope":
        """What the address asks for. Raises Http404 for a team or a rep whom the viewer may not see."""
        if form.errors.keys() & {"team", "rep"}:
            raise Http404
        chosen = form.cleaned_data
        return cls(
            viewer=viewer,
            team=chosen.get("team"),
            rep=chosen.get("rep"),
            period=form.chosen(FirmDay.at(at).today),
            at=at,
            pool=chosen.get("pool", False),
        )

    @cached_property
    def day(self) -> FirmDay:
        return FirmDay.at(self.at)

    @cached_property
    def visible_teams(self) -> list[Team]:
        return list(self.viewer.visible_teams())

    @cached_property
    def teams(self) -> list[Team]:
        return [self.team] if self.team else self.visible_teams

    @cached_property
    def people(self) -> list[User]:
        """Who works in these teams, who manages them, and who did but left."""
        if self.rep or self.pool:
            return [self.rep] if self.rep else []
        theirs = Q(team__in=self.teams) | Q(managed_teams__in=self.teams)
        return list(User.objects.filter(theirs).exclude(role=User.Role.MARKETING).distinct().order_by("name", "pk"))

    @property
    def name(self) -> str:
        """What to call those in view: a rep, a team, several."""
        if self.rep:
            return self.rep.name
        if self.pool:
            return "Nobody yet"
        teams = [team.name for team in self.teams]
        return f"{teams[0]} team" if len(teams) == 1 else "All teams"

    def during(self, period: Period) -> "Scope":
        return replace(self, period=period)

    @property
    def days(self) -> str:
        """The period in words, after what happened in it."""
        first, last = Style().day(self.period.first), Style().day(self.period.last)
        return self.period.label or (f"{first} to {last}" if first != last else first)

    def query(self, **changes) -> str:
        """The address's query for this scope with some of it changed; None takes something out."""
        custom = self.period.key == "custom"
        values = {
            "period": None if custom else self.period.key,
            "since": self.period.first.isoformat() if custom else None,
            "until": self.period.last.isoformat() if custom else None,
            "team": self.team.pk if self.team else None,
            "rep": self.rep.pk if self.rep else None,
            "pool": "on" if self.pool else None,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value is not None})
