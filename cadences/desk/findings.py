"""What a card takes down beside the outcome: what was found out, and the text that went out. By the task's channel."""

from typing import Any

from django import forms
from django.db import transaction

from cadences.desk.card import Card
from cadences.desk.panels import line_field
from cadences.desk.widgets import NumberInput
from contacts.forms.companies import clash, firms_domain
from contacts.forms.contacts import refusal
from contacts.models import Channel, Company, ContactPoint
from leadflow.lib.ids import SomeOf

ADDRESSES = (ContactPoint.Kind.EMAIL, ContactPoint.Kind.PHONE, ContactPoint.Kind.LINKEDIN)
OF_FIRM = ("domain", "kind", "industry", "employees")
TEXTAREA = {"class": "form-control", "spellcheck": "true"}


class CardForm(forms.Form):
    """What stands in the middle of a card. Without fields where there is nothing to fill in."""

    template = ""
    use_required_attribute = False

    def __init__(self, *args: Any, card: Card, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.card = card

    def save(self, *, at) -> None:
        """Keep what was found out; before the outcome is logged, so that undoing it does not lose it."""

    def gist(self) -> str:
        """What to remember of what went out."""
        return ""


class FindingsForm(CardForm):
    """Research: who they are, what their firm does, and how to reach them."""

    template = "cadences/_findings.html"

    title = line_field("Job title", max_length=200, required=False)
    firm = line_field("Firm", max_length=200, required=False)
    domain = line_field("Website", max_length=200, required=False)
    kind = line_field("What kind of firm", max_length=100, required=False)
    industry = line_field("Industry", max_length=100, required=False)
    employees = forms.IntegerField(
        label="People who work there",
        min_value=1,
        max_value=10_000_000,
        required=False,
        widget=NumberInput(),
    )
    email = line_field("Another mail address", max_length=320, required=False)
    phone = line_field("Another phone number", max_length=50, required=False)
    linkedin = line_field("LinkedIn address", required=False)
    wrong = SomeOf(
        ContactPoint.objects.none(), label="Does not work", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contact, company = self.card.contact, self.card.company
        self.fields["wrong"].queryset = contact.points.filter(kind__in=ADDRESSES)
        self.initial |= {"title": contact.title, "firm": company.name if company else ""}
        self.initial["wrong"] = [point.pk for point in contact.points.all() if point.is_wrong]
        if company:
            self.initial |= {name: getattr(company, name) for name in OF_FIRM}

    def clean_domain(self):
        return firms_domain(self.cleaned_data["domain"])

    def clean(self):
        cleaned = super().clean()
        if self.card.company and "firm" not in self.changed_data and not self.errors:
            company, name = self.card.company, self.card.company.name
            problem = clash(company, name=name, domain=cleaned["domain"])
            if problem:
                self.add_error("domain", f"{problem} If they work there, write that as the firm.")
        for kind in ADDRESSES:
            if cleaned.get(kind):
                problem, _ = refusal(kind, cleaned[kind], user=self.card.viewer, contact=self.card.contact)
                if problem:
                    self.add_error(kind, problem)
        return cleaned

    @transaction.atomic
    def save(self, *, at):
        contact, found = self.card.contact, self.cleaned_data
        contact.points.filter(kind__in=ADDRESSES).exclude(pk__in=found["wrong"]).update(is_wrong=False)
        contact.points.filter(pk__in=found["wrong"]).update(is_wrong=True)
        contact.add_points(at=at, **{kind: found[kind] for kind in ADDRESSES})
        contact.edit(title=found["title"], company=self._company(at=at), at=at)

    def _company(self, *, at) -> Company | None:
        """The firm, with what was found out about it. What stands there of the firm before says nothing of another."""
        changed = {name: self.cleaned_data[name] for name in OF_FIRM if name in self.changed_data}
        company = self.card.company
        if company is None or "firm" in self.changed_data:
            company = Company.objects.known_as(self.cleaned_data["firm"], changed.pop("domain", ""))
        if company and changed:
            company.edit(at=at, **changed)
        return company


class LetterForm(CardForm):
    """The text that goes out by this channel, as the rep changed it."""

    template = "cadences/_letter.html"

    subject = line_field("Subject", max_length=200, required=False)
    body = forms.CharField(
        label="Text", max_length=20_000, required=False, widget=forms.Textarea(attrs=TEXTAREA | {"rows": 10})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        card = self.card
        self.initial |= {"subject": card.subject.text, "body": card.body.text}
        for name in ("subject", "body"):
            self.fields[name].widget.attrs["data-draft"] = f"task-{card.task.pk}-{name}"
            self.fields[name].widget.attrs["data-draft-first"] = ""
        if not card.subject.text and card.task.channel != Channel.EMAIL:
            del self.fields["subject"]

    def gist(self):
        """The subject; the whole text where it is not the firm's."""
        subject = f"“{self.cleaned_data['subject']}”" if self.cleaned_data.get("subject") else ""
        changed = _unbroken(self.cleaned_data["body"]) != _unbroken(self.card.body.text)
        return "\n\n".join(filter(None, [subject, self.cleaned_data["body"] if changed else ""]))


class PostCardForm(LetterForm):
    """A card by post: the address too, which is kept."""

    template = "cadences/_post_card.html"

    address = forms.CharField(
        label="Address", max_length=1000, required=False, widget=forms.Textarea(attrs=TEXTAREA | {"rows": 4})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["address"] = self.card.contact.address

    def save(self, *, at):
        self.card.contact.edit(address=self.cleaned_data["address"], at=at)


FORMS: dict[str, type[CardForm]] = {
    Channel.RESEARCH: FindingsForm,
    Channel.EMAIL: LetterForm,
    Channel.LINKEDIN: LetterForm,
    Channel.SOCIAL: LetterForm,
    Channel.TEXT: LetterForm,
    Channel.INSTANT: LetterForm,
    Channel.POST: PostCardForm,
}


def card_form(card: Card, data=None) -> CardForm:
    """The form in the middle of a card, by the task's channel."""
    return FORMS.get(card.task.channel, CardForm)(data, card=card, prefix="card")


def _unbroken(text: str) -> str:
    """Browsers send line breaks as they like."""
    return "\n".join(text.split())
