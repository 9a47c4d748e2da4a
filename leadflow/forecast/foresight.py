"""What an import would bring, without importing.

It goes through the rows in the pieces and by the code of `contacts.importing`, judges by `scoring` and gives by
`contacts.assignment`; the steps between them, which there are writes to the database, are told again here. Tests hold
it against what imports then really did.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from cadences.conditions import Someone
from cadences.entry import YEAR
from cadences.models import Cadence, Enrollment, Task
from cadences.receivers import HISTORY
from contacts import assignment
from contacts.importing import people
from contacts.importing.arrivals import Arrival
from contacts.importing.chunks import Piece, Row
from contacts.importing.matching import Closed, Draft, Register
from contacts.importing.touches import NETWORK, Foreseen, Touches, assets_as_if_made
from contacts.models import MUTES, Channel, Contact, Persona, Stage, StageChange, Touch, Upload
from contacts.models.stage import CLOSED, LEADS
from leadflow.accounts.models import Absence, Firm, Team, User
from leadflow.forecast.accounts import Account, Accounts, Remembered, age
from leadflow.forecast.entering import Entering, as_entered
from leadflow.forecast.load import as_left_out, out_of_reach, reachable
from leadflow.forecast.shares import Share, Shares
from scoring import promotion
from scoring.fit import MATCH, MISMATCH, UNKNOWN, fit
from scoring.interest import Interaction, Interest, interest
from scoring.models import LeadDefinition
from scoring.standing import next_stage

FIT_ORDER = (MATCH, UNKNOWN, MISMATCH)
CHANNELS = tuple(Channel.values)


@dataclass(slots=True)
class Person:
    """Somebody of the list who has news, as the import would leave them. Has what scoring and assignment ask for."""

    draft: Draft
    # The row of the list that has them.
    row: int
    pk: int
    stage: str
    stage_since: datetime | None
    title: str
    country: str
    company_id: int | None
    flags: list[str]
    team_id: int | None
    owner_id: int | None
    # Whether a plan runs already, and whether a call they asked for is to be made already.
    is_busy: bool = False
    is_awaited: bool = False
    interest: int = 0
    fit: str = UNKNOWN
    persona_id: int | None = None
    before: str = Stage.NAME
    cause: str = ""

    @property
    def becomes_lead(self) -> bool:
        return self.stage in LEADS and self.before not in LEADS

    @property
    def begins_a_plan(self) -> bool:
        """Who asked to be contacted is called first, and the plan comes after that call (rule 4)."""
        return self.becomes_lead and self.cause == StageChange.Cause.INTERACTIONS and not self.is_busy

    @property
    def place(self) -> tuple:
        """In which order they begin; see cadences.starts."""
        return self.stage != Stage.SALES_READY, -self.interest, FIT_ORDER.index(self.fit), age(self.pk)


class Start(NamedTuple):
    """A plan that would begin."""

    place: tuple
    share: Share
    out_of_reach: str


class Foresight:
    """A list as if it were imported at a moment, looked at piece by piece. Writes nothing.

    What is carried from piece to piece is a line for each company that would be new or change, whoever has rows in more
    than one place, and the place of each lead in the order in which they begin.
    """

    def __init__(self, upload: Upload, *, at: datetime):
        self.shares = Shares()
        self._upload, self._at, self._source = upload, at, upload.source
        self._team = upload.team or Team.only()
        self._definition = LeadDefinition.in_force(at)
        self._entering = Entering(at=at)
        self._personas = list(Persona.objects.filter(active=True))
        self._firm = Firm.current()
        self._reps = User.objects.active_reps().in_bulk()
        self._away = Absence.reps_away(self._firm.day_of(at))
        self._teams = Team.objects.in_bulk()
        self._companies = Remembered()
        self._numbers = 0
        self._again = set(upload.rows.of_several_rows())
        self._met: dict[int, tuple[Person, list[Foreseen]]] = {}
        self._begin: dict[int, Start] = {}

    def look_at(self, rows: list[Row]) -> None:
        """Note what the next rows that wait would bring."""
        arrivals = [Arrival(row.person or {}, self._source) for row in rows]
        register, closed = Register(arrivals, lock=False), Closed(arrivals)
        register.load_points()
        for pk in register.known.keys() & self._met.keys():
            register.known[pk].contact = self._met[pk][0].draft.contact
        accounts = Accounts(arrivals, self._companies)
        piece = Piece(self._upload, register, closed, accounts, decided=False)
        for row, one in zip(rows, arrivals, strict=True):
            piece.take(row, one)
        accounts.save()
        self._settle(piece.drafts)
        assets = assets_as_if_made(piece.acts, self._upload)
        self._promote(piece.drafts, list(Touches(piece.acts, self._upload, assets=assets).foresee()))

    def close(self) -> None:
        """All rows were looked at: those begin first who come first in the queue; see cadences.starts."""
        for start in sorted(self._begin.values(), key=attrgetter("place")):
            start.share.begin(start.out_of_reach)

    def _settle(self, drafts: Iterable[Draft]) -> None:
        """Ids for those who would be new, and for whom they work for; see contacts.importing.people.save."""
        for draft in drafts:
            if draft.is_new:
                self._numbers += 1
                draft.contact.pk = -self._numbers
            if draft.company:
                draft.contact.company_id = draft.company.pk

    def _promote(self, drafts: dict[Draft, Row], touches: list[Foreseen]) -> None:
        """Judge those who did something new, then those of whom something else is new, as the signals would."""
        did: dict[int, list[Foreseen]] = defaultdict(list)
        for touch in touches:
            did[touch.contact].append(touch)
        judged = {d: row.pk for d, row in drafts.items() if d.contact.pk in did or people.fits_anew(d)}
        found = self._people(judged)
        companies = self._companies.of({person.company_id for person in found if person.company_id})
        active, others = [], []
        for person in sorted(found, key=lambda person: age(person.pk)):
            (active if person.pk in did else others).append(person)
        for batch in (active, others):
            self._evaluate(batch, did, companies)
        self._count(found, did, companies)
        for person in found:
            if person.pk in self._again:
                person.draft.contact.stage = person.stage
                self._met[person.pk] = (person, did[person.pk] + self._did_before(person.pk))

    def _people(self, drafts: dict[Draft, int]) -> list[Person]:
        """Those who have news, each with the row that has them, as they stand before they are judged."""
        known = [draft.contact.pk for draft in drafts if not draft.is_new]
        columns = ("pk", "stage_since", "team", "owner")
        rows = Contact.objects.filter(pk__among=known).order_by().values_list(*columns)
        standing = {pk: columns for pk, *columns in rows}
        busy = set(Enrollment.objects.live().filter(contact__among=known).values_list("contact", flat=True))
        calls = Task.objects.open().filter(contact__among=known, kind=Task.Kind.REQUEST)
        awaited = set(calls.values_list("contact", flat=True))
        found = []
        for draft, row in drafts.items():
            person = self._person(draft, row, standing.get(draft.contact.pk))
            person.is_busy, person.is_awaited = person.pk in busy, person.pk in awaited
            if person.pk in self._met:
                before = self._met[person.pk][0]
                for name in ("stage_since", "team_id", "owner_id", "is_busy", "is_awaited"):
                    setattr(person, name, getattr(before, name))
            found.append(person)
        return found

    def _person(self, draft: Draft, row: int, standing: list | None) -> Person:
        contact = draft.contact
        since, team, owner = standing or (None, *self._belonging(draft))
        return Person(
            draft=draft,
            row=row,
            pk=contact.pk,
            stage=contact.stage,
            before=contact.stage,
            stage_since=since,
            title=contact.title,
            country=contact.country,
            company_id=contact.company_id,
            flags=contact.flags,
            team_id=team,
            owner_id=owner,
        )

    def _belonging(self, draft: Draft) -> tuple[int | None, int | None]:
        """Team and owner of somebody new; see contacts.importing.people."""
        rep = self._upload.rep
        if not assignment.is_rep(rep) or (draft.company and draft.company.owner_id):
            return (self._team.pk if self._team else None), None
        return rep.team_id, rep.pk

    # What scoring.promotion.evaluate does.

    def _evaluate(self, batch: list[Person], did: dict[int, list[Foreseen]], companies: dict[int, Account]) -> None:
        found = self._interests(batch, did)
        moves: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in batch:
            known = found[person.pk]
            person.interest = known.distinct
            fits = fit(self._personas, promotion.profile_of(person, companies.get(person.company_id)))
            person.fit, person.persona_id = fits.verdict, fits.persona_id
            if move := next_stage(self._definition, person, known):
                moves[move].append(person)
        for (stage, cause), moving in moves.items():
            for person in moving:
                person.stage, person.cause, person.stage_since = stage, cause, self._at
            self._give([person for person in moving if person.owner_id is None], did, companies)

    def _interests(self, batch: list[Person], did: dict[int, list[Foreseen]]) -> dict[int, Interest]:
        """The Python twin of `promotion.interests`, with what would be new."""
        known = [person.pk for person in batch if person.pk > 0]
        rows = promotion.counting(self._definition, at=self._at).filter(contact__among=known).order_by()
        before: dict[int, list[tuple]] = defaultdict(list)
        changed = {touch.known for person in batch for touch in did[person.pk]}
        for pk, contact, *facts in rows.values_list("pk", "contact", "kind", "asset", "at", "minutes"):
            if pk not in changed:
                before[contact].append(tuple(facts))
        return {person.pk: self._interest(before[person.pk], self._all_of(person.pk, did)) for person in batch}

    def _all_of(self, pk: int, did: dict[int, list[Foreseen]]) -> list[Foreseen]:
        return did[pk] + self._did_before(pk) if pk in self._met else did[pk]

    def _did_before(self, pk: int) -> list[Foreseen]:
        """What pieces before would have brought."""
        return self._met[pk][1] if pk in self._met else []

    def _interest(self, known: list[tuple], new: list[Foreseen]) -> Interest:
        facts = known + [(touch.kind, touch.asset, touch.at, touch.minutes) for touch in new]
        interactions = [
            Interaction(kind, asset, self._firm.day_of(moment), minutes, moment)
            for kind, asset, moment, minutes in facts
        ]
        return interest(self._definition, interactions, self._firm.day_of(self._at))

    def _give(self, fresh: list[Person], did: dict[int, list[Foreseen]], companies: dict[int, Account]) -> None:
        """The Python twin of contacts.assignment.owners_for."""
        owner_of = {pk: self._reps[one.owner_id] for pk, one in companies.items() if one.owner_id in self._reps}
        shares = assignment.Shares(owner_of, self._preferred(fresh, did))
        waiting = shares.settle(fresh)
        for pk in sorted(waiting.keys() - {None}):
            team = self._teams[pk]
            reps = team.in_turn(self._reps_of(pk), away=self._away)
            team.last_served = shares.deal(waiting[pk], reps) or team.last_served
        for company, rep in shares.newly_owned.items():
            companies[company].owner_id = rep.pk
            self._companies.keep(companies[company])
        for person in fresh:
            if chosen := shares.chosen.get(person.pk):
                person.owner_id, person.team_id = chosen.pk, chosen.team_id

    def _reps_of(self, team: int) -> list[User]:
        return [rep for _, rep in sorted(self._reps.items()) if rep.team_id == team]

    def _preferred(self, fresh: list[Person], did: dict[int, list[Foreseen]]) -> dict[int, User]:
        """The twin of `promotion.preferred`: the first of their own network, else whom the last list names."""
        touches = Touch.objects.filter(contact__among=[person.pk for person in fresh if person.pk > 0])
        named = list(
            touches.filter(upload__rep__isnull=False).values_list("contact", "upload_id", "upload__rep").order_by()
        )
        network = touches.filter(kind__in=promotion.NETWORK_KINDS, rep__isnull=False).order_by()
        met = [
            (contact, -moment.timestamp(), rep) for contact, moment, rep in network.values_list("contact", "at", "rep")
        ]
        for touch in (touch for person in fresh for touch in self._all_of(person.pk, did) if not touch.known):
            if self._upload.rep_id:
                named.append((touch.contact, self._upload.pk, self._upload.rep_id))
            if touch.rep and touch.kind in NETWORK:
                met.append((touch.contact, -touch.at.timestamp(), touch.rep))
        reps = {contact: rep for source in (named, met) for contact, _, rep in sorted(source, key=lambda row: row[1])}
        return {contact: self._reps[rep] for contact, rep in reps.items() if rep in self._reps}

    # What is told of it.

    def _count(self, found: list[Person], did: dict[int, list[Foreseen]], companies: dict[int, Account]) -> None:
        begin = [person for person in found if person.begins_a_plan]
        can_be_reached = reachable([person.pk for person in begin if not person.draft.is_new])
        plans = self._entering.plans_of(begin, companies, lambda person: self._kinds(person, did)) if begin else {}
        for person in begin:
            person.is_busy = True
            plan = plans[person.pk]
            left_out = [*_out_of_reach(person.draft, can_be_reached), *self._not_theirs(person, plan, companies)]
            told = ",".join([*as_entered(plan), *left_out])
            self._begin[person.pk] = Start(person.place, self._share_of(person), told)
        for person in found:
            if start := self._begin.get(person.pk):
                self._begin[person.pk] = start._replace(place=person.place)
        for person in found:
            for mark in self._marks(person, did[person.pk]):
                getattr(self._share_of(person), mark).append(person.row)

    def _kinds(self, person: Person, did: dict[int, list[Foreseen]]) -> set[str]:
        """What somebody would have done by the list, within the year that counts for cadences.entry."""
        return {touch.kind for touch in self._all_of(person.pk, did) if touch.at >= self._at - YEAR}

    def _not_theirs(self, person: Person, plan: Cadence, companies: dict[int, Account]) -> list[str]:
        """The steps of their plan that are not for somebody, as shares have them."""
        account = companies.get(person.company_id)
        known = (account.industry, account.employees) if account else ("", None)
        closed = {column: getattr(person.draft.contact, column) for column in MUTES.values()}
        someone = Someone(person.persona_id, *known, Contact(**closed).open_channel)
        return [as_left_out(key) for key in sorted(self._entering.left_out(plan, someone))]

    def _marks(self, person: Person, touches: list[Foreseen]) -> Iterator[str]:
        """What somebody counts as; see leadflow.forecast.shares."""
        if person.becomes_lead:
            yield "leads"
        if person.stage == Stage.SALES_READY != person.before:
            yield "ready"
        if not person.is_awaited and self._calls_for_us(person, touches):
            person.is_awaited = True
            yield "requests"

    def _share_of(self, person: Person):
        return self.shares.of(person.owner_id, person.team_id)

    def _calls_for_us(self, person: Person, touches: Iterable[Foreseen]) -> bool:
        """Whether they asked, and not long ago: see cadences.receivers."""
        if person.stage in (Stage.NAME, *CLOSED):
            return False
        is_now = person.stage_since == self._at
        return any(touch.kind in Touch.REQUESTS and (is_now or touch.at >= self._at - HISTORY) for touch in touches)


def _out_of_reach(draft: Draft, can_be_reached: dict[int, set[str]]) -> list[str]:
    """The channels by which somebody cannot be followed up; see cadences.firing.skipping."""
    kinds = {point.kind for point in draft.added} | can_be_reached.get(draft.contact.pk, set())
    out = out_of_reach(kinds, {column for column in MUTES.values() if getattr(draft.contact, column)})
    return [channel for channel in CHANNELS if channel in out]
