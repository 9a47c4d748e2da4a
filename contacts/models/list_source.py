from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Sum, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, RowNumber

from contacts.models.touch import Touch
from contacts.models.upload import Upload
from contacts.sources import Bar, applied, bars, findings, key_of, missing_in, new_in, remembered
from leadflow.lib.zones import validate_zone


class ListSourceQuerySet(models.QuerySet["ListSource"]):
    def visible_to(self, user):
        """Whoever sees lists: marketing and administrators all, managers those whose lists are theirs."""
        if not user.is_active or user.works_a_queue:
            return self.none()
        if user.sees_all_teams:
            return self.all()
        theirs = Upload.objects.visible_to(user).filter(list_source=OuterRef("pk"))
        return self.filter(Q(team__in=user.visible_teams()) | Exists(theirs))

    def known_by(self, headings) -> "ListSource | None":
        """The source whose lists have these headings; None for one that nobody has seen yet."""
        headings = list(headings)
        key = key_of(headings)
        if not key:
            return None
        # A release that understands more headings tells sources by other keys.
        return self.filter(key=key).first() or next(
            (source for source in self.all() if key_of(source.headings) == key), None
        )

    @transaction.atomic
    def remember(self, upload, *, name, at) -> "ListSource | None":
        """Keep how a list was read, for the next one of its source: what was chosen last counts.

        None where the list has no headings to know it by.
        """
        columns = upload.reading["columns"]
        headings = [column["header"] for column in columns]
        source = self.known_by(headings) or ListSource(created_at=at)
        source.key, source.headings = key_of(headings), headings
        if not source.key:
            return None
        source.name = name or source.name or source.guess_name(upload)
        source.mapping = source.mapping | remembered(columns, upload.mapping)
        for field in ("kind", "zone", "day_first", "phone_country", "team", "rep"):
            setattr(source, field, getattr(upload, field))
        source.save()
        Upload.objects.filter(pk=upload.pk).update(list_source=source)
        return source

    def with_totals(self, user):
        """Each with its imported lists, as far as somebody sees them.

        How many (`lists`), their people (`people`), when the last came (`used_at`).
        """
        seen = Upload.objects.visible_to(user).filter(phase=Upload.Phase.DONE)
        done = seen.filter(list_source=OuterRef("pk")).order_by()
        of_one = done.values("list_source")
        people = sum(Coalesce(Cast(KT(f"counts__{fate}"), IntegerField()), 0) for fate in PEOPLE)
        return self.annotate(
            lists=Coalesce(models.Subquery(of_one.annotate(n=models.Count("pk")).values("n")), 0),
            people=Coalesce(models.Subquery(of_one.annotate(n=Sum(people)).values("n")), 0),
            used_at=models.Subquery(of_one.annotate(last=models.Max("created_at")).values("last")),
        )


# The fates of rows that each stand for one person whom a list brought.
PEOPLE = ("created", "updated", "unchanged")


class ListSource(models.Model):
    """Where lists of one kind come from. Known by the headings of its lists; remembers how the last one was read.

    Empty answers leave it to the reader's own finding.
    """

    class Trust(models.TextChoices):
        """What a list may do to a field of somebody who is known already."""

        NEVER = "never", "Never"
        IF_EMPTY = "empty", "If empty"
        ALWAYS = "always", "Always"

    # The fields of people that it can be set for. Addresses are only ever added.
    TRUSTED: dict[str, str] = {
        "name": "Name",
        "title": "Job title",
        "company": "Company",
        "country": "Country",
        "city": "City",
        "address": "Postal address",
        "extra": "Further columns",
    }
    # And those of companies, named after their columns. Not the website: another one is another company.
    OF_COMPANY = "company_"
    TRUSTED_OF_COMPANY: dict[str, str] = {
        "company_industry": "Industry",
        "company_employees": "Number of employees",
        "company_country": "Country",
        "company_city": "City",
        "company_phone": "Phone",
    }

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=64, unique=True, editable=False)
    headings = models.JSONField(default=list, blank=True, help_text="Of the last list, as they stood there.")
    # What each column is used for, by its name: see contacts.sources.
    mapping = models.JSONField(default=dict, blank=True)
    kind = models.CharField("what they did", max_length=24, choices=Touch.Kind.choices, blank=True)
    zone = models.CharField("time zone", max_length=64, blank=True, validators=[validate_zone])
    day_first = models.BooleanField("dates begin with the day", null=True, blank=True)
    # Where phone numbers are of which its lists do not say it (ISO code).
    phone_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Field to Trust, where it is not the usual.
    trust = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    objects = ListSourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @staticmethod
    def guess_name(upload) -> str:
        """What to call the source of a list until a person says: by the program that wrote it, else by its file."""
        made_by = upload.reading.get("format", "generic")
        words = made_by.replace("-", " ").capitalize() if made_by != "generic" else f"Lists like {upload.stem}"
        return words[:120]

    def trust_in(self, field: str) -> str:
        """What its lists may do to a field."""
        return self.trust.get(field, self.Trust.IF_EMPTY)

    @property
    def successor(self):
        """The rep who follows up its next list, while they can; None where the reps of the team take turns."""
        rep = self.rep
        return rep if rep and rep.is_active and rep.team_id == self.team_id else None

    def answers_for(self, upload, columns) -> dict:
        """What it answers of what is still open for a list with these columns: values for fields of the upload."""
        answers = {
            name: value
            for name in ("kind", "zone", "day_first", "phone_country")
            if (value := getattr(self, name)) not in ("", None) and getattr(upload, name) in ("", None)
        }
        if self.team and not upload.team_id and (upload.by is None or self.team in upload.by.visible_teams()):
            answers |= {"team": self.team, "rep": self.successor}
        return answers | {"list_source": self, "mapping": applied(columns, self.mapping) | upload.mapping}

    def needs_nobody(self, upload) -> bool:
        """Whether a list of it, as it was read, leaves nothing for a person to answer or to look at."""
        reading, columns = upload.reading, upload.reading["columns"]
        is_open = reading["needs_zone"] or (reading["day_order_open"] and upload.day_first is None)
        several = sum(1 for sheet in reading["sheets"] if sheet["people"]) > 1
        unlike = new_in(columns, self.mapping) or missing_in(columns, self.mapping)
        return bool(upload.team_id) and not (is_open or several or unlike)

    @property
    def junk_shares(self) -> list[float]:
        """Of its last lists the share of junk, the oldest first; needs `last_lists`."""
        return [share for upload in self.last_lists if (share := upload.junk_share) is not None]

    @property
    def junk_in_words(self) -> str:
        """What its share of junk did lately; needs `last_lists`."""
        return findings(self.junk_shares)

    @property
    def junk_bars(self) -> list[Bar]:
        """The same as a small picture."""
        return bars(self.junk_shares, places=SHOWN)


# So many lists make the picture of a source's junk.
SHOWN = 12


def last_lists(sources, user) -> None:
    """Give each of these sources its `last_lists` that somebody sees, the oldest first, by one question."""
    by_pk = {source.pk: source for source in sources}
    for source in sources:
        source.last_lists = []
    newest_first = Window(RowNumber(), partition_by=F("list_source"), order_by=F("created_at").desc())
    done = Upload.objects.visible_to(user).filter(list_source__in=list(by_pk), phase=Upload.Phase.DONE)
    shown = done.annotate(place=newest_first).filter(place__lte=SHOWN)
    for upload in shown.order_by("created_at", "pk"):
        by_pk[upload.list_source_id].last_lists.append(upload)
