"""Why a step that is due is skipped: set-based, so many questions for a batch whatever its size."""

from collections import defaultdict

from django.db.models import Exists, OuterRef

from cadences import conditions, wishes
from cadences.firing.lanes import Claimed, Lane
from cadences.models import Enrollment, Task
from contacts.models import MUTES, Channel, Contact, ContactPoint

# An address that a channel cannot do without, and what is said where it is missing.
NEEDED = {
    Channel.PHONE: (ContactPoint.Kind.PHONE, Task.Skip.NO_PHONE),
    Channel.TEXT: (ContactPoint.Kind.PHONE, Task.Skip.NO_PHONE),
    Channel.EMAIL: (ContactPoint.Kind.EMAIL, Task.Skip.NO_EMAIL),
}


def lacking(contact: Contact) -> dict[str, str]:
    """The channels by which somebody cannot be reached for want of an address, and what is said of it."""
    kinds = set(contact.points.filter(is_wrong=False).values_list("kind", flat=True))
    return {channel: reason for channel, (kind, reason) in NEEDED.items() if kind not in kinds}


def reasons_to_skip(lane: Lane, claimed: Claimed, steps) -> dict[int, str]:
    """Why the due step of an enrollment cannot be done, by enrollment; those who are not named can be followed up."""
    channels = {step.pk: step.channel for version in steps.values() for step in version}
    by_channel = defaultdict(set)
    for pk, place in claimed.items():
        by_channel[channels[getattr(place, lane.step)]].add(pk)
    reasons = {}
    for channel, ids in by_channel.items():
        enrollments = Enrollment.objects.filter(pk__among=ids).order_by()
        if channel in NEEDED:
            kind, reason = NEEDED[channel]
            points = ContactPoint.objects.filter(contact=OuterRef("contact"), kind=kind, is_wrong=False)
            reasons |= dict.fromkeys(enrollments.filter(~Exists(points)).values_list("pk", flat=True), reason)
        if channel in MUTES:
            muted = enrollments.filter(**{f"contact__{MUTES[channel]}": True})
            reasons |= dict.fromkeys(muted.values_list("pk", flat=True), Task.Skip.CLOSED_CHANNEL)
            another = wishes.by_another_way(enrollments, channel)
            reasons |= dict.fromkeys(another.values_list("pk", flat=True), Task.Skip.WISH)
    return reasons | _not_for_them(lane, claimed, steps)


def _not_for_them(lane: Lane, claimed: Claimed, steps) -> dict[int, str]:
    """Why a step is not for somebody though it could be done; of most steps nothing has to be asked."""
    asking = {step.pk: step for version in steps.values() for step in version if conditions.asks(step)}
    due = {pk: asking[at] for pk, place in claimed.items() if (at := getattr(place, lane.step)) in asking}
    if not due:
        return {}
    names = conditions.names_for(due.values())
    people = conditions.those_in(Enrollment.objects.filter(pk__among=due))
    reasons = {pk: conditions.why_not(due[pk], someone, names) for pk, someone in people.items()}
    return {pk: reason for pk, reason in reasons.items() if reason}
