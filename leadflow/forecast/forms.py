"""Answers that need no other reading of the list, but another forecast."""

from django import forms

from contacts.forms.uploads import to_whom, who_follows_up
from contacts.models import Upload
from leadflow.accounts.models import User
from leadflow.lib.lines import Line

LARGEST = 1000


class PortionsField(forms.IntegerField):
    """How many new leads of a list one rep begins on one day; empty: all at once."""

    def __init__(self, **kwargs):
        widget = forms.NumberInput(attrs={"class": "form-control portion", "inputmode": "numeric"})
        super().__init__(
            label="New leads per rep a day", min_value=1, max_value=LARGEST, required=False, widget=widget, **kwargs
        )


class AnswersForm(forms.Form):
    """What the check page asks and the forecast depends on. What is not sent stays as it is."""

    starts_a_day = PortionsField()
    follow_up = forms.ChoiceField(required=False)
    asset_name = Line(required=False, max_length=300)

    def __init__(self, *args, upload: Upload, user: User, **kwargs):
        super().__init__(*args, initial={"starts_a_day": upload.starts_a_day}, **kwargs)
        self.upload = upload
        self.fields["follow_up"].choices = [("", ""), *who_follows_up(user)]

    def answers(self) -> dict:
        """What was answered otherwise than it stands with the list."""
        said, found = self.cleaned_data, {}
        if "starts_a_day" in self.data:
            found["starts_a_day"] = said["starts_a_day"]
        if said["follow_up"]:
            found["team"], found["rep"] = to_whom(said["follow_up"])
        if said["asset_name"] and said["asset_name"] != self.upload.subject:
            found["asset_name"] = said["asset_name"]
        return {name: value for name, value in found.items() if value != getattr(self.upload, name)}
