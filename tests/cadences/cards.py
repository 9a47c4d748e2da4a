"""Cards to work in tests: a task of a kind and channel, its rep, and what the card's form sends."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse

from cadences.models import Enrollment, Outcome, RejectReason, Task
from contacts.models import Channel
from tests.factories import NOON, make_contact, make_enrollment, make_firm, make_user

# Within the hours at the contact's place, on a working day.
NOW = NOON


def make_task(kind=Task.Kind.BY_HAND, channel=Channel.PHONE, *, contact=None, rep=None, **fields) -> Task:
    """A task due today, of a lead with a phone number, without a plan unless told otherwise."""
    rep = rep or (contact.owner if contact and contact.owner else make_user())
    contact = contact or make_contact("Tom Ferrisdale", owner=rep, phone="+44 20 7946 0117", country="GB", stage="lead")
    Enrollment.objects.filter(contact=contact).delete()
    fields.setdefault("due_on", NOW.date())
    return Task.objects.create(
        contact=contact,
        kind=kind,
        channel=channel,
        rep=rep,
        rank=Task.RANKS.get(kind, Task.STEP_RANK),
        created_at=NOW,
        **fields,
    )


def make_step(key, *, contact=None) -> Task:
    """The task of a step of the default plan, open today; the steps before it are behind them."""
    make_firm(working_days=list(range(7)))
    enrollment = make_enrollment(contact, at=NOW - timedelta(days=8))
    step = enrollment.version.steps.get(key=key)
    enrollment.anchor_on = NOW.date() - timedelta(days=step.day)
    for earlier in enrollment.version.steps.filter(position__lt=step.position).exclude(channel=Channel.SYSTEM):
        day = enrollment.anchor_on + timedelta(days=earlier.day)
        done = Task.from_step(enrollment, earlier, due_on=day, at=NOW).as_skipped("Done before", at=NOW)
        done.closed_at -= NOW.date() - day
        done.save()
    task = Task.from_step(enrollment, step, due_on=NOW.date(), at=NOW)
    task.save()
    enrollment.replan(NOW)
    return task


def sent(task, effect, *, key=None, version=None, **fields) -> dict:
    """What the card's form sends for an outcome; panel fields as `not_now__until`, reasons to reject by
    their words."""
    task.refresh_from_db()
    outcome = Outcome.objects.get(effect=effect).pk if effect else ""
    data = {
        "key": str(key or uuid4()),
        "version": task.version if version is None else version,
        "outcome": outcome,
        "note": "",
    }
    if "rejected__reason" in fields:
        fields["rejected__reason"] = RejectReason.objects.get(label=fields["rejected__reason"]).pk
    return data | {name.replace("__", "-"): value for name, value in fields.items()}


def log(client, task, effect, *, user=None, **fields):
    """The answer to an outcome sent from Work, as the task's rep or somebody else."""
    client.force_login(user or task.rep)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/work/"}
    return client.post(reverse("log_outcome", args=[task.pk]), sent(task, effect, **fields), headers=headers)
