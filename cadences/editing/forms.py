"""A step as managers write it."""

from django import forms

from cadences.editing.checks import LAST_DAY
from cadences.editing.exactly_when import ExactlyWhen
from cadences.editing.only_for import OnlyFor
from cadences.editing.plan import DraftStep
from cadences.models import Step
from cadences.outreach import compose
from contacts.models import Channel
from leadflow.lib.lines import Line

CHANNELS = [(c.value, c.label) for c in Channel if c != Channel.SYSTEM]
# As much as a mail may hold.
LONGEST_TEXT = 10_000


def fillable(text: str) -> None:
    """Refuse a text in which not everything can be filled in."""
    if problem := compose.render(text, {}).problem:
        raise forms.ValidationError(problem)


class StepForm(OnlyFor, ExactlyWhen):
    """One step of a draft: new, or the given one in other words."""

    name = Line(max_length=100, help_text="As reps read it in their queue: “Second call”.")
    day = forms.IntegerField(
        min_value=0,
        max_value=LAST_DAY,
        help_text="Days after day 0, the day on which somebody enters the plan. Days off move it on.",
    )
    channel = forms.ChoiceField(choices=CHANNELS, initial=Channel.PHONE)
    condition = forms.ChoiceField(label="When it comes", choices=Step.Condition.choices)
    blocking = forms.BooleanField(
        label="The plan waits until it is done",
        required=False,
        initial=True,
        help_text="Otherwise it comes beside the others, and is dropped when nobody does it for two weeks.",
    )
    objective = Line(
        label="Aim",
        max_length=300,
        required=False,
        validators=[fillable],
        help_text="What the rep wants to reach with it.",
    )
    subject = Line(max_length=200, required=False, validators=[fillable], help_text="Of a mail.")
    body = forms.CharField(
        label="Mail, script or text",
        max_length=LONGEST_TEXT,
        required=False,
        validators=[fillable],
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="{{ contact.first_name }}, {{ company.name }}, {{ topic }}, {{ rep.name }} and others are filled in.",
    )

    def __init__(self, data=None, *, step: DraftStep | None = None, day: int = 0):
        known = {name: getattr(step, name) for name in self.base_fields} if step else {"day": day}
        super().__init__(data, initial={"condition": Step.Condition.NO_RESPONSE} | known)

    @property
    def plain(self) -> list[forms.BoundField]:
        """What is asked of every step."""
        return [self[name] for name in self.fields if name not in {**OnlyFor.base_fields, **ExactlyWhen.base_fields}]
