"""Somebody is out of office: told from their page, or from a card."""

from django import forms
from django.db import transaction
from django.utils import timezone

from cadences import holds
from cadences.calendar import on
from cadences.desk.card import Card
from cadences.desk.forms import NoteForm
from cadences.desk.panels import day_field as day_of_card
from cadences.firm_day import FirmDay
from contacts.forms.actions import Action, day_field, within_reason
from contacts.models import Stage, Touch
from contacts.models.stage import CLOSED

# Suggested: a week's holiday.
USUAL_DAYS = 6


class OutOfOfficeForm(Action):
    """They are out until a day, as they told us, or an automatic reply."""

    heading = "Out of office"
    submit = "Wait until they are back"
    is_pictured = True
    allowed = tuple(stage for stage in Stage.values if stage not in CLOSED)

    last = day_field("They are out until", help_text="What is still to come waits until the next working day.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = FirmDay.at(timezone.now())
        self.initial["last"] = self.day.in_days(USUAL_DAYS)

    def clean_last(self):
        return still_out(self.cleaned_data["last"], self.day)

    def carry_out(self, *, by, at):
        back = holds.out_of_office(self.contact, self.cleaned_data["last"], at=at, by=by)
        return f"Nothing comes to {self.contact} before {on(back)}."


class OutForm(NoteForm):
    """The same from a card; what was noted meanwhile is kept."""

    last = day_of_card("They are out until")

    def __init__(self, *args, card: Card, **kwargs):
        super().__init__(*args, **kwargs)
        self.card = card
        self.fields["last"].widget.attrs["data-first"] = True
        self.initial["last"] = card.day.in_days(USUAL_DAYS)

    def clean_last(self):
        return still_out(self.cleaned_data["last"], self.card.day)

    @transaction.atomic
    def save(self, *, by, at) -> tuple[str, Touch | None]:
        """Let everything wait. Returns what to tell, and the note if there is one."""
        task = self.card.task
        back = holds.out_of_office(task.contact, self.cleaned_data["last"], at=at, by=by, task=task)
        note = NoteForm.save(self, task.contact, rep=by, at=at)
        return f"Nothing comes to {task.contact.greeting} before {on(back)}.", note


def still_out(last, day: FirmDay):
    """Field check: a day on which they can still be out."""
    if last < day.today:
        raise forms.ValidationError("That day has passed. Choose today or a day to come.")
    return within_reason(last, today=day.today)
