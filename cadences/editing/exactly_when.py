"""When a step comes, beside its day, as managers write it. Most steps leave it as it is."""

from django import forms

from cadences.calendar import MIN_GAP
from cadences.models import Step

HOURS = range(6, 22)


class ExactlyWhen(forms.Form):
    """A step's place in the queue, its hour, its rule for days off and its distance from the step before."""

    goes_first = forms.BooleanField(
        label="Before the other steps that are due",
        required=False,
        help_text="Contact requests, agreed calls and decisions come before it all the same.",
    )
    from_hour = forms.TypedChoiceField(
        label="Not before",
        choices=[("", "any time of the day"), *((hour, f"{hour}:00 at their place") for hour in HOURS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    day_rule = forms.ChoiceField(
        label="Where its day is a day off", choices=Step.Rule.choices, initial=Step.Rule.NEXT, required=False
    )
    min_gap = forms.IntegerField(
        label="Days after the step before, at least",
        min_value=0,
        max_value=60,
        required=False,
        help_text="Counts where the step before was done late, and is never more than the plan puts between. "
        f"Empty: {MIN_GAP.days}.",
    )

    def clean_day_rule(self):
        return self.cleaned_data["day_rule"] or Step.Rule.NEXT

    @property
    def exactly_when(self) -> list[forms.BoundField]:
        """Its fields on the page."""
        return [self[name] for name in ExactlyWhen.base_fields]

    @property
    def says_exactly_when(self) -> bool:
        """Whether anything is filled in, or must be mended."""
        usual = {"goes_first": (None, False), "day_rule": (None, "", Step.Rule.NEXT)}
        return any(
            field.errors or field.value() not in usual.get(field.name, (None, "")) for field in self.exactly_when
        )
