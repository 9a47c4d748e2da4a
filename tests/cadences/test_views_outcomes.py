from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cadences.models import Completion, Outcome, Task
from contacts.models import Channel, Contact, Stage, Touch
from leadflow.accounts.models import User
from tests.cadences.cards import NOW, log, make_step, make_task, sent
from tests.factories import make_contact, make_firm, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

TODAY = NOW.date()
Effect = Touch.Outcome
Kind = Task.Kind


OUTCOMES = [
    # effect, what the panel sent, the stage then, what is open then
    (Effect.NO_ANSWER, {}, Stage.LEAD, []),
    (Effect.VOICEMAIL, {}, Stage.LEAD, []),
    (Effect.GATEKEEPER, {}, Stage.LEAD, []),
    (Effect.CONNECTED, {"connected__need": "claims", "connected__decision": ""}, Stage.LEAD, [Kind.DECISION]),
    (
        Effect.CONNECTED,
        {
            "connected__need": "claims",
            "connected__decision": "meeting",
            "connected__meeting__day": "2026-03-12",
            "connected__meeting__time": "10:00",
        },
        Stage.MEETING,
        [Kind.MEETING],
    ),
    (
        Effect.CONNECTED,
        {"connected__timing": "May", "connected__decision": "not_now", "connected__not_now__when": "91"},
        Stage.NURTURE,
        [],
    ),
    (
        Effect.CONNECTED,
        {
            "connected__need": "claims",
            "connected__decision": "not_interested",
            "connected__not_interested__reason": "No need",
        },
        Stage.NURTURE,
        [],
    ),
    (
        Effect.CONNECTED,
        {"connected__need": "x", "connected__decision": "opportunity", "connected__opportunity__until": "2026-03-17"},
        Stage.OPPORTUNITY,
        [Kind.NEXT_STEP],
    ),
    (Effect.MEETING, {"meeting__day": "2026-03-12", "meeting__time": "10:00"}, Stage.MEETING, [Kind.MEETING]),
    (Effect.CALL_BACK, {"call_back__day": "2026-03-10", "call_back__time": "15:30"}, Stage.LEAD, [Kind.CALL_BACK]),
    (Effect.NOT_NOW, {"not_now__when": "180"}, Stage.NURTURE, []),
    (Effect.NOT_NOW, {"not_now__when": "180", "not_now__until": "2026-06-01"}, Stage.NURTURE, []),
    (Effect.NOT_INTERESTED, {"not_interested__reason": "No budget"}, Stage.NURTURE, []),
    (Effect.NOT_INTERESTED, {"not_interested__never": "on"}, Stage.DISQUALIFIED, []),
    (Effect.WRONG_NUMBER, {}, Stage.LEAD, [Kind.MEND]),
    (Effect.WRONG_PERSON, {"wrong_person__first_name": "Zoë"}, Stage.DISQUALIFIED, []),
    (Effect.DO_NOT_CONTACT, {"do_not_contact__scope": "all"}, Stage.DO_NOT_CONTACT, []),
    (Effect.DO_NOT_CONTACT, {"do_not_contact__scope": "channel"}, Stage.LEAD, []),
    (
        Effect.DO_NOT_CONTACT,
        {"do_not_contact__scope": "wishes", "do_not_contact__wishes": "mail only"},
        Stage.LEAD,
        [],
    ),
    (Effect.REJECTED, {"rejected__reason": "Competitor"}, Stage.DISQUALIFIED, []),
    (Effect.REJECTED, {"rejected__reason": "No interest"}, Stage.NURTURE, []),
]


@pytest.mark.parametrize(
    ("effect", "fields", "stage", "kinds"),
    OUTCOMES,
    ids=[f"{o[0]}-{'-'.join(map(str, o[1].values()))}" for o in OUTCOMES],
)
def test_each_outcome_of_a_call_is_logged_with_what_its_panel_asked_for(client, effect, fields, stage, kinds):
    task = make_task()

    answer = log(client, task, effect, **fields)

    contact = Contact.objects.get(pk=task.contact_id)
    assert answer.status_code == 200
    assert contact.stage == stage
    assert sorted(t.kind for t in contact.tasks.open()) == sorted(kinds)
    assert Completion.objects.get().task == task


OTHERS = [
    (Kind.STEP, "research", Effect.DONE, {}, Task.State.DONE),
    (Kind.STEP, "intro-mail", Effect.DONE, {"card__subject": "Hello", "card__body": "Text"}, Task.State.DONE),
    (Kind.STEP, "intro-mail", Effect.SKIPPED, {"skipped__reason": "wrote yesterday"}, Task.State.SKIPPED),
    (Kind.STEP, "intro-mail", Effect.COULD_NOT, {"could_not__reason": "came back"}, Task.State.SKIPPED),
    (Kind.STEP, "linkedin", Effect.DONE, {"card__body": "Hello"}, Task.State.DONE),
    (Kind.STEP, "post-card", Effect.DONE, {"card__body": "Dear", "card__address": "Harbour 1\nOslo"}, Task.State.DONE),
]


@pytest.mark.parametrize(("kind", "key", "effect", "fields", "state"), OTHERS, ids=[f"{o[1]}-{o[2]}" for o in OTHERS])
def test_steps_by_other_channels_are_done_skipped_or_could_not_be_done(client, kind, key, effect, fields, state):
    task = make_step(key)

    answer = log(client, task, effect, **fields)

    task.refresh_from_db()
    assert (answer.status_code, task.state) == (200, state)


MEETINGS = [
    (Effect.HELD, {"held__need": "claims", "held__decision": ""}, [Kind.DECISION]),
    (Effect.NO_SHOW, {}, [Kind.NEXT_STEP]),
    (Effect.MOVED, {"moved__day": "2026-03-20", "moved__time": "09:00"}, [Kind.MEETING]),
]


@pytest.mark.parametrize(("effect", "fields", "kinds"), MEETINGS, ids=[m[0] for m in MEETINGS])
def test_a_meeting_was_held_missed_or_moved(client, effect, fields, kinds):
    contact = make_contact(owner=make_user(), phone="+47 22 55 01 34", stage=Stage.MEETING)
    contact.tasks.all().delete()
    task = make_task(Kind.MEETING, "other", contact=contact)

    assert log(client, task, effect, **fields).status_code == 200

    assert [t.kind for t in contact.tasks.open()] == kinds


def test_an_agreed_time_is_a_time_at_the_contacts_place(client):
    contact = make_contact(owner=make_user(), phone="+1 212 555 0134", stage=Stage.LEAD)
    task = make_task(contact=contact)

    log(client, task, Effect.CALL_BACK, call_back__day="2026-03-11", call_back__time="14:00")

    assert contact.tasks.open().get(kind=Kind.CALL_BACK).not_before == datetime(2026, 3, 11, 18, 0, tzinfo=UTC)


def test_not_now_comes_back_on_the_day_with_what_was_agreed(client):
    task = make_task()

    log(client, task, Effect.NOT_NOW, not_now__when="30", not_now__agreed="New budget", note="sounded keen")

    contact = Contact.objects.get(pk=task.contact_id)
    assert contact.revisit_on == date(2026, 4, 9)
    assert contact.revisit_note == "New budget\n\nsounded keen"


REFUSED = [
    ("no outcome", "", {}, "Choose one of the outcomes"),
    ("one of another kind of task", Effect.HELD, {}, "does not end that way"),
    ("connected without anything learnt", Effect.CONNECTED, {"connected__decision": ""}, "at least one thing"),
    ("a day that has passed", Effect.MEETING, {"meeting__day": "2026-03-01", "meeting__time": "10:00"}, "has passed"),
    (
        "a time that has passed",
        Effect.CALL_BACK,
        {"call_back__day": "2026-03-10", "call_back__time": "09:00"},
        "passed",
    ),
    ("a day that is none", Effect.MEETING, {"meeting__day": "31.2.", "meeting__time": "10:00"}, "valid date"),
    ("the end of time", Effect.MEETING, {"meeting__day": "9999-12-31", "meeting__time": "23:59"}, "five years"),
    ("no day", Effect.CALL_BACK, {"call_back__time": "10:00"}, "required"),
    ("a revisit in the past", Effect.NOT_NOW, {"not_now__when": "30", "not_now__until": "2025-01-01"}, "has passed"),
    ("a made-up period", Effect.NOT_NOW, {"not_now__when": "1e9"}, "valid choice"),
    ("no reason to reject", Effect.REJECTED, {}, "required"),
    ("a wish without words", Effect.DO_NOT_CONTACT, {"do_not_contact__scope": "wishes"}, "how they want"),
    ("a mail address that is none", Effect.WRONG_PERSON, {"wrong_person__email": "zoe"}, "no mail address"),
    ("a note without end", Effect.NO_ANSWER, {"note": "x" * 5001}, "5000 letters"),
    ("a key that is none", Effect.NO_ANSWER, {"key": "'; drop table"}, "UUID"),
    ("a version that is none", Effect.NO_ANSWER, {"version": "-1"}, "greater than"),
]


@pytest.mark.parametrize(("effect", "fields", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, effect, fields, words):
    task = make_task()

    answer = log(client, task, effect, **({"note": "Back at ten"} | fields))

    task.refresh_from_db()
    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("note", "Back at ten") in answer.text
    assert task.is_open
    assert not Touch.objects.attempts().exists()


def test_a_double_submit_is_one_touch_and_shows_the_next_card_both_times(client):
    task, key = make_task(), uuid4()
    make_task(rep=task.rep, contact=make_contact("Amara Osei", owner=task.rep, phone="+47 22 55 01 35", stage="lead"))

    first = log(client, task, Effect.NO_ANSWER, key=key, version=0)
    second = log(client, task, Effect.NO_ANSWER, key=key, version=0)

    assert [first.status_code, second.status_code] == [200, 200]
    assert "Amara Osei" in first.text
    assert "Amara Osei" in second.text
    assert Touch.objects.dials().count() == 1


def test_a_double_submit_counts_once_even_where_the_outcome_is_offered_no_more(client):
    task, key = make_task(), uuid4()

    answers = [
        log(client, task, Effect.REJECTED, key=key, version=0, rejected__reason="Junk", note="a robot")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Completion.objects.count() == 1
    assert Touch.objects.filter(kind=Touch.Kind.NOTE, gist="a robot").count() == 1


def test_a_stale_card_says_who_did_what_and_keeps_the_note(client, at_noon):
    task = make_task()
    ana = make_user(team=task.rep.team, name="Ana Brandt")
    version = task.version
    log(client, task, Effect.VOICEMAIL, user=ana)
    at_noon.shift(2)

    answer = log(client, task, Effect.NO_ANSWER, version=version, note="Assistant says ten")

    assert answer.status_code == 409
    assert "Ana logged this 2 s ago: voicemail left." in answer.text
    assert "Assistant says ten" in answer.text
    assert Touch.objects.dials().count() == 1


TYPED = [
    (
        "a conversation",
        Channel.PHONE,
        {"connected__need": "claims", "connected__decision": "not_now", "connected__not_now-agreed": "New budget"},
        ["Need: claims", "What was agreed: New budget"],
    ),
    (
        "another day",
        Channel.PHONE,
        {"meeting__day": "2026-04-01", "meeting__time": "11:30"},
        ["Day: 2026-04-01", "Time: 11:30"],
    ),
    (
        "the right person",
        Channel.PHONE,
        {"wrong_person__first_name": "Ana", "wrong_person__email": "ana@polder.example"},
        ["first name: Ana", "Mail: ana@polder.example"],
    ),
    ("their own words in a mail", Channel.EMAIL, {"card__body": "Hello Tom, my own words"}, ["my own words"]),
    ("what was found out", Channel.RESEARCH, {"card__title": "Head of quality"}, ["Head of quality"]),
]


@pytest.mark.parametrize(("channel", "fields", "words"), [t[1:] for t in TYPED], ids=[t[0] for t in TYPED])
def test_whatever_was_typed_on_a_stale_card_stands_in_its_note(client, channel, fields, words):
    task = make_task(channel=channel)
    version = task.version
    task.contact.tasks.open().cancel("Done by somebody else", at=NOW)
    effect = Effect.CONNECTED if channel == Channel.PHONE else Effect.DONE

    answer = log(client, task, effect, version=version, note="Assistant says ten", **fields)

    assert answer.status_code == 409
    note = answer.context["form"]["note"].value()
    assert [w for w in ["Assistant says ten", *words] if w not in note] == []


def test_what_stood_on_a_stale_card_before_is_nobodys_words(client):
    task = make_task()
    version = task.version
    task.contact.tasks.open().cancel("Done by somebody else", at=NOW)

    answer = log(client, task, Effect.MEETING, version=version, meeting__day="2026-03-12", meeting__time="10:00")

    assert answer.context["form"]["note"].value() == ""


def test_a_card_that_changed_meanwhile_is_shown_anew_with_what_was_typed(client):
    task = make_task()
    task.snooze(TODAY + timedelta(days=1), at=NOW)

    answer = log(client, task, Effect.CONNECTED, version=0, connected__need="claims", note="keen")

    assert answer.status_code == 409
    assert "changed while you had it open" in answer.text
    assert 'value="claims"' in answer.text
    assert f'name="version" value="{task.version}"' in answer.text


def test_nothing_is_logged_for_somebody_who_asked_us_to_stop_a_moment_ago(client):
    task = make_task()
    task.contact.suppress(at=NOW, reason="called the office")

    answer = log(client, task, Effect.NO_ANSWER, version=0, note="rang twice")

    assert answer.status_code == 409
    assert "asked not to be contacted" in answer.text
    assert "rang twice" in answer.text
    assert not Touch.objects.attempts().exists()


def test_the_note_of_a_stale_card_can_be_kept(client):
    task = make_task()
    client.force_login(task.rep)

    client.post(reverse("keep_note", args=[task.pk]), {"note": "Assistant says ten"})

    assert Touch.objects.get(kind=Touch.Kind.NOTE).gist == "Assistant says ten"


POSTS = ["log_outcome", "snooze_task", "unsnooze_task", "keep_note", "skip_task", "take_task"]


@pytest.mark.parametrize("name", POSTS)
def test_somebody_elses_task_does_not_exist(client, name):
    task = make_task()
    stranger = make_user(team=make_team("South"))
    marketing = make_user(User.Role.MARKETING)

    for user in (stranger, marketing):
        client.force_login(user)
        answer = client.post(reverse(name, args=[task.pk]), sent(task, Effect.NO_ANSWER) | {"until": "2026-03-13"})
        assert answer.status_code == 404

    task.refresh_from_db()
    assert (task.is_open, task.due_on, task.snoozes) == (True, TODAY, 0)
    assert not Touch.objects.exclude(direction=Touch.Direction.INBOUND).exists()


def test_extra_fields_change_nothing(client):
    task = make_task()
    stranger = make_user(team=make_team("South"))

    log(client, task, Effect.NO_ANSWER, stage="won", rep=stranger.pk, owner=stranger.pk, state="cancelled")

    contact = Contact.objects.get(pk=task.contact_id)
    assert (contact.stage, contact.owner) == (Stage.LEAD, task.rep)


def test_a_rep_who_works_out_of_the_pool_gets_the_contact(client):
    ana = make_user()
    contact = make_contact(team=ana.team, phone="+47 22 55 01 34")
    task = make_task(contact=contact, rep=ana)
    Task.objects.filter(pk=task.pk).update(rep=None)

    log(client, task, Effect.NO_ANSWER, user=ana)

    assert Contact.objects.get(pk=contact.pk).owner == ana


def test_only_the_text_that_was_changed_is_kept_in_the_history(client):
    task = make_step("intro-mail")
    client.force_login(task.rep)
    page = client.get(reverse("work_task", args=[task.pk]))
    letter = page.context["form"].in_card.initial

    log(client, task, Effect.DONE, card__subject=letter["subject"], card__body=letter["body"].replace("\n", "\r\n"))

    assert Touch.objects.get(kind=Touch.Kind.ATTEMPT).gist == f"“{letter['subject']}”"


def test_a_text_of_the_reps_own_is_kept_whole(client):
    task = make_step("intro-mail")

    log(client, task, Effect.DONE, card__subject="Hello", card__body="My own words", note="sent late")

    assert Touch.objects.get(kind=Touch.Kind.ATTEMPT).gist == "“Hello”\n\nMy own words\n\nsent late"


def test_inactive_outcomes_are_not_taken(client):
    task = make_task()
    data = sent(task, Effect.NO_ANSWER)
    Outcome.objects.filter(effect=Effect.NO_ANSWER).update(is_active=False)
    client.force_login(task.rep)

    assert client.post(reverse("log_outcome", args=[task.pk]), data).status_code == 422


def test_without_scripts_a_logged_outcome_leads_to_the_next_card(client):
    make_firm()
    task = make_task()
    client.force_login(task.rep)

    answer = client.post(reverse("log_outcome", args=[task.pk]), sent(task, Effect.NO_ANSWER), follow=True)

    assert answer.status_code == 200
    assert "No answer: Tom." in answer.text
