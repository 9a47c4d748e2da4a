"""Taking back lists that overlap in people: in whatever order, nothing of them is left behind."""

from datetime import timedelta
from itertools import permutations

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Asset, Company, Contact, Stage, Suppression, UploadEffect, UploadPiece
from contacts.tasks import forget
from contacts.undoing.foresight import Foreseen
from tests.contacts.test_uploads_properties import (
    BEFORE,
    FURTHER,
    a_world_of_its_own,
    as_list,
    as_told,
    further,
    kinds,
    known,
    pieces,
    properties,
)
from tests.contacts.uploading import everything, imported, outcome_of, people, undone
from tests.factories import NOON, make_contact, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

HOUR = timedelta(hours=1)
EVA = "Eva,Lind,eva@nordquay.example,Nordquay AS,{title},{phone},"


def guide(*rows, at=NOON, **choices):
    return imported(people(*rows), kind="download", asset_name="Guide", name="guide.csv", at=at, **choices)


def expo(*rows, at=NOON + HOUR, **choices):
    return imported(people(*rows), kind="booth_visit", asset_name="Expo", name="expo.csv", at=at, **choices)


def test_who_stands_on_a_later_list_stays_while_that_one_does(rep):
    guide_list = guide(EVA.format(title="Buyer", phone=""), "Ben,Okafor,ben@quay.example,,,,")
    expo(EVA.format(title="", phone="+47 22 55 01 34"))
    eva = Contact.objects.get(first_name="Eva")
    was = (eva.title, eva.stage, eva.touches.count())

    guide_list = undone(guide_list, at=NOON + 2 * HOUR)

    eva.refresh_from_db()
    assert (eva.title, eva.stage, eva.touches.count()) == was
    assert outcome_of(guide_list) == {"Eva": "waits", "Ben": "removed"}
    why = "Kept: also on the list expo.csv, uploaded on 10 March 2026; they go back with it"
    assert guide_list.rows.get(undone="waits").reasons[-1] == why


def test_with_the_later_list_goes_what_the_earlier_one_had_to_leave(rep):
    before = everything()
    first = guide(EVA.format(title="Buyer", phone=""))
    second = expo(EVA.format(title="", phone="+47 22 55 01 34"))

    first = undone(first, at=NOON + 2 * HOUR)
    assert Foreseen(second).left_to_it == 1
    undone(second, at=NOON + 3 * HOUR)

    assert everything() == before
    assert outcome_of(first) == {"Eva": "removed"}
    assert not first.rows.get().reasons
    assert not UploadEffect.objects.exists()
    assert not UploadPiece.objects.exists()


def test_a_later_list_that_told_nothing_new_keeps_them_as_well(rep):
    before = everything()
    first, second = (
        guide(EVA.format(title="Buyer", phone="")),
        guide(EVA.format(title="Buyer", phone=""), at=NOON + HOUR),
    )

    undone(first, at=NOON + 2 * HOUR)
    assert Contact.objects.get().title == "Buyer"
    undone(second, at=NOON + 3 * HOUR)

    assert everything() == before


def test_who_was_worked_meanwhile_stays_for_good_when_the_later_list_goes(at_noon, rep):
    first, second = guide(EVA.format(title="Buyer", phone="")), expo(EVA.format(title="", phone=""))
    undone(first, at=NOON + 2 * HOUR)
    at_noon.move_to(NOON + 3 * HOUR, tick=False)
    Contact.objects.get().edit(city="Oslo", at=NOON + 3 * HOUR)

    undone(second, at=NOON + 4 * HOUR)

    assert Contact.objects.get().city == "Oslo"
    assert outcome_of(first) == {"Eva": "kept"}
    assert first.rows.get().reasons == ["Kept: edited by hand since"]
    assert not UploadEffect.objects.exists()


def test_a_company_that_only_a_later_list_needed_goes_with_it(rep):
    before = everything()
    first = guide("Eva,Lind,eva@nordquay.example,Nordquay AS,,,")
    second = expo("Ben,Okafor,ben@nordquay.example,Nordquay AS,,,")

    undone(first, at=NOON + 2 * HOUR)
    assert Company.objects.get().name == "Nordquay AS"
    undone(second, at=NOON + 3 * HOUR)

    assert everything() == before


def test_an_asset_that_two_lists_are_about_goes_with_the_second(rep):
    first = guide("Eva,Lind,eva@nordquay.example,,,,")
    second = guide("Ben,Okafor,ben@nordquay.example,,,,", at=NOON + HOUR)

    undone(first, at=NOON + 2 * HOUR)
    assert Asset.objects.exists()
    undone(second, at=NOON + 3 * HOUR)

    assert not Asset.objects.exists()


def test_a_company_that_somebody_uses_by_now_stays(rep):
    first = guide("Eva,Lind,eva@nordquay.example,Nordquay AS,,,")
    second = expo("Ben,Okafor,ben@nordquay.example,Nordquay AS,,,")
    undone(first, at=NOON + 2 * HOUR)
    make_contact("Ida Moe", company=Company.objects.get())

    undone(second, at=NOON + 3 * HOUR)

    assert Company.objects.get().name == "Nordquay AS"


NO_CONTACT = "Name,Email,Phone,Do not contact\nEva Lind,eva@nordquay.example,,yes\n"


@pytest.mark.parametrize("order", list(permutations(range(2))), ids=["first first", "second first"])
def test_a_list_in_which_they_ask_to_be_left_alone_is_heeded_while_it_is_in(rep, order):
    make_contact("Eva Lind", email="eva@nordquay.example", owner=rep)
    before = everything()
    lists = [guide(EVA.format(title="Buyer", phone="")), imported(NO_CONTACT, at=NOON + HOUR)]

    undone(lists[order[0]], at=NOON + 2 * HOUR)
    assert (Contact.objects.get().stage == Stage.DO_NOT_CONTACT) == (order[0] == 0) == Suppression.objects.exists()
    undone(lists[order[1]], at=NOON + 3 * HOUR)

    assert everything() == before


def test_who_waits_for_a_list_that_is_too_old_to_be_taken_back_stays_and_the_record_goes(at_noon, rep):
    first, second = guide(EVA.format(title="Buyer", phone="")), expo(EVA.format(title="", phone=""))
    undone(first, at=NOON + 2 * HOUR)
    at_noon.move_to(NOON + timedelta(days=6))
    forget()
    assert outcome_of(first) == {"Eva": "waits"}

    at_noon.move_to(second.undo_until + timedelta(days=7))
    forget()

    assert outcome_of(first) == {"Eva": "kept"}
    assert Contact.objects.exists()
    assert not UploadEffect.objects.exists()


def test_an_undo_goes_on_behind_the_last_row_that_was_looked_at(rep):
    upload = guide(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(4)])
    upload.undo(by=None, at=NOON)
    upload.refresh_from_db()

    first = upload.rows_to_undo(2)
    upload.undo_row = first[-1].pk

    assert [row.number for row in upload.rows_to_undo(2)] == [4, 5]


# Any lists, in any order

a_list = st.tuples(st.lists(further, min_size=1, max_size=5), kinds)


@properties
@given(known=known, lists=st.lists(a_list, min_size=2, max_size=3), piece=pieces, data=st.data())
def test_lists_that_overlap_are_taken_back_in_any_order_without_a_trace(db, known, lists, piece, data):
    with a_world_of_its_own(piece) as team, time_machine.travel(BEFORE, tick=False) as clock:
        make_user(team=team)
        for number, make in sorted(known.items()):
            make(number)
        before = everything()

        uploads = []
        for n, (rows, kind) in enumerate(lists):
            clock.move_to(NOON + n * HOUR, tick=False)
            told = as_list([as_told(*row) for row in rows], *FURTHER)
            choices = {"kind": kind, "asset_name": f"Expo {n % 2}", "team": team}
            uploads.append(imported(told, at=NOON + n * HOUR, **choices))
        for n, upload in enumerate(data.draw(st.permutations(uploads))):
            undone(upload, at=NOON + (n + 4) * HOUR)

        assert everything() == before
