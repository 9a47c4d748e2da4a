"""The pages of sources, the check page with a memory, and pasted lists, by the real client."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.forms.uploads import column_choices
from contacts.importing import work
from contacts.intake.columns import FIELDS
from contacts.models import Contact, ListSource, Upload
from leadflow.accounts.models import User
from tests.contacts.test_uploads_pages import answers
from tests.contacts.uploading import LISTS, imported, staged
from tests.factories import NOON, make_team, make_user

pytestmark = pytest.mark.django_db

HEADINGS = "Vorname,Nachname,Email,Firma,Funktion im Haus"
ANA = f"{HEADINGS}\nAna,Ruiz,ana@nordquay.example,Nordquay,Buyer"
EVA = f"{HEADINGS}\nEva,Lind,eva@polder.example,Polder,Planner"


def remember(content=ANA, *, name="Fairs", **choices) -> ListSource:
    return ListSource.objects.remember(imported(content, **choices), name=name, at=NOON)


def check(client, upload, **changed):
    """Answer the check page and let the work be done."""
    response = client.post(reverse("upload_check", args=[upload.pk]), answers(upload, **{"remember": "on"} | changed))
    return response, work.do_all(upload.pk, clock=lambda: NOON)


# The check page


def test_what_a_person_chose_is_remembered_when_the_list_is_imported(client, marketer):
    rep = make_user()
    upload = staged(ANA)

    _, upload = check(client, upload, kind="booth_visit", column_4="title", follow_up=f"rep-{rep.pk}")
    assert not ListSource.objects.exists(), "nothing is imported yet"
    _, upload = check(client, upload, follow_up=f"rep-{rep.pk}")

    source = ListSource.objects.get()
    assert upload.phase == Upload.Phase.DONE
    assert (upload.list_source, source.kind, source.rep, source.mapping["funktion im haus"]) == (
        source,
        "booth_visit",
        rep,
        "title",
    )


def test_the_second_list_needs_no_answer(client, marketer):
    remember(kind="booth_visit", mapping={"4": "title"}, team=make_team("North"))
    upload = staged(EVA, team=None, by=marketer)

    page = client.get(reverse("upload", args=[upload.pk])).text
    assert "Read like the list from “Fairs” before" in page
    _, upload = check(client, upload)

    assert upload.phase == Upload.Phase.DONE
    eva = Contact.objects.get(name="Eva Lind")
    assert (eva.title, eva.touches.get().kind, eva.team.name) == ("Planner", "booth_visit", "North")


def test_a_list_can_be_left_out_of_the_memory(client, marketer):
    source = remember(kind="booth_visit")

    response, upload = check(client, staged(EVA), kind="download", remember="")
    assert response.url.endswith("?once")
    assert not client.get(response.url).context["form"]["remember"].value()
    check(client, upload, remember="")

    source.refresh_from_db()
    assert source.kind == "booth_visit"
    assert Contact.objects.get(name="Eva Lind").touches.get().kind == "download"


def test_new_and_missing_columns_are_told(client, marketer):
    remember(mapping={"4": "title"})
    upload = staged("Vorname,Nachname,Email,Firma,Reached at\nEva,Lind,eva@p.example,Polder,eva.lind@p.example")

    form = client.get(reverse("upload", args=[upload.pk])).context["form"]

    assert form.unlike["missing"] == ["funktion im haus"]


def test_a_list_starts_anew(client, marketer):
    remember(kind="booth_visit")
    upload = staged(EVA)

    client.post(reverse("upload_anew", args=[upload.pk]))
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert (upload.phase, upload.kind, upload.list_source) == (Upload.Phase.CHECK, "", None)
    assert "Read like" not in client.get(reverse("upload", args=[upload.pk])).text


def test_reading_again_with_nothing_changed_imports_nothing(client, marketer):
    _, upload = check(client, staged(ANA), read="again")

    assert upload.phase == Upload.Phase.CHECK


def test_columns_are_shown_by_what_becomes_of_them(client, marketer):
    upload = staged("Email,Wer,Hobby,,Empty\nana@nordquay.example,Ana Ruiz,Chess,x,", mapping={"1": "full_name"})

    groups = client.get(reverse("upload", args=[upload.pk])).context["form"].column_groups()

    assert [[column["header"] for column, _, _ in columns] for _, _, columns in groups] == [
        ["Email", "Wer"],
        ["Hobby"],
        ["", "Empty"],
    ]
    assert [how for _, _, how in groups[0][2]] == ["", "changed"]


def test_whoever_followed_up_for_another_team_is_not_chosen_in_silence(client):
    remember(team=make_team("South"))
    north, other = make_team("North"), make_team("East")
    manager = make_user(User.Role.MANAGER, manages=[north, other])
    client.force_login(manager)
    upload = staged(EVA, team=None, by=manager)

    response, upload = check(client, upload, follow_up="")

    assert response.status_code == 422
    assert upload.phase == Upload.Phase.CHECK


def test_each_field_is_offered_once():
    offered = [name for _, choices in column_choices()[1:] for name, _ in choices]

    assert sorted(offered) == sorted(FIELDS)


# Pasting


def test_a_pasted_list_is_read_like_a_file(client, marketer):
    pasted = "Name\tEmail\r\nAna Ruiz\tana@nordquay.example"

    response = client.post(reverse("upload_new"), {"pasted": pasted})

    upload = work.do_all(Upload.objects.get().pk, clock=lambda: NOON)
    assert response.url == reverse("upload", args=[upload.pk])
    assert (upload.origin, upload.counts) == ("pasted", {"created": 1})
    form = client.get(response.url).context["form"]
    assert form["asset_name"].value() == "", "a pasted list has no name to guess by"


@pytest.mark.parametrize(
    ("pasted", "with_file", "says"),
    [
        ("", False, "Choose a file, or paste."),
        (" \r\n\t", False, "Choose a file, or paste."),
        ("Name,Email", True, "not both"),
        ("x" * 500_001, False, "comes as a file"),
    ],
    ids=["nothing", "blank", "both", "too long"],
)
def test_what_cannot_be_taken_is_refused_with_words(client, marketer, pasted, with_file, says):
    file = {"file": SimpleUploadedFile("list.csv", ANA.encode())} if with_file else {}

    response = client.post(reverse("upload_new"), {"pasted": pasted} | file)

    assert response.status_code == 422
    assert says in response.text
    assert not Upload.objects.exists()


@pytest.mark.parametrize("pasted", ["\ud800", "a\0b", "just words"], ids=["half a letter", "zero byte", "no list"])
def test_strange_text_ends_in_words(client, marketer, pasted):
    response = client.post(reverse("upload_new"), {"pasted": pasted.encode("utf-8", "surrogatepass")})

    assert response.status_code in (302, 422)
    for upload in Upload.objects.all():
        assert work.do_all(upload.pk, clock=lambda: NOON).phase == Upload.Phase.REFUSED


# Sources


def edited(client, source, **changed):
    """The source after its page was sent with nothing but this changed."""
    form = client.get(reverse("list_source", args=[source.pk])).context["form"]
    said = {field.name: field.value() or "" for field in form} | changed
    response = client.post(reverse("list_source", args=[source.pk]), said)
    source.refresh_from_db()
    return response


def test_sources_are_listed_with_their_lists_people_and_junk(client, marketer):
    source = remember(LISTS / "zoom_webinar_attendee_report.csv", name="", zone="UTC")
    remember(name="Fairs")

    response = client.get(reverse("source_list"))

    zoom, fairs = sorted(response.context["page"].rows, key=lambda each: -each.people)
    assert (zoom.pk, zoom.lists, zoom.people) == (source.pk, 1, 9)
    assert (fairs.lists, fairs.people, fairs.junk_shares) == (1, 1, [0.0])
    assert "of the only list looked like junk" in response.text


def test_saving_a_source_unchanged_changes_nothing(client, marketer):
    source = remember(kind="booth_visit", zone="Europe/Oslo", day_first=True, mapping={"4": "title"})
    before = ListSource.objects.values().get()

    assert edited(client, source).status_code == 302
    assert ListSource.objects.values().get() == before


def test_what_is_remembered_can_be_put_right(client, marketer):
    rep, source = make_user(), remember(kind="booth_visit", mapping={"4": "title"})
    form = client.get(reverse("list_source", args=[source.pk])).context["form"]
    column = {field.label: field.name for field in form.columns}

    edited(
        client,
        source,
        name="Stand",
        kind="download",
        zone="Europe/Paris",
        day_first="no",
        follow_up=f"rep-{rep.pk}",
        trust_title="always",
        trust_city="never",
        **{column["Funktion im Haus"]: "role", column["Firma"]: "?"},
    )

    assert (source.name, source.kind, source.zone, source.day_first) == ("Stand", "download", "Europe/Paris", False)
    assert (source.team, source.rep) == (rep.team, rep)
    assert source.trust == {"title": "always", "city": "never"}
    assert source.mapping["funktion im haus"] == "role"
    assert "firma" not in source.mapping


def test_what_was_remembered_while_somebody_looked_at_the_page_stays(client, marketer):
    source = remember()
    form = client.get(reverse("list_source", args=[source.pk])).context["form"]
    said = {field.name: field.value() or "" for field in form}
    ListSource.objects.filter(pk=source.pk).update(mapping=source.mapping | {"abteilung": "role"})

    client.post(reverse("list_source", args=[source.pk]), said)

    source.refresh_from_db()
    assert source.mapping["abteilung"] == "role"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"kind": "reply"},
        {"zone": "Mars/Olympus"},
        {"follow_up": "team-999999"},
        {"day_first": "maybe"},
        {"trust_title": "sometimes"},
        {"Email": "owner_id"},
    ],
    ids=str,
)
def test_strange_answers_change_nothing(client, marketer, changed):
    source = remember(kind="booth_visit")
    before = ListSource.objects.values().get()
    form = client.get(reverse("list_source", args=[source.pk])).context["form"]
    named = {field.label: field.name for field in form.columns}
    changed = {named.get(name, name): value for name, value in changed.items()}

    assert edited(client, source, **changed).status_code == 422
    assert ListSource.objects.values().get() == before


def test_a_manager_keeps_a_follower_whom_they_could_not_choose(client):
    north, south = make_team("North"), make_team("South")
    source = remember(team=south)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))
    assert client.get(reverse("list_source", args=[source.pk])).status_code == 404
    upload = imported(EVA, team=north)
    Upload.objects.filter(pk=upload.pk).update(list_source=source)

    edited(client, source, kind="download")

    assert (source.kind, source.team) == ("download", south)


def test_a_forgotten_source_leaves_its_lists_and_people(client, marketer):
    source = remember(kind="booth_visit")

    client.post(reverse("forget_source", args=[source.pk]))

    assert not ListSource.objects.exists()
    assert (Upload.objects.count(), Contact.objects.count()) == (1, 1)
    assert staged(EVA).kind == ""


def test_a_manager_sees_the_sources_of_own_lists_only(client):
    north, south = make_team(), make_team()
    remember(ANA, name="Ours", team=north)
    remember("Name,Email,Company,Scanned at\nEva Lind,eva@p.example,Polder,", name="Theirs", team=south)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))

    page = client.get(reverse("source_list")).text

    assert "Ours" in page
    assert "Theirs" not in page


def test_of_a_source_that_teams_share_a_manager_sees_the_lists_of_their_own(client):
    north, south = make_team(), make_team()
    source = remember(ANA, team=south)
    ListSource.objects.remember(imported(EVA, team=north), name="", at=NOON)
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))

    (row,) = client.get(reverse("source_list")).context["page"].rows
    found = client.get(reverse("list_source", args=[source.pk])).context

    assert (row.lists, row.people, len(row.last_lists)) == (1, 1, 1)
    assert (found["source"].lists, len(found["junk"]), len(found["page"].rows)) == (1, 1, 1)


def test_markup_in_headings_and_names_is_shown_as_text(client, marketer):
    attack = "<img src=x onerror=alert(1)>"
    source = remember(f"{HEADINGS},{attack}\nAna,Ruiz,ana@n.example,N,B,{attack}", name=attack, mapping={"5": "notes"})
    upload = staged(f"{HEADINGS},{attack}\nEva,Lind,eva@n.example,N,B,{attack}")
    pages = [reverse("source_list"), reverse("list_source", args=[source.pk]), reverse("upload", args=[upload.pk])]

    assert not [page for page in pages if attack in client.get(page).text]
