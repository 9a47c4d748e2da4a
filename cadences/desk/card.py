"""The card of one task: who, why, what to say, what happened, and which outcomes it offers.

Built for one moment; what a template does not show is not asked of the database.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote

from cadences import holds
from cadences.absences import Away
from cadences.conditions import ANSWERED
from cadences.desk import queue
from cadences.desk.offers import Offer, offers_for
from cadences.desk.then import Then, then
from cadences.firm_day import FirmDay, holidays_of
from cadences.models import Enrollment, Step, Task, Voicemail
from cadences.outreach import compose, reason
from cadences.outreach.compose import Text
from cadences.outreach.scripts import AIMS, SCRIPTS
from contacts.models import Channel, Contact, ContactPoint, Stage, Touch
from contacts.timeline import title_of
from leadflow.accounts.models import Absence, User
from leadflow.lib.place import Place
from leadflow.lib.when import span

# Enough to tell the reason, the series of voicemails and the last weeks.
TOUCHES = 60
SHOWN_TOUCHES = 6
COLLEAGUES = 6


@dataclass(frozen=True)
class Colleague:
    """Somebody else at the contact's firm. Without a name where another team works them."""

    name: str
    title: str
    contact_id: int | None
    rep: str
    team: str
    stage: str


class Card:
    """What a rep sees of one task at a moment."""

    def __init__(self, task: Task, *, viewer: User, at: datetime):
        self.task, self.viewer, self.at = task, viewer, at
        self.contact: Contact = task.contact
        self.company = task.contact.company

    @staticmethod
    def tasks(user: User):
        """The tasks that somebody may open, with what a card shows."""
        return (
            Task.objects.visible_to(user).select_related("contact__company", "step").prefetch_related("contact__points")
        )

    @cached_property
    def day(self) -> FirmDay:
        return FirmDay.at(self.at)

    @property
    def today(self) -> date:
        return self.day.today

    @cached_property
    def away(self) -> Absence | None:
        """The absence of the rep for whom somebody else does it."""
        return Away.on(self.today).of(self.task.rep_id)

    # Who

    @cached_property
    def number(self) -> ContactPoint | None:
        return self.contact.reach(ContactPoint.Kind.PHONE)

    @cached_property
    def mail(self) -> ContactPoint | None:
        return self.contact.reach(ContactPoint.Kind.EMAIL)

    @cached_property
    def linkedin(self) -> ContactPoint | None:
        return self.contact.reach(ContactPoint.Kind.LINKEDIN)

    @cached_property
    def place(self) -> Place:
        return Place.of(
            time_zone=self.contact.time_zone,
            phone=self.number.normalised if self.number else "",
            country=self.contact.country,
            home=self.day.firm.time_zone,
        )

    @cached_property
    def clocks(self) -> list[datetime]:
        return self.place.clocks(self.at)

    @cached_property
    def is_callable(self) -> bool:
        return self.place.is_open(self.at, queue.hours(self.day.firm))

    @cached_property
    def opens_at(self) -> datetime | None:
        return self.place.opens_at(self.at, queue.hours(self.day.firm))

    @cached_property
    def holiday_there(self) -> str:
        """The public holiday of today at the contact's place, by its name."""
        return holidays_of(self.contact.country).get(self.clocks[0].date()) or ""

    @property
    def agreed_time(self) -> datetime | None:
        """The time that they named, at which they may be called at any hour."""
        return self.task.not_before if queue.is_agreed(self.task.kind, self.task.not_before) else None

    @cached_property
    def stage_change(self):
        """The last move, with its evidence: why they stand where they stand."""
        return self.contact.stage_changes.filter(after=self.contact.stage).first()

    @cached_property
    def colleagues(self) -> list[Colleague]:
        """Who else is known at the firm; of another team's people only who of us works them (visibility)."""
        if self.company is None:
            return []
        others = Contact.objects.filter(company=self.company).exclude(pk=self.contact.pk)
        teams = set(self.viewer.visible_teams().values_list("pk", flat=True))
        found = others.select_related("owner", "team").order_by("-interest", "pk")[:COLLEAGUES]
        return [self._colleague(one, is_ours=one.team_id in teams) for one in found]

    @staticmethod
    def _colleague(one: Contact, *, is_ours: bool) -> Colleague:
        return Colleague(
            name=one.name if is_ours else "",
            title=one.title if is_ours else "",
            contact_id=one.pk if is_ours else None,
            rep=one.owner.first_name if one.owner else "",
            team=one.team.name,
            stage=one.get_stage_display(),
        )

    @property
    def colleagues_of_ours(self) -> list[Colleague]:
        return [one for one in self.colleagues if one.name]

    @property
    def working_here(self) -> list[str]:
        """“Ana (North)”, for people of other teams whom we may not see."""
        hidden = [one for one in self.colleagues if not one.name and one.rep]
        return list(dict.fromkeys(f"{one.rep} ({one.team})" for one in hidden))

    # What happened

    @cached_property
    def touches(self) -> list[Touch]:
        return list(self.contact.touches.select_related("asset", "rep")[:TOUCHES])

    @property
    def timeline(self) -> list[dict]:
        """The last of it, as components/timeline_entry.html takes it."""
        directions = {Touch.Direction.INBOUND: "inbound", Touch.Direction.OUTBOUND: "outbound"}
        return [
            {
                "kind": touch.channel if touch.kind == Touch.Kind.ATTEMPT else touch.kind,
                "title": title_of(touch),
                "at": touch.at,
                "text": reason.quote_of(touch),
                "by": touch.rep and touch.rep.first_name,
                "direction": directions.get(Touch.Direction(touch.direction), ""),
            }
            for touch in self.touches[:SHOWN_TOUCHES]
        ]

    @property
    def has_more_touches(self) -> bool:
        return len(self.touches) > SHOWN_TOUCHES

    @cached_property
    def inbound(self) -> list[Touch]:
        return [touch for touch in self.touches if touch.direction == Touch.Direction.INBOUND]

    @property
    def came_from(self) -> Touch | None:
        """The first thing they did, or the list they stood on."""
        return self.inbound[-1] if self.inbound else None

    @property
    def known(self) -> list[tuple[str, str]]:
        contact = self.contact
        return [
            ("Need", contact.need),
            ("Timing", contact.timing),
            ("Budget", contact.budget),
            ("Decides", contact.decides),
        ]

    # What to say

    @cached_property
    def why(self) -> reason.Reason:
        return reason.to_rep(self.inbound, name=self.contact.greeting, today=self.today, day_of=self.day.firm.day_of)

    @cached_property
    def speaker(self) -> User:
        """Who says it: a manager who looks in does not put words into their own mouth."""
        return self.viewer if self.viewer.works_a_queue or not self.task.rep else self.task.rep

    @cached_property
    def values(self) -> dict:
        return compose.values_for(self.contact, self.inbound, rep=self.speaker, firm=self.day.firm, today=self.today)

    @cached_property
    def objective(self) -> Text:
        """The aim: the step's, that of such tasks, or what somebody wrote for this one."""
        if self.task.step:
            return compose.render(self.task.objective, self.values)
        aim = AIMS.get(self.task.kind)
        return compose.render(aim, self.values) if aim else Text(self.task.objective)

    @property
    def agreed(self) -> str:
        """What was agreed when they said "not now"."""
        return self.contact.revisit_note if self.task.kind == Task.Kind.REVISIT else ""

    @property
    def waited(self) -> str:
        """How long somebody who asked has been waiting."""
        asked = self.task.kind == Task.Kind.REQUEST
        return f"{span((self.at - self.task.created_at).total_seconds())} ago" if asked else ""

    @cached_property
    def subject(self) -> Text:
        return compose.render_line(self.task.wording.subject if self.task.step else "", self.values)

    @cached_property
    def body(self) -> Text:
        """The script, or what is written to them."""
        text = self.task.wording.body if self.task.step else SCRIPTS.get(self.task.kind, "")
        return compose.render(text, self.values)

    @cached_property
    def voicemail(self) -> Voicemail | None:
        left = sum(touch.outcome == Touch.Outcome.VOICEMAIL for touch in self.touches)
        return Voicemail.after(left) if self.is_call else None

    @cached_property
    def voicemail_text(self) -> Text:
        return compose.render(self.voicemail.body, self.values)

    @property
    def problems(self) -> list[str]:
        """What is wrong with the firm's texts, in words."""
        texts = [self.objective, self.subject, self.body]
        return list(dict.fromkeys(text.problem for text in texts if text.problem))

    # Where in the plan

    @property
    def is_call(self) -> bool:
        return self.task.channel in queue.CALLS

    @property
    def can_dial(self) -> bool:
        return bool(self.is_call and self.number and not self.contact.closed_to(self.task.channel))

    @property
    def is_closed_to_calls(self) -> bool:
        return self.contact.closed_to(Channel.PHONE)

    @property
    def is_closed_to_mail(self) -> bool:
        return self.contact.closed_to(Channel.EMAIL)

    @cached_property
    def enrollment(self) -> Enrollment | None:
        return self.contact.enrollments.live().select_related("version__cadence").first()

    @cached_property
    def steps(self) -> list[Step]:
        """The steps of the plan the contact is in, or of the one the task came from."""
        version = self.task.step.version_id if self.task.step else self.enrollment and self.enrollment.version_id
        return list(Step.objects.filter(version=version)) if version else []

    @property
    def step_number(self) -> int | None:
        return next((n for n, step in enumerate(self.steps, start=1) if step.pk == self.task.step_id), None)

    @property
    def attempt(self) -> str:
        """Which of the plan's attempts by this channel it is: “2 of 2 by phone”."""
        same = [step.pk for step in self.steps if step.channel == self.task.channel]
        if self.task.step_id not in same or len(same) < 2:
            return ""
        return f"{same.index(self.task.step_id) + 1} of {len(same)} by {self.task.get_channel_display().lower()}"

    @property
    def lateness(self) -> str:
        days = (self.today - self.task.due_on).days
        return f"{days} day{'s' if days > 1 else ''} late" if self.task.is_open and days > 0 else ""

    @cached_property
    def offers(self) -> list[Offer]:
        return offers_for(self.task)

    @cached_property
    def then(self) -> Then:
        enrollment, firm = self.enrollment, self.day.firm
        tasks = enrollment.tasks.exclude(step_key="") if enrollment else []
        closed = {task.step_key: task.closed_at and firm.day_of(task.closed_at) for task in tasks}
        return then(self.task, enrollment, day=self.day, steps=self.steps, closed=closed)

    # Ways out to the world

    @property
    def mailto(self) -> str:
        """Opens the mail program with the text as it was made."""
        if not self.mail:
            return ""
        return f"{self.mail.url}?subject={quote(self.subject.text)}&body={quote(self.body.text)}"

    @property
    def searches(self) -> list[tuple[str, str]]:
        """Where to look them up: label and address."""
        words = quote(f"{self.contact.name} {self.company or ''}".strip())
        return [
            ("Find on LinkedIn", f"https://www.linkedin.com/search/results/people/?keywords={words}"),
            ("Search the web", f"https://duckduckgo.com/?q={words}"),
        ]

    @property
    def closed_words(self) -> str:
        """How the task ended, and who ended it when; empty while it is open."""
        task = self.task
        if task.is_open:
            return ""
        if task.closed_by is None:
            return f"{task.get_state_display()}: {self._what_happened}"
        ended = f"{task.outcome}" if task.outcome else f"{task.get_state_display().lower()}: {task.reason}"
        ago = span((self.at - task.closed_at).total_seconds())
        who = "You" if task.closed_by == self.viewer else task.closed_by.first_name
        return f"{who} logged this {ago} ago: {ended.lower()}."

    @property
    def void_since(self) -> datetime | None:
        """When it happened that ended the task though nobody logged it: their answer, or else its end."""
        if self.task.is_open or self.task.closed_by:
            return None
        return self._answer.at if self._answer else self.task.closed_at

    @property
    def _what_happened(self) -> str:
        if self._answer:
            return holds.SAID.get(Touch.Kind(self._answer.kind), "spoke with us")
        return self.task.reason[:1].lower() + self.task.reason[1:] or "nobody did it in time"

    @cached_property
    def _answer(self) -> Touch | None:
        """The answer for which a step was skipped."""
        waited_for_none = self.task.reason == Task.Skip.RESPONDED or self.task.reason.startswith(ANSWERED)
        if self.task.state != Task.State.SKIPPED or not waited_for_none:
            return None
        return self.contact.touches.responses().filter(at__lte=self.task.closed_at).first()

    @property
    def is_closed_to_us(self) -> bool:
        """They asked not to be contacted this way, since the task was made."""
        return self.contact.closed_to(self.task.channel) or self.contact.stage == Stage.DO_NOT_CONTACT

    @property
    def can_be_out(self) -> bool:
        """Whether their being out of office puts this task off."""
        return self.task.is_open and self.task.kind not in (Task.Kind.MEETING, *Task.OF_MANAGERS)

    @cached_property
    def on_hold(self) -> str:
        """“On hold until Tuesday 8 December: out of office”."""
        return holds.told(self.enrollment) if self.enrollment else ""

    @property
    def reaches_out(self) -> bool:
        return self.task.channel not in (Channel.RESEARCH, Channel.SYSTEM)
