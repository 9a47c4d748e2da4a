"""For whom a step is, as managers write it. Most steps are for everybody."""

from django import forms

from contacts.models import Channel, Persona
from leadflow.lib.lines import Line

# How somebody is turned to first; see Contact.open_channel.
WAYS = (Channel.PHONE, Channel.EMAIL, Channel.LINKEDIN, Channel.POST)
WRONG_WAY_ROUND = "This is less than the least number of people."


class OnlyFor(forms.Form):
    """What a contact must be, so that a step comes to them; what is left empty asks for nothing."""

    persona_id = forms.TypedChoiceField(label="Persona", coerce=int, empty_value=None, required=False)
    industries = Line(
        label="Industry",
        max_length=200,
        required=False,
        help_text="As it stands with the company; one of several, with commas: “Food, Pharma”.",
    )
    min_employees = forms.IntegerField(label="People at the firm, at least", min_value=0, required=False)
    max_employees = forms.IntegerField(label="People at the firm, at most", min_value=0, required=False)
    preferred = forms.ChoiceField(
        label="Whom we reach first by",
        choices=[("", "any channel"), *((way.value, way.label) for way in WAYS)],
        required=False,
        help_text="The phone, unless they asked not to be called; then what they left open.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.initial.get("persona_id")
        personas = Persona.objects.values_list("pk", "name", "active")
        chosen = [(pk, name) for pk, name, active in personas if active or pk == known]
        self.fields["persona_id"].choices = [("", "any persona"), *chosen]

    def clean_max_employees(self):
        least, most = self.cleaned_data.get("min_employees"), self.cleaned_data["max_employees"]
        if least is not None and most is not None and most < least:
            raise forms.ValidationError(WRONG_WAY_ROUND)
        return most

    @property
    def only_for(self) -> list[forms.BoundField]:
        """Its fields on the page."""
        return [self[name] for name in OnlyFor.base_fields]

    @property
    def is_only_for_some(self) -> bool:
        """Whether anything is filled in, or must be mended."""
        return any(field.errors or field.value() not in (None, "") for field in self.only_for)
