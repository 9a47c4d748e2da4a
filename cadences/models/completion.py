from copy import copy
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from cadences import company_rule, effects, holds, promise, undo
from cadences.models.cadence import Cadence
from cadences.models.hold import Hold
from cadences.models.outcome import Outcome
from cadences.models.reject_reason import RejectReason
from cadences.models.task import Task
from contacts import merging
from contacts.models import Channel, Contact, Merge, Touch
from leadflow.lib.once import reading_once


class Stale(Exception):
    """Somebody else finished or changed the task first; nothing was written. Trying again does not help."""

    def __init__(self, task):
        self.task = task
        super().__init__("The task is not what it was when the card was opened.")


class Suppressed(Exception):
    """They asked not to be contacted, maybe a moment ago; nothing was written (invariant I4)."""


class CannotUndo(Exception):
    """Too late, or something happened since; nothing was written."""


class CompletionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of contacts that the person may see."""
        return self.filter(task__contact__team__in=user.visible_teams())

    def rejections(self):
        """Leads that were not accepted, those taken back left out."""
        return self.filter(reject_reason__isnull=False, undone_at__isnull=True)


class Completion(models.Model):
    """One logged outcome: what was there before and what came of it, so that it can be undone whole.

    Its key comes from the card, so that a double click, a retry or the back button makes one touch.
    """

    # The button shows ten seconds; a slow network gets a little more.
    UNDO_WITHIN = timedelta(seconds=30)
    # Outcomes of a task that reached out to nobody.
    NO_ATTEMPT = (
        Touch.Outcome.SKIPPED,
        Touch.Outcome.COULD_NOT,
        Touch.Outcome.REJECTED,
        Touch.Outcome.NO_SHOW,
        Touch.Outcome.MOVED,
        Touch.Outcome.WON,
        Touch.Outcome.LOST,
    )
    # Of these a meeting comes next.
    MEETS_AGAIN = (Touch.Outcome.NO_SHOW, Touch.Outcome.MOVED)

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="completions")
    touch = models.ForeignKey(Touch, null=True, on_delete=models.SET_NULL, related_name="+")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    # Whom they named as the right person.
    referred = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    # Why the lead was not accepted, where that is how it ended.
    reject_reason = models.ForeignKey(RejectReason, null=True, on_delete=models.PROTECT, related_name="rejections")
    # The plan they enter once they are back from nurture, where one was chosen.
    then_plan = models.ForeignKey(Cadence, null=True, on_delete=models.PROTECT, related_name="+")
    # The contact of the task turned out to be somebody known, and became one with them.
    merge = models.ForeignKey(Merge, null=True, on_delete=models.SET_NULL, related_name="+")
    # Rows as they were and as they became, kept for an undo alone: see cadences.undo.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(before__isnull=False), name="completion_with_pictures"),
            models.Index(fields=["-at"], condition=Q(reject_reason__isnull=False), name="completion_rejecting"),
        ]

    def __str__(self):
        return f"{self.task} at {self.at:%H:%M}"

    @classmethod
    @reading_once()
    @transaction.atomic
    def log(cls, task, outcome: Outcome, *, said: effects.Said, rep, at, key: UUID, version: int) -> "Completion":
        """Log how a task ended, with everything that follows from it, once.

        `key` and `version` come from the card that the rep saw. The same key again answers with what was logged
        then. Raises Stale where the task was closed or changed since, or whom they double is no more; Suppressed
        where they asked us to stop.
        """
        contact = Contact.objects.select_for_update(no_key=True).get(pk=task.contact_id)
        known = cls.objects.filter(key=key).first()
        if known and known.undone_at:
            raise Stale(Task.objects.select_related("closed_by", "outcome").get(pk=task.pk))
        if known:
            return known
        if contact.closed_to(task.channel) and not cls._is_allowed(task, outcome):
            raise Suppressed
        before = undo.picture(contact)
        task = cls._claim(task, outcome, said, rep=rep, at=at, version=version)
        if contact.owner_id is None and rep.works_a_queue:
            contact.assign(rep, at=at)
        if task.kind == Task.Kind.CALL_BACK:
            for enrollment in contact.enrollments.live():
                if holds.waits_for(enrollment, Hold.Reason.CALL_BACK):
                    enrollment.resume(at=at, by=rep)
            contact.refresh_from_db()
        stops_anyway = outcome.effect == Touch.Outcome.DO_NOT_CONTACT and contact.closed_to(task.channel)
        touch = None if stops_anyway else cls._touch(task, outcome, said, contact=contact, rep=rep, at=at)
        logged = effects.Logged(task, contact, said, rep, at, touch)
        effects.EFFECTS[outcome.effect](logged)
        promise.keep(contact, at=at, closed_now=task)
        after = undo.picture(contact)
        merge = cls._merge(contact, logged, rep=rep, at=at) if logged.same_as else None
        return cls.objects.create(
            task=task,
            touch=touch,
            rep=rep,
            at=at,
            key=key,
            referred=logged.referred,
            reject_reason=said.rejected_for if outcome.effect == Touch.Outcome.REJECTED else None,
            then_plan=said.then_plan,
            merge=merge,
            before=before,
            after=after,
        )

    @staticmethod
    def _merge(contact, logged, *, rep, at) -> Merge:
        try:
            return merging.merge(logged.same_as, contact, by=rep, at=at)
        except merging.Gone:
            raise Stale(logged.task) from None

    @classmethod
    def _is_allowed(cls, task, outcome) -> bool:
        """Whether it may be logged of somebody whom we must not contact: nothing reached them and nothing will, or they
        had asked us and a manager decided to answer (rule 4)."""
        answers = task.kind == Task.Kind.ANSWER_OR_LEAVE and outcome.effect == Touch.Outcome.DONE
        reaches_nobody = outcome.effect in (*cls.NO_ATTEMPT, Touch.Outcome.DO_NOT_CONTACT)
        return answers or (reaches_nobody and outcome.effect not in cls.MEETS_AGAIN)

    @staticmethod
    def _claim(task, outcome, said, *, rep, at, version):
        skipped = outcome.effect in (Touch.Outcome.SKIPPED, Touch.Outcome.COULD_NOT)
        closed = {
            "state": Task.State.SKIPPED if skipped else Task.State.DONE,
            "version": version + 1,
            "outcome": outcome,
            "reason": said.reason[:300],
            "closed_at": at,
            "closed_by": rep,
        }
        if task.version != version or not Task.objects.open().filter(pk=task.pk, version=version).update(**closed):
            raise Stale(Task.objects.select_related("closed_by", "outcome").get(pk=task.pk))
        task = copy(task)
        for name, value in closed.items():
            setattr(task, name, value)
        return task

    @classmethod
    def _touch(cls, task, outcome, said, *, contact, rep, at):
        decides_alone = task.kind == Task.Kind.WHAT_NEXT
        if outcome.effect in cls.NO_ATTEMPT or task.channel == Channel.SYSTEM or decides_alone:
            return None
        return contact.record_touch(
            Touch.Kind.ATTEMPT,
            at=at,
            channel=task.channel,
            outcome=said.decision if outcome.effect == Touch.Outcome.CONNECTED and said.decision else outcome.effect,
            rep=rep,
            gist=said.note,
            key=f"task:{task.pk}:{task.version}",
        )

    @classmethod
    def forget_pictures(cls, at):
        """Drop what no undo can ask for any more; what was logged stays."""
        old = cls.objects.filter(at__lt=at - 2 * cls.UNDO_WITHIN, before__isnull=False)
        old.update(before=None, after=None)

    @transaction.atomic
    def undo(self, *, by, at):
        """Take it back whole: what was recorded is voided, everything else is as before. A second time does nothing.

        Raises CannotUndo for somebody else's, after the time for it, or when something happened since to the contact
        or to whoever they named.
        """
        if self._taken_back(by=by, at=at):
            for touch in self._recorded():
                touch.void(by=by, at=at)

    def _recorded(self):
        """The attempt, the note of an outcome that reached nobody, and the referral of somebody known before."""
        people = [self.task.contact_id, *([self.merge.kept_id] if self.merge else [])]
        note = Q(contact__in=people, key=f"completion:{self.key}")
        referral = Q(contact=self.referred_id, kind=Touch.Kind.REFERRAL, at=self.at)
        return Touch.objects.filter(Q(pk=self.touch_id) | note | referral)

    @transaction.atomic
    def dial_again(self, *, by, at, minutes=3):
        """The double dial: the same task again in a few minutes, once. The first attempt stays logged.

        Raises CannotUndo as `undo` does, and for a third dial.
        """
        if self.task.redials:
            raise CannotUndo
        if self._taken_back(by=by, at=at):
            Task.objects.filter(pk=self.task_id).update(redials=1, not_before=at + timedelta(minutes=minutes))

    def _taken_back(self, *, by, at) -> bool:
        # Whose the task is now: a merge has moved it.
        whose = Task.objects.filter(pk=self.task_id).values("contact")
        contact = Contact.objects.select_for_update(no_key=True).get(pk__in=whose)
        self.refresh_from_db()
        if self.undone_at:
            return False
        if by.pk != self.rep_id or at > self.at + self.UNDO_WITHIN:
            raise CannotUndo
        if self.merge:
            contact = self._take_apart(at=at)
        if undo.picture(contact) != self.after:
            raise CannotUndo
        if self.referred and undo.is_at_work(self.referred, since=self.at):
            raise CannotUndo
        undo.put_back(contact, self.before, self.after, by=by, at=at)
        company_rule.take_back(Touch.with_voided.filter(contact=contact), at=at, since=self.at)
        # Two on: a card that was open when the outcome was logged must not fit again.
        Task.objects.filter(pk=self.task_id).update(version=F("version") + 2)
        self.undone_at = at
        self.save(update_fields=["undone_at"])
        return True

    def _take_apart(self, *, at) -> Contact:
        try:
            return merging.take_apart(self.merge, at=at)
        except merging.CannotUndo:
            raise CannotUndo from None
