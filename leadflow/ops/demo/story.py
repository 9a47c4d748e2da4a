"""Six weeks at Harborline, told by the code that works real leads: uploads, promotion, sweeps and logged outcomes."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from django.core.files.base import ContentFile

from cadences import firing
from cadences.effects import Said
from cadences.firm_day import FirmDay
from cadences.models import Outcome
from contacts.importing import work
from contacts.models import Asset, Channel, Contact, ListSource, Stage, Touch, Upload
from leadflow.accounts.models import Firm
from leadflow.lib.once import reading_once
from leadflow.ops.demo import cast, lists, people, plans, talk
from leadflow.ops.demo.cast import SEED
from leadflow.ops.demo.working import Desk
from leadflow.reports.models import Day

WEEKS = timedelta(weeks=6)
PEOPLE = 600
# What each list is about happened so many days ago; the team that gets it; of how many of a hundred people it is the
# first list.
LISTS = (
    (lists.crm_export, 41, "North", 22),
    (lists.zoom_webinar, 38, "South", 22),
    (lists.downloads, 33, "North", 20),
    (lists.eventbrite, 26, "South", 10),
    (lists.booth, 18, "North", 16),
    (lists.gotowebinar, 8, "South", 10),
)
# Who stands on one list stands on a further one with this chance, and then perhaps once more.
AGAIN = 0.5
# Of the work of yesterday and of today so many tasks: left undone, done already.
LEFT_YESTERDAY = 4
DONE_TODAY = 4
Event = Callable[[date], object]


class Story:
    """The firm's six weeks up to a moment. The same moment tells the same story."""

    def __init__(self, now: datetime, *, number: int = PEOPLE):
        self.now, self.number = now, number
        # What happens in the morning and in the evening of a day.
        self.events: dict[date, list[Event]] = defaultdict(list)
        self.evenings: dict[date, list[Event]] = defaultdict(list)

    def tell(self, progress: Callable[[date, int], None]) -> None:
        """Let the six weeks pass. `progress` is told each day, and how many of a hundred parts are done."""
        self._begin()
        days = [self.today - WEEKS + timedelta(days=n) for n in range(WEEKS.days + 1)]
        for n, day in enumerate(days):
            if self.calendar.is_working(day):
                progress(day, 100 * n // len(days))
                self._live(day)
        while Day.objects.recount():
            pass

    def _begin(self) -> None:
        weekday = self.now.astimezone(Firm(time_zone=cast.ZONE).zone).weekday()
        # Today is worked even if it is a Sunday: whoever looks at the demo wants to see a day of work.
        self.staff = cast.hire(sorted({0, 1, 2, 3, 4, weekday}), at=self.now)
        self.firm = Firm.current()
        day = FirmDay.at(self.now)
        self.today, self.calendar = day.today, day.calendar
        self.yesterday = next(d for n in range(1, 8) if self.calendar.is_working(d := self.today - timedelta(days=n)))
        outcomes = {outcome.effect: outcome for outcome in Outcome.objects.all()}
        self.desks = [
            Desk(self.staff[hand.name], hand, self.firm, self.calendar, outcomes, self._will_answer)
            for hand in cast.REPS
        ]
        self.form = Asset.known_as(Asset.Kind.PAGE, "Contact form")
        begun = self.firm.moment(self.today - WEEKS, time(7, 30))
        plans.settle(by=self.staff["Petra Lind"], at=begun)
        self._plan_lists()
        self._plan_requests()
        self._plan_agreements()

    # What is to happen, by day

    def _plan_lists(self) -> None:
        rng = Random(SEED)
        members = defaultdict(list)
        for person in people.invent(self.number, rng):
            on = set(rng.choices(range(len(LISTS)), [share for *_, share in LISTS]))
            while rng.random() < AGAIN:
                on.add(rng.randrange(1, len(LISTS)))
            for index in on:
                members[index].append(person)
        for index, (make, ago, team, _) in enumerate(LISTS):
            held = self.calendar.working_day_from(self.today - timedelta(days=ago))
            file = make(members[index], held, Random(f"{SEED} {index}"))
            self.events[self.calendar.next_working_day(held)].append(partial(self._upload, file, team))

    def _plan_requests(self) -> None:
        rng = Random(f"{SEED} requests")
        for n in range(8, WEEKS.days):
            day = self.today - WEEKS + timedelta(days=n)
            if self.calendar.is_working(day) and rng.random() < 0.7:
                self.events[day].append(partial(self._request, time(9 + rng.randrange(7), rng.randrange(60))))

    def _plan_agreements(self) -> None:
        """What each rep agreed on some days ago for today."""
        told = {
            13: (Touch.Outcome.NOT_NOW, Said(until=self.today, note="The budget is decided this week, call today")),
            6: (Touch.Outcome.MEETING, Said(at=self.firm.moment(self.today, time(15)), known={"need": talk.NEEDS[0]})),
            5: (Touch.Outcome.CALL_BACK, Said(at=self.firm.moment(self.today, time(10, 30)), note="Is back then")),
        }
        for ago, (effect, said) in told.items():
            day = self.calendar.working_day_from(self.today - timedelta(days=ago))
            self.evenings[day].append(partial(self._call_one_each, effect, said))
        liked = Said(known={"need": talk.NEEDS[1]}, note="Liked the pilot idea, thinks it over")
        self.evenings[self.yesterday].append(partial(self._call_one_each, Touch.Outcome.CONNECTED, liked))
        self.evenings[self.yesterday].append(self._hear)

    def _will_answer(self, contact: int, day: date) -> None:
        self.events[day].append(partial(self._answer, contact))

    # One day

    @reading_once()
    def _live(self, day: date) -> None:
        self._sweep(min(self.firm.moment(day, time(7, 50)), self.now))
        for event in self.events.pop(day, ()):
            event(day)
        for desk in self.desks:
            if day == self.today:
                desk.begin_today(day, until=self.now - timedelta(minutes=30), most=DONE_TODAY)
            else:
                leave = LEFT_YESTERDAY if day == self.yesterday else 0
                desk.work(day, until=self.firm.moment(day, time(17)), leave=leave)
        for event in self.evenings.pop(day, ()):
            event(day)
        if day == self.today:
            self._ask_just_now()
            self._sweep(self.now)

    def _sweep(self, at: datetime) -> None:
        firing.sweep(at, clock=lambda: at)

    # What happens

    def _upload(self, file: lists.ListFile, team: str, day: date) -> None:
        """Marketing drops a file, looks at it and imports it."""
        at = self.firm.moment(day, time(8, 20))
        upload = Upload.receive(
            ContentFile(file.content, name=file.name),
            name=file.name,
            at=at,
            by=self.staff["Mira Holt"],
            team=next(desk.rep.team for desk in self.desks if desk.hand.team == team),
            zone=cast.ZONE,
            kind=file.kind,
            asset_name=file.asset_name,
        )
        upload = work.do_all(upload.pk, clock=lambda: at)
        upload.begin(at=at)
        ListSource.objects.remember(upload, name="", at=at)
        work.do_all(upload.pk, clock=lambda: at)

    def _request(self, clock: time, day: date) -> None:
        """Somebody whom we know by name fills in the contact form."""
        rng = Random(f"{SEED} request {day}")
        known = Contact.objects.filter(
            stage__in=(Stage.NAME, Stage.NURTURE), points__kind="phone", points__is_wrong=False
        ).order_by("pk")
        if number := known.count():
            self._ask(known[rng.randrange(number)], self.firm.moment(day, clock), rng)

    def _ask(self, contact: Contact, at: datetime, rng: Random) -> None:
        key = Touch.key_for(Touch.Kind.CONTACT_REQUEST, source_id=f"{at:%Y%m%d%H%M}")
        gist = rng.choice(talk.REQUESTS)
        contact.record_touch(Touch.Kind.CONTACT_REQUEST, at=at, asset=self.form, gist=gist, key=key)

    def _answer(self, contact: int, day: date) -> None:
        """Somebody writes back."""
        rng = Random(f"{SEED} answer {contact} {day}")
        at = self.firm.moment(day, time(8, 30 + rng.randrange(25)))
        known = Contact.objects.get(pk=contact)
        if not known.is_closed:
            key = Touch.key_for(Touch.Kind.REPLY, source_id=f"{day}")
            gist = rng.choice(talk.REPLIES)
            known.record_touch(Touch.Kind.REPLY, at=at, channel=Channel.EMAIL, gist=gist, key=key)

    def _call_one_each(self, effect: str, said: Said, day: date) -> None:
        """Each rep calls one of the own leads beside the plan, late in the day."""
        for n, desk in enumerate(self.desks):
            rng = Random(f"{SEED} {desk.rep.name} {day} evening")
            if contact := desk.own_lead(rng):
                at = self.firm.moment(day, time(17, 5 + n))
                desk.call(contact, effect, said, at=at, rng=rng)

    def _hear(self, day: date) -> None:
        plans.hear(at=self.firm.moment(day, time(17, 20)))

    def _ask_just_now(self) -> None:
        """Each rep has somebody who waits for a call, since minutes if it is day."""
        opens, closes = (self.firm.moment(self.today, at) for at in (self.firm.call_from, self.firm.call_until))
        latest = self.now - timedelta(minutes=12)
        if latest < opens:
            closes = self.firm.moment(self.yesterday, self.firm.call_until)
        for n, desk in enumerate(self.desks):
            rng = Random(f"{SEED} {desk.rep.name} now")
            known = Contact.objects.filter(
                owner=desk.rep, points__kind="phone", points__is_wrong=False, no_phone=False
            ).order_by("pk")
            contact = known.filter(stage=Stage.NURTURE).first() or known.filter(stage=Stage.LEAD).last()
            if contact:
                self._ask(contact, min(latest, closes - timedelta(minutes=20)) - timedelta(minutes=7 * n), rng)
