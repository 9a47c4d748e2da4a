"""A rep's day at Harborline: through the queue from the top, each task logged as a real rep logs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db.models import Exists, OuterRef

from cadences.calendar import Calendar
from cadences.editing.plan import FIRST, SECOND
from cadences.effects import Said
from cadences.models import Completion, Outcome, Task
from contacts.models import Channel, Contact, Stage, Touch
from leadflow.accounts.models import Firm, User
from leadflow.ops.demo import talk
from leadflow.ops.demo.cast import SEED, Hand

MINUTES = {Channel.PHONE: 6, Channel.EMAIL: 5, Channel.RESEARCH: 9, Channel.POST: 6}
# With this chance a call that nobody answered is made again a few minutes later, and a mail is answered next day: by
# its wording.
DIAL_AGAIN = 0.7
ANSWERED = {"": 0.03, FIRST: 0.03, SECOND: 0.08}
# Of the calls beside the plan.
STRANGERS = 0.3


@dataclass
class Desk:
    """Where a rep sits. `on_answer` is told of contacts who will write back."""

    rep: User
    hand: Hand
    firm: Firm
    calendar: Calendar
    outcomes: dict[str, Outcome]
    on_answer: Callable[[int, date], object]

    def work(self, day: date, *, until: datetime, leave: int = 0) -> None:
        """Do the day's tasks in the order of the queue, but for the last few; what has an agreed time is done then."""
        rng = Random(f"{SEED} {self.rep.name} {day}")
        due = self._due(day)
        agreed = sorted((task.not_before, task.pk, task) for task in due if task.not_before)
        queue = [task for task in due if not task.not_before]
        queue = queue[: max(len(queue) - leave, 0)]
        at = self.firm.moment(day, time(9, rng.randrange(5, 20)))
        for _ in range(self.hand.tasks_a_day):
            if agreed and (agreed[0][0] <= at or not queue):
                not_before, _, task = agreed.pop(0)
                at = max(at, not_before)
            elif queue:
                task = queue.pop(0)
            else:
                break
            at += timedelta(minutes=MINUTES.get(task.channel, 3), seconds=rng.randrange(150))
            if at >= until:
                return
            self._do(task, at, rng)
        for _ in range(self.hand.calls_in_between):
            at += timedelta(minutes=9, seconds=rng.randrange(150))
            if at < until:
                self._call_in_between(at, rng)

    def begin_today(self, day: date, *, until: datetime, most: int) -> None:
        """Do a few of the calls that came up today, so that the rest of the queue is there to be looked at."""
        rng = Random(f"{SEED} {self.rep.name} {day}")
        at = self.firm.moment(day, time(9, rng.randrange(5, 20)))
        fresh = [task for task in self._due(day) if task.kind == Task.Kind.STEP and task.due_on == day]
        for task in sorted(fresh, key=lambda task: task.channel != Channel.PHONE)[:most]:
            at += timedelta(minutes=6, seconds=rng.randrange(150))
            if at < until:
                self._do(task, at, rng)
        for _ in range(self.hand.calls_in_between):
            at += timedelta(minutes=7)
            if at < until:
                self._call_in_between(at, rng)

    def _due(self, day: date) -> list[Task]:
        return list(Task.objects.of(self.rep).due(day).in_queue_order(day).select_related("contact"))

    def own_lead(self, rng: Random) -> Contact | None:
        """One of the own leads with whom nothing is agreed yet."""
        leads = Contact.objects.filter(
            owner=self.rep, points__kind="phone", points__is_wrong=False, no_phone=False
        ).leads()
        waiting = Task.objects.open().filter(contact=OuterRef("pk"), kind__in=talk.AGREED)
        return self._any(leads.filter(~Exists(waiting)), rng)

    def call(self, contact: Contact, effect: str, said: Said, *, at: datetime, rng: Random) -> None:
        """Call somebody beside the plan."""
        task = Task.open_for(
            contact,
            Task.Kind.BY_HAND,
            due_on=self.firm.day_of(at),
            at=at,
            rep_id=self.rep.pk,
            objective="A call in between",
        )
        self._log(task, effect, said, at, rng)

    def _do(self, task: Task, at: datetime, rng: Random) -> None:
        task.refresh_from_db()
        today = self.firm.day_of(at)
        if not task.is_open or task.due_on > today:
            return
        effect, said = talk.ending(task, self.hand, rng, self.next_meeting(at, rng), today)
        completion = self._log(task, effect, said, at, rng)
        if effect == Touch.Outcome.NO_ANSWER and rng.random() < DIAL_AGAIN:
            completion.dial_again(by=self.rep, at=at + timedelta(seconds=10))
            task.refresh_from_db()
            again = rng.choice((Touch.Outcome.NO_ANSWER, Touch.Outcome.VOICEMAIL))
            self._log(task, again, Said(), at + timedelta(minutes=3, seconds=30), rng)
        if task.channel == Channel.EMAIL and effect == Touch.Outcome.DONE and rng.random() < ANSWERED[task.variant]:
            self.on_answer(task.contact_id, self.calendar.next_working_day(today))

    def _log(self, task: Task, effect: str, said: Said, at: datetime, rng: Random) -> Completion:
        key = UUID(int=rng.getrandbits(128), version=4)
        return Completion.log(
            task, self.outcomes[effect], said=said, rep=self.rep, at=at, key=key, version=task.version
        )

    def _call_in_between(self, at: datetime, rng: Random) -> None:
        """A call beside the plan: to one of the own leads, seldom to somebody who stood on a list and did nothing."""
        if rng.random() < STRANGERS:
            listed = Contact.objects.filter(
                team=self.rep.team, stage=Stage.NAME, points__kind="phone", points__is_wrong=False, interest=0
            )
            contact = self._any(listed.exclude(touches__kind=Touch.Kind.ATTEMPT), rng)
        else:
            contact = self.own_lead(rng)
        if contact:
            reached = rng.random() < 0.05
            effect = Touch.Outcome.NOT_INTERESTED if reached else rng.choice(talk.NOBODY_THERE)
            self.call(contact, effect, talk.said(effect, rng, at, self.firm.day_of(at)), at=at, rng=rng)

    @staticmethod
    def _any(contacts, rng: Random) -> Contact | None:
        ids = list(contacts.order_by("pk").values_list("pk", flat=True).distinct())
        return Contact.objects.get(pk=rng.choice(ids)) if ids else None

    def next_meeting(self, at: datetime, rng: Random) -> datetime:
        """A free time two to five working days ahead."""
        day = self.calendar.working_day_from(self.firm.day_of(at) + timedelta(days=rng.randrange(2, 6)))
        return self.firm.moment(day, time(rng.randrange(10, 16), rng.choice((0, 30))))
