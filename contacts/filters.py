"""What the lists can be narrowed to. The state lives in the address."""

from datetime import timedelta
from functools import cache

import django_filters
from babel import Locale
from django import forms
from django.db import connection
from django.db.models import Exists, Model, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils.choices import flatten_choices
from django.utils.http import urlencode

from contacts import search
from contacts.intake.junk import FLAGS
from contacts.lacking import LACKING
from contacts.models import Company, Contact, Stage, Touch, Upload
from leadflow.accounts.models import Team, User

ONLY_LEADS = "leads"
STAGES = [
    (ONLY_LEADS, "Leads: sales lead or sales ready"),
    ("any", "Any stage, also those off the lists"),
    *Stage.choices,
]
MINE, NOBODY = "me", "nobody"
# Days without an attempt; "never" for no attempt at all.
UNTOUCHED = [("never", "Never"), ("30", "Not for 30 days"), ("90", "Not for 90 days"), ("365", "Not for a year")]
# Interactions that are missing to the next stage.
SHORT = [("1", "One interaction short"), ("2", "Two interactions short"), ("3", "Three interactions short")]
ORDERS = {
    "name": ("name", "id"),
    "lately": ("-since", "-id"),
    "interest": ("-interest", "-id"),
    "newest": ("-id",),
}
USUAL_SORT = ("sort", "name")
SORTS = [
    ("name", "By name"),
    ("lately", "Latest change of stage first"),
    ("interest", "Most interactions first"),
    ("newest", "Newest first"),
]


@cache
def countries() -> list[tuple[str, str]]:
    """Codes and names of all countries, by name."""
    names = Locale("en").territories
    return sorted(((code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()), key=_name)


def _name(pair):
    return pair[1]


def owners(user: User) -> list[tuple[str, str]]:
    """Whose contacts a person can ask for."""
    mine = [(MINE, "Mine")] if user.works_a_queue else []
    others = User.objects.visible_to(user).active_reps().exclude(pk=user.pk)
    return [*mine, (NOBODY, "Nobody yet"), *((str(rep.pk), rep.name) for rep in others)]


class ListFilter(django_filters.FilterSet):
    """A list narrowed by its address, and what its page says of that."""

    # Fields beside the search; the others are folded away.
    USUAL: tuple[str, ...] = ()
    # Narrow nothing, or stand in their own place.
    APART = ("q", "sort")

    @property
    def form(self) -> forms.Form:
        fresh = not hasattr(self, "_form")
        form = super().form
        if fresh:
            for field in form.fields.values():
                is_choice = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        return form

    @property
    def usual(self) -> list:
        return [self.form[name] for name in self.USUAL]

    @property
    def more(self) -> list:
        return [field for field in self.form if field.name not in (*self.USUAL, *self.APART)]

    @property
    def more_in_use(self) -> bool:
        return any(field.data for field in self.more)

    @property
    def is_narrowed(self) -> bool:
        return any(field.data for field in self.form if field.name != "sort")

    @property
    def problems(self) -> list[str]:
        """What of the address was not understood, and therefore left out."""
        return [f"{self.form[name].label}: {' '.join(words)} It is left out." for name, words in self.errors.items()]

    def chips(self) -> list[dict]:
        """What the list is narrowed to, each with the address that does without it."""
        return [
            {"label": self.form[name].label, "words": self._words(name, value), "url": f"?{self.address(**{name: ''})}"}
            for name, value in self.form.cleaned_data.items()
            if value not in ("", None) and name not in self.APART
        ]

    def address(self, **changed) -> str:
        """The query of this list with some fields changed; without what is empty, and from the first page."""
        values = {name: self.data.get(name, "") for name in self.filters} | changed
        return urlencode({name: value for name, value in values.items() if value and (name, value) != USUAL_SORT})

    def _words(self, name, value) -> str:
        choices = getattr(self.form.fields[name], "choices", None)
        if choices is None or isinstance(value, Model):
            return str(value)
        return str(dict(flatten_choices(choices)).get(value, value))


class ContactFilter(ListFilter):
    """The contact list: a search and facets. Needs `request` for what its user may see, and `now`.

    Whoever is off the lists is found by a search, or by asking for their stage.
    """

    USUAL = ("stage", "owner", "sort")

    stage = django_filters.ChoiceFilter(
        choices=STAGES, method="in_stage", label="Stage", empty_label="All on the lists"
    )
    owner = django_filters.ChoiceFilter(choices=(), method="of_owner", label="Owner", empty_label="Any owner")
    team = django_filters.ModelChoiceFilter(queryset=Team.objects.none(), label="Team", empty_label="Any team")
    country = django_filters.ChoiceFilter(choices=(), label="Country", empty_label="Any country")
    fit = django_filters.ChoiceFilter(
        choices=Contact._meta.get_field("fit").choices, label="Fit", empty_label="Any fit"
    )
    interactions = django_filters.NumberFilter(
        field_name="interest", label="Interactions", min_value=0, max_value=1000, decimal_places=0
    )
    short = django_filters.ChoiceFilter(
        choices=SHORT, method="short_of_next", label="To the next stage", empty_label="However far"
    )
    passed_over = django_filters.ChoiceFilter(
        choices=[("yes", "Would be no lead by it")],
        method="by_the_rules",
        label="Lead definition",
        empty_label="Whatever it says",
    )
    untouched = django_filters.ChoiceFilter(
        choices=UNTOUCHED, method="not_touched", label="Our last attempt", empty_label="Any time"
    )
    flag = django_filters.ChoiceFilter(
        choices=[("any", "Any flag"), *FLAGS.items()], method="flagged", label="Flag", empty_label="With or without"
    )
    lacks = django_filters.ChoiceFilter(
        choices=[(fact, label) for fact, (label, _) in LACKING.items()],
        method="without",
        label="Not known yet",
        empty_label="Whatever is known",
    )
    upload = django_filters.ModelChoiceFilter(
        queryset=Upload.objects.none(), method="from_upload", label="Came with list", empty_label="Any list"
    )
    sort = django_filters.ChoiceFilter(choices=SORTS, method="unchanged", label="Sort", empty_label=None)
    # Filters apply in this order, and a search finds no more than so many: it comes last.
    q = django_filters.CharFilter(method="find", label="Search")

    class Meta:
        model = Contact
        fields: list[str] = []

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.now = now
        self.filters["owner"].extra["choices"] = owners(user)
        self.filters["country"].extra["choices"] = countries()
        self.filters["team"].queryset = user.visible_teams()
        self.filters["upload"].queryset = Upload.objects.visible_to(user).lists()

    @property
    def order(self) -> tuple[str, ...]:
        """What the list is sorted by, for `keyset.page`."""
        return ORDERS.get(self.data.get("sort", ""), ORDERS["name"])

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        everybody = asked.get("stage") or asked.get("q")
        return super().filter_queryset(queryset if everybody else queryset.on_the_lists())

    def unchanged(self, contacts, name, value):
        return contacts

    def find(self, contacts, name, text):
        return contacts.search(text)

    def in_stage(self, contacts, name, stage):
        if stage == ONLY_LEADS:
            return contacts.leads()
        return contacts if stage == "any" else contacts.filter(stage=stage)

    def of_owner(self, contacts, name, owner):
        if owner == NOBODY:
            return contacts.filter(owner__isnull=True)
        return contacts.filter(owner=self.request.user.pk if owner == MINE else owner)

    def short_of_next(self, contacts, name, interactions):
        return contacts.short_by(int(interactions))

    def by_the_rules(self, contacts, name, value):
        return contacts.passed_over()

    def not_touched(self, contacts, name, days):
        attempts = Touch.objects.attempts().filter(contact=OuterRef("pk"))
        if days != "never":
            attempts = attempts.filter(at__gte=self.now - timedelta(days=int(days)))
        return contacts.filter(~Exists(attempts))

    def flagged(self, contacts, name, flag):
        if flag == "any":
            return contacts.exclude(flags=[])
        if connection.features.supports_json_field_contains:
            return contacts.filter(flags__contains=[flag])
        return contacts.annotate(flag_text=Cast("flags", TextField())).filter(flag_text__contains=f'"{flag}"')

    def without(self, contacts, name, fact):
        return contacts.filter(LACKING[fact][1])

    def from_upload(self, contacts, name, upload):
        return contacts.filter(pk__in=upload.rows.order_by().values("contact"))


class CompanyFilter(ListFilter):
    """The list of companies."""

    USUAL = ("owner", "country")

    q = django_filters.CharFilter(method="find", label="Search")
    owner = django_filters.ChoiceFilter(choices=(), method="of_owner", label="Owner", empty_label="Any owner")
    country = django_filters.ChoiceFilter(choices=(), label="Country", empty_label="Any country")

    class Meta:
        model = Company
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["owner"].extra["choices"] = owners(self.request.user)
        self.filters["country"].extra["choices"] = countries()

    def find(self, companies, name, text):
        return search.named(companies, text)

    of_owner = ContactFilter.of_owner
