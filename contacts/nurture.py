"""Who waits in nurture for the day that was agreed: by what interests them, and what they did meanwhile."""

from datetime import timedelta

from django import forms
from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from contacts.filters import owners
from contacts.models import Contact, Stage, Touch
from leadflow.accounts.models import User

MINE, EVERYBODY, NOBODY = "mine", "all", "nobody"
# As many topics can be chosen; those that interest most people come first.
TOPICS = 40
SOON = timedelta(days=30)
TOPIC = Coalesce(NullIf("asset__topic", Value("")), "asset__name")


class NurtureForm(forms.Form):
    """Whose, interested in what, and whether only those who did something since."""

    whose = forms.ChoiceField(label="Whose", required=False)
    topic = forms.ChoiceField(label="Topic", required=False)
    new = forms.BooleanField(label="Only with something new", required=False)

    def __init__(self, data, *, user: User):
        data = data.copy()
        data.setdefault("whose", MINE if user.works_a_queue else EVERYBODY)
        super().__init__(data)
        self.user = user
        others = [(key, name) for key, name in owners(user) if key not in ("me", "nobody")]
        mine = [(MINE, "Mine")] if user.works_a_queue else []
        everybody = "The team’s" if user.works_a_queue else "Everybody’s"
        self.fields["whose"].choices = [*mine, (EVERYBODY, everybody), (NOBODY, "Nobody’s yet"), *others]
        self.is_valid()
        self.pool = self._of_whom(Contact.objects.visible_to(user).filter(stage=Stage.NURTURE))
        found = topics(self.pool)
        self.fields["topic"].choices = [("", "Any topic"), *((topic, f"{topic} ({n:,})") for topic, n in found)]
        self.full_clean()
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs |= {"class": "form-select", "aria-label": field.label}

    def _of_whom(self, contacts: QuerySet) -> QuerySet:
        whose = self.cleaned_data.get("whose") or EVERYBODY
        if whose == EVERYBODY:
            return contacts
        if whose == NOBODY:
            return contacts.filter(owner__isnull=True)
        return contacts.filter(owner=self.user.pk if whose == MINE else whose)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.cleaned_data.get("topic") or self.cleaned_data.get("new"))

    @property
    def found(self) -> QuerySet:
        """Those of the pool who are asked for."""
        contacts = self.pool
        if topic := self.cleaned_data.get("topic"):
            about = Touch.objects.inbound().annotate(of=TOPIC).filter(contact=OuterRef("pk"), of=topic)
            contacts = contacts.filter(Exists(about))
        return with_news(contacts) if self.cleaned_data.get("new") else contacts


def topics(contacts: QuerySet) -> list[tuple[str, int]]:
    """What these people looked into, with how many of them, most first."""
    touches = Touch.objects.inbound().filter(contact__in=contacts.order_by().values("pk"), asset__isnull=False)
    found = touches.order_by().values(topic=TOPIC).annotate(people=Count("contact", distinct=True))
    return list(found.order_by("-people", "topic").values_list("topic", "people")[:TOPICS])


def news() -> QuerySet:
    """What nurtured people did since they were put there; to stand on a list is nothing they did."""
    return Touch.objects.inbound().exclude(kind=Touch.Kind.LISTED).filter(at__gt=F("contact__stage_since"))


def with_news(contacts: QuerySet) -> QuerySet:
    """Those who did something since they were put there."""
    return contacts.filter(Exists(news().filter(contact=OuterRef("pk"))))


def tell_the_news(contacts: list[Contact]) -> None:
    """Give each `topics`, the last three, and `new_since`: how many things they did since, and when the last."""
    counted = news().filter(contact__in=contacts).order_by().values("contact").annotate(n=Count("pk"), last=Max("at"))
    found = {row["contact"]: row for row in counted}
    about: dict[int, dict[str, None]] = {contact.pk: {} for contact in contacts}
    touches = Touch.objects.inbound().filter(contact__in=contacts, asset__isnull=False).order_by("-at", "-pk")
    for contact_id, topic in touches.values_list("contact", TOPIC):
        about[contact_id].setdefault(topic)
    for contact in contacts:
        contact.topics = list(about[contact.pk])[:3]
        contact.new_since = found.get(contact.pk)
