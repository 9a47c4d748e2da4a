from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from contacts import signals
from contacts.intake.names import words_of
from contacts.models.contacts import SINCE, ContactQuerySet
from contacts.models.point import ContactPoint
from contacts.models.stage import CLOSED, LEADS, Stage, StageChange
from contacts.models.suppression import MUTES, Suppression
from contacts.models.touch import Channel, Touch
from contacts.wishes import ONLY_BY
from contacts.wishes import in_words as wishes_in_words
from leadflow.lib import mailaddress


class Contact(models.Model):
    """A person, of at most one company at a time. Belongs to a team; the owner is the rep who follows up."""

    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, help_text="The full name as it is shown and searched.")
    title = models.CharField("job title", max_length=200, blank=True)
    company = models.ForeignKey(
        "contacts.Company", null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    # Indexes of lists begin with the team and with the owner.
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="contacts", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
        db_index=False,
    )
    # Since when it has this owner, or lies in the team's pool after an owner left.
    owner_since = models.DateTimeField(null=True, editable=False)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.NAME, editable=False)
    stage_since = models.DateTimeField(null=True, editable=False)
    # What scoring found last: distinct interactions that count, and fit to the best persona.
    interest = models.PositiveSmallIntegerField(default=0, editable=False)
    fit = models.CharField(
        max_length=8,
        choices=[("match", "Fits"), ("unknown", "Fit unknown"), ("mismatch", "Does not fit")],
        default="unknown",
        editable=False,
    )
    # The persona that they fit best; none where they fit none, or too little is known.
    persona = models.ForeignKey(
        "contacts.Persona", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    # How many interactions they lack to be a sales lead, and sales ready; none where interactions bring nobody there.
    short_of_lead = models.PositiveSmallIntegerField(null=True, editable=False)
    short_of_ready = models.PositiveSmallIntegerField(null=True, editable=False)
    # The version of the lead definition that would not have made a lead of them, though they are one.
    passed_over_by = models.PositiveIntegerField(null=True, editable=False)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=100, blank=True)
    address = models.TextField("postal address", blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    # Not now (promise 13).
    revisit_on = models.DateField(null=True, blank=True)
    revisit_note = models.CharField("what was agreed", max_length=500, blank=True)
    # What a conversation brought.
    need = models.CharField(max_length=300, blank=True)
    timing = models.CharField(max_length=300, blank=True)
    budget = models.CharField(max_length=300, blank=True)
    decides = models.CharField("who decides", max_length=300, blank=True)
    # How they want to be contacted (promise 14).
    wishes = models.CharField(max_length=300, blank=True, help_text="“Mail only”, “call Tuesdays”.")
    # What the plan heeds of it (contacts.wishes): one way only, the weekdays for calls, days between two attempts.
    only_by = models.CharField(max_length=12, choices=ONLY_BY, blank=True, default="", db_default="")
    call_days = models.JSONField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Follow the suppressions: these channels are closed.
    no_email = models.BooleanField(default=False, editable=False)
    no_phone = models.BooleanField(default=False, editable=False)
    no_social = models.BooleanField(default=False, editable=False)
    no_post = models.BooleanField(default=False, editable=False)
    referred_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="referred")
    # Looks that are no junk: free mail, competitor, job seeker … in words.
    flags = models.JSONField(default=list, blank=True)
    # Columns of lists that map to nothing here.
    extra = models.JSONField(default=dict, blank=True)
    # When a person last changed what is known about them, their addresses included.
    edited_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            # The orders of the list; filters that few match have an index of their own (docs/decisions/lists.md).
            models.Index(fields=["team", "name", "id"], name="contact_by_name"),
            models.Index(fields=["name", "id"], name="contact_by_name_everywhere"),
            models.Index(SINCE.desc(), F("id").desc(), name="contact_by_since"),
            models.Index(fields=["-interest", "-id"], name="contact_by_interest"),
            models.Index(fields=["country"], name="contact_by_country"),
            models.Index(fields=["fit"], condition=~Q(fit="unknown"), name="contact_by_fit"),
            models.Index(fields=["stage", "team"], name="contact_by_stage"),
            models.Index(fields=["owner", "stage"], name="contact_of_owner"),
            models.Index(fields=["revisit_on"], condition=Q(revisit_on__isnull=False), name="contact_revisit"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
            # Not now is not no: nurture without a date would be never.
            models.CheckConstraint(
                condition=~Q(stage="nurture") | Q(revisit_on__isnull=False), name="nurture_has_a_date"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def greeting(self) -> str:
        """What to call them in a mail: the first name, else the whole name."""
        return self.first_name or self.name

    @property
    def short(self) -> int | None:
        """How many interactions they lack for the next stage; None where interactions bring them no further."""
        if self.stage in (Stage.NAME, Stage.NURTURE):
            return self.short_of_lead
        return self.short_of_ready if self.stage == Stage.LEAD else None

    @property
    def is_passed_over(self) -> bool:
        """Whether they are a lead whom the rules of today would not have made. Whoever works it goes on."""
        return self.stage in LEADS and self.passed_over_by is not None

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    def reach(self, kind) -> ContactPoint | None:
        """The first address of a kind that is not known to be wrong."""
        points = [p for p in self.points.all() if p.kind == kind and not p.is_wrong]
        return min(points, key=lambda p: (p.position, p.pk), default=None)

    @property
    def email(self) -> str:
        point = self.reach(ContactPoint.Kind.EMAIL)
        return point.value if point else ""

    @property
    def phone(self) -> str:
        point = self.reach(ContactPoint.Kind.PHONE)
        return point.value if point else ""

    @property
    def linkedin(self) -> str:
        point = self.reach(ContactPoint.Kind.LINKEDIN)
        return point.url if point else ""

    @transaction.atomic
    def edit(self, *, at, **facts):
        """Write what was found out about the person, these columns and no others; the fit is judged anew."""
        Contact.objects.filter(pk=self.pk).update(edited_at=at, **facts)
        signals.profiles_changed.send(Contact, contact_ids=[self.pk], at=at)
        self.refresh_from_db()

    @transaction.atomic
    def add_points(self, *, at, email="", phone="", linkedin="") -> list[str]:
        """Add the addresses that are new, well-formed and nobody else's. The only way in beside lists.

        What was closed to one of them stays closed (promise 14). Returns in words what could not be taken, and why.
        Raises IntegrityError where somebody else took an address at the same moment.
        """
        problems = []
        given = {
            ContactPoint.Kind.EMAIL: email,
            ContactPoint.Kind.PHONE: phone,
            ContactPoint.Kind.LINKEDIN: linkedin,
        }
        for kind, value in given.items():
            if not value:
                continue
            normalised = ContactPoint.normalise(kind, value, self.country)
            if not normalised:
                problems.append(f"“{value}” is not a {ContactPoint.Kind(kind).label.lower()} address.")
                continue
            own = self.points.filter(kind=kind, normalised=normalised)
            known = ContactPoint.objects.known_by(kind, normalised).exclude(contact=self)
            if own.exists():
                own.update(is_wrong=False)
            elif kind != ContactPoint.Kind.PHONE and known.exists():
                problems.append(f"“{value}” belongs to somebody else already.")
            else:
                position = self.points.filter(kind=kind).count()
                self.points.create(kind=kind, value=value.strip(), normalised=normalised, position=position)
        Contact.objects.filter(pk=self.pk).update(edited_at=at)
        self.heed_suppressions(at=at)
        return problems

    def closed_to(self, channel) -> bool:
        """Whether they asked not to be contacted by this channel, or only by another. Research reaches nobody and
        stays open."""
        field = MUTES.get(Channel(channel))
        only = MUTES.get(Channel(self.only_by)) if self.only_by else field
        return self.stage == Stage.DO_NOT_CONTACT or bool(field and (getattr(self, field) or field != only))

    @property
    def open_channel(self) -> Channel:
        """How we may turn to them: by phone, unless they closed that; else by what they left open."""
        ways = (Channel.PHONE, Channel.EMAIL, Channel.LINKEDIN, Channel.POST)
        return next((channel for channel in ways if not self.closed_to(channel)), Channel.OTHER)

    def change_stage(self, after, **why):
        """Move this contact to a stage; see ContactQuerySet.change_stage."""
        changes = Contact.objects.filter(pk=self.pk).change_stage(after, **why)
        self.refresh_from_db()
        return changes

    @transaction.atomic
    def set_revisit(self, day, *, note="", at, cause, by=None, reason=""):
        """Not now: into nurture until the day, with what was agreed (promise 13). Again moves the day."""
        self.change_stage(Stage.NURTURE, at=at, cause=cause, by=by, reason=reason, revisit_on=day)
        Contact.objects.filter(pk=self.pk).update(revisit_on=day, revisit_note=note[:500])
        self.refresh_from_db()

    def record_touch(self, kind, *, at, recorded_at=None, **fields) -> Touch | None:
        """Record one touch and let the news out. None where the same touch is known already.

        `recorded_at` is when we learn of it, where that is later than when it happened.
        """
        touches = Contact.record_touches(
            [Touch(contact=self, kind=kind, at=at, **fields)], recorded_at=recorded_at or at
        )
        self.refresh_from_db()
        return touches[0] if touches else None

    @staticmethod
    @transaction.atomic
    def record_touches(touches: list[Touch], *, recorded_at) -> list[Touch]:
        """Save those that are not known yet, and send `touches_recorded` once. Returns the new ones."""
        for touch in touches:
            touch.complete_key()
        ids = {touch.contact_id for touch in touches}
        # The contacts' locks keep two reports of the same thing apart.
        list(Contact.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        known = set(
            Touch.with_voided.filter(contact__in=ids, key__in={t.key for t in touches}).values_list("contact_id", "key")
        )
        new = {}
        for touch in touches:
            if (touch.contact_id, touch.key) not in known:
                new.setdefault((touch.contact_id, touch.key), touch)
        saved = Touch.objects.bulk_create(new.values())
        if saved:
            signals.touches_recorded.send(Touch, touches=[touch.news for touch in saved], at=recorded_at)
        return saved

    @transaction.atomic
    def refer(self, person: dict, *, at, rep) -> "Contact":
        """The right person, named by this one: a contact at the same firm, known by referral.

        `person` holds first_name, last_name, title, email, phone. Whoever is known by that mail already is taken, of
        whatever team; by a desk's address only with the same name.
        """
        mail = mailaddress.normalise(person.get("email", "")) or ""
        name = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip()
        point = ContactPoint.objects.of_mail(mail).select_related("contact").first()
        known = point.contact if point else None
        if known and mailaddress.is_role(mail) and words_of(known.name) != words_of(name):
            known = None
        right = known or Contact.objects.create(
            first_name=person.get("first_name", "")[:100],
            last_name=person.get("last_name", "")[:100],
            name=(name or mail or f"Colleague of {self.name}")[:200],
            title=person.get("title", "")[:200],
            company=self.company,
            team=self.team,
            owner=self.owner,
            owner_since=at if self.owner_id else None,
            country=self.country,
            time_zone=self.time_zone,
            referred_by=self,
        )
        # Another team does not see whom we know.
        words = [f"Named by {self.name if right.team_id == self.team_id else f'somebody of team {self.team}'}"]
        if not known:
            words += right.add_points(email=person.get("email", ""), phone=person.get("phone", ""), at=at)
        right.record_touch(Touch.Kind.REFERRAL, at=at, rep=rep, gist=". ".join(words))
        return right

    @transaction.atomic
    def wish(self, *, only_by="", call_days=None, every_days=None, words="", at):
        """They want to be contacted in a certain way (promise 14). Sends `wishes_told`."""
        wished = {"only_by": only_by, "call_days": sorted(call_days) if call_days else None, "every_days": every_days}
        Contact.objects.filter(pk=self.pk).update(wishes=words[:300], edited_at=at, **wished)
        signals.wishes_told.send(Contact, contact_ids=[self.pk], at=at)
        self.refresh_from_db()

    @property
    def wished(self) -> str:
        """How they want to be contacted: “Mail only. Once a week at most. Not before four”."""
        heeded = wishes_in_words(self.only_by, self.call_days, self.every_days)
        return ". ".join(filter(None, [heeded, self.wishes]))

    def suppress(self, **why):
        """They asked us to stop; see ContactQuerySet.suppress."""
        Contact.objects.filter(pk=self.pk).suppress(**why)
        self.refresh_from_db()

    @transaction.atomic
    def heed_suppressions(self, *, at):
        """Close what was closed to one of their addresses before: nothing brings back who asked us to stop."""
        closed = Suppression.objects.closed_to(self.points.values_list("kind", "normalised"))
        for channel in {""} if "" in closed else closed:
            self.suppress(channel=channel, reason="Asked before", at=at)

    @transaction.atomic
    def lift_suppressions(self, *, at, by=None, reason=""):
        """They want to hear from us again: by every channel, as a name. What stood on the list is kept as lifted."""
        Suppression.objects.in_force().about(self.pk).update(lifted_at=at)
        Contact.objects.filter(pk=self.pk).update(**dict.fromkeys(MUTES.values(), False))
        if self.stage == Stage.DO_NOT_CONTACT:
            self.change_stage(Stage.NAME, at=at, by=by, cause=StageChange.Cause.LIFTED, reason=reason)
        self.refresh_from_db()

    def assign(self, owner, *, at):
        """Give the contact to a rep, with what is open. The team follows the rep."""
        Contact.objects.filter(pk=self.pk).assign(owner, at=at)
        self.refresh_from_db()
