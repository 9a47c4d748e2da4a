"""A word or two on why something was not done, or was lost."""

from django import forms

from cadences.desk.panels.base import Panel, line_field


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
