"""What a rep sends from a card: an outcome, a snooze, or that somebody answered."""

from functools import cached_property
from uuid import UUID, uuid4

from django import forms
from django.db import transaction

from cadences.calendar import on
from cadences.desk.card import Card
from cadences.desk.findings import CardForm, card_form
from cadences.desk.panels import PANELS, Panel, day_field
from cadences.desk.widgets import Keyed
from cadences.effects import Said
from cadences.models import Completion, Outcome, Task
from contacts.forms.actions import within_reason
from contacts.models import Channel, Contact, Touch

LONGEST_NOTE = 5000
TYPED = (forms.CharField, forms.DateField, forms.TimeField)
ANSWERS = [
    (Channel.EMAIL, "By mail"),
    (Channel.PHONE, "They called"),
    (Channel.LINKEDIN, "On LinkedIn"),
    (Channel.TEXT, "By text message"),
    (Channel.OTHER, "Some other way"),
]
# What to do with a task that is not to be put off, where its card offers it.
INSTEAD = (Touch.Outcome.CALL_BACK, Touch.Outcome.NOT_NOW, Touch.Outcome.SKIPPED, Touch.Outcome.DONE)
NONE_CHOSEN = "Choose one of the outcomes below."
TOO_LONG = f"A note may have {LONGEST_NOTE} letters. Keep the longer text elsewhere, and its gist here."


class LogForm(forms.Form):
    """An outcome with everything that goes with it: the note, the panel's answers, what the card took down.

    `key` and `version` are those of the card that was seen, so that it counts once, and only as it was.
    """

    key = forms.UUIDField()
    version = forms.IntegerField(min_value=0)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False, error_messages={"max_length": TOO_LONG})
    outcome = forms.CharField(error_messages={"required": NONE_CHOSEN})

    def __init__(self, data=None, *, card: Card, open_panel: str = "", note: str = ""):
        super().__init__(data, initial={"note": note})
        self.card = card
        chosen = next((o.effect for o in card.offers if data and str(o.outcome.pk) == data.get("outcome")), open_panel)
        self.open_panel = chosen if chosen in PANELS and chosen in {offer.effect for offer in card.offers} else ""

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """All that the card offers, the open one with what was sent. Made only where they are shown."""
        offered = [offer.effect for offer in self.card.offers if offer.effect in PANELS]
        panels = {effect: PANELS[effect](card=self.card, prefix=effect) for effect in offered}
        return panels | ({self.open_panel: self.panel} if self.panel else {})

    @cached_property
    def in_card(self) -> CardForm:
        return card_form(self.card, self.data if self.is_bound else None)

    @cached_property
    def panel(self) -> Panel | None:
        """What the chosen outcome asks for."""
        if not self.open_panel:
            return None
        data = self.data if self.is_bound else None
        return PANELS[self.open_panel](data, card=self.card, prefix=self.open_panel)

    @cached_property
    def new_key(self) -> UUID:
        """For the card that this form is shown in; the one it was sent with has been tried."""
        return uuid4()

    def typed(self) -> str:
        """All words that were sent: for the note of a card that takes no outcome any more, so that nothing is lost."""
        panels = [panel(self.data, card=self.card, prefix=effect) for effect, panel in PANELS.items()]
        parts = [part for panel in panels for part in panel.parts.values()]
        return "\n".join(filter(None, [self.data.get("note"), *_words_in(self.in_card, *panels, *parts)]))

    def clean_outcome(self) -> Outcome:
        chosen = next((one for one in Outcome.in_use() if str(one.pk) == self.cleaned_data["outcome"]), None)
        if chosen is None:
            raise forms.ValidationError(NONE_CHOSEN)
        return chosen

    def clean(self):
        cleaned = super().clean()
        # A card that is closed already needs no answers: it is the same once more, or it is stale.
        if not self.card.task.is_open:
            return cleaned
        if "outcome" in cleaned and cleaned["outcome"] not in [offer.outcome for offer in self.card.offers]:
            self.add_error("outcome", "This task does not end that way. Choose one of the outcomes below.")
        for part in filter(None, [self.panel, self.in_card]):
            if not part.is_valid():
                self.add_error(None, [f"{_label(part, name)}{error}" for name, e in part.errors.items() for error in e])
        return cleaned

    @transaction.atomic
    def log(self, *, rep, at) -> Completion:
        """Keep what was found out and log the outcome. Raises what `Completion.log` raises."""
        task, cleaned = self.card.task, self.cleaned_data
        if task.is_open:
            self.in_card.save(at=at)
        completion = Completion.log(
            task, cleaned["outcome"], said=self.said(), rep=rep, at=at, key=cleaned["key"], version=cleaned["version"]
        )
        if completion.touch is None and cleaned["note"]:
            # What reached nobody makes no touch; the words are kept all the same.
            contact = completion.merge.kept if completion.merge else task.contact
            contact.record_touch(
                Touch.Kind.NOTE, at=at, rep=rep, gist=cleaned["note"], key=f"completion:{completion.key}"
            )
        return completion

    def said(self) -> Said:
        """Everything the outcome is told."""
        if not self.card.task.is_open:
            return Said()
        said = self.panel.said() if self.panel else {}
        words = [self.in_card.gist(), said.pop("note", ""), self.cleaned_data["note"]]
        return Said(note="\n\n".join(filter(None, words)), **said)


def _words_in(*sent: forms.Form) -> list[str]:
    """What was typed into these forms and did not stand there before, each with its label."""
    fields = [form[name] for form in sent for name in form.changed_data if isinstance(form.fields[name], TYPED)]
    return [f"{field.label}: {field.value()}" for field in fields if field.value()]


def _label(form: forms.Form, name: str) -> str:
    return f"{form.fields[name].label}: " if name in form.fields else ""


class NoteForm(forms.Form):
    """A note by itself."""

    note = forms.CharField(max_length=LONGEST_NOTE, required=False, error_messages={"max_length": TOO_LONG})

    def save(self, contact: Contact, *, rep, at) -> Touch | None:
        if not self.cleaned_data["note"]:
            return None
        return contact.record_touch(
            Touch.Kind.NOTE, at=at, rep=rep, gist=self.cleaned_data["note"], key=f"note:{uuid4()}"
        )


class SnoozeForm(NoteForm):
    """Put off to another day, as often and as far as the firm allows; what was noted meanwhile is kept."""

    until = day_field("Until")

    def __init__(self, *args, card: Card, **kwargs):
        super().__init__(*args, **kwargs)
        self.card = card
        day = card.day
        offers = [
            ("Next working day", day.next_working_day),
            ("In three days", day.in_days(3)),
            ("Next week", day.in_days(7 - day.today.weekday())),
        ]
        # Before a weekend several fall on one day: its first name will do.
        self.last_day = Task.last_day_to_wait(day)
        found = {until: words for words, until in reversed(offers) if until <= self.last_day}
        self.choices = [] if self.too_often else sorted(found.items())

    @property
    def too_often(self) -> str:
        """Why it cannot be put off any more, and what to do instead; empty while it can."""
        times, most = self.card.task.snoozes, self.card.day.firm.put_off_times
        if times < most:
            return ""
        was = f"This was put off {times} time{'s' if times > 1 else ''} already" if times else "Tasks are not put off"
        return f"{was}. {self._instead}"

    @property
    def _instead(self) -> str:
        labels = {offer.effect: f"“{offer.label}”" for offer in self.card.offers}
        ways = [labels[effect] for effect in INSTEAD if effect in labels]
        return f"Log {', '.join(ways[:-1])}{' or ' if ways[:-1] else ''}{ways[-1]} instead." if ways else ""

    def clean_until(self):
        until, day = self.cleaned_data["until"], self.card.day
        if self.too_often:
            raise forms.ValidationError(self.too_often)
        if until <= day.today:
            raise forms.ValidationError("Choose a day after today.")
        if within_reason(until, today=day.today) > self.last_day:
            raise forms.ValidationError(f"Choose a day up to {on(self.last_day)}. {self._instead}")
        return until

    @transaction.atomic
    def save(self, *, by, at) -> dict:
        """Put it off. Returns what `Task.unsnooze` needs to take it back. Raises Task.TooOften where somebody put it
        off for the last time meanwhile."""
        task = self.card.task
        moments = {"not_before": _iso(task.not_before), "snoozed_at": _iso(task.snoozed_at)}
        before = {"task": task.pk, "due_on": task.due_on.isoformat(), **moments}
        task.snooze(self.cleaned_data["until"], at=at)
        super().save(task.contact, rep=by, at=at)
        return before | {"version": task.version}


def _iso(moment) -> str | None:
    return moment and moment.isoformat()


class ResponseForm(forms.Form):
    """They replied or called: by which channel, and what they said."""

    channel = forms.ChoiceField(label="How", choices=ANSWERS, initial=Channel.EMAIL, widget=Keyed())
    gist = forms.CharField(
        label="What they said",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].widget.attrs["data-autofocus"] = True

    def save(self, contact: Contact, *, rep, at) -> Touch | None:
        """Record it. The same form twice is one touch."""
        channel = self.cleaned_data["channel"]
        kind = Touch.Kind.CALLED_US if channel == Channel.PHONE else Touch.Kind.REPLY
        return contact.record_touch(
            kind,
            at=at,
            channel=channel,
            rep=rep,
            gist=self.cleaned_data["gist"],
            key=f"answer:{self.cleaned_data['key']}",
        )
