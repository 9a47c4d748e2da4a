"""What people enter about a contact as it happens: things they did, notes, further addresses."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contacts.forms.actions import Action, first_takes_focus
from contacts.forms.contacts import refusal
from contacts.models import Asset, Channel, Contact, ContactPoint, Touch
from leadflow.lib.days import sensible
from leadflow.lib.lines import Line


class NoteForm(Action):
    """For us only."""

    heading = "Note"
    submit = "Keep note"

    gist = forms.CharField(label="Note", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid4()

    def carry_out(self, *, by, at):
        key = Touch.key_for(Touch.Kind.NOTE, source_id=f"hand:{self.cleaned_data['key'] or uuid4()}")
        touch = self.contact.record_touch(Touch.Kind.NOTE, at=at, gist=self.cleaned_data["gist"], rep=by, key=key)
        if touch is None:
            return "That is on the timeline already."
        self.undo_url = reverse("undo_touch", args=[touch.pk])
        return "Note kept."


class TouchForm(Action):
    """Something they did that came in by no list."""

    heading = "They did something"
    submit = "Keep"

    # What comes from a list or from us is not entered here.
    KINDS = [
        ("They answered", [(k.value, k.label) for k in (Touch.Kind.REPLY, Touch.Kind.CALLED_US)]),
        ("They asked", [(k.value, k.label) for k in Touch.REQUESTS]),
        (
            "They did something",
            [
                (k.value, k.label)
                for k in Touch.Kind
                if k not in (*Touch.RESPONSES, Touch.Kind.LISTED, Touch.Kind.ATTEMPT, Touch.Kind.NOTE)
            ],
        ),
    ]
    # Where an interaction of this kind takes place; other kinds have no asset.
    PLACES = {
        Touch.Kind.DOWNLOAD: Asset.Kind.DOWNLOAD,
        Touch.Kind.WEBINAR_ATTENDED: Asset.Kind.WEBINAR,
        Touch.Kind.WEBINAR_REGISTERED: Asset.Kind.WEBINAR,
        Touch.Kind.EVENT_ATTENDED: Asset.Kind.EVENT,
        Touch.Kind.EVENT_REGISTERED: Asset.Kind.EVENT,
        Touch.Kind.BOOTH_VISIT: Asset.Kind.BOOTH,
        Touch.Kind.NETWORKING: Asset.Kind.EVENT,
        Touch.Kind.NEWSLETTER_CLICK: Asset.Kind.NEWSLETTER,
        Touch.Kind.WEBSITE_VISIT: Asset.Kind.PAGE,
    }
    CHANNELS = {Touch.Kind.CALLED_US: Channel.PHONE, Touch.Kind.INFORMATION_REQUEST: Channel.EMAIL}
    REPLIED_BY = [(c.value, c.label) for c in Channel if c not in (Channel.SYSTEM, Channel.RESEARCH)]

    kind = forms.ChoiceField(label="What", choices=KINDS)
    asset = Line(
        label="Which one",
        max_length=300,
        required=False,
        help_text="The webinar, fair, eBook or page, where there was one.",
        widget=forms.TextInput(attrs={"list": "assets", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(label="Replied by", choices=REPLIED_BY, required=False, initial=Channel.EMAIL)
    when = forms.DateTimeField(
        label="When",
        validators=[sensible],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    gist = forms.CharField(
        label="What they said or asked",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.moment = timezone.now()
        self.initial["key"] = uuid4()
        self.initial["when"] = timezone.localtime(self.moment)

    @property
    def known_assets(self):
        return Asset.objects.values_list("name", flat=True).distinct()[:200]

    def clean_when(self):
        when = self.cleaned_data["when"]
        # The field shows minutes only.
        if when > self.moment + timedelta(minutes=1):
            raise forms.ValidationError("This moment is still to come. Enter what has happened.")
        return when

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if cleaned.get("asset") and kind and kind not in self.PLACES:
            self.add_error("asset", "This happens at no webinar, fair or page. Leave it empty, or choose another.")
        return cleaned

    @transaction.atomic
    def carry_out(self, *, by, at):
        kind, before = Touch.Kind(self.cleaned_data["kind"]), self.contact.stage
        asset = self._asset(kind)
        touch = self.contact.record_touch(
            kind,
            at=min(self.cleaned_data["when"], at),
            recorded_at=at,
            asset=asset,
            channel=self._channel(kind),
            gist=self.cleaned_data["gist"],
            rep=by,
            key=self._key(kind, asset),
        )
        if touch is None:
            return "That is on the timeline already."
        if self.contact.stage != before:
            return f"Kept. {self.contact}: {self.contact.get_stage_display().lower()} now."
        # Where nothing came of it but the touch itself, that can be taken back.
        self.undo_url = "" if touch.is_response else reverse("undo_touch", args=[touch.pk])
        return "Kept."

    def _asset(self, kind):
        name, place = self.cleaned_data["asset"], self.PLACES.get(kind)
        if not name or not place:
            return None
        known = Asset.objects.filter(kind=place, name__iexact=name).order_by("-held_on").first()
        return known or Asset.known_as(place, name)

    def _channel(self, kind):
        if kind == Touch.Kind.REPLY:
            return self.cleaned_data["channel"] or Channel.EMAIL
        return self.CHANNELS.get(kind, Channel.OTHER)

    def _key(self, kind, asset):
        """Once per asset is enough, unless that was taken back. What can repeat is kept once per form, so that a
        double click is one touch."""
        once = Touch.key_for(kind, asset.pk) if asset else ""
        if once and not Touch.with_voided.filter(contact=self.contact, key=once, voided_at__isnull=False).exists():
            return once
        return Touch.key_for(kind, source_id=f"hand:{self.cleaned_data['key'] or uuid4()}")


class PointForm(Action):
    """A further address, or (with `point`) another wording of one."""

    heading = "Add an address"
    submit = "Add"

    kind = forms.ChoiceField(choices=[choice for choice in ContactPoint.Kind.choices if choice[0] != "fingerprint"])
    value = Line(label="Address", max_length=320)

    def __init__(self, *args, point: ContactPoint | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.point = point
        self.known: Contact | None = None
        if point:
            self.heading, self.submit = "Correct an address", "Save"
            self.initial["value"] = point.value
            del self.fields["kind"]
            first_takes_focus(self)

    def clean(self):
        cleaned = super().clean()
        kind = self.point.kind if self.point else cleaned.get("kind")
        if kind and cleaned.get("value"):
            problem, self.known = refusal(kind, cleaned["value"], user=self.user, contact=self.contact)
            if problem:
                self.add_error("value", problem)
        return cleaned

    @transaction.atomic
    def carry_out(self, *, by, at):
        value = self.cleaned_data["value"]
        if self.point:
            self.point.correct(value, at=at)
        else:
            self.contact.add_points(at=at, **{self.cleaned_data["kind"]: value})
        return f"{value} was {'corrected' if self.point else 'added'}."
