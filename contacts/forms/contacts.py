"""Who somebody is and how they are reached, as people fill it in."""

from django import forms
from django.db import transaction

from contacts import entering
from contacts.filters import countries
from contacts.models import Company, Contact, ContactPoint, Suppression
from leadflow.accounts.forms import zone_field
from leadflow.accounts.models import Team, User
from leadflow.lib.ids import OneOf
from leadflow.lib.lines import Line

# What can be added by hand, and what to say where it is none.
ADDRESSES: dict[str, str] = {
    ContactPoint.Kind.EMAIL: "That is no mail address. Write it like ana@polder.example.",
    ContactPoint.Kind.PHONE: "That is no phone number. Write it like +47 22 55 01 34.",
    ContactPoint.Kind.LINKEDIN: "That is no LinkedIn address. Copy it from the top of their profile.",
}


def country_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=lambda: [("", "Not known"), *countries()], required=False, label="Country", initial=""
    )


def refusal(kind, text, *, user, contact=None, country="") -> tuple[str, Contact | None]:
    """Why an address cannot be added to a contact (or to a new one), in words; empty where it can.

    Beside it who has it already, if the user may see them.
    """
    normalised = ContactPoint.normalise(kind, text, contact.country if contact else country)
    if not normalised:
        return ADDRESSES[kind], None
    points = ContactPoint.objects.known_by(kind, normalised).select_related("contact__team")
    if contact and points.filter(contact=contact, normalised=normalised).exists():
        return f"{contact} has this address already.", None
    taken = None if kind == ContactPoint.Kind.PHONE else points.exclude(contact=contact).first()
    if taken and Contact.objects.visible_to(user).filter(pk=taken.contact_id).exists():
        return f"{taken.contact} has this address already.", taken.contact
    if taken:
        return f"Team {taken.contact.team} knows somebody with this address already.", None
    if "" in Suppression.objects.closed_to([(kind, normalised)]):
        instead = f" If that is {contact}, choose “Do not contact” instead." if contact else ""
        return f"Whoever has this address asked us not to contact them.{instead}", None
    return "", None


class ContactForm(forms.ModelForm):
    """What is known of a person. Stage, team and owner have their own actions."""

    first_name = Line(max_length=100, required=False)
    last_name = Line(max_length=100, required=False)
    title = Line(label="Job title", max_length=200, required=False)
    firm = Line(max_length=200, required=False, help_text="A name that is not known yet makes a new company.")
    country = country_field()
    city = Line(max_length=100, required=False)
    address = forms.CharField(
        label="Postal address", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    time_zone = zone_field(required=False, help_text="Where it is not known, the phone number and country tell.")
    wishes = Line(
        max_length=300,
        required=False,
        label="How they want to be contacted",
        help_text="As they said it: “mail only”, “call Tuesdays”.",
    )
    need = Line(max_length=300, required=False)
    timing = Line(max_length=300, required=False)
    budget = Line(max_length=300, required=False)
    decides = Line(max_length=300, required=False, label="Who decides")

    class Meta:
        model = Contact
        fields = [
            "first_name",
            "last_name",
            "title",
            "country",
            "city",
            "address",
            "time_zone",
            "wishes",
            "need",
            "timing",
            "budget",
            "decides",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        zone.choices = [("", "Not known"), *zone.choices]
        if self.instance.company_id:
            self.initial["firm"] = self.instance.company.name

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("first_name") or cleaned.get("last_name") or self.errors):
            self.add_error("last_name", "Give at least one name.")
        return cleaned

    def facts(self) -> dict:
        """What was filled in, by the contact's columns. The name follows first and last name where one was changed."""
        facts = {name: self.cleaned_data[name] for name in self._meta.fields}
        if {"first_name", "last_name"} & set(self.changed_data):
            facts["name"] = f"{facts['first_name']} {facts['last_name']}".strip()
        return facts

    @transaction.atomic
    def save(self, *, at) -> Contact:
        """Keep it, and nothing else of the contact; the fit is judged anew."""
        facts = self.facts()
        if "firm" in self.changed_data:
            facts["company"] = Company.objects.known_as(self.cleaned_data["firm"])
        self.instance.edit(at=at, **facts)
        return self.instance


class AddContactForm(ContactForm):
    """Somebody new, with the addresses they are known by. Whoever is known already is not made twice."""

    email = Line(label="Mail address", max_length=320, required=False)
    phone = Line(max_length=50, required=False, help_text="With the country: +47 22 55 01 34.")
    linkedin = Line(label="LinkedIn address", max_length=300, required=False)
    team = OneOf(Team.objects.none(), empty_label="Choose a team")
    owner = OneOf(User.objects.none(), required=False, empty_label="Nobody yet", help_text="Who follows up.")
    sure = forms.BooleanField(label="Add them all the same", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.known: Contact | None = None
        # Why they look like junk, in words.
        self.junk: tuple[str, ...] = ()
        self.user = user
        teams = user.visible_teams()
        self.fields["team"].queryset = teams
        self.fields["owner"].queryset = User.objects.active_reps().filter(team__in=teams)
        if user.works_a_queue:
            self.fields["team"].initial, self.fields["owner"].initial = user.team_id, user.pk

    def clean(self):
        cleaned = super().clean()
        owner, team = cleaned.get("owner"), cleaned.get("team")
        if owner and team and owner.team_id != team.pk:
            self.add_error("owner", f"{owner} belongs to another team. Choose somebody of {team}, or nobody yet.")
        for kind in ADDRESSES:
            if cleaned.get(kind):
                problem, known = refusal(kind, cleaned[kind], user=self.user, country=cleaned.get("country", ""))
                self.known = known or self.known
                if problem:
                    self.add_error(kind, problem)
        if not self.errors:
            self.junk = entering.looks_like_junk(self.as_told())
            if self.junk and not cleaned["sure"]:
                self.add_error(
                    None, f"This looks like junk: {'. '.join(self.junk)}. Tick below to add them all the same."
                )
        return cleaned

    def as_told(self) -> dict[str, str]:
        """Who it is, by the names that a list's columns have."""
        said = self.cleaned_data
        names = ("first_name", "last_name", "title", "country", "city", "address", *ADDRESSES)
        told = {str(name): said.get(name, "") for name in names} | {"company": said.get("firm", "")}
        return {name: value for name, value in told.items() if value}

    @transaction.atomic
    def save(self, *, at) -> entering.Entered:
        """Take them in the way a list's row goes; of somebody new everything is kept as it was typed.

        Raises IntegrityError where somebody else entered them at the same moment.
        """
        said = self.cleaned_data
        entered = entering.enter(
            self.as_told(), team=said["team"], rep=said["owner"], by=self.user, at=at, decided=True
        )
        if contact := entered.contact if entered.is_new else None:
            contact.add_points(at=at, **{kind: said[kind] for kind in ADDRESSES})
            contact.edit(at=at, **self.facts())
            if said["owner"] and contact.owner != said["owner"]:
                contact.assign(said["owner"], at=at)
        return entered
