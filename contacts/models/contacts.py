"""Many contacts at once: who may be seen, and what is done with them in one go."""

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from contacts import search, signals
from contacts.assignment import owners_for
from contacts.models.point import ContactPoint
from contacts.models.stage import CLOSED, LEADS, WORKED, Stage, StageChange
from contacts.models.suppression import MUTES, Suppression
from contacts.models.touch import Channel

# When they came to their stage; a name has been one since we know it.
SINCE = Coalesce("stage_since", "created_at")


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A rep's are their team's, a manager's those of their teams; marketing and administrators see all."""
        if user.sees_all_teams:
            return self.all()
        # Without a subquery the database reads a rep's list straight from its index.
        return self.filter(team=user.team_id) if user.works_a_queue else self.filter(team__in=user.visible_teams())

    def leads(self):
        return self.filter(stage__in=LEADS)

    def on_the_lists(self):
        """All but those who will never buy, or asked us to stop."""
        return self.exclude(stage__in=CLOSED)

    def worked(self):
        """Those whom promise 12 covers: each needs a next step and somebody to do it."""
        return self.filter(stage__in=WORKED)

    def short_by(self, interactions):
        """Those who lack so many interactions for the next stage; see Contact.short."""
        of_lead = Q(stage__in=(Stage.NAME, Stage.NURTURE), short_of_lead=interactions)
        return self.filter(of_lead | Q(stage=Stage.LEAD, short_of_ready=interactions))

    def passed_over(self):
        """Leads whom the rules of today would not have made; see Contact.is_passed_over."""
        return self.leads().filter(passed_over_by__isnull=False)

    def with_since(self):
        """Each with `since`, the moment from which they stand where they stand."""
        return self.annotate(since=SINCE)

    def search(self, text):
        """Those whom the words mean; see contacts.search."""
        return search.matching(self, text)

    @transaction.atomic
    def assign(self, owner, *, at, team=None):
        """Give these contacts to a rep, with what is open; without a rep to their team's pool.

        The team follows the rep, unless one is named.
        """
        ids = list(self.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        team_id = team.pk if team else owner and owner.team_id
        fields = {"team_id": team_id} if team_id else {}
        self.model.objects.filter(pk__in=ids).update(owner=owner, owner_since=at, **fields)
        signals.owners_changed.send(self.model, contact_ids=ids, at=at)

    @transaction.atomic
    def change_stage(
        self, after, *, at, cause, by=None, reason="", evidence=None, definition="", owners=None, revisit_on=None
    ):
        """Move these contacts to a stage: the only writer of the column and of StageChange.

        `evidence` maps contact ids to lists of sentences. Those who stand there already stay untouched. Who comes to
        a worked stage without an owner gets one (rule 6); `owners` maps contact ids to the owner to prefer. Nurture
        takes the day to come back on. Returns the saved StageChange rows; sends `stages_changed` with them.
        """
        others = self.exclude(stage=after)
        if cause not in (StageChange.Cause.LIFTED, StageChange.Cause.UNDONE):
            # They asked us to stop, maybe a moment ago.
            others = others.exclude(stage=Stage.DO_NOT_CONTACT)
        moving = list(others.select_for_update(no_key=True).order_by("pk"))
        ids = [contact.pk for contact in moving]
        if not ids:
            return []
        changes = StageChange.objects.bulk_create(
            [
                StageChange(
                    contact=contact,
                    before=contact.stage,
                    after=after,
                    at=at,
                    by=by,
                    cause=cause,
                    reason=reason[:300],
                    evidence=(evidence or {}).get(contact.pk, []),
                    definition=definition,
                )
                for contact in moving
            ]
        )
        # Whoever is a lead again is one for another reason than the rules that a mark was about.
        unmarked = {} if after in LEADS else {"passed_over_by": None}
        self.model.objects.filter(pk__in=ids).update(stage=after, stage_since=at, revisit_on=revisit_on, **unmarked)
        if after in WORKED:
            self._give([contact for contact in moving if contact.owner_id is None], owners or {}, at=at)
        signals.stages_changed.send(self.model, changes=changes, at=at)
        return changes

    @transaction.atomic
    def suppress(self, *, at, channel="", reason="", by=None):
        """They asked us to stop: for good and at once, by one channel or (without one) by all (promise 14). So do those
        with whom they share a mailbox, unless it is about another channel. Sends `contacts_suppressed`.
        """
        ids = set(self.values_list("pk", flat=True))
        if channel in ("", Channel.EMAIL):
            ids |= ContactPoint.objects.sharing_mailbox(ids)
        these = self.model.objects.filter(pk__among=ids)
        contacts = list(these.order_by("pk"))
        Suppression.objects.add_for(contacts, channel=channel, reason=reason, by=by, at=at)
        if channel:
            these.update(**{MUTES[Channel(channel)]: True})
        else:
            these.change_stage(Stage.DO_NOT_CONTACT, at=at, cause=StageChange.Cause.SUPPRESSION, by=by, reason=reason)
        signals.contacts_suppressed.send(
            self.model, contact_ids=[contact.pk for contact in contacts], channel=channel, at=at
        )

    def _give(self, contacts, prefer, *, at):
        """Owners to those who have none (rule 6)."""
        groups = {}
        for pk, rep in owners_for(contacts, prefer=prefer, at=at).items() if contacts else ():
            groups.setdefault(rep, []).append(pk)
        for rep, ids in groups.items():
            # The team follows the rep: an account's owner takes along whom they know at the firm.
            self.model.objects.filter(pk__in=ids).update(owner=rep, team_id=rep.team_id, owner_since=at)
