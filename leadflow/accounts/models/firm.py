from copy import copy
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from leadflow.lib.mailboxes import PROVIDERS
from leadflow.lib.once import WrittenAnew, once
from leadflow.lib.zones import validate_zone

WEEK = {0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday"}


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


def known_providers() -> list[str]:
    return list(PROVIDERS)


def validate_working_days(days):
    if not isinstance(days, list) or not days or set(days) - WEEK.keys():
        raise ValidationError("Choose at least one working day.")


class Firm(WrittenAnew):
    """The firm that runs this Leadflow: one row. Its zone decides what a day is (invariant I8)."""

    class Colleagues(models.TextChoices):
        LEAVE = "leave", "They go on"
        PAUSE = "pause", "They pause"
        STOP = "stop", "They stop, and come back as after the end of a plan"

    name = models.CharField(max_length=200, default="Our firm")
    website = models.CharField(max_length=200, blank=True)
    domain = models.CharField("mail domain", max_length=200, blank=True, help_text="Own staff are told by it.")
    phone = models.CharField(max_length=50, blank=True)
    postal_address = models.TextField(blank=True, help_text="Stands under every mail, as the law asks.")
    offer = models.CharField(
        max_length=300,
        blank=True,
        help_text="What you do for customers, to finish the sentence “We help firms …”.",
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(max_length=2, blank=True, help_text="Its public holidays are days off.")
    working_days = models.JSONField(default=monday_to_friday, validators=[validate_working_days])
    call_from = models.TimeField("calls from", default=time(8), help_text="At the contact's place.")
    call_until = models.TimeField("calls until", default=time(18), help_text="At the contact's place.")
    work_from = models.TimeField("works from", default=time(9), db_default=time(9), help_text="In the firm's zone.")
    work_until = models.TimeField("works until", default=time(17), db_default=time(17), help_text="In the firm's zone.")
    accept_within = models.PositiveSmallIntegerField(
        "hours to accept a lead",
        default=16,
        db_default=16,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text="Working hours until a new sales lead has its first completed task, or is rejected.",
    )
    revisit_days = models.PositiveSmallIntegerField("days in nurture", default=180)
    put_off_times = models.PositiveSmallIntegerField(
        "times a task may be put off",
        default=3,
        db_default=3,
        validators=[MaxValueValidator(50)],
        help_text="After that a rep calls back, comes back later or skips it.",
    )
    put_off_days = models.PositiveSmallIntegerField(
        "days, each time at most",
        default=14,
        db_default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    daily_dials = models.PositiveSmallIntegerField("dials a day", default=60)
    starts_a_day = models.PositiveSmallIntegerField(
        "new leads per rep a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="At most so many of an uploaded list, or of those whom a new lead definition finds, begin on one "
        "day. Empty: a list begins all at once. Each list can differ.",
    )
    colleagues = models.CharField(
        "when a colleague answers",
        max_length=8,
        choices=Colleagues.choices,
        default=Colleagues.PAUSE,
        db_default=Colleagues.PAUSE,
        help_text="What becomes of the plans of the others at a firm when one of them replies, calls or books a "
        "meeting.",
    )
    colleagues_days = models.PositiveSmallIntegerField(
        "days of such a pause",
        default=7,
        db_default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="After a reply or a call. A meeting holds them until the working day after it.",
    )
    # Keys of leadflow.lib.mailboxes.PROVIDERS.
    one_mailbox_at = models.JSONField(
        "one mailbox, however it is spelt",
        default=known_providers,
        blank=True,
        help_text="There “a.na+fair@gmail.com” and “ana@gmail.com” are one person. Elsewhere each address is its own.",
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="firm_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(call_from__lt=models.F("call_until")), name="firm_call_hours_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(work_from__lt=models.F("work_until")), name="firm_working_hours_in_order"
            ),
        ]

    class AlreadySetUp(Exception):
        """There are people already; nobody else becomes administrator by walking in."""

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "Firm":
        """The firm; made with its defaults where there is none yet."""
        # A copy, so that a form that fails on it does not show its values on the rest of the page.
        return copy(once("firm", lambda: cls.objects.get_or_create(pk=1)[0]))

    @transaction.atomic
    def set_up(self, *, firm_name, time_zone, team_name, name, email, password):
        """Begin: name the firm, make its first team and its first administrator, who is returned.

        Raises AlreadySetUp as soon as there is anybody.
        """
        from leadflow.accounts.models.team import Team
        from leadflow.accounts.models.user import User

        Firm.objects.select_for_update().get(pk=self.pk)
        if User.objects.exists():
            raise Firm.AlreadySetUp
        self.name, self.time_zone = firm_name, time_zone
        self.save()
        Team.objects.get_or_create(name=team_name, defaults={"time_zone": time_zone})
        return User.objects.create_superuser(email, password, name=name, time_zone=time_zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The firm's day at a moment. The one place where a moment becomes a day."""
        return moment.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """A time of one of the firm's days as an instant."""
        return datetime.combine(day, at, self.zone)


class DayOff(WrittenAnew):
    """A day on which nobody works, beside weekends and public holidays."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.name}, {self.day}"

    @classmethod
    def days(cls) -> frozenset[date]:
        """All of them, past and to come."""
        return frozenset(cls.names())

    @classmethod
    def names(cls) -> dict[date, str]:
        """What each of them is called."""
        return once("days off", lambda: dict(cls.objects.order_by().values_list("day", "name")))
