"""Two contacts that are one person become one, and can be taken apart again."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cadences import promise
from cadences.models import Enrollment
from contacts import merging
from contacts.models import (
    Attendance,
    Contact,
    Merge,
    PossibleDuplicate,
    Stage,
    Touch,
    Upload,
    UploadRow,
)
from contacts.models.stage import WORKED
from contacts.tasks import forget
from leadflow.lib import pictures
from scoring import promotion
from tests.contacts.uploading import HEADINGS, imported, undone
from tests.factories import (
    NOON,
    log_outcome,
    make_asset,
    make_company,
    make_contact,
    make_enrollment,
    make_team,
    make_touch,
    make_user,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=3)
APPS = ("contacts", "scoring", "cadences")
ACTIVE = [Stage.LEAD, Stage.SALES_READY, Stage.MEETING, Stage.OPPORTUNITY]


def merge(kept, gone, **more):
    merged = merging.merge(kept, gone, by=None, at=LATER, **more)
    kept.refresh_from_db()
    return merged


def everything() -> dict:
    """All rows of contacts, scoring and cadences, merges themselves left out."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models() if model is not Merge]
    return {model._meta.label: pictures.rows(model._base_manager.all()) for model in models}


def test_all_that_belongs_to_the_one_belongs_to_the_other():
    rep = make_user()
    kept, gone = make_contact("Ana Brandt", owner=rep, email="ana@polder.example"), make_contact("A. Brandt", owner=rep)
    note = gone.record_touch(Touch.Kind.NOTE, at=NOON, gist="Prefers mornings", key="n1")
    upload = Upload.objects.create(team=rep.team, name="l.csv", sha256="0" * 64, created_at=NOON)
    row = UploadRow.objects.create(upload=upload, number=2, contact=gone)
    referred = make_contact("Jan Moe", referred_by=gone)

    merge(kept, gone)

    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert set(kept.points.values_list("normalised", flat=True)) == {
        "ana@polder.example",
        f"p{gone.pk}@nordquay.example",
    }
    for mention in (note, row, referred):
        mention.refresh_from_db()
    assert (note.contact, row.contact, referred.referred_by) == (kept, kept, kept)


def test_what_both_have_done_once_is_done_once():
    asset = make_asset()
    kept, gone = make_contact(), make_contact()
    for contact, minute in ((kept, 10), (gone, 0)):
        touch = contact.record_touch(Touch.Kind.WEBINAR_ATTENDED, at=NOON + timedelta(minutes=minute), asset=asset)
        Attendance.objects.create(touch=touch, joined_at=touch.at, left_at=touch.at + timedelta(minutes=20))

    merge(kept, gone)

    touch = kept.touches.get()
    assert (touch.at, touch.minutes, touch.stays.count()) == (NOON, 30, 2)


def test_facts_that_are_lacking_are_taken_and_the_others_stay():
    kept = make_contact("Ana Brandt", title="", city="Bergen")
    gone = make_contact("Anna Brand", title="Head of Purchasing", city="Oslo", need="Cold store")

    merge(kept, gone)

    assert (kept.name, kept.title, kept.city, kept.need) == ("Ana Brandt", "Head of Purchasing", "Bergen", "Cold store")


def test_facts_that_are_asked_for_are_taken_and_no_others():
    company = make_company()
    kept = make_contact("Ana Brandt", title="", city="Bergen")
    gone = make_contact("Anna Brand", title="Head of Purchasing", city="Oslo", company=company)

    merge(kept, gone, take={"name", "company"})

    assert (kept.name, kept.last_name, kept.company, kept.title, kept.city) == (
        "Anna Brand",
        "Brand",
        company,
        "",
        "Bergen",
    )


@pytest.mark.parametrize(
    ("kept", "gone", "becomes"),
    [
        (Stage.NAME, Stage.LEAD, Stage.LEAD),
        (Stage.LEAD, Stage.NAME, Stage.LEAD),
        (Stage.NURTURE, Stage.LEAD, Stage.LEAD),
        (Stage.LEAD, Stage.NURTURE, Stage.LEAD),
        (Stage.NAME, Stage.NURTURE, Stage.NURTURE),
        (Stage.LEAD, Stage.MEETING, Stage.MEETING),
        (Stage.OPPORTUNITY, Stage.LEAD, Stage.OPPORTUNITY),
        (Stage.LEAD, Stage.DISQUALIFIED, Stage.DISQUALIFIED),
        (Stage.DISQUALIFIED, Stage.MEETING, Stage.MEETING),
        (Stage.WON, Stage.DO_NOT_CONTACT, Stage.DO_NOT_CONTACT),
        (Stage.DO_NOT_CONTACT, Stage.LEAD, Stage.DO_NOT_CONTACT),
        (Stage.LOST, Stage.NAME, Stage.LOST),
    ],
)
def test_of_two_stages_the_one_that_counts_holds(kept, gone, becomes):
    one, other = (standing(stage) for stage in (kept, gone))

    merge(one, other)

    assert one.stage == becomes
    assert one.stage_changes.first().after == becomes


def standing(stage, **fields):
    """Somebody who came to a stage as people do."""
    contact = make_contact(owner=fields.pop("owner", None) or make_user(team=make_team()), **fields)
    if stage == Stage.NURTURE:
        contact.set_revisit(date(2026, 9, 1), note="after the move", at=NOON, cause="by_hand")
    elif stage == Stage.DO_NOT_CONTACT:
        contact.suppress(at=NOON, reason="Never again")
    elif stage != Stage.NAME:
        contact.change_stage(stage, at=NOON, cause="by_hand", reason="They said so")
    return contact


def test_whoever_asked_us_to_stop_is_left_alone_under_every_address():
    kept, gone = make_contact(email="ana@polder.example"), make_contact(email="brandt@polder.example")
    kept.suppress(at=NOON, reason="Never again")

    merge(kept, gone)

    again = make_contact("Anna Brandt", email="")
    kept.points.filter(normalised="brandt@polder.example").delete()
    again.add_points(email="brandt@polder.example", at=LATER)
    assert again.stage == Stage.DO_NOT_CONTACT


def test_a_channel_that_either_closed_is_closed():
    kept, gone = make_contact(), make_contact()
    gone.suppress(channel="phone", at=NOON)

    merge(kept, gone)

    assert (kept.no_phone, kept.no_email) == (True, False)


def test_together_they_may_have_done_enough_to_be_a_lead():
    rep = make_user()
    kept, gone = make_contact(owner=rep), make_contact(owner=rep)
    make_touch(kept)
    make_touch(gone)
    assert {kept.stage, gone.stage} == {Stage.NAME}

    merge(kept, gone)

    assert kept.stage == Stage.LEAD
    assert Enrollment.objects.live().get().contact == kept


def test_the_owner_of_the_other_takes_over_where_there_was_none():
    rep = make_user()
    kept, gone = make_contact(team=make_team()), make_contact(owner=rep)

    merge(kept, gone)

    assert (kept.owner, kept.team) == (rep, rep.team)


def test_they_are_no_possible_duplicates_any_more():
    kept, gone, third = make_contact(), make_contact(), make_contact()
    for one, other in ((kept, gone), (gone, third)):
        PossibleDuplicate.objects.create(one=one, other=other, why="Same phone", found_at=NOON)

    merge(kept, gone)

    assert not PossibleDuplicate.objects.exists()


# Taken apart


def test_what_came_since_stays_with_the_kept_one():
    kept, gone = make_contact("Ana Brandt", city=""), make_contact("Anna Brand", city="Oslo")
    merged = merge(kept, gone)
    make_touch(kept, at=LATER)
    kept.edit(at=LATER, city="Bergen")

    again = merging.take_apart(merged, at=LATER + timedelta(days=3))

    kept.refresh_from_db()
    assert (again.pk, again.name, again.city, kept.city) == (gone.pk, "Anna Brand", "Oslo", "Bergen")
    assert (kept.touches.count(), again.touches.count()) == (1, 0)
    assert again.points.get().normalised == f"p{gone.pk}@nordquay.example"


def test_a_stage_that_was_reached_since_holds():
    kept, gone = standing(Stage.NAME), standing(Stage.LEAD)
    merged = merge(kept, gone)
    kept.change_stage(Stage.MEETING, at=LATER + timedelta(hours=1), cause="by_hand")

    again = merging.take_apart(merged, at=LATER + timedelta(days=1))

    kept.refresh_from_db()
    assert (kept.stage, again.stage) == (Stage.MEETING, Stage.LEAD)
    assert kept.stage_changes.first().after == Stage.MEETING


def test_a_stop_told_since_holds_for_the_addresses_of_both():
    kept, gone = make_contact(), make_contact()
    merged = merge(kept, gone)
    kept.suppress(at=LATER, reason="Leave me alone")

    again = merging.take_apart(merged, at=LATER + timedelta(days=1))

    kept.refresh_from_db()
    assert {kept.stage, again.stage} == {Stage.DO_NOT_CONTACT}


def test_after_thirty_days_they_stay_one():
    merged = merge(make_contact(), make_contact())

    with pytest.raises(merging.CannotUndo, match="30 days"):
        merging.take_apart(merged, at=LATER + timedelta(days=31))


def test_how_the_two_were_is_forgotten_after_that(time_machine):
    merged = merge(make_contact("Ana Brandt"), make_contact("A. Brandt"))

    time_machine.move_to(LATER + Merge.UNDO_WITHIN, tick=False)
    forget()
    merged.refresh_from_db()
    assert (merged.before is None, merged.after is None) == (False, False)
    time_machine.shift(timedelta(seconds=1))
    forget()
    merged.refresh_from_db()
    assert (merged.before, merged.after) == (None, None)


def test_they_are_taken_apart_once():
    merged = merge(make_contact(), make_contact())
    merging.take_apart(merged, at=LATER)

    with pytest.raises(merging.CannotUndo, match="two already"):
        merging.take_apart(merged, at=LATER)


def test_of_two_merges_the_later_is_taken_apart_first():
    one, two, three = make_contact(), make_contact(), make_contact()
    first = merge(two, three)
    second = merge(one, two)
    first.refresh_from_db()

    with pytest.raises(merging.CannotUndo, match="first"):
        merging.take_apart(first, at=LATER)

    merging.take_apart(second, at=LATER)
    first.refresh_from_db()
    merging.take_apart(first, at=LATER)
    assert Contact.objects.count() == 3


def test_a_company_that_went_with_its_list_meanwhile_is_told_no_more():
    eva = make_contact("Eva Lind", company=make_company("Polder"))
    upload = imported(HEADINGS + "\nEva,Lind,eva@solano.example,Solano,,,", kind="booth_visit", asset_name="Expo")
    merged = merge(eva, upload.rows.get().contact)
    undone(upload, at=LATER)

    again = merging.take_apart(merged, at=LATER)

    connection.check_constraints()
    assert (again.company, Contact.objects.get(pk=eva.pk).company.name) == (None, "Polder")


@pytest.mark.parametrize(
    "leave",
    [
        lambda rep: rep.deactivate(at=LATER),
        lambda rep: rep.change_place(role=rep.Role.MANAGER, team=rep.team, at=LATER),
        lambda rep: rep.change_place(role=rep.Role.REP, team=make_team(), at=LATER),
    ],
    ids=["the firm", "the reps", "the team"],
)
def test_what_belonged_to_somebody_who_left_meanwhile_goes_to_the_pool(leave):
    team = make_team()
    stays, leaves = make_user(team=team), make_user(team=team)
    merged = merge(make_contact(owner=stays), make_enrollment(make_contact(owner=leaves)).contact)
    leave(leaves)

    again = merging.take_apart(merged, at=LATER)

    assert (again.owner, again.team) == (None, team)
    assert not again.tasks.open().filter(rep=leaves).exists()


@st.composite
def people(draw):
    """What two contacts who are one may have behind them."""
    of_one = st.fixed_dictionaries(
        {
            "stage": st.sampled_from(Stage.values),
            "acts": st.lists(st.integers(0, 3), max_size=4),
            "muted": st.sampled_from(["", "", "phone", "email"]),
            "outcomes": st.lists(st.sampled_from(["no_answer", "call_back", "connected"]), max_size=2),
            "owned": st.booleans(),
            "listed": st.booleans(),
        }
    )
    return draw(of_one), draw(of_one)


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people())
def test_merged_and_taken_apart_everything_is_as_it_was(db, lived):
    team, company = make_team(), make_company()
    reps = [make_user(team=team), make_user(team=team)]
    assets = [make_asset() for _ in range(4)]
    upload = Upload.objects.create(team=team, name="l.csv", sha256="0" * 64, created_at=NOON)
    both = [live(one, rep, assets, company, upload, at) for at, (one, rep) in enumerate(zip(lived, reps, strict=True))]
    PossibleDuplicate.objects.create(one=both[0], other=both[1], why="Same name", found_at=NOON)
    promotion.evaluate([one.pk for one in both], at=LATER)
    before = everything()
    merged = merge(*both)
    assert not Contact.objects.filter(pk=both[1].pk).exists()
    last = both[0].stage_changes.first()
    assert (last.after if last else Stage.NAME) == both[0].stage
    merging.take_apart(merged, at=LATER)

    assert not differences(before, everything())


def differences(before, after) -> list[str]:
    """Where two states of the database differ, in words."""
    return [
        f"{label} {pk}: {before[label].get(pk)} → {after[label].get(pk)}"
        for label in before
        for pk in before[label].keys() | after[label].keys()
        if before[label].get(pk) != after[label].get(pk)
    ]


def live(one, rep, assets, company, upload, number) -> Contact:
    stage = one["stage"]
    owner = rep if one["owned"] or one["outcomes"] or stage in ACTIVE else None
    contact = make_contact(f"Ana Brandt{number}", team=rep.team, owner=owner, company=company, phone="+47 22 55 01 34")
    for asset in one["acts"]:
        make_touch(contact, asset=assets[asset])
    if one["listed"]:
        UploadRow.objects.create(upload=upload, number=number + 2, contact=contact)
    for outcome in one["outcomes"]:
        more = {"agreed": NOON + timedelta(days=2)} if outcome == "call_back" else {}
        log_outcome(contact, outcome, **more)
    if one["muted"]:
        contact.suppress(channel=one["muted"], at=NOON)
    if stage == Stage.NURTURE:
        contact.set_revisit(date(2026, 9, 1), at=NOON, cause="by_hand")
    elif stage == Stage.DO_NOT_CONTACT:
        contact.suppress(at=NOON)
    elif stage not in (contact.stage, Stage.NAME):
        contact.change_stage(stage, at=NOON, cause="by_hand")
    contact.refresh_from_db()
    if stage in WORKED:
        # Nobody is without a next step, in life (promise 12).
        promise.keep(contact, at=NOON)
    return contact
