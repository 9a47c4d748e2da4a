"""What Petra Lind settled at Harborline: a plan of its own for whoever was at the booth, whose first mail has two
wordings, and so many mails a day; and what two people told their reps."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import F

from cadences import holds, library
from cadences.editing import plan as plans
from cadences.models import Cadence, DailyLimit, Enrollment
from contacts.models import Channel, Contact, Touch
from leadflow.accounts.models import User

BOOTH = "booth-or-webinar"
# Its first mail, and what that says to every other.
FIRST_MAIL = "soon-mail"
SECOND_WORDING = {
    "objective_b": "One question that they can answer in a line.",
    "subject_b": "One question about {{ topic | default: 'your cold chain' }}",
    "body_b": (
        "Hello {{ contact.first_name }},\n\n"
        "{% if reason_you %}{{ reason_you }} {% endif %}One question: where does it get warm at "
        "{{ company.name | default: 'your place' }}, in the truck or at the door?\n\n"
        "Your answer in one line tells me whether we can help.\n\n"
        "{{ rep.name }}\n{{ firm.name }}\n{{ rep.phone }}"
    ),
}
MAILS_A_DAY = 12
# Tuesdays and Thursdays.
CALL_DAYS = [1, 3]


def settle(*, by: User, at: datetime) -> None:
    """Publish the plan and set the limit, before the first lead."""
    filed = library.starter(BOOTH).filed
    who = {"occasion": Cadence.Occasion.NEW_LEAD, "sources": [Touch.Kind.BOOTH_VISIT]}
    draft = Cadence.begin(filed.name, filed.plan, description=filed.description, **who).draft
    edition = draft.edit(partial(plans.change, key=FIRST_MAIL, **SECOND_WORDING))
    draft.publish(by=by, at=at, read=edition)
    DailyLimit.objects.create(channel=Channel.EMAIL, most=MAILS_A_DAY)


def hear(*, at: datetime) -> None:
    """An automatic reply says that somebody is back in some days; another tells the rep when to call."""
    if away := _under_way():
        holds.out_of_office(away, at.date() + timedelta(days=5), at=at, by=away.owner)
    if wishing := _under_way():
        wishing.wish(call_days=CALL_DAYS, words="Mornings are best", at=at)


def _under_way() -> Contact | None:
    """The lead whose next step comes last, so that the work of today stays what it is."""
    leads = Contact.objects.filter(owner__isnull=False, points__kind="phone", points__is_wrong=False)
    running = leads.filter(enrollments__state=Enrollment.State.RUNNING)
    return running.order_by(F("enrollments__next_due_on").desc(nulls_last=True), "pk").first()
