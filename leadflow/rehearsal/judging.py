"""Two versions of the lead definition, held against some contacts at a time. Reads, and writes nothing."""

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q

from contacts.models import Contact, Persona, Stage, StageChange, Touch
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm
from leadflow.rehearsal.history import MET_BY, Road, Step, found_on, road
from leadflow.rehearsal.models import Rehearsal, RehearsalRow
from scoring.fit import UNKNOWN, fit
from scoring.interest import Interaction, interest
from scoring.promotion import accounts_of, made_by_rules, profile_of
from scoring.standing import next_stage

Change = RehearsalRow.Change


@dataclass(slots=True)
class Someone:
    """What decides of a contact, and whose it is. Has what scoring and assignment ask for."""

    pk: int
    stage: str
    stage_since: datetime | None
    title: str
    country: str
    company_id: int | None
    flags: list[str]
    team_id: int
    owner_id: int | None

    fit: str = UNKNOWN
    # The stage and cause to which the draft would move them.
    move: tuple[str, str] | None = None

    @property
    def as_a_name(self) -> "Someone":
        """As if they were nothing yet."""
        return replace(self, stage=Stage.NAME, stage_since=None)


_COLUMNS = tuple(each.name for each in fields(Someone) if each.name not in ("fit", "move"))


class Past(NamedTuple):
    """What somebody did, in the order of time; what the first thing was about; how they moved, and what came of it."""

    interactions: list[Interaction]
    source: str
    steps: list[Step]
    road: Road


class Judge:
    """A draft as it stood when its rehearsal was asked for, and the version that was in force."""

    def __init__(self, rehearsal: Rehearsal):
        self._draft, self._against = rehearsal.rehearsed, rehearsal.against
        self._at, self._since, self._firm = rehearsal.at, rehearsal.since, Firm.current()
        self._today = self._firm.day_of(self._at)
        personas = list(Persona.objects.filter(active=True))
        self._fit_of = cache(lambda profile: fit(personas, profile).verdict)

    def look_at(self, ids: list[int]) -> list[tuple[Someone, RehearsalRow]]:
        """A row, not saved, for each of these of whom there is something to tell; whose they are is as it stands."""
        pasts = self._pasts(ids)
        rows = Contact.objects.filter(pk__among=pasts.keys()).order_by("pk").values_list(*_COLUMNS)
        people = [Someone(*row) for row in rows]
        accounts = accounts_of(people)
        found = []
        for someone in people:
            someone.fit = self._fit_of(profile_of(someone, accounts.get(someone.company_id)))
            if row := self._row(someone, pasts[someone.pk]):
                found.append((someone, row))
        return found

    def _pasts(self, ids: list[int]) -> dict[int, Past]:
        """Of those who ever did something, or took a meeting."""
        steps = defaultdict(list)
        changes = StageChange.objects.filter(contact__among=ids, at__lte=self._at).order_by("contact", "at", "pk")
        for contact, *step in changes.values_list("contact", *Step._fields):
            steps[contact].append(Step(*step))
        telling = Q(direction=Touch.Direction.INBOUND) | Q(outcome__in=MET_BY)
        touches = Touch.objects.filter(telling, contact__among=ids, at__lte=self._at).order_by("contact", "at", "pk")
        columns = ("contact", "at", "kind", "asset", "minutes", "asset__kind", "direction", "outcome")
        pasts = {}
        for contact, rows in groupby(touches.values_list(*columns), key=itemgetter(0)):
            pasts[contact] = self._past(list(rows), steps.pop(contact, []))
        for contact, theirs in steps.items():
            pasts[contact] = self._past([], theirs)
        return pasts

    def _past(self, touches: list[tuple], steps: list[Step]) -> Past:
        interactions, meetings, source = [], [], None
        for _, at, kind, asset, minutes, about, direction, outcome in touches:
            if outcome in MET_BY:
                meetings.append(at)
            if direction == Touch.Direction.INBOUND:
                interactions.append(Interaction(kind, asset, self._firm.day_of(at), minutes, at))
                source = source if source is not None else about or ""
        return Past(interactions, source or "", steps, road(steps, meetings))

    def _row(self, someone: Someone, past: Past) -> RehearsalRow | None:
        """What there is to tell of somebody; None where the versions agree and there was nothing to find."""
        now = interest(self._draft, past.interactions, self._today)
        change = self._change(someone, past, now)
        found, found_before, met = self._looked_back(someone, past)
        if not (change or found or found_before or met):
            return None
        return RehearsalRow(
            contact_id=someone.pk,
            place=someone.pk,
            change=change,
            source=past.source,
            rep_id=someone.owner_id,
            team_id=someone.team_id,
            interest=now.distinct,
            fit=someone.fit,
            found_on=found,
            found_before_on=found_before,
            met_on=met,
        )

    def _change(self, someone: Someone, past: Past, now) -> str:
        """What the draft would change today that the version in force would not."""
        before = interest(self._against, past.interactions, self._today)
        if someone.stage in LEADS and made_by_rules((step.after, step.cause) for step in past.steps):
            # Whom people made leads, people keep.
            name = someone.as_a_name
            if next_stage(self._against, name, before) and not next_stage(self._draft, name, now):
                return Change.NO_LONGER
        someone.move = next_stage(self._draft, someone, now)
        otherwise = next_stage(self._against, someone, before)
        after, without = (move[0] if move else someone.stage for move in (someone.move, otherwise))
        if after in LEADS and without not in LEADS:
            return Change.LEAD
        return Change.READY if (without, after) == (Stage.LEAD, Stage.SALES_READY) else Change.NONE

    def _looked_back(self, someone: Someone, past: Past):
        """The days on which the draft and the version in force would have found them, and that of their meeting."""
        met, end = past.road.met, past.road.end
        if end and self._firm.day_of(end) < self._since:
            return None, None, None
        found = (
            found_on(version, someone.as_a_name, past.interactions, since=self._since, until=end)
            for version in (self._draft, self._against)
        )
        return *found, self._firm.day_of(met) if met and met == end else None
