"""What a source of lists remembers, for somebody to put right."""

from hashlib import sha256

from django import forms

from contacts.forms.uploads import column_choices, to_whom, who_follows_up
from contacts.intake.kinds import PURPOSES
from contacts.models import ListSource, Touch
from contacts.sources import names_for
from leadflow.accounts.models import User
from leadflow.lib import countries, zones
from leadflow.lib.lines import Line

Trust = ListSource.Trust
ANEW = "?"
TRUSTS = [
    (Trust.NEVER, "Never: what you know stays"),
    (Trust.IF_EMPTY, "If empty: it is filled in"),
    (Trust.ALWAYS, "Always: it takes the place"),
]


class SourceForm(forms.Form):
    """How the next list of a source is read, and what it may do to people you know."""

    name = Line(max_length=120)
    kind = forms.ChoiceField(label="What did they do?", required=False)
    follow_up = forms.ChoiceField(label="Who follows up?", required=False)
    zone = forms.ChoiceField(label="Time zone of the times in its files", required=False)
    day_first = forms.ChoiceField(
        label="Dates like 05/06",
        required=False,
        choices=[
            ("", "As each list shows"),
            ("yes", "5 June: the day comes first"),
            ("no", "May 6: the month comes first"),
        ],
    )

    phone_country = forms.ChoiceField(label="Phone numbers without a country are in", required=False)

    def __init__(self, *args, source: ListSource, user: User, **kwargs):
        self.source = source
        super().__init__(*args, initial=self._as_remembered(), **kwargs)
        self.fields["kind"].choices = [
            ("", "As each list shows"),
            *((kind, Touch.Kind(kind).label) for kind in PURPOSES),
        ]
        self.fields["zone"].choices = [("", "Asked each time"), *((z, z.replace("_", " ")) for z in zones.names())]
        self.fields["phone_country"].choices = [("", "Asked each time"), *countries.choices()]
        self.fields["follow_up"].choices = self._followers(user)
        for name, (column, heading) in self._columns().items():
            self.fields[name] = forms.ChoiceField(
                label=heading,
                choices=[(ANEW, "Guessed anew"), *column_choices()],
                required=False,
                initial=source.mapping[column] or "",
            )
        for field, label in (ListSource.TRUSTED | ListSource.TRUSTED_OF_COMPANY).items():
            self.fields[f"trust_{field}"] = forms.ChoiceField(
                label=label, choices=TRUSTS, initial=source.trust_in(field)
            )
        for asked in self.fields.values():
            is_choice = isinstance(asked, forms.ChoiceField)
            asked.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        for name in self.errors:
            self.fields[name].widget.attrs["class"] += " is-invalid"

    def _as_remembered(self) -> dict:
        source = self.source
        return {
            "name": source.name,
            "kind": source.kind,
            "zone": source.zone,
            "day_first": {True: "yes", False: "no", None: ""}[source.day_first],
            "phone_country": source.phone_country,
            "follow_up": self._follower,
        }

    @property
    def _follower(self) -> str:
        source = self.source
        if source.successor:
            return f"rep-{source.rep_id}"
        return f"team-{source.team_id}" if source.team_id else ""

    def _followers(self, user: User) -> list[tuple[str, str]]:
        """Whom this person may choose, and who it is now."""
        choices = [("", "Asked each time"), *who_follows_up(user)]
        if self._follower not in dict(choices):
            choices.append((self._follower, str(self.source.successor or self.source.team)))
        return choices

    def _columns(self) -> dict[str, tuple[str, str]]:
        """Field to column and its heading, in the order of the last list. A field is called by its column and not by
        a number: while somebody looks at the page, another list may be remembered."""
        shown = dict(zip(names_for(self.source.headings), self.source.headings, strict=True))
        order = [name for name in shown if name in self.source.mapping]
        others = sorted(self.source.mapping.keys() - shown.keys())
        return {
            f"column_{sha256(name.encode()).hexdigest()[:12]}": (name, shown.get(name, name))
            for name in [*order, *others]
        }

    def _fields(self, prefix: str) -> list:
        return [field for field in self if field.name.startswith(prefix)]

    @property
    def answers(self) -> list:
        """What is answered for each list."""
        return [self[name] for name in ("name", "kind", "follow_up", "zone", "day_first", "phone_country")]

    @property
    def columns(self) -> list:
        return self._fields("column_")

    @property
    def trusts(self) -> list[tuple[str, list]]:
        """How far it is trusted: of people, of companies."""
        return [
            (heading, [self[f"trust_{field}"] for field in fields])
            for heading, fields in (("Of people", ListSource.TRUSTED), ("Of companies", ListSource.TRUSTED_OF_COMPANY))
        ]

    def save(self) -> ListSource:
        """Keep it for the next list; lists that are in already stay as they were read."""
        said, source = self.cleaned_data, self.source
        source.name, source.kind, source.zone = said["name"], said["kind"], said["zone"]
        source.phone_country = said["phone_country"]
        source.day_first = {"yes": True, "no": False, "": None}[said["day_first"]]
        if said["follow_up"] != self._follower:
            source.team, source.rep = to_whom(said["follow_up"]) if said["follow_up"] else (None, None)
        # What was remembered meanwhile stood on no page.
        seen = {column: said[name] for name, (column, _) in self._columns().items() if name in self.data}
        kept = {column: field for column, field in source.mapping.items() if column not in seen}
        source.mapping = kept | {column: field or None for column, field in seen.items() if field != ANEW}
        trust = {name.removeprefix("trust_"): how for name, how in said.items() if name.startswith("trust_")}
        source.trust = {field: how for field, how in trust.items() if how != Trust.IF_EMPTY}
        source.save()
        return source
