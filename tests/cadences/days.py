"""Days that go by."""

from datetime import timedelta

from cadences import firing
from cadences.foretelling import foretell
from cadences.models import Enrollment, Task
from contacts.models import Contact, Touch
from tests.factories import NOON

DAY = timedelta(days=1)


def all_done(plan: Enrollment, *, until: int, since=NOON) -> dict[str, int]:
    """So many days go by, on each of which all that comes is done. What came, with the number of the day."""
    came = []
    for n in range(until):
        now = since + n * DAY
        told = foretell(now)
        swept = firing.sweep(now, clock=lambda now=now: now)
        assert (told.fired.total(), told.skipped) == (swept.fired, swept.skipped)
        for task in Task.objects.open().filter(enrollment=plan):
            came.append((task.step_key, n))
            assert task.planned_on == now.date()
            touch = {"channel": task.channel, "outcome": "done", "key": f"task:{task.pk}"}
            Contact.objects.get(pk=plan.contact_id).record_touch(Touch.Kind.ATTEMPT, at=now, **touch)
            Task.objects.filter(pk=task.pk).update(state=Task.State.DONE, closed_at=now)
            task.refresh_from_db()
            Enrollment.objects.get(pk=plan.pk).step_closed(task, at=now)
    return dict(came)
