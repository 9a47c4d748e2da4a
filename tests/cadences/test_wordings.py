"""A step with two wordings: who gets which, and that the card says it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from cadences import firing
from cadences.models import Enrollment, Task
from contacts.models import Contact
from tests.cadences.wordings import publish_wordings
from tests.factories import NOON, make_enrollment, make_firm, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BOTH = {"objective_b": "Learn who decides", "body_b": "Other words"}


def sweep(days=1):
    make_firm(working_days=list(range(7)))
    return firing.sweep(NOON + days * DAY, clock=lambda: NOON)


def enter(version, number, reps=1):
    """So many people, going round among so many reps."""
    owners = [make_user() for _ in range(reps)]
    people = Contact.objects.bulk_create(
        [
            Contact(name=f"Person {n}", team=owners[n % reps].team, owner=owners[n % reps], stage="lead")
            for n in range(number)
        ]
    )
    return Enrollment.objects.enroll(people, version, at=NOON)


def variants(key="research") -> list[str]:
    return list(Task.objects.filter(step_key=key).order_by("enrollment").values_list("variant", flat=True))


def test_of_two_who_enter_one_after_the_other_each_gets_another(db):
    enter(publish_wordings({"research": BOTH}), 61)

    sweep()

    found = variants()
    assert len(found) == 61
    assert abs(found.count("A") - found.count("B")) <= 2


def test_each_rep_of_a_list_that_goes_round_gets_both(db):
    enter(publish_wordings({"research": BOTH}), 400, reps=2)

    sweep()

    for rep in set(Task.objects.values_list("rep", flat=True)):
        assert 50 < Task.objects.filter(rep=rep, variant="B").count() < 150


def test_what_somebody_got_in_one_step_says_nothing_about_another(db):
    everybody = enter(publish_wordings({"research": BOTH, "linkedin": BOTH}), 400)
    sweep()
    Enrollment.objects.filter(pk__in=[each.pk for each in everybody]).update(side_due_on=NOON.date())

    sweep()

    same = sum(one == other for one, other in zip(variants(), variants("linkedin"), strict=True))
    assert 100 < same < 300


def test_a_sweep_that_comes_again_gives_the_same(db):
    enter(publish_wordings({"research": BOTH}), 40)

    with transaction.atomic():
        sweep()
        first = variants()
        transaction.set_rollback(True)
    sweep()

    assert variants() == first


def test_a_step_of_one_wording_has_no_variant(db):
    make_enrollment()

    sweep()

    assert variants() == [""]


def card(client, variant, words=BOTH):
    """The research card of somebody who came to it in this variant."""
    enter(publish_wordings({"research": {"objective": "First aim", "body": "First words", **words}}), 4)
    sweep()
    task = Task.objects.filter(variant=variant).first()
    client.force_login(task.rep)
    with time_machine.travel(NOON + DAY):
        return task, client.get(reverse("work_task", args=[task.pk])).context["card"]


@pytest.mark.parametrize(
    ("variant", "aim", "words"), [("A", "First aim", "First words"), ("B", "Learn who decides", "Other words")]
)
def test_the_card_says_the_words_of_the_variant(client, variant, aim, words):
    task, shown = card(client, variant)

    assert (task.objective, shown.objective.text, shown.body.text) == (aim, aim, words)


def test_what_the_second_leaves_empty_is_as_in_the_first(client):
    task, shown = card(client, "B", {"body_b": "Other words"})

    assert (task.objective, shown.objective.text, shown.body.text) == ("First aim", "First aim", "Other words")


def test_a_mail_has_the_subject_of_its_variant(db):
    version = publish_wordings({"intro-mail": {"subject_b": "Ten minutes?"}})
    mail = version.steps.get(key="intro-mail")
    for _ in range(4):
        make_enrollment()
    Enrollment.objects.update(next_step=mail)

    sweep()

    first, second = (Task.objects.filter(step=mail, variant=variant).first() for variant in "AB")
    assert (first.wording.subject, first.wording.body) == (mail.subject, mail.body)
    assert (second.wording.subject, second.wording.body) == ("Ten minutes?", mail.body)
