"""Plans to test with in which steps have two wordings."""

from functools import partial

from cadences.editing import plan as plans
from cadences.models import Cadence, CadenceVersion
from tests.factories import NOON


def publish_wordings(words: dict[str, dict[str, str]], *, at=NOON) -> CadenceVersion:
    """Publish the default plan with further words in some of its steps, by their key."""
    draft = Cadence.default().begin_draft()
    for key, values in words.items():
        draft.edit(partial(plans.change, key=key, **values))
    draft.publish(by=None, at=at, read=draft.edition)
    return draft
