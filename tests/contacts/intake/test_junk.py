import pytest

from contacts.intake import junk
from contacts.intake.junk import Judge, Rules
from leadflow.lib import phone

judge = Judge(Rules())
GOOD = "tom@brightwater-labs.example"


@pytest.mark.parametrize(
    ("name", "email", "reason"),
    [
        ("Mickey Mouse", GOOD, junk.CARTOON),
        ("DUCK, Donald", GOOD, junk.CARTOON),
        ("Max Mustermann", GOOD, junk.STAND_IN),
        ("Test Test", GOOD, junk.MADE_UP_NAME),
        ("asdf", GOOD, junk.MADE_UP_NAME),
        ("aaa", None, junk.MADE_UP_NAME),
        ("<test lead: dummy data for full_name>", GOOD, junk.MADE_UP_NAME),
        ("Info Requested Info Requested", GOOD, junk.UNNAMED_GUEST),
        ("iPhone", None, junk.NOT_A_PERSON),
        ("14155550188", None, junk.NOT_A_PERSON),
        ("+1 415-***-**17", None, junk.NOT_A_PERSON),
        ("Room 4B - Kestrelworks", None, junk.NOT_A_PERSON),
        ("Salle 12", None, junk.NOT_A_PERSON),
        ("Otter.ai Notetaker", None, junk.NOT_A_PERSON),
        ("Tom Ferrisdale", "asdf@asdf.com", junk.MADE_UP_MAIL),
        ("Tom Ferrisdale", "test@brightwater-labs.example", junk.MADE_UP_MAIL),
        ("Tom Ferrisdale", "tom@mailinator.com", junk.THROW_AWAY),
    ],
)
def test_junk_is_quarantined_with_its_reason(name, email, reason):
    assert reason in judge(name, email).reasons


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Tom Ferrisdale", GOOD),
        ("Max Achterberg", GOOD),
        ("Adrian Room", GOOD),
        ("Wei", "wei@example.com"),
        ("Christopher Guest", GOOD),
        ("", GOOD),
        ("北風 太郎", GOOD),
        ("Anna -Lind", GOOD),
    ],
    ids=ascii,
)
def test_nobody_good_is_held_back(name, email):
    assert judge(name, email).reasons == ()


@pytest.mark.parametrize(
    ("about", "flag"),
    [
        ({"title": "Actively seeking opportunities | Ex-analyst"}, "job_seeker_or_student"),
        ({"title": "Étudiante en master"}, "job_seeker_or_student"),
        ({"said": ["Im Anhang meine Bewerbung"]}, "job_seeker_or_student"),
        ({"title": "Freelance consultant"}, "consultant"),
        ({"title": "Selbständiger Berater"}, "consultant"),
        ({"said": ["I can get you 30 meetings a month, guaranteed"]}, "vendor_pitch"),
        ({"title": "Talent Acquisition Partner"}, "recruiter"),
        ({"said": ["COMPETITOR"]}, "competitor"),
        ({"phones": [phone.normalise("555-5555")]}, "dummy_phone"),
    ],
)
def test_what_is_only_odd_is_flagged_and_not_held_back(about, flag):
    verdict = judge("Tom Ferrisdale", GOOD, **about)

    assert verdict.flags == (flag,)
    assert verdict.reasons == ()


@pytest.mark.parametrize("title", ["Head of Student Services", "Head of Operations", "Director, Quality"])
def test_an_ordinary_job_earns_no_flag(title):
    assert judge("Tom Ferrisdale", GOOD, title=title).flags == ()


@pytest.mark.parametrize(
    ("email", "flag"),
    [
        ("tom@gmail.com", "free_mail"),
        ("info@nordquay.example", "role_address"),
        ("ana@eu.harborline.example", "own_staff"),
        ("dana@rivaldeck.example", "competitor"),
    ],
)
def test_an_address_tells_something_too(email, flag):
    rules = Rules(own_domains=frozenset({"harborline.example"}), competitors=frozenset({"rivaldeck.example"}))

    assert Judge(rules)("Tom Ferrisdale", email).flags == (flag,)


def test_a_competitor_is_known_by_the_firms_name_too():
    rules = Rules(competitors=frozenset({"RivalDeck Inc."}))

    assert Judge(rules)("Dana Rivalstone", "dana@gulfcrate.example", company="Rivaldeck").flags == ("competitor",)


def test_only_a_first_name_and_a_number_looks_like_a_private_contact():
    number = [phone.normalise("030 23125 001")]

    assert judge("Plumber", None, phones=number).reasons == (junk.PRIVATE,)
    assert judge("Plumber", None, phones=number, company="Port Harbour Ltd").reasons == ()


def test_what_was_allowed_by_hand_is_never_junk():
    assert Judge(Rules(allowed=frozenset({"asdf.com"})))("Test", "test@asdf.com") == junk.CLEAN
