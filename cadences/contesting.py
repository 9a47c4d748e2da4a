"""A rejected lead is contested by marketing (rule 19), and a manager decides: it comes back, or stays rejected."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadences.firm_day import FirmDay
from cadences.models import Completion, Contest, Task
from contacts import merging
from contacts.models import Contact, Stage, StageChange, Touch
from contacts.models.stage import LEADS
from leadflow.lib.when import in_full

# Where a rejection leaves somebody. Who has come further meanwhile stays there.
BROUGHT_BACK = (Stage.DISQUALIFIED, Stage.NURTURE, Stage.NAME)
# What is a later word than the rejection, by an outcome and by hand: they said no themselves, or agreed on a day.
LATER_WORD = (
    Touch.Outcome.NOT_NOW,
    Touch.Outcome.NOT_INTERESTED,
    Touch.Outcome.WRONG_PERSON,
    Touch.Outcome.REJECTED,
)
BY_HAND = (Stage.DISQUALIFIED, Stage.NURTURE)


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

    Raises TooLate; CannotComeBack where they asked us to stop, said something else since that holds (promise 13), or
    cannot be told apart from their double any more.
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


def _later_word(contact: Contact, rejection: Completion) -> str:
    """What holds since a rejection, in a sentence; empty where nothing else was said."""
    # By the order in which it was written: a moment may hold two.
    later = Completion.objects.filter(task__contact=contact, pk__gt=rejection.pk, undone_at=None)
    said = later.filter(Q(task__outcome__effect__in=LATER_WORD) | Q(touch__outcome__in=LATER_WORD))
    if last := said.select_related("rep", "touch", "task__outcome").first():
        words = last.touch.get_outcome_display() if last.touch else last.task.outcome
        return f"{last.rep} logged “{words}” on {_day(last.at)}, after the rejection."
    moved = contact.stage_changes.filter(at__gt=rejection.at).first()
    if moved and moved.cause == StageChange.Cause.BY_HAND and moved.after in BY_HAND:
        return f"{moved.by} said on {_day(moved.at)}: {moved.get_after_display()}, “{moved.reason}”."
    # A day that is moved by hand leaves no line in the history.
    day = FirmDay.at(rejection.at)
    if not moved and contact.revisit_on and contact.revisit_on != day.in_days(day.firm.revisit_days):
        return f"They come back on {in_full(contact.revisit_on)}, as was agreed: “{contact.revisit_note}”."
    return ""


def _day(moment: datetime) -> str:
    return in_full(FirmDay.at(moment).today)


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
    if contact.stage in BROUGHT_BACK and (word := _later_word(contact, contested.completion)):
        raise CannotComeBack(word)
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
