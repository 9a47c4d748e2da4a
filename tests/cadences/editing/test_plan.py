"""A plan in, another plan out."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadences.editing import plan as plans
from cadences.editing.plan import DraftStep

START = DraftStep("start", 0, "system", "Becomes a lead")
MAIL = DraftStep("mail", 2, "email", "Mail", subject="Hello", body="Hello.")
CALL = DraftStep("call", 5, "phone", "Call")
PLAN = (START, MAIL, CALL)


def days(plan):
    return [(step.key, step.day) for step in plan]


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        ("mail", 1, [("start", 0), ("mail", 3), ("call", 5)]),
        ("mail", 4, [("start", 0), ("call", 5), ("mail", 6)]),
        ("call", -4, [("start", 0), ("call", 1), ("mail", 2)]),
        ("mail", -9, [("start", 0), ("mail", 0), ("call", 5)]),
    ],
    ids=["a day later", "past another", "before another", "never before day 0"],
)
def test_a_step_moves_to_another_day(key, by, expected):
    assert days(plans.move(PLAN, key, by)) == expected


def test_a_changed_step_keeps_its_key():
    changed = plans.change(PLAN, "mail", name="First mail", day=7)

    assert days(changed) == [("start", 0), ("call", 5), ("mail", 7)]
    assert plans.step_of(changed, "mail").name == "First mail"


def test_a_copy_comes_the_day_after_with_a_key_of_its_own():
    assert days(plans.copy(PLAN, "call")) == [("start", 0), ("mail", 2), ("call", 5), ("call-2", 6)]


def test_a_removed_step_is_gone():
    assert days(plans.remove(PLAN, "mail")) == [("start", 0), ("call", 5)]


@pytest.mark.parametrize("key", ["start", "nothing"])
def test_what_leadflow_does_itself_and_what_is_not_there_cannot_be_edited(key):
    with pytest.raises(plans.NoSuchStep):
        plans.remove(PLAN, key)


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Third call", (), "third-call"),
        ("Call", (), "call-2"),
        ("Call", ("call-2",), "call-3"),
        ("Ünïcode ñame", (), "unicode-name"),
        ("电话", (), "step"),
        ("x" * 90, (), "x" * 36),
    ],
    ids=["of its name", "not of another step", "not of an earlier version", "accents", "no letters", "a long name"],
)
def test_a_new_step_gets_a_key_that_nobody_ever_had(name, taken, expected):
    assert plans.new_key(PLAN, name, taken=taken) == expected


edits = st.tuples(
    st.sampled_from(["move", "copy", "remove", "add"]), st.integers(0, 20), st.integers(-10, 30), st.text(max_size=50)
)


@given(st.lists(edits, max_size=25))
def test_whatever_is_edited_keys_differ_and_days_are_in_order(edits):
    plan = PLAN
    for what, pick, day, name in edits:
        ours = [step.key for step in plan if not step.is_ours]
        if what == "add" or not ours:
            plan = plans.add(plan, DraftStep(plans.new_key(plan, name), max(day, 0), "phone", name))
        elif what == "move":
            plan = plans.move(plan, ours[pick % len(ours)], day)
        else:
            plan = getattr(plans, what)(plan, ours[pick % len(ours)])

    assert max(Counter(step.key for step in plan).values()) == 1
    assert all(len(step.key) <= plans.LONGEST_KEY for step in plan)
    assert [step.day for step in plan] == sorted(step.day for step in plan)
    assert plans.from_rows(plans.as_rows(plan)) == plan


@pytest.mark.parametrize(("variant", "subject"), [("A", "Hello"), ("B", "Hi")])
def test_of_two_wordings_one_is_kept(variant, subject):
    plan = plans.change(PLAN, "mail", subject_b="Hi")

    kept = plans.step_of(plans.keep_wording(plan, "mail", variant), "mail")

    assert (kept.subject, kept.body, kept.has_two_wordings) == (subject, "Hello.", False)


def test_of_one_wording_none_is_kept():
    with pytest.raises(plans.NoSuchStep):
        plans.keep_wording(PLAN, "mail", "A")
