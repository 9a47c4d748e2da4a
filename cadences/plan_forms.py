"""What managers say about a plan as a whole, beside its steps."""

from django import forms

from cadences.editing import filing
from cadences.editing.checks import LARGEST
from cadences.editing.filing import DESCRIPTION, NAME, Filed
from cadences.models import Cadence
from cadences.models.ends import LONGEST_NURTURE
from contacts.intake.kinds import PURPOSES
from contacts.models import Persona, Touch
from contacts.models.stage import LEADS
from leadflow.accounts.models import Firm
from leadflow.lib.ids import OneOf
from leadflow.lib.lines import Line


class NameForm(forms.Form):
    """What the plan is called, and what it is for."""

    name = Line(max_length=NAME, help_text="As reps read it: “After a meeting”.")
    description = Line(label="What it is for", max_length=DESCRIPTION, required=False)

    def __init__(self, data=None, *, cadence: Cadence):
        self.cadence = cadence
        super().__init__(data, initial={"name": cadence.name, "description": cadence.description})

    def save(self) -> int | None:
        """The edition that an undo asks for; None where another plan has that name, which the form says then."""
        try:
            return self.cadence.call(**self.cleaned_data)
        except Cadence.Taken:
            self.add_error("name", "Another plan has that name. Choose one by which people can tell them apart.")
            return None


class EntryForm(forms.Form):
    """Who enters the plan."""

    occasion = forms.ChoiceField(label="Who enters it", choices=Cadence.Occasion.choices, widget=forms.RadioSelect)
    sources = forms.MultipleChoiceField(
        label="What they did in the last year",
        choices=[(kind, Touch.Kind(kind).label) for kind in PURPOSES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="One of these is enough. None: whatever they did.",
    )
    stage = forms.ChoiceField(
        label="Stage", choices=[("", "Any"), *((stage.value, stage.label) for stage in LEADS)], required=False
    )
    persona = OneOf(Persona.objects.filter(active=True), label="Persona", required=False, empty_label="Any")
    industries = Line(
        label="Industries", max_length=200, required=False, help_text="With commas. Empty: any, also one nobody knows."
    )
    min_employees = forms.IntegerField(label="Smallest firm, in people", required=False, min_value=0, max_value=LARGEST)
    max_employees = forms.IntegerField(label="Largest firm, in people", required=False, min_value=0, max_value=LARGEST)

    def __init__(self, data=None, *, cadence: Cadence):
        self.cadence = cadence
        names = ("occasion", "sources", "stage", "industries", "min_employees", "max_employees")
        known = {name: getattr(cadence, name) for name in names}
        super().__init__(data, initial=known | {"persona": cadence.persona_id})

    def clean(self):
        cleaned = super().clean()
        low, high = cleaned.get("min_employees"), cleaned.get("max_employees")
        if low is not None and high is not None and low > high:
            self.add_error("max_employees", f"No firm is larger than {low} and smaller than {high}.")
        return cleaned

    def save(self) -> int:
        """The edition that an undo asks for."""
        asked = dict(self.cleaned_data)
        persona = asked.pop("persona")
        return self.cadence.take_in(**asked, persona_id=persona and persona.pk)


class CopyForm(forms.Form):
    """Which of the firm's plans a new one begins with."""

    plan = OneOf(Cadence.objects.published(), label="Plan", empty_label=None)


class FileForm(forms.Form):
    """A plan as a file, exported here or elsewhere."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="As “File” on a plan’s page gives it, here or at another firm.",
        widget=forms.ClearableFileInput({"accept": ".toml"}),
    )

    def clean_file(self) -> Filed:
        file = self.cleaned_data["file"]
        try:
            return filing.read(file.read(filing.MOST_BYTES + 1), personas=persona_names())
        except filing.Unfit as error:
            raise forms.ValidationError(error.words) from None


class AfterForm(forms.Form):
    """What comes after the last step without a decision."""

    then = forms.ChoiceField(label="What comes then", choices=Cadence.Then.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(label="Days to rest", required=False, min_value=1, max_value=LONGEST_NURTURE)
    plan = OneOf(Cadence.objects.to_enter(), label="The other plan", required=False, empty_label="Choose a plan")

    def __init__(self, data=None, *, cadence: Cadence):
        self.cadence = cadence
        super().__init__(data, initial={"then": cadence.then, "days": cadence.then_days, "plan": cadence.then_plan_id})
        self.fields["plan"].queryset = Cadence.objects.to_enter().exclude(pk=cadence.pk)
        usual = Firm.current().revisit_days
        self.fields["days"].help_text = f"If they rest. Empty: as many as everywhere, {usual}."
        self.fields["plan"].help_text = "If another plan begins. It may not lead back to this one."

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("then") == Cadence.Then.PLAN and not cleaned.get("plan") and "plan" not in self.errors:
            self.add_error("plan", "Choose the plan that begins then.")
        return cleaned

    def save(self) -> int | None:
        """The edition that an undo asks for; None where the other plan leads back, which the form says then."""
        said = self.cleaned_data
        try:
            return self.cadence.lead_on(said["then"], days=said["days"], plan=said["plan"])
        except Cadence.LeadsBack as circle:
            self.add_error("plan", f"That goes round in a circle: {circle}.")
            return None


def persona_names() -> dict[int, str]:
    """The firm's personas, by id."""
    return dict(Persona.objects.values_list("pk", "name"))
