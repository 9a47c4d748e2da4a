"""What a person says about a list: which file it is, and how it was to be read."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from contacts.intake.columns import FIELDS
from contacts.intake.kinds import PURPOSES
from contacts.models import ListSource, Touch, Upload
from contacts.sources import key_of, missing_in, names_of, new_in
from leadflow.accounts.forms import StartsField
from leadflow.accounts.models import Team, User
from leadflow.lib import countries, zones
from leadflow.lib.lines import Line

# Answers by which the file is read, as they are kept.
READ_BY = ("zone", "phone_country", "sheet", "kind")
NOT_USED = ("", "Not used, kept as a remark")


# The fields that a column can be taken for, as the list of choices groups them.
GROUPS = {
    "Who": "full_name first_name middle_name last_name display_name prefix title role",
    "How to reach them": "email email_2 phone linkedin address postcode city region country",
    "Company": "company website industry employees company_phone",
    "What they did": "kind event_name attendance approval cancelled questions notes rating ticket",
    "When": (
        "occurred_at registered_at joined_at left_at minutes stays scanned_at connected_at clicked_at downloaded_at"
        " visited_at time_of_day created_at"
    ),
    "Whether we may contact them": "unsubscribed consent no_calls no_contact",
    "From the other system": "source tags owner lead_status stage external_id",
}


def column_choices() -> list:
    """What a column can be taken for, in groups; a field that no group names comes last."""
    groups = {label: [name for name in names.split() if name in FIELDS] for label, names in GROUPS.items()}
    named = {name for names in groups.values() for name in names}
    groups["Further"] = [name for name in FIELDS if name not in named]
    offered = [(label, [(name, FIELDS[name]) for name in names]) for label, names in groups.items() if names]
    return [NOT_USED, *offered]


class UploadForm(forms.Form):
    """A list on its way in, as a file or as text that was copied somewhere."""

    file = forms.FileField(label="List", allow_empty_file=True, required=False)
    pasted = forms.CharField(
        label="Or paste it here",
        required=False,
        strip=False,
        max_length=500_000,
        error_messages={"max_length": "A list as long as this comes as a file: save it, and drop it above."},
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "form-control"}),
        help_text="Rows of a spreadsheet, or text with commas; best with the headings on top.",
    )
    max_bytes = settings.UPLOAD_MAX_BYTES

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and not file.size:
            raise forms.ValidationError(f"“{file.name}” is empty. Export the list again.")
        if file and file.size > settings.UPLOAD_MAX_BYTES:
            size, most = filesizeformat(file.size), filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(f"“{file.name}” has {size}; at most {most} can be read. Split it.")
        return file

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if not self.errors and bool(file) == bool(pasted):
            self.add_error("file", "Either a file or a pasted list, not both." if file else "Choose a file, or paste.")
        return cleaned

    def receive(self, *, by: User, at: datetime) -> Upload:
        """Keep what came in; it waits to be read."""
        file, pasted = self.cleaned_data["file"], self.cleaned_data["pasted"]
        if file:
            return Upload.receive(file, name=file.name, by=by, at=at)
        content = ContentFile(pasted.encode("utf-8", "replace"))
        return Upload.receive(content, name="Pasted list", origin=Upload.Origin.PASTED, by=by, at=at)


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
    phone_country = forms.ChoiceField(label="Phone numbers without a country are in", required=False)
    remember = forms.BooleanField(required=False)
    has_headings = forms.ChoiceField(
        label="The first row",
        choices=[("yes", "is headings"), ("no", "is somebody already")],
    )
    # Beside the forecast of what the list brings.
    starts_a_day = StartsField()

    def __init__(self, *args, upload: Upload, user: User, remember: bool = True, **kwargs):
        """`remember`: whether the next list of this source is to be read the same way, until somebody says."""
        self.upload, self.reading, self.source = upload, upload.reading, upload.list_source
        super().__init__(*args, initial=self._as_read(user) | {"remember": remember}, **kwargs)
        self.fields["kind"].choices = [(kind, Touch.Kind(kind).label) for kind in PURPOSES]
        self.fields["follow_up"].choices = who_follows_up(user)
        self._ask_only_what_is_open()
        for column in self.reading["columns"]:
            label = column["header"] or f"Column {column['index'] + 1}, without a heading"
            self.fields[f"column_{column['index']}"] = forms.ChoiceField(
                label=label, choices=column_choices(), required=False, initial=column["field"] or ""
            )
            self.fields[f"column_{column['index']}"].widget.attrs["aria-describedby"] = (
                f"id_column_{column['index']}_samples"
            )
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["remember"].widget.attrs["class"] = "form-check-input"
        offered = [value for value, _ in self.fields["follow_up"].choices]
        if self["follow_up"].initial not in offered and len(offered) > 1:
            self.fields["follow_up"].choices.insert(0, ("", "Choose a team or a rep"))
        for name in self.errors:
            self.fields[name].widget.attrs["class"] += " is-invalid"

    def _as_read(self, user: User) -> dict:
        upload = self.upload
        team = upload.team or user.team or Team.only()
        nameless = upload.origin == Upload.Origin.PASTED and upload.subject == upload.stem
        return {
            "asset_name": "" if nameless else upload.subject,
            "kind": self.reading["kind"],
            "follow_up": f"rep-{upload.rep_id}" if upload.rep_id else f"team-{team.pk}" if team else "",
            "zone": upload.zone,
            "phone_country": upload.phone_country,
            "sheet": self.reading["sheet"],
            "day_first": "yes" if self.reading["day_first"] else "no",
            "has_headings": "no" if self.reading["header_row"] is None else "yes",
            "starts_a_day": upload.starts_a_day,
        }

    def _ask_only_what_is_open(self):
        sheets = [sheet for sheet in self.reading["sheets"] if sheet["people"]]
        if self.reading["needs_zone"] or self.upload.zone:
            self.fields["zone"].choices = [("", "Choose the zone"), *((z, z.replace("_", " ")) for z in zones.names())]
        else:
            del self.fields["zone"]
        if self.reading.get("mending", {}).get("no_country") or self.upload.phone_country:
            self.fields["phone_country"].choices = [("", "Nobody knows"), *countries.choices()]
        else:
            del self.fields["phone_country"]
        if len(sheets) > 1:
            self.fields["sheet"].choices = [(sheet["name"], f"{sheet['name']} ({sheet['people']})") for sheet in sheets]
        else:
            del self.fields["sheet"]
        if not self.reading["day_order_open"] and self.upload.day_first is None:
            del self.fields["day_first"]
        if not self.reading.get("headings_open"):
            del self.fields["has_headings"]
        if not key_of(column["header"] for column in self.reading["columns"]):
            del self.fields["remember"]

    @property
    def questions(self):
        """The fields that are not columns."""
        elsewhere = ("remember", "starts_a_day")
        return [field for field in self if not field.name.startswith("column_") and field.name not in elsewhere]

    def column_groups(self) -> list[tuple[str, str, list]]:
        """(what becomes of them, in words; each with its field, and how it came to that) for the kinds of columns."""
        used, kept, idle = [], [], []
        memory = self.source.mapping if self.source else {}
        for name, column in zip(names_of(self.reading["columns"]), self.reading["columns"], strict=True):
            was_chosen = str(column["index"]) in self.upload.mapping
            how = "as before" if name in memory and memory[name] == column["field"] else "changed" if was_chosen else ""
            group = used if column["field"] else kept if column["header"] and column["samples"] else idle
            group.append((column, self[f"column_{column['index']}"], how))
        return [
            ("Used", "what each column is taken for", used),
            ("Kept with each person", "shown on their page, not used otherwise", kept),
            ("Left aside", "empty, or without a heading", idle),
        ]

    @property
    def times_before(self) -> int:
        """How many lists of the source were imported."""
        return self.source.uploads.filter(phase=Upload.Phase.DONE).count()

    @property
    def unlike(self) -> dict:
        """What is not as in the lists of the source before: headings that are new, and those that are missing."""
        if not self.source:
            return {}
        columns, memory = self.reading["columns"], self.source.mapping
        return {"new": new_in(columns, memory), "missing": missing_in(columns, memory)}

    @transaction.atomic
    def begin(self, *, at: datetime) -> bool:
        """Have it imported as it was read, and remember the answers. False where it is past that."""
        begun = self.upload.begin(at=at, **self.belongs_to())
        if begun and self.cleaned_data.get("remember"):
            ListSource.objects.remember(self.upload, name="", at=at)
        return begun

    def belongs_to(self) -> dict:
        """The answers that change nothing about the reading."""
        said = self.cleaned_data
        team, rep = to_whom(said["follow_up"])
        portions = {"starts_a_day": said["starts_a_day"]} if "starts_a_day" in self.data else {}
        return {"asset_name": said["asset_name"], "team": team, "rep": rep, **portions}

    def other_reading(self) -> dict:
        """What is to be read in another way; empty where the list was understood as it is meant."""
        said, changed = self.cleaned_data, {name for name in self.changed_data if name in self.cleaned_data}
        choices: dict[str, Any] = {name: said[name] for name in READ_BY if name in changed}
        for question in ("day_first", "has_headings"):
            if question in changed:
                choices[question] = said[question] == "yes"
        mapped = {name.removeprefix("column_"): said[name] or None for name in changed if name.startswith("column_")}
        if "sheet" in choices:
            # Another sheet has other columns, and may be like the lists of another source.
            choices |= {"mapping": {}, "has_headings": None, "list_source": None}
            return choices
        if "has_headings" in choices:
            choices["list_source"] = None
        if mapped:
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


def to_whom(choice: str) -> tuple[Team, User | None]:
    """The team and the rep that a choice of `who_follows_up` means."""
    kind, _, pk = choice.partition("-")
    rep = User.objects.get(pk=pk) if kind == "rep" else None
    return (rep.team if rep else Team.objects.get(pk=pk)), rep
