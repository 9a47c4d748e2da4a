"""Plans beside the usual one."""

from cadences.models import Cadence
from tests.factories import NOON


def make_plan(name="Former leads", *, keys=("start", "first-call"), **settings) -> Cadence:
    """A published plan of these steps of the usual one."""
    plan = Cadence.objects.create(name=name, **settings)
    version = plan.versions.create(number=1, published_at=NOON)
    for step in Cadence.default().current.steps.filter(key__in=keys):
        step.pk, step.version = None, version
        step.save()
    return plan
