"""The firm's reasons to reject a lead, as managers write them."""

from django import forms

from cadences.models import RejectReason
from leadflow.lib.lines import Line


class ReasonForm(forms.Form):
    """One reason: new, or the given one in other words."""

    label = Line(label="Reason", max_length=60, help_text="As reps and marketing read it: “Competitor”.")
    effect = forms.ChoiceField(label="What happens with them", choices=RejectReason.Effect.choices)
    key = forms.RegexField(
        "^[a-z0-9]$",
        label="Key",
        max_length=1,
        help_text="Chooses it on the card: one letter or digit.",
        error_messages={"invalid": "One letter from a to z, or one digit."},
    )

    def __init__(self, data=None, *, reason: RejectReason | None = None):
        known = {name: getattr(reason, name) for name in ("label", "effect", "key")} if reason else {}
        super().__init__(data, initial=known)
        self.reason = reason
        self.others = [one for one in RejectReason.in_use() if one != reason]

    def clean_label(self):
        label = self.cleaned_data["label"]
        if label.casefold() in {one.label.casefold() for one in self.others}:
            raise forms.ValidationError(f"“{label}” stands on the list already.")
        return label

    def clean_key(self):
        key = self.cleaned_data["key"]
        taken = next((one for one in self.others if one.key == key), None)
        if taken:
            raise forms.ValidationError(f"“{key}” chooses “{taken}” already.")
        return key

    def save(self) -> RejectReason:
        """The reason that cards offer from now on."""
        return self.reason.revise(**self.cleaned_data) if self.reason else RejectReason.add(**self.cleaned_data)
