"""What can be done by hand with somebody's plan."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.utils import timezone

from cadences import promise
from cadences.firm_day import FirmDay
from cadences.models import Cadence, Enrollment, Hold, Task
from contacts.forms.actions import Action, day_field, within_reason
from contacts.models import Channel, Contact
from contacts.models.stage import LEADS
from leadflow.lib.ids import OneOf
from leadflow.lib.lines import Line
from leadflow.lib.when import in_full

# Suggested where somebody is away: over the next week.
PAUSE = timedelta(days=7)
WHY = [(Hold.Reason.BY_HAND.value, "We wait"), (Hold.Reason.WISH.value, "They asked for it")]
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
    is_pictured = True

    until = day_field("Go on from", help_text="What is still to come moves by the days in between.")
    reason = forms.ChoiceField(label="Why", choices=WHY, initial=Hold.Reason.BY_HAND, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["until"] = self.enrollment.held_until or self.day.calendar.working_day_from(self.day.today + PAUSE)

    def clean_until(self):
        return self.coming("until")

    def carry_out(self, *, by, at):
        until = self.cleaned_data["until"]
        self.enrollment.hold(until, reason=self.cleaned_data["reason"], at=at, by=by)
        return f"The plan pauses until {in_full(until)}."


class Instead(forms.Form):
    """What comes instead, agreed here, so that nobody falls through (promise 12)."""

    day: FirmDay
    contact: Contact

    objective = Line(label="What comes instead", max_length=300, help_text="It becomes a task on that day.")
    channel = forms.ChoiceField(label="How", choices=CHANNELS, initial=Channel.PHONE)
    due_on = day_field("When")

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < self.day.today:
            raise forms.ValidationError("Choose today or a day to come.")
        return within_reason(self.cleaned_data["due_on"], today=self.day.today)

    def open_instead(self, *, at) -> None:
        Task.open_for(
            self.contact,
            Task.Kind.BY_HAND,
            due_on=self.day.calendar.working_day_from(self.cleaned_data["due_on"]),
            at=at,
            channel=self.cleaned_data["channel"],
            objective=self.cleaned_data["objective"],
        )


class CallOffForm(Instead, Action):
    """A task is not done. Where it was the last thing, what comes instead is asked for."""

    submit = "Drop the task"
    is_pictured = True

    reason = Line(label="Why", max_length=300)
    field_order = ("reason", "objective", "channel", "due_on")

    def __init__(self, *args, task: Task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task, self.day = task, FirmDay.at(timezone.now())
        self.heading = f"Drop “{task}”"
        self.initial["due_on"] = self.day.next_working_day
        self.is_last = promise.is_last(task)
        if not self.is_last:
            for name in Instead.base_fields:
                del self.fields[name]

    def clean(self):
        if not Task.objects.open().filter(pk=self.task.pk).exists():
            raise forms.ValidationError("This task was ended meanwhile.")
        return super().clean()

    def carry_out(self, *, by, at):
        if self.is_last:
            self.open_instead(at=at)
        promise.call_off(self.task, reason=self.cleaned_data["reason"], by=by, at=at)
        return f"“{self.task}” is dropped."


class StopForm(Instead, PlanAction):
    """The plan ends; what comes instead is asked for."""

    heading = "Stop the plan"
    submit = "Stop the plan"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["due_on"] = self.day.next_working_day

    @transaction.atomic
    def carry_out(self, *, by, at):
        self.open_instead(at=at)
        self.enrollment.stop(Enrollment.StopReason.BY_HAND, at=at)
        return "The plan is stopped. What comes instead is on the list of tasks."


class EnrollForm(Action):
    """Into a plan, from day 0."""

    heading = "Start a plan"
    submit = "Start today"
    allowed = LEADS

    cadence = OneOf(Cadence.objects.to_enter(), label="Plan", empty_label=None)

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
