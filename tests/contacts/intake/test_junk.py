import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.intake import junk, junkwords
from contacts.intake.junk import FLAGS, Judge, gist
from contacts.intake.junkrules import RULES
from contacts.intake.sieve import Kind, Sieve, Verdict, normalised
from leadflow.lib import phone

judge = Judge(Sieve())
GOOD = "tom@brightwater-labs.example"


def entries(*lines):
    """The firm's lists: (kind, value, verdict) each."""
    return Sieve.of(
        entries=[
            (kind, normalised(kind, value), verdict, f"e{number}", value)
            for number, (kind, value, verdict) in enumerate(lines, 1)
        ]
    )


def rules_of(findings):
    """The rules that found something."""
    return {mark.lstrip("!") for mark in findings.marks.split()}


HELD_BACK = [
    ("Mickey Mouse", GOOD, "cartoon"),
    ("DUCK, Donald", GOOD, "cartoon"),
    ("Max Mustermann", GOOD, "stand_in"),
    ("Test Test", GOOD, "made_up_name"),
    ("asdf", GOOD, "made_up_name"),
    ("aaa", None, "made_up_name"),
    ("Null", GOOD, "made_up_name"),
    ("<test lead: dummy data for full_name>", GOOD, "made_up_name"),
    ("Info Requested Info Requested", GOOD, "unnamed_guest"),
    ("iPhone", None, "not_a_person"),
    ("14155550188", None, "not_a_person"),
    ("+1 415-***-**17", None, "not_a_person"),
    ("Room 4B - Kestrelworks", None, "not_a_person"),
    ("Salle 12", None, "not_a_person"),
    ("Otter.ai Notetaker", None, "not_a_person"),
    ("Tom Ferrisdale", "asdf@asdf.com", "made_up_mail"),
    ("Tom Ferrisdale", "test@brightwater-labs.example", "made_up_mail"),
    ("Tom Ferrisdale", "tom@mailinator.com", "throw_away"),
    ("Tom Ferrisdale", "tom@box.mailinator.com", "throw_away"),
]


@pytest.mark.parametrize(("name", "email", "rule"), HELD_BACK)
def test_junk_is_quarantined_with_a_reason_that_names_what_was_seen(name, email, rule):
    found = judge(name, email)

    seen = email if rule in ("made_up_mail", "throw_away") else name
    assert [junk.reason_of(RULES[rule].reason, seen)] == list(found.reasons)
    assert f" !{rule} " in found.marks
    assert gist(found.reasons[0]) == RULES[rule].reason


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Tom Ferrisdale", GOOD),
        ("Ann Null", "null@polder.example"),
        ("Jennifer Null", GOOD),
        ("Peter Test", "test@polder.example"),
        ("Sandra Test", GOOD),
        ("Mickey Ferrisdale", GOOD),
        ("Minnie Driver-Holm", GOOD),
        ("Donald Ferrisdale", GOOD),
        ("Max Achterberg", GOOD),
        ("Erika Muster", GOOD),
        ("John Dorn", GOOD),
        ("Adrian Room", GOOD),
        ("Wei", "wei@example.com"),
        ("Christopher Guest", GOOD),
        ("Samsung Lee", GOOD),
        ("Anna First", GOOD),
        ("Ana Ruiz", "testa@polder.example"),
        ("", GOOD),
        ("北風 太郎", GOOD),
        ("Anna -Lind", GOOD),
    ],
    ids=ascii,
)
def test_nobody_good_is_held_back(name, email):
    assert judge(name, email).reasons == ()


def test_an_address_made_of_a_made_up_name_is_made_up_too():
    assert rules_of(judge("Test", "test@polder.example")) == {"made_up_name", "made_up_mail"}


@pytest.mark.parametrize(
    ("about", "rule", "flag"),
    [
        ({"title": "Actively seeking opportunities | Ex-analyst"}, "job_seeker", "job_seeker_or_student"),
        ({"title": "Étudiante en master"}, "student", "job_seeker_or_student"),
        ({"company": "Student"}, "student", "job_seeker_or_student"),
        ({"company": "Student at Polder College"}, "student", "job_seeker_or_student"),
        ({"company": "PhD student, University of Polder"}, "student", "job_seeker_or_student"),
        ({"company": "Currently unemployed"}, "job_seeker", "job_seeker_or_student"),
        ({"said": ["Im Anhang meine Bewerbung"]}, "job_seeker", "job_seeker_or_student"),
        ({"title": "Freelance consultant"}, "consultant", "consultant"),
        ({"title": "Selbständiger Berater"}, "consultant", "consultant"),
        ({"company": "Nordquay Consulting"}, "consultant", "consultant"),
        ({"said": ["I can get you 30 meetings a month, guaranteed"]}, "vendor_pitch", "vendor_pitch"),
        ({"title": "Talent Acquisition Partner"}, "recruiter", "recruiter"),
        ({"said": ["COMPETITOR"]}, "competitor", "competitor"),
        ({"phones": [phone.normalise("555-5555")]}, "dummy_phone", "dummy_phone"),
        ({"phones": [phone.normalise("+1 415 555 0143")]}, "fiction_phone", "dummy_phone"),
        ({"phones": [phone.normalise("07700 900461", "GB")]}, "fiction_phone", "dummy_phone"),
    ],
)
def test_what_is_only_odd_is_flagged_and_not_held_back(about, rule, flag):
    found = judge("Tom Ferrisdale", GOOD, **about)

    assert found == ((), (flag,), f" {rule} ")


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Offen für neue Herausforderungen", "job_seeker"),
        ("Auf der Suche nach einer neuen Stelle", "job_seeker"),
        ("Responsable achats en recherche active", "job_seeker"),
        ("À la recherche d'un nouveau poste", "job_seeker"),
        ("En búsqueda de nuevas oportunidades", "job_seeker"),
        ("Ingeniera, buscando empleo", "job_seeker"),
        ("Op zoek naar een nieuwe uitdaging", "job_seeker"),
        ("Werkzoekende", "job_seeker"),
        ("In cerca di nuove opportunità", "job_seeker"),
        ("Attualmente disoccupata", "job_seeker"),
        ("Doktorandin am Institut für Kältetechnik", "student"),
        ("Auszubildender", "student"),
        ("Alternante marketing", "student"),
        ("Doctorante", "student"),
        ("Becaria de ventas", "student"),
        ("Técnico en prácticas", "student"),
        ("Stageloper inkoop", "student"),
        ("Scholier", "student"),
        ("Apprendista", "student"),
        ("Laureanda in ingegneria", "student"),
        ("Freie Mitarbeiterin", "consultant"),
        ("Unternehmensberater", "consultant"),
        ("Auto-entrepreneur", "consultant"),
        ("Consultora, por cuenta propia", "consultant"),
        ("Zelfstandig adviseur", "consultant"),
        ("Libera professionista", "consultant"),
        ("Personaldienstleisterin", "recruiter"),
        ("Chargée de recrutement", "recruiter"),
        ("Chasseur de têtes", "recruiter"),
        ("Técnica de selección de personal", "recruiter"),
        ("Intercedente", "recruiter"),
        ("Selezionatrice", "recruiter"),
    ],
)
def test_titles_are_understood_in_six_languages(title, rule):
    assert rules_of(judge("Tom Ferrisdale", GOOD, title=title)) == {rule}


@pytest.mark.parametrize(
    "about",
    [
        {"title": "Head of Student Services"},
        {"title": "Head of Operations"},
        {"title": "Director, Quality"},
        {"title": "Internal Auditor"},
        {"title": "Test Engineer"},
        {"company": "Student Housing Ltd"},
        {"company": "Students' Travel Agency"},
        {"company": "Praktikum.example GmbH"},
        {"company": "International Student House"},
        {"company": "Null & Test GmbH"},
        {"company": "Schuler Group"},
        {"said": ["Nous sommes à la recherche d'une solution pour 200 postes"]},
        {"said": ["Están en búsqueda de un proveedor"]},
        {"said": ["500 concurrent users"]},
        {"said": ["Offen für neue Ideen, wünscht Beratung"]},
        {"phones": [phone.normalise("+1 415 555 2671")]},
        {"phones": [phone.normalise("+49 30 5550143")]},
        {"phones": [phone.normalise("+47 22 55 50 14")]},
    ],
    ids=lambda about: next(str(value) for value in about.values())[:40],
)
def test_what_only_looks_odd_earns_no_flag(about):
    assert judge("Tom Ferrisdale", GOOD, **about) == junk.CLEAN


@pytest.mark.parametrize(
    ("email", "flag"),
    [
        ("tom@gmail.com", "free_mail"),
        ("info@nordquay.example", "role_address"),
        ("ana@eu.harborline.example", "own_staff"),
    ],
)
def test_an_address_tells_something_too(email, flag):
    assert Judge(Sieve(own_domains=frozenset({"harborline.example"})))("Tom Ferrisdale", email).flags == (flag,)


def test_only_a_first_name_and_a_number_looks_like_a_private_contact():
    number = [phone.normalise("030 90312 007")]

    assert rules_of(judge("Plumber", None, phones=number)) == {"private"}
    assert judge("Plumber", None, phones=number, company="Port Harbour Ltd").reasons == ()


def test_a_dummy_number_is_junk_where_nothing_else_reaches_them():
    dummy, real = phone.normalise("555-5555"), phone.normalise("+1 415 555 2671")

    assert judge("Tom Ferrisdale", None, phones=[dummy]).marks == " !only_dummy_phone "
    assert judge("Tom Ferrisdale", None, phones=[dummy, real]).marks == " dummy_phone "
    assert judge("Tom Ferrisdale", None, phones=[dummy], linkedin="linkedin.com/in/tom").marks == " dummy_phone "


def test_a_dummy_number_is_named_among_the_reasons_of_somebody_made_up():
    found = judge("Mickey Mouse", GOOD, phones=[phone.normalise("555-5555")])

    assert found.reasons[1] == "The phone number is a dummy: “555-5555”"
    assert found.marks == " !cartoon dummy_phone "


def test_of_a_long_text_the_reason_shows_the_place():
    note = "We met at the booth and talked for a while about pallets. He left his CV, looking for a job in the north."
    strict = Judge(Sieve(verdicts={"job_seeker": Verdict.QUARANTINE}))

    assert strict("Tom Ferrisdale", GOOD, said=[note]).reasons == (
        "Looking for a job: “looking for a job in the north”",
    )


# The firm's own part


@pytest.mark.parametrize("rule", ["free_mail", "student", "own_staff", "cartoon", "throw_away", "dummy_phone"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_firm_says_what_a_rule_does(rule, verdict):
    sieve = Sieve(verdicts={rule: verdict}, own_domains=frozenset({"harborline.example"}))
    somebody = {
        "free_mail": ("Tom Ferrisdale", "tom@gmail.com", {}),
        "student": ("Tom Ferrisdale", GOOD, {"title": "Student"}),
        "own_staff": ("Tom Ferrisdale", "tom@harborline.example", {}),
        "cartoon": ("Mickey Mouse", GOOD, {}),
        "throw_away": ("Tom Ferrisdale", "tom@mailinator.com", {}),
        "dummy_phone": ("Tom Ferrisdale", GOOD, {"phones": [phone.normalise("555-5555")]}),
    }
    name, email, about = somebody[rule]

    found = Judge(sieve)(name, email, **about)

    assert bool(found.reasons) == (verdict == Verdict.QUARANTINE)
    assert bool(found.flags) == (verdict == Verdict.FLAG)
    assert (found == junk.CLEAN) == (verdict == Verdict.ALLOW)


@pytest.mark.parametrize(
    ("kind", "value", "somebody"),
    [
        (Kind.COMPETITOR, "RivalDeck Inc.", {"company": "Rivaldeck"}),
        (Kind.COMPETITOR, "https://www.rivaldeck.example/about", {"email": "dana@eu.rivaldeck.example"}),
        (Kind.DOMAIN, "@badlists.example", {"email": "dana@badlists.example"}),
        (Kind.ADDRESS, "Dana@Gulfcrate.example", {"email": "dana@gulfcrate.example"}),
        (Kind.NAME, "Rivalstone, Dana", {"name": "Dana Rivalstone"}),
        (Kind.TITLE, "career coach*", {"title": "Senior career-coaching lead"}),
        (Kind.OWN, "harborline.example", {"email": "dana@eu.harborline.example"}),
    ],
)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_line_of_the_firms_lists_catches_whom_it_means(kind, value, somebody, verdict):
    person = {"name": "Dana Rivalstone", "email": "dana@nordquay.example"} | somebody
    name, email = person.pop("name"), person.pop("email")

    found = Judge(entries((kind, value, verdict)))(name, email, **person)

    expected = {Verdict.QUARANTINE: " !e1 ", Verdict.FLAG: " e1 ", Verdict.ALLOW: ""}
    assert found.marks == expected[verdict]
    assert bool(found.reasons) == (verdict == Verdict.QUARANTINE)
    assert set(found.flags) <= FLAGS.keys()


@pytest.mark.parametrize(
    ("kind", "value", "somebody"),
    [
        (Kind.COMPETITOR, "Rivaldeck", {"company": "Rivaldeck Harbour Works"}),
        (Kind.COMPETITOR, "rivaldeck.example", {"email": "dana@notrivaldeck.example"}),
        (Kind.DOMAIN, "eu.nordquay.example", {"email": "dana@nordquay.example"}),
        (Kind.ADDRESS, "dana@gulfcrate.example", {"email": "diana@gulfcrate.example"}),
        (Kind.NAME, "Dana Rivalstone", {"name": "Dana Rivalstone Holm"}),
        (Kind.TITLE, "coach", {"title": "Coaching lead"}),
    ],
)
def test_a_line_catches_nobody_beside_those(kind, value, somebody):
    person = {"name": "Dana Holm", "email": "dana@nordquay.example"} | somebody
    name, email = person.pop("name"), person.pop("email")

    assert Judge(entries((kind, value, Verdict.QUARANTINE)))(name, email, **person) == junk.CLEAN


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.ADDRESS, "polder.example"),
        (Kind.DOMAIN, "Polder GmbH"),
        (Kind.DOMAIN, ""),
        (Kind.OWN, "polder"),
        (Kind.NAME, "123"),
        (Kind.TITLE, "***"),
        (Kind.COMPETITOR, "—"),
    ],
)
def test_what_is_no_line_of_its_kind_is_nothing(kind, text):
    assert normalised(kind, text) == ""


names = st.sampled_from([name for name, _, _ in HELD_BACK] + ["Tom Ferrisdale", "John Doe"])
locals_ = st.sampled_from(["test", "asdf", "tom", "info", *sorted(junkwords.FAKE_LOCALS)[:5]])
domains = st.sampled_from(["asdf.com", "mailinator.com", "gmail.com", "polder.example", "rivaldeck.example"])
titles = st.sampled_from(["", "Student", "Freelance consultant", "Recruiter, open to work", "Head of Operations"])
verdicts = st.dictionaries(st.sampled_from(sorted(RULES)), st.sampled_from(list(Verdict)))


@given(name=names, local=locals_, domain=domains, title=titles, changed=verdicts, kind=st.sampled_from(list(Kind)))
def test_a_line_that_lets_in_outweighs_every_other_rule(name, local, domain, title, changed, kind):
    email = f"{local}@{domain}"
    covers = {
        Kind.ADDRESS: email,
        Kind.DOMAIN: domain,
        Kind.OWN: domain,
        Kind.COMPETITOR: domain,
        Kind.NAME: name,
        Kind.TITLE: title,
    }
    if not normalised(kind, covers[kind]):
        return
    lists = entries((kind, covers[kind], Verdict.ALLOW), (Kind.DOMAIN, "asdf.com", Verdict.QUARANTINE)).with_own(
        ["polder.example"]
    )
    if kind == Kind.DOMAIN and domain == "asdf.com":
        return  # One domain has one line.
    sieve = Sieve.of(
        verdicts=changed,
        own_domains=lists.own_domains,
        entries=[
            (entry.kind, compared, entry.verdict, entry.key, entry.value)
            for table in (
                lists.addresses,
                lists.domains,
                lists.firms,
                lists.rivals,
                lists.own,
                lists.names,
                lists.titles,
            )
            for compared, entry in table.items()
        ],
    )

    assert Judge(sieve)(name, email, title=title) == junk.CLEAN


@given(name=st.text(max_size=60), local=locals_, domain=domains, title=st.text(max_size=80), changed=verdicts)
def test_whatever_comes_in_reasons_and_marks_agree(name, local, domain, title, changed):
    found = Judge(Sieve(verdicts=changed))(name, f"{local}@{domain}", title=title, company=title, said=[name])

    held = [mark for mark in found.marks.split() if mark.startswith("!")]
    assert bool(held) == bool(found.reasons)
    assert set(found.flags) <= FLAGS.keys()
    assert rules_of(found) <= RULES.keys()
