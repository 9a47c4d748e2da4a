"""What can be done with a contact by hand. Each form asks for what the action needs, carries it out by one verb, and
says in words what happened."""

from datetime import date, timedelta

from django import forms
from django.urls import reverse
from django.utils import timezone

from contacts import giving
from contacts.forms.wishes import call_days_field, every_days_field, only_by_field
from contacts.models import Channel, Contact, Stage, StageChange
from contacts.models.stage import CLOSED
from leadflow.accounts.models import Firm, User
from leadflow.lib.ids import OneOf, SomeOf
from leadflow.lib.lines import Line
from leadflow.lib.when import in_full

BY_HAND = StageChange.Cause.BY_HAND
FARTHEST = timedelta(days=5 * 365)


def first_takes_focus(form: forms.Form) -> None:
    """Whoever opens a form wants to fill it in."""
    form.visible_fields()[0].field.widget.attrs["data-autofocus"] = True


def day_field(label: str, **kwargs) -> forms.DateField:
    """A day, in the form that the browser's own calendar takes and gives."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def within_reason(day: date, *, today: date) -> date:
    """The day. Raises ValidationError where it is so far away that it must be a slip of the finger."""
    if day > today + FARTHEST:
        raise forms.ValidationError("That is more than five years away. Choose a day before that.")
    return day


class Action(forms.Form):
    """An action on one contact. Refused where they are in a stage in which it makes no sense (any more).

    Each has `carry_out(by, at)`, which does it and returns what to tell.
    """

    heading = ""
    submit = "Save"
    # Where it can be taken back once it is carried out; or that the picture of the contact is put back.
    undo_url = ""
    is_pictured = False
    allowed: tuple[str, ...] = tuple(Stage.values)

    def __init__(self, *args, contact: Contact, user: User, **kwargs):
        self.contact, self.user = contact, user
        super().__init__(*args, **kwargs)
        first_takes_focus(self)

    def clean(self):
        if self.contact.stage not in self.allowed:
            stage = self.contact.get_stage_display().lower()
            raise forms.ValidationError(f"{self.contact} is in stage “{stage}” now, where this cannot be done.")
        return super().clean()


class RevisitForm(Action):
    """Not now (promise 13)."""

    heading = "Not now: come back on a day"
    submit = "Come back then"
    is_pictured = True
    allowed = tuple(stage for stage in Stage.values if stage not in CLOSED)

    until = day_field("Come back on")
    note = Line(label="What was agreed", max_length=500, help_text="You will read it on that day.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        firm = Firm.current()
        self.today = firm.day_of(timezone.now())
        self.initial["until"] = self.contact.revisit_on or self.today + timedelta(days=firm.revisit_days)
        self.initial["note"] = self.contact.revisit_note

    def clean_until(self):
        if self.cleaned_data["until"] <= self.today:
            raise forms.ValidationError("Choose a day to come.")
        return within_reason(self.cleaned_data["until"], today=self.today)

    def carry_out(self, *, by, at):
        day, note = self.cleaned_data["until"], self.cleaned_data["note"]
        self.contact.set_revisit(day, note=note, at=at, by=by, cause=BY_HAND, reason="Not now")
        return f"{self.contact} comes back on {in_full(day)}."


class MakeLeadForm(Action):
    """A lead by hand, whatever the count of interactions."""

    heading = "Make a sales lead"
    submit = "Make a sales lead"
    is_pictured = True
    allowed = (Stage.NAME, Stage.NURTURE, Stage.WON, Stage.LOST)

    reason = Line(label="Why", max_length=300, help_text="What you know that the list does not.")

    def carry_out(self, *, by, at):
        mine = {self.contact.pk: by} if by.works_a_queue else {}
        reason = self.cleaned_data["reason"]
        self.contact.change_stage(Stage.LEAD, at=at, by=by, cause=BY_HAND, reason=reason, owners=mine)
        whose = f"{self.contact.owner} follows up." if self.contact.owner else "It lies in the team's pool."
        return f"{self.contact} is a sales lead. {whose}"


class DisqualifyForm(Action):
    """Will never buy: off the lists. Managers can take it back."""

    heading = "Take off the lists"
    submit = "Take off the lists"
    is_pictured = True
    allowed = tuple(stage for stage in Stage.values if stage not in CLOSED)

    reason = Line(
        label="Why they will never buy", max_length=300, help_text="“Competitor”, “student”, “left the firm”."
    )

    def carry_out(self, *, by, at):
        self.contact.change_stage(Stage.DISQUALIFIED, at=at, by=by, cause=BY_HAND, reason=self.cleaned_data["reason"])
        return f"{self.contact} is off the lists. A manager can take that back."


class TakeBackForm(Action):
    """Back on the lists after all."""

    heading = "Back on the lists"
    submit = "Take back"
    is_pictured = True
    allowed = (Stage.DISQUALIFIED,)

    stage = forms.ChoiceField(
        label="As what", choices=[(Stage.NAME, Stage.NAME.label), (Stage.LEAD, Stage.LEAD.label)], initial=Stage.NAME
    )
    reason = Line(label="Why", max_length=300)

    def carry_out(self, *, by, at):
        self.contact.change_stage(
            self.cleaned_data["stage"], at=at, by=by, cause=BY_HAND, reason=self.cleaned_data["reason"]
        )
        return f"{self.contact} is back on the lists."


class SuppressForm(Action):
    """They asked us to stop (promise 14)."""

    heading = "They do not want to be contacted"
    submit = "Do not contact"
    is_pictured = True
    allowed = tuple(stage for stage in Stage.values if stage != Stage.DO_NOT_CONTACT)

    ALL = "all"
    CHANNELS = [
        (ALL, "All: never again, in any way"),
        (Channel.EMAIL, "No mail"),
        (Channel.PHONE, "No calls and text messages"),
        (Channel.LINKEDIN, "Not on LinkedIn and other networks"),
        (Channel.POST, "No post"),
    ]
    channel = forms.ChoiceField(label="Which ways", choices=CHANNELS, initial=ALL, widget=forms.RadioSelect)
    reason = Line(label="What they said", max_length=300, required=False)

    def carry_out(self, *, by, at):
        channel = "" if self.cleaned_data["channel"] == self.ALL else self.cleaned_data["channel"]
        self.contact.suppress(channel=channel, reason=self.cleaned_data["reason"], by=by, at=at)
        return f"{self.contact} is not contacted {'this way ' if channel else ''}any more, from now on."


class WishesForm(Action):
    """They want to be contacted in a certain way (promise 14)."""

    heading = "How they want to be contacted"
    submit = "Keep"
    is_pictured = True
    allowed = SuppressForm.allowed

    only_by = only_by_field()
    call_days = call_days_field()
    every_days = every_days_field()
    words = Line(label="In words", max_length=300, required=False, help_text="What no plan can heed: “after four”.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contact = self.contact
        self.initial |= {"only_by": contact.only_by, "call_days": contact.call_days or []}
        self.initial |= {"every_days": contact.every_days, "words": contact.wishes}

    def carry_out(self, *, by, at):
        self.contact.wish(**self.cleaned_data, at=at)
        return f"Noted how {self.contact} wants to be contacted."


class LiftForm(Action):
    """They want to hear from us again."""

    heading = "They may be contacted again"
    submit = "Contact again"
    is_pictured = True

    reason = Line(label="What they said, and when", max_length=300)

    def carry_out(self, *, by, at):
        self.contact.lift_suppressions(at=at, by=by, reason=self.cleaned_data["reason"])
        return f"{self.contact} may be contacted again."


def reps_of(user):
    """Whom this person may give work to."""
    return User.objects.active_reps().filter(team__in=user.visible_teams())


class GiveForm(Action):
    """Give them to a rep, with what is open."""

    heading = "Give to somebody"
    submit = "Give"

    owner = OneOf(User.objects.none(), label="To", empty_label="Choose a rep")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["owner"].queryset = reps_of(user)
        self.initial["owner"] = self.contact.owner_id

    def carry_out(self, *, by, at):
        owner = self.cleaned_data["owner"]
        self.undo_url = reverse("undo_giving", args=[giving.token_of([self.contact], owner)])
        self.contact.assign(owner, at=at)
        return f"{self.contact} is {owner}'s now."


class GiveSeveralForm(forms.Form):
    """Give those ticked in a list to a rep."""

    contact = SomeOf(Contact.objects.none(), error_messages={"required": "Tick the contacts to give away first."})
    owner = OneOf(User.objects.none(), error_messages={"required": "Choose whom to give them to."})

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.visible_to(user)
        self.fields["owner"].queryset = reps_of(user)

    @property
    def problems(self) -> str:
        """What is wrong, as one sentence after the other."""
        return " ".join(message for messages in self.errors.values() for message in messages)

    @property
    def told(self) -> str:
        number = len(self.cleaned_data["contact"])
        return f"{'1 contact is' if number == 1 else f'{number} contacts are'} {self.cleaned_data['owner']}'s now."
