"""Plans and tasks of people whom an upload meets who were known before: what it does to them is kept and can be taken
back, many at once. Plans of new people go with them."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.dispatch import receiver

from cadences.models import Enrollment, Hold, Task
from contacts import signals
from contacts.importing.ledger import noted
from contacts.models import UploadEffect
from leadflow.lib import changes, pictures

ENROLLMENTS, TASKS = Enrollment._meta.label_lower, Task._meta.label_lower


@receiver(signals.about_to_import)
def look_at(sender, contact_ids, **kwargs) -> Callable[[], dict[int, dict]]:
    """How the plans and open tasks stand before the news. What is closed no news can change."""
    theirs = {"contact__among": contact_ids}
    before = {
        Enrollment: pictures.rows(Enrollment.objects.live().filter(**theirs)),
        Task: pictures.rows(Task.objects.open().filter(**theirs)),
    }
    last = {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in before}

    def look_again() -> dict[int, dict]:
        found: dict[int, dict] = defaultdict(lambda: {"made": {}, "changed": {}})
        for model, rows in before.items():
            label = model._meta.label_lower
            for contact, pk in model.objects.filter(pk__gt=last[model], **theirs).values_list("contact", "pk"):
                found[contact]["made"].setdefault(label, []).append(pk)
            after = pictures.rows(model.objects.filter(pk__among=[int(pk) for pk in rows]))
            for pk, columns in changes.between(rows, after).items():
                found[rows[pk]["contact_id"]]["changed"].setdefault(label, {})[pk] = columns
        return found

    return look_again


@receiver(signals.work_asked)
def what_was_worked(sender, scope, **kwargs) -> dict[str, QuerySet]:
    """Whose tasks and plans somebody worked on since an upload came to them."""
    since = F("since")
    done = Q(closed_by__isnull=False, closed_at__gt=since) | Q(kind=Task.Kind.BY_HAND, created_at__gt=since)
    begun = Q(started_by__isnull=False, started_at__gt=since)
    stopped = Q(stop_reason=Enrollment.StopReason.BY_HAND, ended_at__gt=since)
    by_somebody = Hold.objects.filter(enrollment=OuterRef("pk"), by__isnull=False, at__gt=OuterRef("since"))
    paused = Q(Exists(by_somebody), state=Enrollment.State.HELD)
    return {
        "A task was done, or given by hand, since": scope.who(Task.objects, done),
        "A task was put off since": scope.who(Task.objects, Q(snoozed_at__gt=since)),
        "Their plan was begun, paused or stopped by hand since": scope.who(
            Enrollment.objects, begun | stopped | paused
        ),
    }


@receiver(signals.undo_foreseen)
def what_would_go(sender, scope, kept, **kwargs) -> list[tuple[int, str]]:
    """The plans that would end: those that began when the list came to somebody."""
    plans = scope.who(Enrollment.objects.live().exclude(contact__among=kept), Q(started_at__gte=F("since")))
    return [(plans.count(), "follow-up plans")]


@receiver(signals.import_undone)
def put_back(sender, upload, effects, **kwargs):
    """Plans and tasks that an upload made go, with what the sweep made of them since; what it changed is as before."""
    Task.objects.filter(pk__among=noted(effects, "made", TASKS)).delete()
    Enrollment.objects.filter(pk__among=noted(effects, "made", ENROLLMENTS)).delete()
    plans = dict(noted(effects, "changed", ENROLLMENTS))
    if plans:
        was_before = UploadEffect.objects.filter(upload=upload, contact=OuterRef("contact_id"))
        steps = Task.objects.filter(enrollment__among=[int(pk) for pk in plans])
        steps.filter(Exists(was_before.filter(at__lt=OuterRef("created_at")))).delete()
        changes.take_back(Enrollment, plans, unless_changed_since=False)
    changes.take_back(Task, dict(noted(effects, "changed", TASKS)))
