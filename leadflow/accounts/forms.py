import holidays
from allauth.account import forms as account
from allauth.account.models import EmailAddress
from babel import Locale
from django import forms
from django.contrib.auth import password_validation
from django.db import transaction

from leadflow.accounts.models import DayOff, Firm, Team, User
from leadflow.accounts.models.firm import WEEK
from leadflow.accounts.signals import mailboxes_changed, zone_changed
from leadflow.lib import zones
from leadflow.lib.ids import OneOf, SomeOf
from leadflow.lib.mailboxes import PROVIDERS


def zone_field(**kwargs) -> forms.ChoiceField:
    """A choice of time zones, by their places."""
    choices = [(name, name.replace("_", " ")) for name in zones.names()]
    return forms.ChoiceField(label="Time zone", choices=choices, **kwargs)


def countries_with_holidays() -> list[tuple[str, str]]:
    """Code and English name of each country whose public holidays are known, by name; first the choice of none."""
    names = Locale("en").territories
    codes = holidays.list_supported_countries(include_aliases=False)
    named = sorted(((code, names.get(code, code)) for code in codes), key=lambda country: country[1])
    return [("", "No public holidays"), *named]


class InOurWords:
    """allauth's forms with labels as everywhere else, and without text inside the fields."""

    LABELS = {
        "login": "Mail address",
        "email": "Mail address",
        "password": "Password",
        "oldpassword": "Password until now",
        "password1": "New password",
        "password2": "New password, once more",
        "code": "Code",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class LogInForm(InOurWords, account.LoginForm):
    pass


class ForgottenForm(InOurWords, account.ResetPasswordForm):
    pass


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    pass


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    pass


class SetUpForm(forms.Form):
    """The first visit of an empty installation: the firm, its first team and its first administrator."""

    firm_name = forms.CharField(label="Your firm", max_length=200)
    team_name = forms.CharField(
        label="First team", max_length=100, initial="Sales", help_text="More teams can be added later."
    )
    time_zone = zone_field(help_text="The firm's days begin and end here.", initial="UTC")
    name = forms.CharField(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="Your mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least ten characters. A sentence is easier to keep in mind than a word with signs.",
    )

    def clean(self):
        super().clean()
        if password := self.cleaned_data.get("password"):
            names = {field: self.cleaned_data.get(field, "") for field in ("email", "name")}
            try:
                password_validation.validate_password(password, User(**names))
            except forms.ValidationError as error:
                self.add_error("password", error)

    def save(self) -> User:
        """Set the firm up. Raises Firm.AlreadySetUp where somebody was faster."""
        return Firm.current().set_up(**self.cleaned_data)


class ProfileForm(forms.ModelForm):
    """What people settle for themselves."""

    time_zone = zone_field(help_text="Times are shown in this zone.")

    class Meta:
        model = User
        fields = ["name", "phone", "time_zone", "theme", "keys_on"]
        widgets = {"theme": forms.RadioSelect}
        help_texts = {"keys_on": "One key logs a call, moves to the next, opens a page. They wait while you type."}

    def save(self, commit=True):
        """Keep it, and nothing else of the person: role, team and password may change meanwhile."""
        self.instance.save(update_fields=self._meta.fields)
        return self.instance


class PersonForm(forms.ModelForm):
    """Somebody who works here, as an administrator sees them."""

    role = forms.ChoiceField(choices=User.Role.choices)
    team = OneOf(
        Team.objects.all(),
        required=False,
        empty_label="No team",
        help_text="Reps need one: they see and work its contacts.",
    )
    managed_teams = SomeOf(
        Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Manages",
        help_text="For managers: whose work they see.",
    )
    time_zone = zone_field()

    class Meta:
        model = User
        fields = ["name", "email", "phone", "time_zone"]

    field_order = ["name", "email", "role", "team", "managed_teams", "time_zone", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = self.instance.role
            self.initial["team"] = self.instance.team_id
            self.initial["managed_teams"] = self.instance.managed_teams.all()

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        super().clean()
        role = self.cleaned_data.get("role")
        if role == User.Role.REP and not self.cleaned_data.get("team"):
            self.add_error("team", "Choose the team whose contacts this rep works.")
        if role != User.Role.ADMINISTRATOR and self.instance.is_last_administrator():
            self.add_error("role", "Nobody else is administrator. Make somebody else one first.")

    @transaction.atomic
    def settle(self, *, at, by) -> User:
        """Add or change the person. Who gives up a queue leaves it to the team's pool."""
        person = self.instance
        if person.pk:
            person.change_place(role=self.cleaned_data["role"], team=self.cleaned_data["team"], at=at, by=by)
            # Their password and settings may change meanwhile.
            person.save(update_fields=self._meta.fields)
        else:
            person.role, person.team = self.cleaned_data["role"], self.cleaned_data["team"]
            person.set_unusable_password()
            person.save()
        person.managed_teams.set(self.cleaned_data["managed_teams"])
        # allauth keeps the addresses one may log in with; an old one must not open the door.
        EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
        return person


class LeaveForm(forms.Form):
    """Who takes over from somebody who leaves."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"] = OneOf(
            User.objects.active_reps().exclude(pk=person.pk),
            required=False,
            label="Hand the work to",
            empty_label="The team's pool: whoever of the team is free",
        )


class TeamForm(forms.ModelForm):
    time_zone = zone_field()

    class Meta:
        model = Team
        fields = ["name", "time_zone"]


class StartsField(forms.IntegerField):
    """How many new leads of a list one rep begins on one day; empty: all at once."""

    def __init__(self, **kwargs):
        label = "New leads per rep a day"
        super().__init__(**{"label": label, "min_value": 1, "max_value": 1000, "required": False} | kwargs)


ABOUT_THE_FIRM = {
    "In mails and voicemails": ("name", "website", "domain", "phone", "postal_address", "offer"),
    "Days and hours": ("time_zone", "country", "working_days", "work_from", "work_until", "call_from", "call_until"),
    "Reps and their leads": ("daily_dials", "starts_a_day", "accept_within", "revisit_days"),
    "All plans": ("colleagues", "colleagues_days", "put_off_times", "put_off_days"),
    "The same person": ("one_mailbox_at",),
}


class FirmForm(forms.ModelForm):
    """The firm: what stands in mails, which days and hours it works, and what holds for all plans."""

    time_zone = zone_field(help_text="The firm's days begin and end here.")
    country = forms.ChoiceField(
        choices=countries_with_holidays, required=False, help_text="Its public holidays are days off."
    )
    working_days = forms.TypedMultipleChoiceField(
        choices=list(WEEK.items()), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    one_mailbox_at = forms.MultipleChoiceField(
        label=Firm._meta.get_field("one_mailbox_at").verbose_name.capitalize(),
        choices=[(key, provider.name) for key, provider in PROVIDERS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Firm._meta.get_field("one_mailbox_at").help_text,
    )
    starts_a_day = StartsField(help_text=Firm._meta.get_field("starts_a_day").help_text)

    class Meta:
        model = Firm
        fields = [name for names in ABOUT_THE_FIRM.values() for name in names]
        labels = {"put_off_days": "Days it may be put off each time"}
        help_texts = {
            "daily_dials": "The goal of each rep. In Four weeks a day is full with as many to do.",
            "revisit_days": "After so many, whoever rests without an agreed day is back.",
        }
        widgets = {
            "postal_address": forms.Textarea(attrs={"rows": 3}),
            "work_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "work_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "call_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "call_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def groups(self) -> dict[str, list[forms.BoundField]]:
        """The fields by what they are about."""
        return {about: [self[name] for name in names] for about, names in ABOUT_THE_FIRM.items()}

    @transaction.atomic
    def save(self, commit=True):
        """Sends `zone_changed` where the days begin and end elsewhere than before, and `mailboxes_changed`."""
        firm = super().save(commit)
        if "time_zone" in self.changed_data:
            zone_changed.send(Firm)
        if "one_mailbox_at" in self.changed_data:
            mailboxes_changed.send(Firm)
        return firm


class DayOffForm(forms.ModelForm):
    class Meta:
        model = DayOff
        fields = ["day", "name"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
