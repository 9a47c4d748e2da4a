"""The do-not-contact list, as people fill it in: one line or many."""

from django import forms

from contacts import suppressing
from leadflow.lib.lines import Line, Lines


class SuppressionsForm(forms.Form):
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
            kind, compared, problem = suppressing.meant_by(line)
            if problem:
                problems.append(f"“{line[:60]}”: {problem}")
            else:
                self.meant.append((kind, compared))
        if problems:
            raise forms.ValidationError(problems)
        return self.cleaned_data["lines"]

    def closes(self) -> int:
        """How many people we know by them, who would be closed with it."""
        return suppressing.known_by(self.meant).count()
