"""The second wording of a step, as managers write it."""

from dataclasses import replace

from django import forms

from cadences.editing.forms import LONGEST_TEXT, fillable
from cadences.editing.plan import FIRST, DraftStep
from contacts.models import Channel
from leadflow.lib.lines import Line

AS_FIRST = "Empty: as in wording A."
NOTHING_ELSE = "This says what wording A says. Write what is to be different."


class WordingForm(forms.Form):
    """What is different in the second wording of a step."""

    objective_b = Line(label="Aim", max_length=300, required=False, validators=[fillable], help_text=AS_FIRST)
    subject_b = Line(label="Subject", max_length=200, required=False, validators=[fillable], help_text=AS_FIRST)
    body_b = forms.CharField(
        label="Mail, script or text",
        max_length=LONGEST_TEXT,
        required=False,
        validators=[fillable],
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=AS_FIRST,
    )

    def __init__(self, data=None, *, step: DraftStep):
        super().__init__(data, initial={name: getattr(step, name) for name in self.base_fields})
        self.step = step
        if step.channel != Channel.EMAIL and not step.subject_b:
            del self.fields["subject_b"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            step = replace(self.step, **cleaned)
            if step.second == step.wording(FIRST):
                raise forms.ValidationError(NOTHING_ELSE)
        return cleaned
