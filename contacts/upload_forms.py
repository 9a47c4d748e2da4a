"""What a person says about a list: which file it is, and how it was to be read."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from contacts.intake.columns import FIELDS
from contacts.intake.kinds import PURPOSES
from contacts.models import Touch, Upload
from leadflow.accounts.models import Team, User
from leadflow.lib import zones
from leadflow.lib.lines import Line

NOT_USED = ("", "Not used, kept as a remark")


class UploadForm(forms.Form):
    file = forms.FileField(label="List", allow_empty_file=True)
    max_bytes = settings.UPLOAD_MAX_BYTES

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError(f"“{file.name}” is empty. Export the list again.")
        if file.size > settings.UPLOAD_MAX_BYTES:
            size, most = filesizeformat(file.size), filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(f"“{file.name}” has {size}; at most {most} can be read. Split it.")
        return file


class CheckForm(forms.Form):
    """How a list is understood, for somebody to put right. Some answers need the file to be read again."""

    asset_name = Line(label="What is the list about?", max_length=300)
    kind = forms.ChoiceField(label="What did they do?")
    follow_up = forms.ChoiceField(label="Who follows up?")
    zone = forms.ChoiceField(label="Time zone of the times in the file")
    sheet = forms.ChoiceField(label="Sheet")
    day_first = forms.ChoiceField(
        label="Dates like 05/06",
        choices=[("yes", "5 June: the day comes first"), ("no", "May 6: the month comes first")],
    )

    def __init__(self, *args, upload: Upload, user: User, **kwargs):
        self.upload, self.reading = upload, upload.reading
        super().__init__(*args, initial=self._as_read(), **kwargs)
        self.fields["kind"].choices = [(kind, Touch.Kind(kind).label) for kind in PURPOSES]
        self.fields["follow_up"].choices = who_follows_up(user)
        self._ask_only_what_is_open()
        for column in self.reading["columns"]:
            label = column["header"] or f"Column {column['index'] + 1}, without a heading"
            self.fields[f"column_{column['index']}"] = forms.ChoiceField(
                label=label, choices=[NOT_USED, *FIELDS.items()], required=False, initial=column["field"] or ""
            )
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        if not self["follow_up"].initial and len(self.fields["follow_up"].choices) > 1:
            self.fields["follow_up"].choices.insert(0, ("", "Choose a team or a rep"))
        for name in self.errors:
            self.fields[name].widget.attrs["class"] += " is-invalid"

    def _as_read(self) -> dict:
        upload = self.upload
        team = upload.team or (Team.objects.first() if Team.objects.count() == 1 else None)
        return {
            "asset_name": upload.subject,
            "kind": self.reading["kind"],
            "follow_up": f"rep-{upload.rep_id}" if upload.rep_id else f"team-{team.pk}" if team else "",
            "zone": upload.zone,
            "sheet": self.reading["sheet"],
            "day_first": "yes" if self.reading["day_first"] else "no",
        }

    def _ask_only_what_is_open(self):
        sheets = [sheet for sheet in self.reading["sheets"] if sheet["people"]]
        if self.reading["needs_zone"] or self.upload.zone:
            self.fields["zone"].choices = [("", "Choose the zone"), *((z, z.replace("_", " ")) for z in zones.names())]
        else:
            del self.fields["zone"]
        if len(sheets) > 1:
            self.fields["sheet"].choices = [(sheet["name"], f"{sheet['name']} ({sheet['people']})") for sheet in sheets]
        else:
            del self.fields["sheet"]
        if not self.reading["day_order_open"] and self.upload.day_first is None:
            del self.fields["day_first"]

    @property
    def questions(self):
        """The fields that are not columns."""
        return [field for field in self if not field.name.startswith("column_")]

    @property
    def columns(self):
        """Each column with its field and its samples."""
        return [(column, self[f"column_{column['index']}"]) for column in self.reading["columns"]]

    def belongs_to(self) -> dict:
        """The answers that change nothing about the reading."""
        kind, _, pk = self.cleaned_data["follow_up"].partition("-")
        rep = User.objects.get(pk=pk) if kind == "rep" else None
        team = rep.team if rep else Team.objects.get(pk=pk)
        return {"asset_name": self.cleaned_data["asset_name"], "team": team, "rep": rep}

    def other_reading(self) -> dict:
        """What is to be read in another way; empty where the list was understood as it is meant."""
        said, changed = self.cleaned_data, {name for name in self.changed_data if name in self.cleaned_data}
        choices = {name: said[name] for name in ("zone", "sheet", "kind") if name in changed}
        if "day_first" in changed:
            choices["day_first"] = said["day_first"] == "yes"
        mapped = {name.removeprefix("column_"): said[name] or None for name in changed if name.startswith("column_")}
        if "sheet" in choices:
            # Another sheet has other columns.
            choices["mapping"] = {}
        elif mapped:
            choices["mapping"] = self.upload.mapping | mapped
        return choices


def who_follows_up(user: User) -> list[tuple[str, str]]:
    """The teams a person may choose, each followed by its reps."""
    choices = []
    for team in user.visible_teams().prefetch_related("members"):
        reps = [member for member in team.members.all() if member.is_active and member.role == User.Role.REP]
        choices.append((f"team-{team.pk}", f"{team}, its reps in turn"))
        choices += [(f"rep-{rep.pk}", f"{team}: {rep}") for rep in sorted(reps, key=str)]
    return choices
