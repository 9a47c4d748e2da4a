"""The plans that Leadflow brings along can be used as they are."""

import pytest

from cadences import library
from cadences.editing import filing
from cadences.editing.checks import advice, problems

STARTERS = pytest.mark.parametrize("starter", library.starters(), ids=library.KEYS)


@STARTERS
def test_it_can_be_published_as_it_is(starter):
    assert problems(starter.filed.plan) == []
    assert advice(starter.filed.plan) == []


@STARTERS
def test_all_but_the_usual_one_say_who_enters_them(starter):
    assert bool(starter.filed.occasion) == (starter.key != "21-day-follow-up")


@STARTERS
def test_every_step_says_what_to_reach_and_what_to_say(starter):
    for step in starter.filed.plan:
        assert step.is_ours or step.objective, step.name
        assert step.is_ours or step.channel == "research" or step.body, step.name


@STARTERS
def test_its_file_is_as_an_export_writes_it(starter):
    written = filing.write(starter.filed, personas={})

    assert library._path(starter.key).read_text(encoding="utf-8") == written


def test_each_has_its_name_and_no_step_of_another_plan():
    names = [starter.filed.name for starter in library.starters()]
    keys = [step.key for starter in library.starters() for step in starter.filed.plan]

    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
