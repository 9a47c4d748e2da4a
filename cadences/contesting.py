"""A rejected lead is contested by marketing (rule 19), and a manager decides: it comes back, or stays rejected."""

from datetime import datetime

from django.db import transaction

from cadences.firm_day import FirmDay
from cadences.models import Completion, Contest, Task
from contacts import merging
from contacts.models import Contact, Stage, StageChange
from contacts.models.stage import LEADS

# Where a rejection leaves somebody. Who has come further meanwhile stays there.
BROUGHT_BACK = (Stage.DISQUALIFIED, Stage.NURTURE, Stage.NAME)


class TooLate(Exception):
    """Somebody was faster: it is contested, decided or taken back already. Nothing was written."""


class CannotComeBack(Exception):
    """The lead cannot come back; the message says why. Nothing was written."""


@transaction.atomic
def contest(rejection: Completion, *, why: str, by, at: datetime) -> Contest:
    """Ask the manager to look at a rejection again. Raises TooLate."""
    _lock(rejection)
    if not Completion.objects.rejections().filter(pk=rejection.pk).exists():
        raise TooLate
    if rejection.contests.open().exists():
        raise TooLate
    return Contest.objects.create(completion=rejection, why=why, by=by, at=at)


@transaction.atomic
def decide(contested: Contest, answer: str, *, words: str, by, at: datetime) -> Contact:
    """Answer marketing; granted, the lead comes back to the rep's queue, or to the pool. Returns the contact.

    Raises TooLate; CannotComeBack where they asked us to stop, or cannot be told apart from their double any more.
    """
    contact = _lock(contested.completion)
    decided = {"answer": answer, "words": words, "decided_by": by, "decided_at": at}
    if not Contest.objects.open().filter(pk=contested.pk).update(**decided):
        raise TooLate
    contested.refresh_from_db()
    return _bring_back(contact, contested) if answer == Contest.Answer.GRANTED else contact


def _lock(rejection: Completion) -> Contact:
    """The contact as it is now: a merge may have moved its task."""
    whose = Task.objects.filter(pk=rejection.task_id).values("contact")
    return Contact.objects.select_for_update(no_key=True).get(pk__in=whose)


def _bring_back(contact: Contact, contested: Contest) -> Contact:
    """A lead again, with what was said as the next thing to do (promise 12)."""
    at, merge = contested.decided_at, contested.completion.merge
    if merge and not merge.undone_at:
        try:
            contact = merging.take_apart(merge, at=at)
        except merging.CannotUndo as error:
            raise CannotComeBack(f"They are one contact with {merge.kept} now. {error}") from None
    if contact.stage == Stage.DO_NOT_CONTACT:
        raise CannotComeBack("They asked us not to contact them.")
    said = f"Marketing: “{contested.why}” {contested.decided_by}: “{contested.words}”"
    if contact.stage in BROUGHT_BACK:
        contact.change_stage(Stage.LEAD, at=at, by=contested.decided_by, cause=StageChange.Cause.CONTESTED, reason=said)
    if contact.stage in LEADS:
        day = FirmDay.at(at)
        Task.open_for(
            contact,
            Task.Kind.BY_HAND,
            rank=Task.RANKS[Task.Kind.REVISIT],
            due_on=day.calendar.working_day_from(day.today),
            at=at,
            objective=f"Back as a sales lead. {said}"[:300],
        )
    return contact
