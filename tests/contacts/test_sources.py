"""Where lists come from: told by their headings, read like the one before, trusted as far as somebody says."""

import pytest

from contacts import sources
from contacts.importing import work
from contacts.models import Company, Contact, ListSource, Upload
from leadflow.accounts.models import User
from tests.contacts.uploading import LISTS, imported, people, received, staged, undone
from tests.factories import NOON, make_company, make_contact, make_team, make_user

ZOOM = LISTS / "zoom_webinar_attendee_report.csv"
PLAIN = ["First name", "Last name", "Email", "Company"]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (["First name", "Last name", "Email", "Company"], True),
        (["Company", "Email", "Last name", "First name"], True),
        (["FIRST NAME", "last-name", "E-mail: ", "Company"], False),
        (["first NAME", "Last  Name", "EMAIL", "Company:"], True),
        ([*PLAIN, "What do you hope to learn?"], True),
        (["Shirt size", *PLAIN], True),
        ([*PLAIN, "Notes"], True),
        ([*PLAIN, ""], True),
        ([*PLAIN, "Phone"], False),
        ([*PLAIN, "Join time"], False),
        (PLAIN[:3], False),
        ([*PLAIN, "Email"], False),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, list) else str(value),
)
def test_lists_are_from_one_source_if_the_headings_that_tell_something_are_the_same(other, same):
    assert (sources.key_of(PLAIN) == sources.key_of(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (["Name", "Email"], ["Email", "Name"], True),
        (["Name", "Email"], ["Name", "Email", "Shirt size"], False),
        (["Név", "Cím", "Cég"], ["Név", "Cím", "Cég"], True),
        (["Név", "Cím", "Cég"], ["Név", "Cím", "Ország"], False),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, list) else str(value),
)
def test_where_few_headings_tell_something_all_must_be_the_same(one, other, same):
    assert (sources.key_of(one) == sources.key_of(other)) is same


def test_without_headings_there_is_no_source():
    assert sources.key_of(["", " ", "–"]) == ""


def columns(*pairs):
    return [{"index": index, "header": header, "field": field} for index, (header, field) in enumerate(pairs)]


def test_what_a_column_is_used_for_is_remembered_by_its_heading():
    memory = sources.remembered(columns(("Email", "email"), ("Wer", "full_name"), ("Email", "email_2")), {})

    assert memory == {"email": "email", "wer": "full_name", "email #2": "email_2"}
    again = columns(("Wer", None), ("Email", "email"), ("Shoe size", None), ("Email", None))
    assert sources.applied(again, memory) == {"0": "full_name", "1": "email", "3": "email_2"}


def test_what_the_reader_left_out_by_itself_is_looked_at_anew_and_what_a_person_left_out_stays_out():
    memory = sources.remembered(columns(("Email", "email"), ("City", None), ("Shoe size", None)), {"1": None})

    assert memory == {"email": "email", "city": None}


def test_a_field_that_is_known_no_more_is_not_applied():
    assert sources.applied(columns(("Email", "email")), {"email": "fax"}) == {}


def test_columns_that_are_new_or_missing_are_told():
    memory = {"email": "email", "wer": "full_name", "city": None}

    found = columns(("Email", "email"), ("Phone", "phone"), ("Shoe size", None))

    assert sources.new_in(found, memory) == ["Phone"]
    assert sources.missing_in(found, memory) == ["wer"]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([], "No list of this source was imported yet"),
        ([0.1], "10 % of the only list looked like junk"),
        ([0.1, 0.1, 0.12], "Junk stays at about 11 %"),
        ([0.02, 0.04, 0.2], "Junk rose to 20 %; it was 3 % before"),
        ([0.3, 0.2, 0.05], "Junk fell to 5 %; it was 25 % before"),
        ([0, 0, 0], "Junk stays at about 0 %"),
    ],
    ids=str,
)
def test_the_picture_of_junk_says_what_it_shows(shares, words):
    assert sources.findings(shares) == words


# What is remembered

LIST = "Vorname,Nachname,Email,Firma,Funktion im Haus\nAna,Ruiz,{who}@nordquay.example,Nordquay,Buyer"


def list_of(who):
    return LIST.format(who=who)


@pytest.mark.django_db
class TestMemory:
    def remembered(self, content, *, name="", **choices):
        upload = imported(content, **choices)
        return ListSource.objects.remember(upload, name=name, at=NOON)

    def test_the_next_list_is_read_like_the_one_before(self):
        rep = make_user()
        self.remembered(
            list_of("ana"), kind="booth_visit", team=rep.team, rep=rep, zone="Europe/Oslo", mapping={"4": "title"}
        )

        upload = staged(list_of("eva"), team=None)

        assert upload.reading["kind"] == "booth_visit"
        assert (upload.zone, upload.team, upload.rep) == ("Europe/Oslo", rep.team, rep)
        assert upload.reading["columns"][4]["field"] == "title"
        assert upload.list_source == ListSource.objects.get()

    def test_columns_may_stand_elsewhere_and_be_more(self):
        self.remembered(list_of("ana"), mapping={"4": "title"})

        upload = staged(
            "Funktion im Haus,Hobby,Firma,Email,Nachname,Vorname\nBuyer,Chess,Nordquay,eva@nordquay.example,Lind,Eva"
        )

        assert [column["field"] for column in upload.reading["columns"]][:2] == ["title", None]
        assert upload.rows.get(number=2).who == "Eva Lind"

    def test_what_was_chosen_for_this_list_outweighs_what_is_remembered(self):
        self.remembered(list_of("ana"), kind="booth_visit", zone="Europe/Oslo")
        team = make_team()

        upload = staged(list_of("eva"), kind="download", team=team)

        assert (upload.reading["kind"], upload.team, upload.zone) == ("download", team, "Europe/Oslo")

    def test_the_last_list_counts(self):
        source = self.remembered(list_of("ana"), kind="booth_visit", name="Fairs")

        again = self.remembered(list_of("eva"), kind="download")

        assert again.pk == source.pk
        assert (again.name, again.kind) == ("Fairs", "download")

    def test_a_rep_who_left_follows_up_no_more(self):
        rep = make_user()
        mate = make_user(team=rep.team)
        self.remembered(list_of("ana"), team=rep.team, rep=rep)
        rep.deactivate(at=NOON, successor=mate)

        upload = staged(list_of("eva"), team=None)

        assert (upload.team, upload.rep) == (rep.team, None)

    def test_a_manager_gets_no_team_that_is_not_theirs(self):
        self.remembered(list_of("ana"), team=make_team())
        manager = make_user(User.Role.MANAGER, manages=[make_team()])

        assert staged(list_of("eva"), team=None, by=manager).team is None

    def test_a_list_can_start_anew(self):
        self.remembered(list_of("ana"), kind="booth_visit", mapping={"4": "title"})
        upload = staged(list_of("eva"), team=None)

        assert upload.start_anew()
        upload = work.do_all(upload.pk, clock=lambda: NOON)

        assert (upload.list_source, upload.kind, upload.mapping) == (None, "", {})
        assert upload.reading["columns"][4]["field"] is None

    def test_a_memory_that_leaves_nobody_is_not_used(self):
        nobody = dict.fromkeys(["vorname", "nachname", "email", "firma"])
        source = self.remembered(list_of("ana"))
        ListSource.objects.filter(pk=source.pk).update(mapping=nobody)

        upload = staged(list_of("eva"))

        assert (upload.phase, upload.list_source) == (Upload.Phase.CHECK, None)

    def test_a_source_is_known_again_after_a_release_that_understands_more_headings(self):
        source = self.remembered(list_of("ana"))
        ListSource.objects.filter(pk=source.pk).update(key="made by an older release")

        assert staged(list_of("eva")).list_source == source

    @pytest.mark.parametrize(
        ("content", "name"),
        [(ZOOM, "Zoom webinar attendees"), (list_of("ana"), "Lists like list")],
        ids=["zoom", "csv"],
    )
    def test_the_name_is_guessed(self, content, name):
        assert self.remembered(content).name == name


# How far it is trusted

ROW = "Ana,Ruiz,ana@nordquay.example,Nordquay,{title},,"


def brought(trust, **known):
    """Somebody we know, after a list of a source that is trusted like this."""
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example", **known)
    upload = staged(people(ROW.format(title="Head of buying")))
    source = ListSource.objects.remember(upload, name="", at=NOON)
    ListSource.objects.filter(pk=source.pk).update(trust=trust)
    upload.refresh_from_db()
    upload.begin(at=NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    contact.refresh_from_db()
    return contact, upload


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trust", "before", "after"),
    [
        ({}, "", "Head of buying"),
        ({}, "Buyer", "Buyer"),
        ({"title": "empty"}, "Buyer", "Buyer"),
        ({"title": "never"}, "", ""),
        ({"title": "never"}, "Buyer", "Buyer"),
        ({"title": "always"}, "", "Head of buying"),
        ({"title": "always"}, "Buyer", "Head of buying"),
    ],
    ids=str,
)
def test_a_filled_field_is_overwritten_by_a_source_that_is_trusted_more(trust, before, after):
    contact, upload = brought(trust, title=before)

    assert contact.title == after
    noted = [effect.before.get("title") for effect in upload.effects.all()]
    assert (noted[:1] == [before]) is (before != after)


@pytest.mark.django_db
def test_what_was_overwritten_is_told():
    _, upload = brought({"title": "always"}, title="Buyer")

    row = upload.rows.get()
    assert row.fate == "updated"
    assert "Changed: job title" in row.reasons
    assert not any("Added: job title" in reason for reason in row.reasons)


@pytest.mark.django_db
@pytest.mark.parametrize(("trust", "company"), [({}, "Polder"), ({"company": "always"}, "Nordquay")], ids=str)
def test_a_source_may_say_where_somebody_works_now(trust, company):
    contact, upload = brought(trust, company=make_company("Polder", domain="polder.example"))

    assert contact.company.name == company
    effects = [effect.before.get("company_id") for effect in upload.effects.all()]
    assert any(effects) is (company == "Nordquay")


@pytest.mark.django_db
@pytest.mark.parametrize(("trust", "name"), [({}, "Anna Ruiz"), ({"name": "always"}, "Ana Ruiz")], ids=str)
def test_a_source_may_correct_a_name(trust, name):
    make_contact("Anna Ruiz", email="ana@nordquay.example")
    upload = staged(people(ROW.format(title="")))
    source = ListSource.objects.remember(upload, name="", at=NOON)
    ListSource.objects.filter(pk=source.pk).update(trust=trust)
    upload.refresh_from_db()
    upload.begin(at=NOON)
    work.do_all(upload.pk, clock=lambda: NOON)

    assert Contact.objects.get().name == name


@pytest.mark.django_db
def test_the_same_list_again_from_a_trusted_source_changes_nothing():
    brought({"title": "always", "company": "always", "name": "always"}, title="Buyer")
    again = work.do_all(received(people(ROW.format(title="Head of buying"))).pk, clock=lambda: NOON)
    again.begin(at=NOON)
    again = work.do_all(again.pk, clock=lambda: NOON)

    assert again.counts == {"unchanged": 1}


FIRM_LIST = "Name,Email,Company,Industry,Employees,Country,City,Company phone"
FIRM_ROW = "Ana Ruiz,ana@nordquay.example,Nordquay,Logistics,250,Norway,Oslo,+47 22 55 01 34"
FIRM_FACTS = {"industry": "Logistics", "employees": 250, "country": "NO", "city": "Oslo", "phone": "+47 22 55 01 34"}
OTHERS = {"industry": "Food", "employees": 20, "country": "SE", "city": "Malmo", "phone": "+46 8 50 50 01"}


def told_of(company, trust, *rows):
    """A company, after a list of a source that is trusted like this in all that it tells of companies."""
    upload = staged("\n".join([FIRM_LIST, *(rows or [FIRM_ROW])]))
    source = ListSource.objects.remember(upload, name="", at=NOON)
    ListSource.objects.filter(pk=source.pk).update(trust=dict.fromkeys(ListSource.TRUSTED_OF_COMPANY, trust))
    upload.refresh_from_db()
    upload.begin(at=NOON)
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    return facts_of(company), upload


def facts_of(company) -> dict:
    return Company.objects.values(*FIRM_FACTS).get(pk=company.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [False, True], ids=["somebody new", "somebody known there"])
@pytest.mark.parametrize(
    ("trust", "before", "after"),
    [
        pytest.param("empty", {}, FIRM_FACTS, id="what is empty is filled"),
        pytest.param("empty", OTHERS, OTHERS, id="what is filled stays"),
        pytest.param("never", {"industry": "Food"}, {"industry": "Food"}, id="never"),
        pytest.param("always", OTHERS, FIRM_FACTS, id="always"),
    ],
)
def test_a_list_tells_of_a_company_as_far_as_its_source_is_trusted(trust, before, after, is_known):
    company = make_company("Nordquay", domain="nordquay.example", **before)
    if is_known:
        make_contact("Ana Ruiz", email="ana@nordquay.example", company=company)
    nothing = {"industry": "", "employees": None, "country": "", "city": "", "phone": ""}

    found, upload = told_of(company, trust)
    again = imported(f"{FIRM_LIST}\n{FIRM_ROW}", name="again.csv")

    assert found == nothing | after
    assert facts_of(company) == found
    for each in (again, upload):
        undone(each)
    assert facts_of(company) == nothing | before


@pytest.mark.django_db
def test_a_company_that_is_new_gets_all_that_even_a_source_without_trust_says():
    told = staged(f"{FIRM_LIST}\n{FIRM_ROW}")
    source = ListSource.objects.remember(told, name="", at=NOON)
    ListSource.objects.filter(pk=source.pk).update(trust=dict.fromkeys(ListSource.TRUSTED_OF_COMPANY, "never"))
    told.refresh_from_db()
    told.begin(at=NOON)
    work.do_all(told.pk, clock=lambda: NOON)

    assert facts_of(Company.objects.get()) == FIRM_FACTS


@pytest.mark.django_db
def test_who_is_known_elsewhere_makes_no_company_by_a_list():
    polder = make_company("Polder", domain="polder.example")
    contact = make_contact("Ana Ruiz", email="ana@nordquay.example", company=polder)

    told_of(polder, "always")

    contact.refresh_from_db()
    assert contact.company == polder
    assert not Company.objects.exclude(pk=polder.pk).exists()
