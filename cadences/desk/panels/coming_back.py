"""A day on which it goes on: not now, or the agreed next step."""

from django import forms

from cadences.desk.panels.base import Panel, day_field, line_field
from cadences.desk.widgets import Keyed
from cadences.models import Cadence


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
        self.fields["plan"].choices = [("", "The one that fits then"), *((pk, p.name) for pk, p in self.plans.items())]
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
