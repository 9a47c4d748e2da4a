"""The firm's own lists on junk and the do-not-contact list, as people fill them in: one line or many."""

from django import forms

from contacts import closing
from contacts.intake.sieve import Kind, normalised
from contacts.models import JunkEntry
from contacts.models.junk_rule import Outcome
from leadflow.lib import mailaddress
from leadflow.lib.lines import Line, one_line

MOST_LINES = 500
# What a line of each kind looks like.
EXAMPLES = {
    Kind.COMPETITOR.value: "a firm like Rivaldeck Ltd or a domain like rivaldeck.example",
    Kind.DOMAIN.value: "a domain like badlists.example",
    Kind.ADDRESS.value: "an address like ana@polder.example",
    Kind.NAME.value: "a name like Ana Ruiz",
    Kind.TITLE.value: "words like career coach; coach* also finds coaching",
    Kind.OWN.value: "a domain like harborline.example",
}


class Lines(forms.CharField):
    """A field for one thing a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        """The lines that hold something, each once."""
        text = (super().to_python(value) or "").replace("\0", "")
        return list(dict.fromkeys(filter(None, map(one_line, text.splitlines()))))

    def validate(self, lines):
        super().validate(lines)
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"These are {len(lines):,} lines. Enter at most {MOST_LINES} at once.")


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


class SuppressForm(forms.Form):
    """Addresses, numbers and domains for the do-not-contact list."""

    lines = Lines(
        label="Addresses, phone numbers or whole domains, one a line",
        help_text="ana@polder.example, +47 22 55 01 34, or polder.example for everybody with an address there.",
    )
    reason = Line(label="Why", max_length=300, help_text="Who asked, when, and what they said.")
    # The number of people it closes, as it was shown before somebody said yes.
    sure = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_lines(self):
        problems = []
        self.meant: list[tuple[str, str]] = []
        for line in self.cleaned_data["lines"]:
            kind, compared, problem = closing.meant_by(line)
            if problem:
                problems.append(f"“{line[:60]}”: {problem}")
            else:
                self.meant.append((kind, compared))
        if problems:
            raise forms.ValidationError(problems)
        return self.cleaned_data["lines"]

    def closes(self) -> int:
        """How many people we know by them, who would be closed with it."""
        known = [closing.known_by(kind, compared).values("pk") for kind, compared in self.meant]
        return len({pk for each in known for pk in each.values_list("pk", flat=True)})
