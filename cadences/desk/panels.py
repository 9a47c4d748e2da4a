"""What an outcome asks for before it is logged: one small form each, opened by its key, with a date filled in that
Enter takes. `PANELS` is the table; what is not in it is logged at once."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms

from cadences.desk.card import Card
from cadences.desk.widgets import ClockInput, DayInput, Keyed, LineInput, Reasons
from cadences.models import Cadence, RejectReason
from contacts.forms.actions import within_reason
from contacts.models import Channel, Contact, Touch
from leadflow.lib import mailaddress
from leadflow.lib.ids import as_id
from leadflow.lib.lines import Line

Outcome = Touch.Outcome
MORNING = time(10)
NO_INTEREST = {
    "No need": "No need",
    "Has a solution": "Has a solution",
    "No budget": "No budget",
    "Bad experience": "Bad experience",
    "": "Something else, see the note",
}
# Letters, since the digits are the decisions.
NO_INTEREST_KEYS = {"No need": "n", "Has a solution": "h", "No budget": "b", "Bad experience": "e", "": "s"}
KNOWN = ("need", "timing", "budget", "decides")
DECISIONS = [
    ("", "Undecided"),
    (Outcome.MEETING, "Meeting"),
    (Outcome.NOT_NOW, "Not now"),
    (Outcome.NOT_INTERESTED, "No interest"),
    (Outcome.OPPORTUNITY, "Opportunity"),
]
DECISION_KEYS = {
    "": "u",
    Outcome.MEETING: "4",
    Outcome.NOT_NOW: "6",
    Outcome.NOT_INTERESTED: "7",
    Outcome.OPPORTUNITY: "o",
}


def day_field(label="Day", **options) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **options)


def line_field(label, **options) -> Line:
    options.setdefault("max_length", 300)
    return Line(label=label, widget=LineInput(), **options)


class Panel(forms.Form):
    """What one outcome asks for. `card` tells the moment, the firm's calendar and where the contact is."""

    template = "cadences/panels/_fields.html"
    # What it does, told before it is saved.
    consequence = ""
    save_words = "Save"
    # What its choices ask for in turn, by choice.
    parts: dict[str, "Panel"] = {}
    # All panels of a card stand in one form; only the one that is saved must be complete.
    use_required_attribute = False

    def __init__(self, *args: Any, card: Card, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.card = card
        self.takes_focus(next(iter(self.fields)))

    def takes_focus(self, name: str) -> None:
        """The field to begin with."""
        for field in self.fields.values():
            field.widget.attrs.pop("data-first", None)
        self.fields[name].widget.attrs["data-first"] = True

    def said(self) -> dict:
        """What `effects.Said` takes from it."""
        return {}

    def day_to_come(self, name: str, *, first: date) -> date:
        """Field check: a day from the first one on, within reason."""
        day = self.cleaned_data[name]
        if day < first:
            raise forms.ValidationError("That day has passed. Choose one to come.")
        return within_reason(day, today=self.card.today)


class Appointment(Panel):
    """A day and a time at the contact's place."""

    template = "cadences/panels/_appointment.html"
    days_ahead = 1

    day = day_field()
    time = forms.TimeField(label="Time", widget=ClockInput())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"day": self.card.day.in_days(self.days_ahead), "time": MORNING}

    def clean_day(self):
        return self.day_to_come("day", first=self.card.at.astimezone(self.card.place.zone).date())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("time") and self.moment(cleaned) <= self.card.at:
            self.add_error("time", "That time has passed. Choose one to come.")
        return cleaned

    def moment(self, cleaned) -> datetime:
        return datetime.combine(cleaned["day"], cleaned["time"], self.card.place.zone)

    def said(self):
        return {"at": self.moment(self.cleaned_data)}


class MeetingPanel(Appointment):
    """Booked, or moved to another time."""

    days_ahead = 2
    consequence = "The plan ends. At that time you say whether it was held."
    save_words = "Book the meeting"


class CallBackPanel(Appointment):
    """They, or somebody there, named a time."""

    consequence = "The plan waits until then."
    save_words = "Call back then"


class NotNowPanel(Panel):
    """When to come back, and what was agreed."""

    template = "cadences/panels/_not_now.html"
    consequence = "The plan ends. On that day they are back on top of your queue, with what was agreed."
    save_words = "Come back then"

    when = forms.ChoiceField(label="Come back in", widget=Keyed())
    until = day_field("Or on", required=False)
    agreed = line_field("What was agreed", max_length=500, required=False)
    plan = forms.ChoiceField(
        label="Plan after that call", required=False, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plans = {str(plan.pk): plan for plan in Cadence.to_choose()}
        self.fields["plan"].choices = [(pk, plan.name) for pk, plan in self.plans.items()]
        usual = self.card.day.firm.revisit_days
        self.days = {str(days): self.card.day.in_days(days) for days in sorted({30, 91, usual})}
        months = {days: round(int(days) / 30.4) for days in self.days}
        self.fields["when"].choices = [(days, f"{n} month{'s' if n > 1 else ''}") for days, n in months.items()]
        self.initial |= {"when": str(usual)}

    @property
    def choices(self):
        """Each radio button with its day."""
        return zip(self["when"], self.days.values(), strict=True)

    def clean_until(self):
        return self.cleaned_data["until"] and self.day_to_come("until", first=self.card.day.next_working_day)

    def said(self):
        cleaned = self.cleaned_data
        return {
            "until": cleaned["until"] or self.days[cleaned["when"]],
            "note": cleaned["agreed"],
            "then_plan": self.plans.get(cleaned["plan"]),
        }


class NotInterestedPanel(Panel):
    """Why not, and whether ever."""

    consequence = "Back in half a year, since leads are not burnt; never takes them off the lists."

    reason = forms.ChoiceField(
        label="Why", choices=list(NO_INTEREST.items()), required=False, widget=Keyed(NO_INTEREST_KEYS)
    )
    never = forms.BooleanField(
        label="Never: take them off the lists",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "data-key": "x"}),
    )

    def said(self):
        return {"reason": self.cleaned_data["reason"], "never": self.cleaned_data["never"]}


class WrongPersonPanel(Panel):
    """Who is the right one, if they said."""

    consequence = "They go off the list. The right person comes on it, known by referral."

    first_name = line_field("Right person: first name", max_length=100, required=False)
    last_name = line_field("Last name", max_length=100, required=False)
    title = line_field("Job title", max_length=200, required=False)
    email = line_field("Mail", max_length=320, required=False)
    phone = line_field("Phone", max_length=50, required=False)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email and not mailaddress.normalise(email):
            raise forms.ValidationError("That is no mail address. Write it like ana@polder.example.")
        return email

    def said(self):
        person = {name: value for name, value in self.cleaned_data.items() if value}
        return {"person": person}


class StopPanel(Panel):
    """What exactly they asked for."""

    ALL, CHANNEL, WISHES = "all", "channel", "wishes"
    template = "cadences/panels/_stop.html"
    consequence = "It holds at once, on every path, for good."

    scope = forms.ChoiceField(label="They want", widget=Keyed(), initial=ALL)
    wishes = line_field("How they want to be contacted", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        channel = self.card.task.channel
        one = Channel(channel).label.lower() if self.card.reaches_out and channel != Channel.OTHER else ""
        self.fields["scope"].choices = [
            (self.ALL, "no contact at all"),
            *([(self.CHANNEL, f"nothing by {one}")] if one else []),
            (self.WISHES, "contact only in a certain way"),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("scope") == self.WISHES and not cleaned.get("wishes"):
            self.add_error("wishes", "Write how they want to be contacted, like “mail only” or “call Tuesdays”.")
        return cleaned

    def said(self):
        scope = self.cleaned_data["scope"]
        return {
            "channel": self.card.task.channel if scope == self.CHANNEL else "",
            "wishes": self.cleaned_data["wishes"] if scope == self.WISHES else "",
        }


class RejectPanel(Panel):
    """Why this is no lead, out of the firm's list; marketing sees it. Of a duplicate, of whom: chosen among the likely,
    or found by what is typed."""

    template = "cadences/panels/_reject.html"
    consequence = "Off your queue. Marketing sees the reason."
    ANOTHER: ClassVar[dict[str, str]] = {"invalid_choice": "That reason is offered no more. Choose another."}

    reason = forms.ChoiceField(label="Why")
    same_as = forms.CharField(required=False)
    known_as = line_field("Who they are already: mail address or name", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reasons = {str(reason.pk): reason for reason in RejectReason.in_use()}
        choices = [(pk, reason.label) for pk, reason in self.reasons.items()]
        self.fields["reason"] = forms.ChoiceField(
            label="Why", choices=choices, widget=Reasons(self.reasons.values()), error_messages=self.ANOTHER
        )
        self.takes_focus("reason")

    @property
    def chosen(self) -> RejectReason | None:
        return self.reasons.get(self.cleaned_data.get("reason", ""))

    @property
    def is_duplicate(self) -> bool:
        return self.chosen is not None and self.chosen.effect == RejectReason.Effect.MERGE

    def clean(self):
        cleaned = super().clean()
        if self.is_duplicate:
            cleaned["same_as"] = self._whom(as_id(cleaned.get("same_as")), cleaned.get("known_as", ""))
        return cleaned

    def _whom(self, chosen: int | None, typed: str) -> Contact | None:
        others = Contact.objects.visible_to(self.card.viewer).exclude(pk=self.card.contact.pk)
        found = list((others.search(typed) if typed else others.filter(pk=chosen))[:2])
        if len(found) == 1:
            return found[0]
        if not typed:
            self.add_error("known_as", "Choose who they are already, or write the mail address or name.")
        elif found:
            self.add_error("known_as", f"More than one contact is found by “{typed}”. Write the mail address.")
        else:
            self.add_error("known_as", f"Nobody else is found by “{typed}”. Write the mail address or the whole name.")
        return None

    def said(self):
        return {
            "reason": self.chosen.label if self.chosen else "",
            "rejected_for": self.chosen,
            "same_as": self.cleaned_data["same_as"] if self.is_duplicate else None,
        }


class ReasonPanel(Panel):
    """Why it was not done."""

    reason = line_field("Why", required=False)

    def said(self):
        return {"reason": self.cleaned_data["reason"]}


class SkipPanel(ReasonPanel):
    consequence = "The plan goes on without it."
    save_words = "Skip it"

    def clean_reason(self):
        if not self.cleaned_data["reason"]:
            raise forms.ValidationError("Say why in a word or two.")
        return self.cleaned_data["reason"]


class CouldNotPanel(ReasonPanel):
    consequence = "The plan goes on. Tomorrow there is a task to find the right address."


class LostPanel(ReasonPanel):
    consequence = "The matter is closed."


class OpportunityPanel(Panel):
    """What was agreed as the next step, and when (promise 16)."""

    consequence = "The plan ends. The agreed next step becomes a task."

    agreed = line_field("Agreed next step: what, and who does it", required=False)
    until = day_field("On")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"until": self.card.day.in_days(7)}

    def clean_until(self):
        return self.day_to_come("until", first=self.card.day.next_working_day)

    def said(self):
        return {"until": self.cleaned_data["until"], "note": self.cleaned_data["agreed"]}


class ConnectedPanel(Panel):
    """A conversation: what was learnt, and what they decided. Each decision asks what its own outcome asks."""

    template = "cadences/panels/_connected.html"
    decisions: ClassVar[dict[str, type[Panel]]] = {
        Outcome.MEETING: MeetingPanel,
        Outcome.NOT_NOW: NotNowPanel,
        Outcome.NOT_INTERESTED: NotInterestedPanel,
        Outcome.OPPORTUNITY: OpportunityPanel,
    }

    need = line_field("Need", required=False)
    timing = line_field("Timing", required=False)
    budget = line_field("Budget", required=False)
    decides = line_field("Who decides", required=False)
    decision = forms.ChoiceField(label="Decision", choices=DECISIONS, required=False, widget=Keyed(DECISION_KEYS))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {name: getattr(self.card.contact, name) for name in KNOWN}
        self.initial |= known | {"decision": ""}
        self.takes_focus(next((name for name in KNOWN if not known[name]), "decision"))
        data = self.data if self.is_bound else None
        self.parts = {
            decision: panel(data, card=self.card, prefix=self.add_prefix(decision))
            for decision, panel in self.decisions.items()
        }

    @property
    def part(self) -> Panel | None:
        """What the chosen decision asks for."""
        return self.parts.get(self.cleaned_data.get("decision", ""))

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in KNOWN):
            self.add_error("need", "Write at least one thing you learnt: need, timing, budget or who decides.")
        if self.part and not self.part.is_valid():
            for name, errors in self.part.errors.items():
                self.add_error(None, [f"{self.part.fields[name].label}: {error}" for error in errors])
        return cleaned

    def said(self):
        found = self.part.said() if self.part else {}
        return found | {
            "known": {name: self.cleaned_data[name] for name in KNOWN},
            "decision": self.cleaned_data["decision"],
        }


PANELS: dict[str, type[Panel]] = {
    Outcome.CONNECTED: ConnectedPanel,
    Outcome.HELD: ConnectedPanel,
    Outcome.MEETING: MeetingPanel,
    Outcome.MOVED: MeetingPanel,
    Outcome.CALL_BACK: CallBackPanel,
    Outcome.NOT_NOW: NotNowPanel,
    Outcome.NOT_INTERESTED: NotInterestedPanel,
    Outcome.WRONG_PERSON: WrongPersonPanel,
    Outcome.DO_NOT_CONTACT: StopPanel,
    Outcome.REJECTED: RejectPanel,
    Outcome.SKIPPED: SkipPanel,
    Outcome.COULD_NOT: CouldNotPanel,
    Outcome.OPPORTUNITY: OpportunityPanel,
    Outcome.LOST: LostPanel,
}
