"""What can be taken back or put off: an outcome, a dial that comes again, a snooze."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from cadences.desk.card import Card
from cadences.desk.forms import SnoozeForm
from cadences.models import Completion, Task
from contacts.models import Touch
from tests.cadences.cards import NOW, log, make_step, make_task
from tests.factories import make_firm, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

TODAY = NOW.date()
Effect = Touch.Outcome


def test_undo_brings_the_card_back_with_its_note(client):
    task = make_task()
    log(client, task, Effect.NO_ANSWER, note="rang long")
    undo = reverse("undo_outcome", args=[Completion.objects.get().pk])

    answer = client.post(undo, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/work/{task.pk}/"})

    task.refresh_from_db()
    assert task.is_open
    assert answer["HX-Retarget"] == "#bench"
    assert ">rang long</textarea>" in answer.text
    assert not Touch.objects.dials().exists()


def test_undo_takes_the_note_of_an_outcome_that_reached_nobody_with_it(client):
    task = make_step("intro-mail")
    log(client, task, Effect.SKIPPED, note="on a ferry", skipped__reason="wrote yesterday")
    assert "on a ferry" in Touch.objects.get().gist

    client.post(reverse("undo_outcome", args=[Completion.objects.get().pk]))

    assert not Touch.objects.exists()


def test_undo_from_another_page_goes_to_the_card(client):
    task = make_task()
    log(client, task, Effect.NO_ANSWER)
    undo = reverse("undo_outcome", args=[Completion.objects.get().pk])

    answer = client.post(undo, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"})

    assert answer["HX-Redirect"] == reverse("work_task", args=[task.pk])


def test_undo_after_its_time_is_refused_in_words(client, at_noon):
    task = make_task()
    log(client, task, Effect.NO_ANSWER)
    at_noon.shift(60)

    answer = client.post(reverse("undo_outcome", args=[Completion.objects.get().pk]), headers={"HX-Request": "true"})

    task.refresh_from_db()
    assert (answer.status_code, task.is_open) == (400, False)
    assert "cannot be undone" in answer.text


def test_nobody_undoes_what_somebody_else_logged(client):
    task = make_task()
    log(client, task, Effect.NO_ANSWER)
    client.force_login(make_user(team=task.rep.team))

    for name in ("undo_outcome", "dial_again"):
        assert client.post(reverse(name, args=[Completion.objects.get().pk])).status_code == 404


def test_after_no_answer_the_same_card_can_come_again_once(client, at_noon):
    task = make_task()
    answer = log(client, task, Effect.NO_ANSWER)
    again = reverse("dial_again", args=[Completion.objects.get().pk])
    assert again in answer.text

    told = client.post(again, headers={"HX-Request": "true"})
    at_noon.shift(240)
    second = log(client, task, Effect.NO_ANSWER)

    assert "comes up again in three minutes" in told.text
    assert "dial-again" not in second.text
    assert "Dial again" not in second.text.split('id="toasts"')[-1]
    assert Touch.objects.dials().count() == 2


def test_putting_off_keeps_the_note_and_can_be_taken_back(client):
    task = make_task()
    client.force_login(task.rep)

    client.post(reverse("snooze_task", args=[task.pk]), {"until": "2026-03-13", "note": "on a ferry"})
    task.refresh_from_db()
    assert (task.due_on, task.snoozes) == (date(2026, 3, 13), 1)
    assert Touch.objects.get(kind=Touch.Kind.NOTE).gist == "on a ferry"

    client.post(reverse("unsnooze_task", args=[task.pk]))
    task.refresh_from_db()
    assert (task.due_on, task.snoozes) == (TODAY, 0)


@pytest.mark.parametrize("until", ["", "yesterday", "2026-03-10", "2020-01-01", "9999-12-31"])
def test_nothing_is_put_off_to_a_day_that_is_none(client, until):
    task = make_task()
    client.force_login(task.rep)

    answer = client.post(reverse("snooze_task", args=[task.pk]), {"until": until, "note": "on a ferry"})

    task.refresh_from_db()
    assert (answer.status_code, task.due_on) == (422, TODAY)
    assert "on a ferry" in answer.text


@pytest.mark.parametrize(
    ("snoozes", "until", "words"),
    [
        (2, "2026-03-24", ""),
        (3, "2026-03-13", "This was put off 3 times already. Log “Call back” or “Not now” instead."),
        (0, "2026-03-25", "Choose a day up to Tuesday 24 March. Log “Call back” or “Not now” instead."),
    ],
    ids=["the third time, for two weeks", "a fourth time", "for longer"],
)
def test_a_task_is_put_off_as_often_and_as_far_as_the_firm_allows(client, snoozes, until, words):
    task = make_task()
    Task.objects.filter(pk=task.pk).update(snoozes=snoozes)
    client.force_login(task.rep)

    answer = client.post(reverse("snooze_task", args=[task.pk]), {"until": until, "note": "on a ferry"})

    task.refresh_from_db()
    assert task.snoozes == snoozes + (not words)
    assert words in answer.text


@pytest.mark.parametrize(
    ("snoozes", "days", "error"),
    [
        (2, 14, None),
        (3, 14, Task.TooOften),
        (0, 15, Task.WrongDay),
        (0, 0, Task.WrongDay),
        (0, -1, Task.WrongDay),
    ],
    ids=["the third time, for two weeks", "a fourth time", "for longer", "to today", "into the past"],
)
def test_a_task_keeps_the_limit_whoever_puts_it_off(snoozes, days, error):
    task = make_task()
    Task.objects.filter(pk=task.pk).update(snoozes=snoozes)
    until = TODAY + timedelta(days=days)

    with pytest.raises(error) if error else nullcontext():
        task.snooze(until, at=NOW)

    task.refresh_from_db()
    assert (task.snoozes, task.due_on) == ((snoozes, TODAY) if error else (snoozes + 1, until))


def test_who_puts_it_off_once_too_often_at_the_same_moment_sees_the_card_as_it_is(client):
    task = make_task()
    client.force_login(task.rep)
    others = iter([3])

    def another_is_faster(execute, sql, *args):
        if sql.startswith('UPDATE "cadences_task"') and (snoozes := next(others, 0)):
            Task.objects.filter(pk=task.pk).update(snoozes=snoozes)
        return execute(sql, *args)

    with connection.execute_wrapper(another_is_faster):
        answer = client.post(reverse("snooze_task", args=[task.pk]), {"until": "2026-03-13"})

    task.refresh_from_db()
    assert (answer.status_code, task.due_on) == (409, TODAY)
    assert "This card changed while you had it open" in answer.text


@pytest.mark.parametrize(
    ("times", "days", "offers"), [(3, 14, 3), (3, 2, 1), (0, 14, 0)], ids=["as usual", "near days only", "none"]
)
def test_only_days_that_are_allowed_are_offered(client, times, days, offers):
    make_firm(put_off_times=times, put_off_days=days)
    task = make_task()
    client.force_login(task.rep)

    sheet = client.get(reverse("work_task", args=[task.pk])).text

    assert sheet.count('name="until" value="2026') == offers
    assert ("Tasks are not put off." in sheet) == (not times)


def test_over_a_weekend_a_task_is_put_off_whatever_the_limit(client):
    make_firm(put_off_days=1)
    task = make_task()
    friday = NOW + timedelta(days=3)
    form = SnoozeForm({"until": "2026-03-16"}, card=Card(Card.tasks(task.rep).get(), viewer=task.rep, at=friday))

    assert form.is_valid()


def test_a_snooze_that_was_overtaken_is_not_taken_back(client):
    task = make_task()
    client.force_login(task.rep)
    client.post(reverse("snooze_task", args=[task.pk]), {"until": "2026-03-13"})
    task.refresh_from_db()
    task.snooze(date(2026, 3, 20), at=NOW)

    client.post(reverse("unsnooze_task", args=[task.pk]))

    task.refresh_from_db()
    assert task.due_on == date(2026, 3, 20)
