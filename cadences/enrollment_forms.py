"""What can be done by hand with somebody's plan."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cadences.firm_day import FirmDay
from cadences.models import Cadence, Enrollment, Task
from contacts.forms.actions import Action, day_field, within_reason
from contacts.models import Channel
from contacts.models.stage import LEADS
from leadflow.lib.ids import OneOf
from leadflow.lib.lines import Line
from leadflow.lib.when import in_full

# Suggested where somebody is away: over the next week.
PAUSE = timedelta(days=7)
CHANNELS = [(c.value, c.label) for c in Channel if c != Channel.SYSTEM]


class PlanAction(Action):
    """An action on a running plan. Refused where the plan has ended meanwhile."""

    def __init__(self, *args, enrollment: Enrollment, **kwargs):
        super().__init__(*args, **kwargs)
        self.enrollment = enrollment
        self.day = FirmDay.at(timezone.now())

    def clean(self):
        if not Enrollment.objects.live().filter(pk=self.enrollment.pk).exists():
            raise forms.ValidationError("This plan has ended meanwhile.")
        return super().clean()

    def coming(self, name):
        """A day that is still to come."""
        if self.cleaned_data[name] <= self.day.today:
            raise forms.ValidationError("Choose a day to come.")
        return within_reason(self.cleaned_data[name], today=self.day.today)


class PauseForm(PlanAction):
    """Nothing comes until a day."""

    heading = "Pause the plan"
    submit = "Pause"

    until = day_field("Go on from", help_text="What is still to come moves by the days in between.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["until"] = self.enrollment.held_until or self.day.calendar.working_day_from(self.day.today + PAUSE)

    def clean_until(self):
        return self.coming("until")

    def carry_out(self, *, by, at):
        until = self.cleaned_data["until"]
        self.enrollment.hold(until, at=at)
        self.undo_url = reverse("resume_plan", args=[self.enrollment.pk])
        return f"The plan pauses until {in_full(until)}."


class StopForm(PlanAction):
    """The plan ends; what comes instead is agreed here, so that nobody falls through (promise 12)."""

    heading = "Stop the plan"
    submit = "Stop the plan"

    objective = Line(label="What comes instead", max_length=300, help_text="It becomes a task on that day.")
    channel = forms.ChoiceField(label="How", choices=CHANNELS, initial=Channel.PHONE)
    due_on = day_field("When")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["due_on"] = self.day.next_working_day

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < self.day.today:
            raise forms.ValidationError("Choose today or a day to come.")
        return within_reason(self.cleaned_data["due_on"], today=self.day.today)

    @transaction.atomic
    def carry_out(self, *, by, at):
        Task.open_for(
            self.contact,
            Task.Kind.BY_HAND,
            due_on=self.day.calendar.working_day_from(self.cleaned_data["due_on"]),
            at=at,
            channel=self.cleaned_data["channel"],
            objective=self.cleaned_data["objective"],
        )
        self.enrollment.stop(Enrollment.StopReason.BY_HAND, at=at)
        return "The plan is stopped. What comes instead is on the list of tasks."


class EnrollForm(Action):
    """Into a plan, from day 0."""

    heading = "Start a plan"
    submit = "Start today"
    allowed = LEADS

    cadence = OneOf(Cadence.objects.published(), label="Plan", empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["cadence"] = Cadence.default()

    def clean(self):
        if self.contact.enrollments.live().exists():
            raise forms.ValidationError(f"{self.contact} goes through a plan already.")
        return super().clean()

    def carry_out(self, *, by, at):
        version = self.cleaned_data["cadence"].current
        Enrollment.objects.enroll([self.contact], version, at=at, by=by)
        return f"{self.contact} started “{version.cadence}”."
