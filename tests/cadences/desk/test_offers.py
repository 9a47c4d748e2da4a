from itertools import product

import pytest

from cadences.desk.offers import ASIDE, offers_for, table_for
from cadences.desk.panels import PANELS
from cadences.effects import EFFECTS
from cadences.models import Outcome, Task
from contacts.models import Channel, Contact, Stage, Touch
from tests.factories import make_contact

Kind = Task.Kind
CALL = "1 2 b 3 4 5 6 7 8 9 0"
TABLE = [
    # kind, channel, stage, keys in the order of the dock
    (Kind.STEP, Channel.PHONE, Stage.LEAD, f"{CALL} d"),
    (Kind.STEP, Channel.VIDEO, Stage.LEAD, f"{CALL} d"),
    (Kind.REQUEST, Channel.PHONE, Stage.LEAD, f"{CALL} d"),
    (Kind.STEP, Channel.EMAIL, Stage.LEAD, "1 2 8 9 0 d"),
    (Kind.STEP, Channel.LINKEDIN, Stage.SALES_READY, "1 2 8 9 0 d"),
    (Kind.STEP, Channel.POST, Stage.LEAD, "1 2 8 9 0 d"),
    (Kind.STEP, Channel.RESEARCH, Stage.LEAD, "1 2 9 d"),
    (Kind.MEND, Channel.RESEARCH, Stage.LEAD, "1 2 9 d"),
    (Kind.MEETING, Channel.OTHER, Stage.MEETING, "1 2 3 o l 6 7 0"),
    (Kind.NEXT_STEP, Channel.PHONE, Stage.OPPORTUNITY, f"{CALL} w l"),
    (Kind.DECISION, Channel.EMAIL, Stage.LEAD, "1 2 8 9 0 4 6 7 d"),
    (Kind.ANSWER_OR_LEAVE, Channel.OTHER, Stage.DISQUALIFIED, "1 2"),
    (Kind.WHAT_NEXT, Channel.OTHER, Stage.LEAD, "1 6 7 d"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "channel", "stage", "keys"), TABLE, ids=[f"{t[0]}-{t[1]}" for t in TABLE])
def test_the_keys_of_a_card(kind, channel, stage, keys):
    task = Task(kind=kind, channel=channel, contact=Contact(stage=stage))

    offers = offers_for(task)

    assert " ".join(offer.key for offer in offers) == keys
    assert len({offer.key for offer in offers}) == len(offers), "a key twice on one card"


@pytest.mark.parametrize("kind", Kind.values)
def test_every_task_can_be_ended_and_everything_offered_has_an_effect(kind):
    for channel, stage in product((c for c in Channel if c != Channel.SYSTEM), Stage.values):
        table = table_for(Task(kind=kind, channel=channel, contact=Contact(stage=stage)))
        effects = [effect for group in table.values() for effect in group]
        assert {Touch.Outcome.DONE, Touch.Outcome.NO_ANSWER, Touch.Outcome.HELD} & set(effects)
        assert set(effects) <= EFFECTS.keys()
        assert len(effects) == len(set(effects))


def test_to_reject_stands_apart_and_asks_for_the_reason():
    table = table_for(Task(kind=Kind.STEP, channel=Channel.PHONE, contact=Contact(stage=Stage.LEAD)))

    assert table[ASIDE] == (Touch.Outcome.REJECTED,)
    assert Touch.Outcome.REJECTED in PANELS


@pytest.mark.django_db
def test_the_firms_own_word_for_an_outcome_is_on_the_button():
    Outcome.objects.filter(effect=Touch.Outcome.GATEKEEPER).update(label="Front desk")
    task = Task(kind=Kind.STEP, channel=Channel.PHONE, contact=make_contact())

    assert "Front desk" in [offer.label for offer in offers_for(task)]
