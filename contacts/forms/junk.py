"""The firm's own lists on junk, as people fill them in: one line or many."""

from django import forms

from contacts.intake.sieve import Kind, normalised
from contacts.models import JunkEntry
from contacts.models.junk_rule import Outcome
from leadflow.lib import mailaddress
from leadflow.lib.lines import Lines

# What a line of each kind looks like.
EXAMPLES = {
    Kind.COMPETITOR.value: "a firm like Rivaldeck Ltd or a domain like rivaldeck.example",
    Kind.DOMAIN.value: "a domain like badlists.example",
    Kind.ADDRESS.value: "an address like ana@polder.example",
    Kind.NAME.value: "a name like Ana Ruiz",
    Kind.TITLE.value: "words like career coach; coach* also finds coaching",
    Kind.OWN.value: "a domain like harborline.example",
}


class EntriesForm(forms.Form):
    """Lines of the firm's own lists, of one kind and with one verdict."""

    kind = forms.ChoiceField(label="What it is", choices=JunkEntry.KINDS)
    lines = Lines(label="One a line", help_text="Paste as many as you like. A line that is known gets the new verdict.")
    verdict = forms.ChoiceField(label="What happens with them", choices=Outcome.choices, initial=Outcome.FLAG)

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        for line in cleaned.get("lines", ()) if kind else ():
            if problem := problem_of(kind, line):
                self.add_error("lines", problem)
        return cleaned

    def save(self, *, by, at) -> list[JunkEntry]:
        """The new lines."""
        given = self.cleaned_data
        return JunkEntry.objects.enter(given["kind"], given["lines"], given["verdict"], by=by, at=at)


def problem_of(kind: str, line: str) -> str:
    """Why a line cannot stand on a list of this kind, in words; empty where it can."""
    compared = normalised(kind, line)
    if not compared or len(line) > JunkEntry._meta.get_field("value").max_length:
        return f"“{line[:60]}” is none of these. Write {EXAMPLES[kind]}."
    if kind in (Kind.COMPETITOR, Kind.OWN) and compared in mailaddress.free_domains():
        return f"“{line}”: anybody can have an address there, so it is no firm's domain."
    return ""
