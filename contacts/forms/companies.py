"""What a company is, as people fill it in."""

from django import forms
from django.db import transaction

from contacts.companies import domain_of
from contacts.forms.contacts import country_field
from contacts.models import Company
from leadflow.accounts.models import User
from leadflow.lib import mailaddress
from leadflow.lib.ids import OneOf
from leadflow.lib.lines import Line


def firms_domain(text: str) -> str:
    """The domain in what somebody typed. Raises ValidationError where there is none, or it is no firm's."""
    domain = domain_of(text)
    if text and not domain:
        raise forms.ValidationError("That is no domain. Write it like polder.example.")
    if domain in mailaddress.free_domains():
        raise forms.ValidationError("Anybody can have an address there, so it is no firm's domain.")
    return domain


def clash(company: Company, *, name: str, domain: str) -> str:
    """Why a company cannot have this name and domain beside the others, in words; empty where it can."""
    others = Company.objects.exclude(pk=company.pk)
    if domain:
        other = others.filter(domain=domain).first()
        return f"This is the domain of {other} already." if other else ""
    other = others.same_name(name).filter(domain="").first()
    return f"There is a {other} already. Give a domain to tell the two apart." if other else ""


class CompanyForm(forms.ModelForm):
    """What is known of a firm. Whose account it is, managers say."""

    name = Line(max_length=200)
    domain = Line(
        label="Web and mail domain", max_length=200, required=False, help_text="polder.example: mail tells by it."
    )
    kind = Line(max_length=100, required=False, help_text="Manufacturer, carrier, retailer …")
    industry = Line(max_length=100, required=False)
    employees = forms.IntegerField(label="People who work there", min_value=1, max_value=10_000_000, required=False)
    country = country_field()
    city = Line(max_length=100, required=False)
    phone = Line(max_length=50, required=False)
    owner = OneOf(
        User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        label="Account owner",
        help_text="New leads at this firm go to them.",
    )

    class Meta:
        model = Company
        fields = ["name", "domain", "kind", "industry", "employees", "country", "city", "phone", "owner"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.role in (User.Role.MANAGER, User.Role.ADMINISTRATOR):
            self.fields["owner"].queryset = User.objects.active_reps()
        else:
            del self.fields["owner"]

    def clean_domain(self):
        return firms_domain(self.cleaned_data["domain"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            problem = clash(self.instance, name=cleaned["name"], domain=cleaned["domain"])
            if problem:
                self.add_error("domain" if cleaned["domain"] else "name", problem)
        return cleaned

    @transaction.atomic
    def save(self, *, at) -> Company:
        """Keep it, and nothing else of the company; the fit of its people is judged anew."""
        self.instance.edit(
            at=at, **{name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        )
        return self.instance
