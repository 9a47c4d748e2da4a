"""A persona, as people fill it in."""

from django import forms

from contacts.models import Persona
from leadflow.lib import countries
from leadflow.lib.lines import Line, Lines
from scoring.titles import LEVELS

ASKED, WISHED = "asked", "wished"
HOW = [(ASKED, "Asked for"), (WISHED, "Only wished for")]


class Words(Lines):
    """A field for words, one a line or between commas. What each is turned into, `turned` says."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, turned=str, **kwargs):
        super().__init__(required=False, **kwargs)
        self._turned = turned

    def to_python(self, value):
        """The words, each once; a list is taken as it is."""
        lines = value if isinstance(value, list) else super().to_python(value)
        words = (word.strip() for line in lines for word in line.split(","))
        return list(dict.fromkeys(self._turned(word) for word in words if word))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


def _code(word: str) -> str:
    return countries.code(word) or word


def _dress(field: forms.BoundField) -> None:
    """In a table the column's heading is the label for those who see it."""
    look = field.field.widget.attrs
    if field.name == "levels":
        look["class"] = "form-check-input"
        return
    look["aria-label"] = field.label
    look["class"] = "form-select" if field.name.startswith("how_") else "form-control"
    if field.errors:
        look["class"] += " is-invalid"


class Countries(Words):
    """A field for countries by name or code; kept as codes."""

    def __init__(self, **kwargs):
        super().__init__(turned=_code, **kwargs)

    def prepare_value(self, value):
        return ", ".join(map(countries.name, value)) if isinstance(value, list) else value


class PersonaForm(forms.ModelForm):
    """A persona: for each criterion what is asked for or wished for, and what rules somebody out."""

    name = Line(max_length=100)
    kinds = Words(label="Kinds of firm")
    excluded_kinds = Words(label="Kinds of firm that are ruled out")
    industries = Words(label="Industries")
    excluded_industries = Words(label="Industries that are ruled out")
    titles = Words(label="Words in the job title", widget=forms.Textarea(attrs={"rows": 4}))
    excluded_titles = Words(label="Words in the job title that rule out")
    levels = forms.MultipleChoiceField(
        choices=list(LEVELS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    countries = Countries(label="Countries")
    excluded_countries = Countries(label="Countries that are ruled out")

    class Meta:
        model = Persona
        fields = (
            "name",
            "kinds",
            "excluded_kinds",
            "industries",
            "excluded_industries",
            "titles",
            "excluded_titles",
            "levels",
            "countries",
            "excluded_countries",
            "min_employees",
            "max_employees",
        )
        labels = {
            "min_employees": "Size of the firm: from so many people",
            "max_employees": "Size of the firm: up to so many people",
        }
        widgets = {
            "min_employees": forms.NumberInput(attrs={"placeholder": "From"}),
            "max_employees": forms.NumberInput(attrs={"placeholder": "Up to"}),
        }

    def __init__(self, *args, instance: Persona, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        for criterion, label in Persona.CRITERIA.items():
            self.fields[f"how_{criterion}"] = forms.ChoiceField(
                label=f"{label}: asked for or wished for",
                choices=HOW,
                initial=WISHED if criterion in instance.wished else ASKED,
                required=False,
            )
        for field in self.visible_fields():
            if field.name != "name":
                _dress(field)

    @property
    def rows(self) -> list[dict]:
        """The criteria that are words: each with its fields."""
        about = {
            "titles": "By the job title, in any language: “logistics” also finds “Logistik”",
            "kinds": "Manufacturer, carrier, retailer …",
            "industries": "Food, pharma, automotive …",
            "countries": "Names or codes",
        }
        return [
            {
                "label": Persona.CRITERIA[criterion],
                "hint": hint,
                "wanted": self[criterion],
                "excluded": self[f"excluded_{criterion}"],
                "how": self[f"how_{criterion}"],
            }
            for criterion, hint in about.items()
        ]

    def clean(self):
        cleaned = super().clean()
        low, high = cleaned.get("min_employees"), cleaned.get("max_employees")
        if low is not None and high is not None and low > high:
            self.add_error("max_employees", "That is less than the least. Name a larger number, or none.")
        for criterion in ("countries", "excluded_countries"):
            for word in cleaned.get(criterion, ()):
                if countries.code(word) is None:
                    self.add_error(criterion, f"“{word}” is no country that we know.")
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        self.instance.wished = [c for c in Persona.CRITERIA if self.cleaned_data.get(f"how_{c}") == WISHED]
