"""A conversation: what was learnt, and what they decided."""

from typing import ClassVar

from django import forms

from cadences.desk.panels.appointments import MeetingPanel
from cadences.desk.panels.base import Panel, line_field
from cadences.desk.panels.coming_back import NotNowPanel, OpportunityPanel
from cadences.desk.panels.refusals import NotInterestedPanel
from cadences.desk.widgets import Keyed
from contacts.models import Touch

Outcome = Touch.Outcome
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
