"""The draft of a lead definition, as people fill it in."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from contacts.intake.junk import FLAGS, JUNK_FLAGS
from contacts.models import Touch
from scoring.models import Comment, LeadDefinition
from scoring.wording import NOUNS

LONGEST = 10 * 365
HEAVIEST = 5
EACH, TOGETHER, NOT = "each", "together", "not"


class KindForm(forms.Form):
    """How one kind of interaction counts."""

    counts = forms.ChoiceField(
        choices=[(EACH, "One by one"), (TOGETHER, "Together with other light ones"), (NOT, "Not at all")]
    )
    weight = forms.IntegerField(
        label="Counts for", validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)], required=False
    )
    days = forms.IntegerField(
        label="For how many days", validators=[MinValueValidator(1), MaxValueValidator(LONGEST)], required=False
    )
    at_once = forms.BooleanField(label="Makes a sales lead at once", required=False)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, prefix=kind, **kwargs)
        self.kind, self.noun = kind, NOUNS[kind]
        if kind not in Touch.REQUESTS:
            del self.fields["at_once"]
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.noun}: {field.label or 'how they count'}"
            field.widget.attrs["class"] = "form-check-input" if name == "at_once" else "form-control"
        self.fields["counts"].widget.attrs["class"] = "form-select"
        self.fields["weight"].widget.attrs["placeholder"] = "1"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("at_once") and cleaned.get("counts") != EACH:
            raise forms.ValidationError(
                f"What makes a sales lead at once has to count one by one: choose that for {self.noun}."
            )
        return cleaned


class DefinitionForm(forms.ModelForm):
    """The rules of a draft. Each kind has a form of its own in `kinds`."""

    never = forms.MultipleChoiceField(
        label="Who is marked so becomes no lead by what they do",
        choices=[(flag, FLAGS[flag]) for flag in FLAGS if flag in JUNK_FLAGS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = LeadDefinition
        fields = (
            "lead_interactions",
            "window_days",
            "min_minutes",
            "ready_interactions",
            "ready_kinds",
            "unknown",
            "never",
            "note",
            "starts_on",
        )
        labels = {
            "lead_interactions": "Interactions that make a sales lead",
            "window_days": "Days for which an interaction counts",
            "min_minutes": "Minutes somebody has to stay at a webinar",
            "ready_interactions": "Interactions that make it sales ready",
            "ready_kinds": "Of at least so many kinds",
            "unknown": "Of whom we do not know enough to tell whether they fit",
            "note": "Why this change",
            "starts_on": "In force from",
        }
        help_texts = {"starts_on": "Empty: as soon as both sides have signed."}
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, instance: LeadDefinition, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["window_days"].validators.append(MaxValueValidator(LONGEST))
        self.kinds = [KindForm(self.data or None, kind=kind, initial=_initial(instance, kind)) for kind in NOUNS]
        for kind in self.kinds:
            kind.fields["days"].widget.attrs["placeholder"] = str(instance.window_days)

    def is_valid(self):
        return all([super().is_valid(), *(kind.is_valid() for kind in self.kinds)])

    def clean(self):
        cleaned = super().clean()
        for kind in self.kinds:
            for message in (message for messages in kind.errors.values() for message in messages):
                self.add_error(None, message if kind.noun in message else f"{kind.noun.capitalize()}: {message}")
        chosen = {kind.kind: kind.cleaned_data.get("counts") for kind in self.kinds if kind.is_valid()}
        if chosen and EACH not in chosen.values():
            self.add_error(None, "Let at least one kind of interaction count one by one.")
        lead, ready = cleaned.get("lead_interactions"), cleaned.get("ready_interactions")
        if lead and ready and ready < lead:
            self.add_error("ready_interactions", "Sales ready is more than a sales lead: name at least as many.")
        return cleaned

    def clean_lead_interactions(self):
        number = self.cleaned_data["lead_interactions"]
        if number < 1:
            raise forms.ValidationError("It takes at least one interaction.")
        return number

    def save(self, commit=True) -> int:
        """Change the draft. Says how many signatures that took off. Raises LeadDefinition.Agreed."""
        return self.instance.change(**self.cleaned_data | _rules_of({k.kind: k.cleaned_data for k in self.kinds}))


class CommentForm(forms.ModelForm):
    """What somebody says about a draft."""

    class Meta:
        model = Comment
        fields = ("text",)
        labels = {"text": "Your comment"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


def _initial(definition: LeadDefinition, kind: str) -> dict:
    counts = EACH if kind in definition.counting else TOGETHER if kind in definition.light else NOT
    return {
        "counts": counts,
        "weight": definition.weights.get(kind),
        "days": definition.windows.get(kind),
        "at_once": kind in definition.at_once,
    }


def _rules_of(kinds: dict[str, dict]) -> dict:
    """The rules about kinds out of what was filled in for each."""
    return {
        "counting": [kind for kind, given in kinds.items() if given["counts"] == EACH],
        "light": [kind for kind, given in kinds.items() if given["counts"] == TOGETHER],
        "at_once": [kind for kind, given in kinds.items() if given.get("at_once")],
        "windows": {kind: given["days"] for kind, given in kinds.items() if given["days"]},
        "weights": {kind: n for kind, given in kinds.items() if (n := given["weight"]) and n > 1},
    }
