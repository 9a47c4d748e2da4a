"""What comes to each rep in the next four weeks, and the rows behind each number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cadences.firm_day import FirmDay
from cadences.models import Enrollment, Task
from contacts.models import Channel, Contact
from leadflow.accounts.models import Team, User
from leadflow.forecast import load
from leadflow.forecast.mornings import Record, record
from leadflow.forecast.passing import Ahead
from leadflow.forecast.picture import Picture
from leadflow.forecast.shares import Share
from leadflow.lib.ids import OneOf, as_id

DAYS = 20
CHANNELS = [(channel.value, channel.label) for channel in Channel if channel != Channel.SYSTEM]


class WeeksForm(forms.Form):
    """Whose weeks, and by which channel; the address holds it. Offers the teams whose work the viewer leads."""

    team = OneOf(Team.objects.none(), required=False)
    channel = forms.ChoiceField(choices=[("", ""), *CHANNELS], required=False)

    def __init__(self, data, *, viewer: User):
        super().__init__(data)
        self.fields["team"].queryset = _led_by(viewer)


def _led_by(viewer: User) -> QuerySet[Team]:
    return Team.objects.none() if viewer.works_a_queue else viewer.visible_teams()


@dataclass(frozen=True)
class Weeks:
    """Whose next four weeks somebody looks at, and at which moment."""

    viewer: User
    team: Team | None
    channel: str
    at: datetime

    @classmethod
    def asked_for(cls, data, viewer: User, *, at: datetime) -> "Weeks":
        """What the address asks for. Raises Http404 for a team that the viewer does not lead."""
        form = WeeksForm(data, viewer=viewer)
        if "team" in form.errors:
            raise Http404
        return cls(viewer, form.cleaned_data["team"], form.cleaned_data.get("channel", ""), at)

    @cached_property
    def day(self) -> FirmDay:
        return FirmDay.at(self.at)

    @cached_property
    def visible_teams(self) -> list[Team]:
        return list(_led_by(self.viewer))

    @cached_property
    def teams(self) -> list[Team]:
        return [self.team] if self.team else self.visible_teams

    @cached_property
    def shares(self) -> list[Share]:
        """A rep their own; who leads teams the reps and the pool of each."""
        if self.viewer.works_a_queue:
            return [Share(self.viewer.pk, None)]
        reps = User.objects.active_reps().filter(team__in=self.teams).values_list("pk", flat=True)
        return [*(Share(rep, None) for rep in reps), *(Share(None, team.pk) for team in self.teams)]

    @cached_property
    def picture(self) -> Picture:
        _, rows = found = load.rows(self.shares, most=None, day=self.day, days=DAYS, channel=self.channel)
        # A pool is shown where something lies in it.
        shown = [row for row in rows if row.share.rep or any(row.already)]
        return Picture.ahead(found[0], shown, day=self.day, url_of=self.url_of)

    @cached_property
    def record(self) -> Record:
        """How the forecasts of the past weeks held, for these reps and all channels together."""
        return record([share.rep for share in self.shares if share.rep], day=self.day)

    def url_of(self, share: Share, day: date) -> str:
        """Where the rows behind a number are."""
        whose = f"rep-{share.rep}" if share.rep else f"team-{share.team}"
        return reverse("weeks_day", args=[whose, day.isoformat()]) + self.query(team=None)

    def query(self, **changes) -> str:
        """The address's query for these weeks with some of it changed; None takes something out."""
        values = {"team": self.team.pk if self.team else None, "channel": self.channel, **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    # The rows behind a number

    def one(self, key: str) -> "tuple[Share, User | Team]":
        """The rep, or the team whose pool it is, that an address names: “rep-12”. Raises Http404 for one whose days the
        viewer does not see."""
        kind, _, pk = key.partition("-")
        if kind == "rep":
            theirs = User.objects.visible_to(self.viewer).active_reps()
            if self.viewer.works_a_queue:
                theirs = theirs.filter(pk=self.viewer.pk)
            rep = get_object_or_404(theirs, pk=as_id(pk))
            return Share(rep.pk, None), rep
        team = get_object_or_404(_led_by(self.viewer), pk=as_id(pk))
        return Share(None, team.pk), team

    def rows_of(self, share: Share, on: date) -> dict[int, list[str]]:
        """What comes on a day, by the id of its contact: open tasks, then steps of plans."""
        ahead = Ahead(self.day, DAYS)
        found: dict[int, list[str]] = defaultdict(list)
        if on not in ahead.days:
            return found
        for task in self._tasks(share, ahead, ahead.days.index(on)).select_related("step"):
            found[task.contact_id].append(str(task))
        plans = load.behind(share, on, day=self.day, days=DAYS)
        steps = [(plan, step.name) for plan, step in plans if self.channel in ("", step.channel)]
        contacts = self._contacts(plan for plan, _ in steps)
        for plan, name in steps:
            found[contacts[plan]].append(name)
        return found

    def _tasks(self, share: Share, ahead: Ahead, at: int) -> QuerySet[Task]:
        """What is open and lies on that day: on the first what is overdue, after an absence what waited."""
        tasks = Task.objects.in_pool_of([share.team])
        if share.rep:
            tasks = ahead.away[at].tasks_of(User(pk=share.rep))
        found = tasks.open().filter(due_on__lte=ahead.days[at]).visible_to(self.viewer)
        if before := [day for i, day in enumerate(ahead.days[:at]) if ahead.who(share.whose, 0, i)]:
            found = found.filter(due_on__gt=before[-1])
        return found.filter(channel=self.channel) if self.channel else found

    def _contacts(self, plans: Iterable[int]) -> dict[int, int]:
        return dict(Enrollment.objects.filter(pk__among=list(plans)).values_list("pk", "contact"))


def people(found: dict[int, list[str]], viewer: User) -> QuerySet[Contact]:
    """Those to whom something comes, as far as somebody may see them."""
    return Contact.objects.visible_to(viewer).filter(pk__among=list(found)).select_related("company", "owner", "team")
