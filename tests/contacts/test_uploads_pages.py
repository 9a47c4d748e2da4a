"""The pages of an upload, by the real client, in every role."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.importing import work
from contacts.models import Contact, Upload, UploadRow
from leadflow.accounts.models import User
from tests.contacts.uploading import LISTS, fates, imported, people, received, staged
from tests.factories import NOON, make_contact, make_team, make_user

pytestmark = pytest.mark.django_db
ZOOM = LISTS / "zoom_webinar_attendee_report.csv"


def answers(upload, **changed) -> dict:
    """What the check form of a list posts when nothing, or this, is changed."""
    columns = {f"column_{column['index']}": column["field"] or "" for column in upload.reading["columns"]}
    team = f"team-{upload.team_id}"
    return columns | {"asset_name": upload.subject, "kind": upload.reading["kind"], "follow_up": team} | changed


def test_a_dropped_file_is_kept_and_waits_to_be_read(client, marketer):
    file = SimpleUploadedFile("zoom.csv", ZOOM.read_bytes())

    response = client.post(reverse("upload_new"), {"file": file})

    upload = Upload.objects.get()
    assert response.url == reverse("upload", args=[upload.pk])
    assert (upload.phase, upload.by, upload.name) == (Upload.Phase.READING, marketer, "zoom.csv")
    assert "Reading the list" in client.get(response.url).text


@pytest.mark.parametrize(("size", "says"), [(0, "is empty"), (300, "at most 100 bytes can be read")])
def test_a_file_that_cannot_be_taken_is_refused_with_words(client, marketer, settings, size, says):
    settings.UPLOAD_MAX_BYTES = 100

    response = client.post(reverse("upload_new"), {"file": SimpleUploadedFile("list.csv", b"x" * size)})

    assert response.status_code == 422
    assert says in response.text.replace("\xa0", " ")
    assert not Upload.objects.exists()


def test_no_file_is_no_upload(client, marketer):
    assert client.post(reverse("upload_new"), {}).status_code == 422


def test_the_check_page_asks_for_the_zone_and_shows_what_is_foreseen(client, marketer):
    make_contact("Ingrid Solbakken", email="ingrid.solbakken@nordquay.example")
    upload = staged(ZOOM)

    page = client.get(reverse("upload", args=[upload.pk])).text

    assert "Time zone of the times in the file" in page
    assert "Cold-chain telemetry, explained" in page
    assert "Import 9 people" in page
    assert "Host, panelist or staff" in page
    assert upload.counts == {"created": 8, "known": 1, "duplicate": 1, "quarantined": 1, "skipped": 5}


@pytest.mark.parametrize(
    ("show", "rows"),
    [("created", 8), ("known", 1), ("duplicate", 1), ("quarantined", 1), ("skipped", 5), ("", 16), ("nonsense", 16)],
)
def test_every_number_of_the_preview_opens_its_rows(client, marketer, show, rows):
    make_contact("Ingrid Solbakken", email="ingrid.solbakken@nordquay.example")
    upload = staged(ZOOM)

    response = client.get(reverse("upload", args=[upload.pk]), {"show": show})

    assert len(response.context["page"].rows) == rows


def test_a_problem_opens_its_rows(client, marketer):
    upload = staged(ZOOM)

    response = client.get(reverse("upload", args=[upload.pk]), {"reason": "The name is a cartoon character's"})

    assert [row.who for row in response.context["page"].rows] == ["Mickey Mouse"]


def test_the_import_does_not_begin_without_the_zone(client, marketer):
    upload = staged(ZOOM)

    response = client.post(reverse("upload_check", args=[upload.pk]), answers(upload, zone=""))

    assert response.status_code == 422
    upload.refresh_from_db()
    assert upload.phase == Upload.Phase.CHECK


def test_another_answer_has_the_file_read_again_before_it_is_imported(client, marketer):
    upload = staged(ZOOM)

    client.post(reverse("upload_check", args=[upload.pk]), answers(upload, zone="America/New_York"))

    upload.refresh_from_db()
    assert (upload.phase, upload.zone) == (Upload.Phase.READING, "America/New_York")
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    client.post(reverse("upload_check", args=[upload.pk]), answers(upload, zone="America/New_York"))
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    assert upload.phase == Upload.Phase.DONE
    assert Contact.objects.count() == upload.counts["created"] == 9


def test_a_column_can_be_taken_for_something_else(client, marketer):
    upload = staged("Email,Wer\nana@nordquay.example,Ana Ruiz")
    index = next(c["index"] for c in upload.reading["columns"] if c["header"] == "Wer")

    client.post(reverse("upload_check", args=[upload.pk]), answers(upload, **{f"column_{index}": "full_name"}))
    upload = work.do_all(upload.pk, clock=lambda: NOON)

    assert upload.mapping == {str(index): "full_name"}
    assert upload.rows.get(number=2).who == "Ana Ruiz"


@pytest.mark.parametrize(
    "changed",
    [
        {"follow_up": ""},
        {"follow_up": "team-999999"},
        {"follow_up": "rep-1; --"},
        {"kind": "reply"},
        {"kind": "nonsense"},
        {"asset_name": ""},
        {"asset_name": "x" * 301},
        {"column_0": "owner_id"},
        {"zone": "Mars/Olympus"},
    ],
    ids=str,
)
def test_strange_answers_change_nothing(client, marketer, changed):
    upload = staged(ZOOM)

    response = client.post(
        reverse("upload_check", args=[upload.pk]), answers(upload, **{"zone": "Europe/Oslo"} | changed)
    )

    assert response.status_code == 422
    upload.refresh_from_db()
    assert (upload.phase, upload.zone) == (Upload.Phase.CHECK, "")


def test_a_manager_chooses_among_own_teams_only(client):
    theirs, other = make_team(), make_team()
    client.force_login(make_user(User.Role.MANAGER, manages=[theirs]))
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"), team=theirs)
    url = reverse("upload_check", args=[upload.pk])

    assert client.post(url, answers(upload, follow_up=f"team-{other.pk}")).status_code == 422
    assert client.post(url, answers(upload)).status_code == 302


def test_a_rep_can_be_named(client, marketer):
    rep = make_user()
    upload = staged(people("Ana,Ruiz,ana@nordquay.example,,,,"), team=rep.team)

    client.post(reverse("upload_check", args=[upload.pk]), answers(upload, follow_up=f"rep-{rep.pk}"))
    work.do_all(upload.pk, clock=lambda: NOON)

    assert Contact.objects.get().owner == rep


def test_progress_is_asked_for_until_the_phase_is_over(client, marketer):
    upload = received(ZOOM)
    url = reverse("upload_progress", args=[upload.pk, "reading"])

    assert 'hx-trigger="every 1s"' in client.get(url, headers={"HX-Request": "true"}).text
    work.do_all(upload.pk, clock=lambda: NOON)
    assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_the_report_shows_every_fate_with_its_reasons(client, marketer):
    upload = imported(ZOOM, zone="America/New_York")

    page = client.get(reverse("upload", args=[upload.pk])).text

    assert "The name is a cartoon character&#x27;s" in page
    assert "Same person as row 15" in page
    assert reverse("contact", args=[Contact.objects.get(name="Ingrid Solbakken").pk]) in page
    assert "Rows left out" in page


def test_long_reports_come_in_pages(client, marketer):
    upload = imported(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(60)]))
    url = reverse("upload", args=[upload.pk])

    first = client.get(url).context["page"]
    second = client.get(url, {"cursor": first.next}).context["page"]

    assert (len(first.rows), len(second.rows)) == (50, 10)
    assert not set(first.rows) & set(second.rows)


def test_what_was_left_out_comes_as_a_file_without_formulas(client, marketer):
    headings = "First name,Last name,Email,Notes"
    bad = ["=cmd|' /C calc'!A0", " =1+1", "\t@SUM(A1)", "+47 22 55 01 34", "-1"]
    rows = [f'Mickey,Mouse,asdf{n}@asdf.com,"{cell}"' for n, cell in enumerate(bad)]
    upload = imported("\n".join([headings, *rows, "Ana,Ruiz,ana@nordquay.example,fine"]))

    response = client.get(reverse("upload_rows", args=[upload.pk]))

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == ["Row", "Why it was left out", "First name", "Last name", "Email", "Notes"]
    assert len(table) == 1 + len(bad)
    assert not [cell for row in table for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert "attachment" in response["Content-Disposition"]


def test_markup_in_a_list_is_shown_as_text(client, marketer):
    attack = "<img src=x onerror=alert(1)>"
    upload = imported(people(f"{attack},Ruiz,ana@nordquay.example,{attack},{attack},,"), name=f"{attack}.csv")

    pages = [reverse("upload", args=[upload.pk]), reverse("upload_list"), reverse("quarantine")]

    assert not [page for page in pages if attack in client.get(page).text]


def test_a_refused_file_says_why_on_its_page(client, marketer):
    upload = staged(b"", name="empty.csv")

    assert "empty.csv: the file is empty" in client.get(reverse("upload", args=[upload.pk])).text


def test_the_same_file_is_recognised(client, marketer):
    list_ = people("Ana,Ruiz,ana@nordquay.example,,,,")
    imported(list_)

    page = client.get(reverse("upload", args=[staged(list_).pk])).text

    assert "This very file was imported before" in page


def test_the_list_of_uploads_takes_as_many_queries_for_many(client, marketer, django_assert_max_num_queries):
    for number in range(5):
        imported(people(f"Ana{number},Ruiz,ana{number}@nordquay.example,,,,"), by=make_user(User.Role.MARKETING))

    with django_assert_max_num_queries(12):
        page = client.get(reverse("upload_list")).text

    assert page.count("data-row") == 5


def test_the_report_takes_as_many_queries_for_many(client, marketer, django_assert_max_num_queries):
    upload = imported(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(50)]))

    with django_assert_max_num_queries(12):
        client.get(reverse("upload", args=[upload.pk]))


def test_a_list_that_was_cancelled_foresees_nothing(client, marketer):
    upload = staged(people("Eva,Lind,eva@nordquay.example,,,,", "Ben,Lind,ben@nordquay.example,,,,"))

    client.post(reverse("upload_cancel", args=[upload.pk]))

    upload.refresh_from_db()
    assert upload.counts == {"waiting": 2}
    html = client.get(reverse("upload", args=[upload.pk]), {"show": "waiting"}).content.decode()
    assert html.count("Not imported</") == 2
    assert not client.get(reverse("upload", args=[upload.pk]), {"show": "created"}).context["page"].rows


# Who may

GETS = ["upload_list", "upload_new", "quarantine"]
OF_ONE = ["upload", "upload_rows"]
POSTS = ["upload_check", "upload_cancel", "upload_go_on"]


def test_reps_and_strangers_find_nothing(client):
    upload = imported(people("Mickey,Mouse,asdf@asdf.com,,,,", "Ana,Ruiz,ana@nordquay.example,,,,"))
    waiting = staged(people("Eva,Lind,eva@nordquay.example,,,,"), team=upload.team)
    row = upload.rows.get(fate="quarantined")
    rep = make_user(team=upload.team)
    stranger = make_user(User.Role.MANAGER, manages=[make_team()])

    for user, lists in ((rep, 404), (stranger, 200)):
        client.force_login(user)
        assert [client.get(reverse(name)).status_code for name in GETS] == [lists] * 3
        assert [client.get(reverse(name, args=[upload.pk])).status_code for name in OF_ONE] == [404] * 2
        assert [client.post(reverse(name, args=[waiting.pk])).status_code for name in POSTS] == [404] * 3
        assert client.get(reverse("upload_progress", args=[waiting.pk, "check"])).status_code == 404
        assert client.post(reverse("release_row", args=[row.pk])).status_code == 404
        assert client.post(reverse("discard_row", args=[row.pk])).status_code == 404
        assert client.post(reverse("take_back_row", args=[row.pk])).status_code == 404

    waiting.refresh_from_db()
    assert waiting.phase == Upload.Phase.CHECK
    assert fates(upload) == ["quarantined", "created"]


def test_without_log_in_there_is_only_the_log_in(client):
    assert client.get(reverse("upload_list")).url.startswith(reverse("account_login"))


# Quarantine


def test_who_is_let_in_becomes_a_contact(client, marketer):
    upload = imported(people("Mickey,Mouse,mickey@nordquay.example,,,,", "Ana,Ruiz,ana@nordquay.example,,,,"))
    row = upload.rows.get(fate="quarantined")
    assert "Mickey Mouse" in client.get(reverse("quarantine")).text

    client.post(reverse("release_row", args=[row.pk]))

    upload.refresh_from_db()
    assert Contact.objects.get(name="Mickey Mouse").touches.count() == 1
    assert upload.counts == {"created": 2}
    assert not client.get(reverse("quarantine")).context["page"].rows


def test_two_names_for_one_address_can_be_let_in_as_the_person_we_know(client, marketer):
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example")
    upload = imported(people("Petra,Lindqvist,ana@nordquay.example,,Buyer,,"))
    row = upload.rows.get()
    assert row.reasons == ["Known here under another name, by the same address"]
    assert reverse("contact", args=[contact.pk]) in client.get(reverse("quarantine")).text

    client.post(reverse("release_row", args=[row.pk]))

    contact.refresh_from_db()
    assert (contact.name, contact.title, contact.touches.count()) == ("Ana Ruiz", "Buyer", 1)


def test_a_manager_does_not_learn_whom_another_team_knows(client):
    north, south = make_team("North"), make_team("South")
    client.force_login(make_user(User.Role.MANAGER, manages=[north]))
    make_contact("Ana Ruiz", email="ana@nordquay.example", team=south)
    upload = imported(people("Petra,Lindqvist,ana@nordquay.example,,Buyer,,"), team=north)

    for page in (client.get(reverse("quarantine")), client.get(reverse("upload", args=[upload.pk]))):
        assert "Petra Lindqvist" in page.text
        assert "Ana Ruiz" not in page.text


def test_what_is_discarded_is_rejected_until_it_is_taken_back(client, marketer):
    upload = imported(
        people("Mickey,Mouse,asdf@asdf.com,,,,", "Mickey,Mouse,asdf@asdf.com,,,,", "Eva,Lind,eva@n.example,,,,")
    )
    first, second = upload.rows.filter(fate="quarantined")

    client.post(reverse("discard_row", args=[first.pk]))
    assert fates(upload) == ["rejected", "rejected", "created"]
    assert UploadRow.objects.get(pk=first.pk).reasons[0] == "Discarded"

    client.post(reverse("take_back_row", args=[first.pk]))
    assert fates(upload) == ["quarantined", "quarantined", "created"]
    assert second.same_as == first.number


def test_a_decision_is_made_once(client, marketer):
    upload = imported(people("Mickey,Mouse,mickey@nordquay.example,,,,", "Ana,Ruiz,ana@nordquay.example,,,,"))
    row = upload.rows.get(fate="quarantined")
    client.post(reverse("release_row", args=[row.pk]))

    response = client.post(reverse("discard_row", args=[row.pk]), headers={"HX-Request": "true"})

    assert response.status_code == 400
    assert fates(upload) == ["created", "created"]


def test_nobody_is_in_quarantine_before_the_list_is_imported(client, marketer):
    staged(people("Mickey,Mouse,asdf@asdf.com,,,,", "Ana,Ruiz,ana@nordquay.example,,,,"))

    assert not client.get(reverse("quarantine")).context["page"].rows
