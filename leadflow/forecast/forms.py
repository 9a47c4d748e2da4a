"""Answers that need no other reading of the list, but another forecast."""

from django import forms

from contacts.forms.uploads import to_whom, who_follows_up
from contacts.models import Upload
from leadflow.accounts.forms import StartsField
from leadflow.accounts.models import User
from leadflow.lib.lines import Line


class AnswersForm(forms.Form):
    """What the check page asks and the forecast depends on. What is not sent stays as it is."""

    starts_a_day = StartsField()
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
