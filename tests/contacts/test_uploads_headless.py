"""Lists without headings that say something: what the check page asks, and what is remembered of the answers."""

import pytest
from django.urls import reverse

from contacts.importing import work
from contacts.models import Contact, ListSource, Upload
from tests.contacts.uploading import fates, imported, staged
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NOBODY_TELLS = "red,Vlissingen\nblue,Ede\n"
TOLD = "Ana Berg,ana@polder.example,red\nBen Castellan,ben@gracht.example,blue\n"
TOLD_AGAIN = "Cas Dam,cas@polder.example,pink\nDina Erik,dina@gracht.example,grey\n"
STRANGE = "Wer,Wo\nAna Berg,Ede\nBen Castellan,Urk\n"
STRANGE_AGAIN = "Wer,Wo\nCas Dam,Ede\nDina Erik,Urk\n"


def answer(client, upload, **changed):
    """What is posted when nothing, or this, is changed on the check page of such a list."""
    reading = upload.reading
    columns = {f"column_{column['index']}": column["field"] or "" for column in reading["columns"]}
    first_row = "no" if reading["header_row"] is None else "yes"
    said = {"asset_name": "Fair", "kind": reading["kind"], "follow_up": f"team-{upload.team_id}"}
    client.post(
        reverse("upload_check", args=[upload.pk]),
        columns | said | {"has_headings": first_row, "remember": "on"} | changed,
    )
    return work.do_all(upload.pk, clock=lambda: NOON)


def test_where_nothing_tells_what_a_list_holds_its_columns_are_shown_to_be_mapped(client, marketer):
    upload = staged(NOBODY_TELLS)

    page = client.get(reverse("upload", args=[upload.pk])).text

    assert upload.phase == Upload.Phase.CHECK
    assert fates(upload) == ["rejected", "rejected"]
    for words in ("No row names a person yet", "Column 1", "Column 2", "Vlissingen", "The first row"):
        assert words in page
    assert "Import 0 people" not in page


def test_columns_mapped_by_hand_make_people(client, marketer):
    upload = answer(client, staged(NOBODY_TELLS), column_1="last_name")

    assert fates(upload) == ["waiting", "waiting"]
    assert "Import 2 people" in client.get(reverse("upload", args=[upload.pk])).text
    answer(client, upload)
    assert set(Contact.objects.values_list("last_name", flat=True)) == {"Vlissingen", "Ede"}


def test_what_was_guessed_is_said(client, marketer):
    page = client.get(reverse("upload", args=[staged(TOLD).pk])).text

    assert "columns were made out by what stands in them" in page


def test_where_headings_are_understood_nobody_is_asked_about_them(client, marketer):
    page = client.get(reverse("upload", args=[staged("Name,Email\nAna Berg,ana@polder.example\n").pk])).text

    assert "The first row" not in page


def test_the_first_row_can_be_said_to_be_headings(client, marketer):
    upload = answer(client, staged(STRANGE), has_headings="yes")

    assert upload.has_headings is True
    assert [column["header"] for column in upload.reading["columns"]] == ["Wer", "Wo"]
    assert fates(upload) == ["waiting", "waiting"]


def test_that_it_is_headings_is_remembered(client, marketer):
    answer(client, answer(client, staged(STRANGE), has_headings="yes", column_0="full_name", column_1="city"))
    assert ListSource.objects.get().headings == ["Wer", "Wo"]

    upload = staged(STRANGE_AGAIN)

    assert upload.list_source == ListSource.objects.get()
    assert [column["field"] for column in upload.reading["columns"]] == ["full_name", "city"]
    assert fates(upload) == ["waiting", "waiting"]
    assert "with these headings" in client.get(reverse("upload", args=[upload.pk])).text


def test_that_it_is_somebody_is_remembered(client, marketer):
    strange = "Name of Company,ana@polder\nGracht,ben@gracht.example\nMaas,cas@maas.example\n"
    headings = staged(strange, has_headings=True)
    assert headings.reading["header_row"] == 1
    answer(client, answer(client, headings, has_headings="no", column_0="company"))

    upload = staged("Dam,d@dam.example\nErik,e@erik.example\n")

    assert [column["field"] for column in upload.reading["columns"]] == ["company", "email"]
    assert fates(upload) == ["waiting", "waiting"]


def test_columns_without_headings_are_remembered_by_what_they_hold(client, marketer):
    answer(client, answer(client, staged(TOLD), column_2="industry"))

    alike, unlike = (
        staged(TOLD_AGAIN),
        staged("ana@polder.example,Ana Berg,red\nben@gracht.example,Ben Castellan,blue\n"),
    )

    assert [column["field"] for column in alike.reading["columns"]] == ["full_name", "email", "industry"]
    assert "columns like these" in client.get(reverse("upload", args=[alike.pk])).text
    assert unlike.list_source is None
    assert [column["field"] for column in unlike.reading["columns"]] == ["email", "full_name", None]


def test_what_has_no_heading_is_kept_with_the_person(client, marketer):
    imported(TOLD)

    assert Contact.objects.get(last_name="Berg").extra == {"Column 3": "red"}


def test_starting_anew_forgets_what_was_said_of_the_first_row(client, marketer):
    upload = staged(STRANGE, has_headings=True)

    assert upload.start_anew()
    assert work.do_all(upload.pk, clock=lambda: NOON).reading["header_row"] is None
