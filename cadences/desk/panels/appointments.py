"""A day and a time: of a meeting, or of a call back."""

from datetime import datetime, time

from django import forms

from cadences.desk.panels.base import Panel, day_field
from cadences.desk.widgets import ClockInput

MORNING = time(10)


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
