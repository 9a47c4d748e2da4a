"""The side-by-side look at two contacts before they become one."""

from django import forms

from contacts.merging.joining import FACTS, stage_of, taken_by_default
from contacts.models import Contact, Stage
from leadflow.lib import countries

LABELS = {
    "name": "Name",
    "title": "Job title",
    "company": "Company",
    "country": "Country",
    "city": "City",
    "address": "Postal address",
    "time_zone": "Time zone",
    "need": "Need",
    "timing": "Timing",
    "budget": "Budget",
    "decides": "Who decides",
    "wishes": "How they want to be contacted",
}
KEPT, GONE = "kept", "gone"


class MergeForm(forms.Form):
    """Which of the two is right in what they tell differently. What only one of them tells is kept without asking."""

    use_required_attribute = False

    def __init__(self, *args, kept: Contact, gone: Contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.gone = kept, gone
        lacking = taken_by_default(kept, gone)
        for fact in FACTS:
            values = [(KEPT, _words(kept, fact)), (GONE, _words(gone, fact))]
            if values[0][1] != values[1][1]:
                self.fields[fact] = forms.ChoiceField(
                    label=LABELS[fact],
                    choices=values,
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    initial=GONE if fact in lacking else KEPT,
                )

    @property
    def take(self) -> set[str]:
        """The facts in which the one that goes is right."""
        return {fact for fact, chosen in self.cleaned_data.items() if chosen == GONE}


def _words(contact: Contact, fact: str) -> str:
    if fact == "country":
        return countries.name(contact.country)
    return str(getattr(contact, fact) or "")


def consequences(kept: Contact, gone: Contact) -> list[str]:
    """What becomes of the rest, in sentences."""
    touches = gone.touches.count()
    found = [f"{gone}’s addresses, lists and open tasks come along, with the plan unless {kept} has one."]
    if touches:
        entries = "1 entry of the timeline comes" if touches == 1 else f"{touches} entries of the timeline come"
        found.append(f"{entries} along; what both did once counts once.")
    if (stage := stage_of(kept, gone)) != kept.stage:
        found.append(f"{kept} becomes “{stage.label}”, as {gone} is.")
    if kept.owner is None and gone.owner:
        found.append(f"{gone.owner} follows up.")
    elif gone.owner and gone.owner != kept.owner:
        found.append(f"{kept.owner} follows up, no longer {gone.owner}.")
    if Stage.DO_NOT_CONTACT in (kept.stage, gone.stage):
        found.append("They asked us to stop, so every address of both is closed.")
    return found
