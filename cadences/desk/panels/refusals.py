"""Why this comes to nothing: no interest, the wrong person, a wish to be left alone, or no lead at all."""

from typing import ClassVar

from django import forms

from cadences.desk.panels.base import Panel, line_field
from cadences.desk.widgets import Keyed, Reasons
from cadences.models import RejectReason
from contacts.forms.wishes import call_days_field, every_days_field, only_by_field
from contacts.models import Channel, Contact
from leadflow.lib import mailaddress
from leadflow.lib.ids import as_id

NO_INTEREST = {
    "No need": "No need",
    "Has a solution": "Has a solution",
    "No budget": "No budget",
    "Bad experience": "Bad experience",
    "": "Something else, see the note",
}
# Letters, since the digits are the decisions.
NO_INTEREST_KEYS = {"No need": "n", "Has a solution": "h", "No budget": "b", "Bad experience": "e", "": "s"}


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
    only_by = only_by_field(widget=forms.Select({"class": "form-select"}))
    call_days = call_days_field()
    every_days = every_days_field(widget=forms.Select({"class": "form-select"}))
    wishes = line_field("In words", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contact = self.card.contact
        self.initial |= {name: getattr(contact, name) for name in ("only_by", "call_days", "every_days", "wishes")}
        channel = self.card.task.channel
        one = Channel(channel).label.lower() if self.card.reaches_out and channel != Channel.OTHER else ""
        self.fields["scope"].choices = [
            (self.ALL, "no contact at all"),
            *([(self.CHANNEL, f"nothing by {one}")] if one else []),
            (self.WISHES, "contact only in a certain way"),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("scope") == self.WISHES and not any(self._wished(cleaned).values()):
            self.add_error("wishes", "Choose or write how they want to be contacted, like “mail only”.")
        return cleaned

    def said(self):
        scope = self.cleaned_data["scope"]
        return {
            "channel": self.card.task.channel if scope == self.CHANNEL else "",
            "wished": self._wished(self.cleaned_data) if scope == self.WISHES else {},
        }

    @staticmethod
    def _wished(cleaned) -> dict:
        asked = {name: cleaned.get(name) for name in ("only_by", "call_days", "every_days")}
        return asked | {"words": cleaned.get("wishes") or ""}


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
