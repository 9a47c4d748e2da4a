"""What is foreseen of a list, held against what its import then does."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadences.models import Cadence, Enrollment, Task
from contacts.importing import work
from contacts.models import Contact, Persona, Stage, StageChange, Touch, Upload
from contacts.models.stage import LEADS
from leadflow.accounts.models import Team, User
from leadflow.forecast import shares, working
from leadflow.forecast.models import Forecast
from tests.cadences.plans import make_plan
from tests.cadences.wordings import publish_wordings
from tests.contacts.uploading import LISTS, staged
from tests.factories import NOON, make_asset, make_company, make_contact, make_team, make_touch, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# Later than all that was there before, so that what came by the import can be told from it.
LATER = NOON + 2 * DAY
HEADINGS = "First name,Last name,Email,Company,Industry,Job title,Phone,Interaction,Event name,Date"


def foreseen(upload: Upload) -> Forecast:
    """The forecast of a list that is to be checked."""
    working.work_out(Forecast.ask(upload).pk, clock=lambda: LATER)
    forecast = Forecast.objects.get(upload=upload)
    assert forecast.state == Forecast.State.READY
    return forecast


def said(forecast: Forecast) -> dict:
    """What a forecast tells of each rep; nobody's is the pool's."""
    found = shares.from_json(forecast.shares)
    return {
        "leads": Counter({share.rep: len(share.leads) for share in found if share.leads}),
        "ready": forecast.ready,
        "plans": Counter({share.rep: share.starts for share in found if share.starts}),
        "requests": Counter({share.rep: len(share.requests) for share in found if share.requests}),
    }


def done_by_importing(upload: Upload) -> dict:
    """Import the list, and tell the same of what that did."""
    assert upload.begin(at=LATER), upload.problem
    upload = work.do_all(upload.pk, clock=lambda: LATER)
    assert upload.phase == Upload.Phase.DONE
    changes = StageChange.objects.filter(at=LATER)
    leads = changes.filter(after__in=LEADS).exclude(before__in=LEADS)
    owners = Counter(leads.values_list("contact__owner", flat=True))
    assert upload.leads == owners.total()
    return {
        "leads": owners,
        "ready": changes.filter(after=Stage.SALES_READY).count(),
        "plans": Counter(Enrollment.objects.filter(started_at=LATER).values_list("contact__owner", flat=True)),
        "requests": Counter(
            Task.objects.filter(kind=Task.Kind.REQUEST, created_at=LATER).values_list("rep", flat=True)
        ),
    }


def file(*rows: str) -> str:
    return "\n".join([HEADINGS, *rows])


DOWNLOAD, FAIR, ASKED = "download,Guide,2026-03-09", "booth visit,Fair,2026-03-08", "contact request,Form,2026-03-10"
IDA, PER = "Ida,Moe,ida@nordquay.example", "Per,Lund,per@nordquay.example"


@pytest.mark.parametrize(
    ("rows", "leads", "ready", "requests"),
    [
        pytest.param([f"{IDA},Nordquay,,,,{DOWNLOAD}"], 0, 0, 0, id="one interaction is a name"),
        pytest.param([f"{IDA},Nordquay,,,,{DOWNLOAD}", f"{IDA},Nordquay,,,,{FAIR}"], 1, 0, 0, id="two make a lead"),
        pytest.param([f"{IDA},Nordquay,,,,{ASKED}"], 1, 0, 1, id="whoever asks is a lead at once"),
        pytest.param(
            [f"{IDA},Nordquay,,,,{DOWNLOAD}", f"{IDA},Nordquay,,,,download,Guide,2026-03-01"],
            0,
            0,
            0,
            id="twice the same is one",
        ),
        pytest.param(
            [
                f"{IDA},Nordquay,,,,{what}"
                for what in (DOWNLOAD, FAIR, "networking,Dinner,2026-03-01", "download,Price list,2026-03-01")
            ],
            1,
            1,
            0,
            id="four of three kinds are sales ready",
        ),
        pytest.param(
            [f"{IDA},Nordquay,,Student assistant,,{DOWNLOAD}", f"{IDA},Nordquay,,Intern,,{FAIR}"],
            0,
            0,
            0,
            id="who does not fit is no lead",
        ),
        pytest.param(
            ["Mickey,Mouse,mm@nordquay.example,Nordquay,,,,contact request,Form,2026-03-10"], 0, 0, 0, id="junk"
        ),
    ],
)
def test_a_forecast_counts_by_the_rules_of_promotion(rows, leads, ready, requests):
    Persona.objects.create(name="Buyer", excluded_titles=["student", "intern"])
    make_user()
    upload = staged(file(*rows))

    forecast = foreseen(upload)

    assert (forecast.leads, forecast.ready, forecast.requests) == (leads, ready, requests)
    assert said(forecast) == done_by_importing(upload)


def test_known_people_become_leads_by_what_they_did_before():
    rep = make_user()
    ida = make_contact("Ida Moe", email="ida@nordquay.example", team=rep.team)
    make_touch(ida, Touch.Kind.DOWNLOAD)
    upload = staged(file(f"{IDA},Nordquay,,,,{FAIR}"), team=rep.team)

    forecast = foreseen(upload)

    assert said(forecast)["leads"] == {rep.pk: 1}
    assert said(forecast) == done_by_importing(upload)


def test_what_is_known_already_makes_nobody_a_lead():
    rep = make_user()
    ida = make_contact("Ida Moe", email="ida@nordquay.example", team=rep.team)
    make_touch(ida, Touch.Kind.DOWNLOAD, asset=make_asset("Guide", "download"))
    upload = staged(file(f"{IDA},Nordquay,,,,{DOWNLOAD}"), team=rep.team)

    forecast = foreseen(upload)

    assert forecast.leads == 0
    assert said(forecast) == done_by_importing(upload)


def test_colleagues_go_to_one_rep_also_in_another_piece(monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 1)
    team = make_team()
    reps = [make_user(team=team) for _ in range(3)]
    others = [f"A{n},Berg,a{n}@polder{n}.example,Polder {n},,,,{ASKED}" for n in range(2)]
    upload = staged(file(f"{IDA},Nordquay,,,,{ASKED}", *others, f"{PER},Nordquay,,,,{ASKED}"), team=team)

    forecast = foreseen(upload)

    assert said(forecast)["leads"] == {reps[0].pk: 2, reps[1].pk: 1, reps[2].pk: 1}
    assert said(forecast) == done_by_importing(upload)


@pytest.mark.parametrize("piece", [2, 1000])
def test_plans_are_foreseen_in_the_order_in_which_they_begin(monkeypatch, piece):
    """Whoever is sales ready begins first, though they came last; who has no phone tells who is who."""
    monkeypatch.setattr(Upload, "ROWS", piece)
    rep = make_user()
    others = [f"A{n},Berg,a{n}@polder{n}.example,Polder {n},,,,{what}" for n in range(3) for what in (DOWNLOAD, FAIR)]
    more = (DOWNLOAD, FAIR, "networking,Dinner,2026-03-01", "download,Price list,2026-03-01")
    ready = [f"{IDA},Nordquay,,,+47 22 55 01 34,{what}" for what in more]
    upload = staged(file(*others, *ready), team=rep.team, starts_a_day=1)

    [share] = shares.from_json(foreseen(upload).shares)

    assert share.plans == [("", 1), ("phone,text", 3)]
    done_by_importing(upload)
    assert Enrollment.objects.earliest("day_0").contact.name == "Ida Moe"


@pytest.mark.parametrize("piece", [1, 1000])
def test_the_plan_that_takes_each_of_them_in_is_foreseen(monkeypatch, piece):
    monkeypatch.setattr(Upload, "ROWS", piece)
    rep, persona = make_user(), Persona.objects.create(name="Logistics", titles=["logistics"])
    asked = {
        "Clients": (Cadence.Occasion.CLIENT, {}),
        "Dormant": (Cadence.Occasion.DORMANT, {}),
        "Fairs": (Cadence.Occasion.NEW_LEAD, {"sources": ["booth_visit"], "industries": "Food"}),
        "Logistics": (Cadence.Occasion.NEW_LEAD, {"persona_id": persona.pk}),
        "Ready": (Cadence.Occasion.NEW_LEAD, {"stage": Stage.SALES_READY}),
    }
    for name, (occasion, conditions) in asked.items():
        make_plan(name).take_in(occasion, **conditions)
    make_contact("Won Already", company=make_company("Buyers", domain="buyers.example"), stage=Stage.WON)
    slept = make_contact("Olga Berg", email="olga@slept.example", team=rep.team)
    make_touch(slept, Touch.Kind.ATTEMPT, at=NOON - 400 * DAY, asset=False, channel="phone", outcome="no_answer")
    price, dinner = "download,Price list,2026-03-01", "networking,Dinner,2026-03-01"
    people = {
        "Ida,Moe,ida@buyers.example,Buyers,Food,": (DOWNLOAD, FAIR),
        "Olga,Berg,olga@slept.example,,,": (DOWNLOAD, FAIR),
        "Per,Lund,per@polder.example,Polder,Food,Buyer": (DOWNLOAD, FAIR),
        "Eva,Lind,eva@toys.example,Toys,Toys,Head of Logistics": (DOWNLOAD, FAIR),
        "Tom,Dahl,tom@toys.example,Toys,Toys,Buyer": (DOWNLOAD, FAIR, price, dinner),
        "Kai,Holm,kai@toys.example,Toys,Toys,Buyer": (DOWNLOAD, price),
    }
    rows = [f"{person},,{what}" for person, did in people.items() for what in did]
    upload = staged(file(*rows), team=rep.team)

    [share] = shares.from_json(foreseen(upload).shares)
    done_by_importing(upload)

    begun = Enrollment.objects.values_list("version__cadence__name", flat=True)
    names = {f"@{plan.pk}": plan.name for plan in Cadence.objects.all()}
    told: Counter[str] = Counter()
    for out, number in share.plans:
        told[names.get(out.split(",")[0], "21-day follow-up")] += number
    assert told == Counter(begun)
    assert set(begun) == {*asked, "21-day follow-up"}


def test_steps_that_are_not_for_somebody_are_foreseen_for_others_alone():
    rep = make_user()
    logistics = Persona.objects.create(name="Logistics", titles=["logistics"])
    publish_wordings({"first-call": {"persona_id": logistics.pk}, "post-card": {"industries": "Food"}})
    firms = [
        "Polder,Food,Head of Logistics",
        "Polder,Food,Head of Logistics",
        "Nordquay,Toys,Buyer",
        "Nordquay,Toys,Buyer",
    ]
    rows = [
        f"A{n // 2},Berg,a{n // 2}@x{n // 2}.example,{firm},,{what}"
        for n, (firm, what) in enumerate(zip(firms, [DOWNLOAD, FAIR] * 2, strict=True))
    ]
    upload = staged(file(*rows), team=rep.team)

    [share] = shares.from_json(foreseen(upload).shares)

    assert Counter(dict(share.plans)) == {"phone,text": 1, "phone,text,=first-call,=post-card": 1}


def test_a_forecast_writes_nothing(django_assert_num_queries):
    rep = make_user()
    make_company("Nordquay", domain="nordquay.example", owner=rep)
    upload = staged(file(f"{IDA},Nordquay,,,,{ASKED}", f"{PER},Nordquay,,,,{DOWNLOAD}"), team=rep.team)

    with transaction.atomic():
        forecast = foreseen(upload)

    assert forecast.leads == 1
    assert not Contact.objects.exists()
    assert not Touch.objects.exists()
    assert not StageChange.objects.exists()
    assert upload.rows.waiting().count() == 2


def test_a_list_that_nobody_follows_up_yet_has_leads_all_the_same():
    north, _south = make_team("North"), make_team("South")
    make_user(team=north)
    upload = staged(file(f"{IDA},Nordquay,,,,{ASKED}"), team=None)

    forecast = foreseen(upload)

    assert said(forecast)["leads"] == {None: 1}


@pytest.mark.parametrize(
    "name",
    [
        "zoom_webinar_attendee_report.csv",
        "gotowebinar_attendee_report.csv",
        "hubspot_contacts_export.csv",
        "eventbrite_attendees_us.csv",
        "facebook_lead_ads.csv",
        "linkedin_connections.csv",
        "gravityforms_entries.csv",
        "adv_badge_scans_merged_hidden.xlsx",
    ],
)
def test_vendors_lists_bring_what_was_foreseen(name, monkeypatch):
    monkeypatch.setattr(Upload, "ROWS", 7)
    team = make_team()
    reps = [make_user(team=team) for _ in range(3)]
    upload = staged(LISTS / name, team=team, rep=reps[1] if "linkedin" in name else None)

    forecast = foreseen(upload)

    assert said(forecast) == done_by_importing(upload)


# Any list, into any firm

FIRMS = ["Nordquay", "Polder Foods", "Solano", ""]
DOMAINS = ["nordquay.example", "polder.example", "solano.example", "gmail.com"]
KINDS = ["download", "booth visit", "contact request", "networking", "newsletter click", "webinar registered", "rfp"]
kinds = st.sampled_from(
    [Touch.Kind.DOWNLOAD, Touch.Kind.BOOTH_VISIT, Touch.Kind.NETWORKING, Touch.Kind.CONTACT_REQUEST, Touch.Kind.RFP]
)
row = st.builds(
    lambda n, firm, domain, title, industry, phone, kind, event, days: (
        f"Ana{n},Berg{n},ana{n}@{DOMAINS[domain]},{FIRMS[firm]},{industry},{title},{phone},{kind},{event},"
        f"{(NOON - days * DAY).date()}"
    ),
    n=st.integers(0, 4),
    firm=st.integers(0, 3),
    domain=st.integers(0, 3),
    title=st.sampled_from(["", "Head of Logistics", "Student"]),
    industry=st.sampled_from(["", "", "Foods", "Carrier"]),
    phone=st.sampled_from(["", "+47 22 55 01 34"]),
    kind=st.sampled_from(KINDS),
    event=st.sampled_from(["Guide", "Fair", "Dinner", "Price list"]),
    days=st.sampled_from([0, 3, 300, 500]),
)
known = st.fixed_dictionaries(
    {
        "n": st.integers(0, 4),
        "domain": st.integers(0, 3),
        "stage": st.sampled_from(["", "", "", Stage.NURTURE, Stage.LEAD, Stage.MEETING, Stage.DISQUALIFIED]),
        "owner": st.sampled_from([None, None, 0, 2, 4]),
        "firm": st.sampled_from([None, 0, 1]),
        "did": st.lists(
            st.tuples(kinds, st.sampled_from(["Guide", "Fair"]), st.sampled_from([1, 300, 500])), max_size=3
        ),
    }
)


def a_firm(owners, people) -> list[User]:
    """Two teams of reps, one of whom left; three companies; people whom somebody entered."""
    north, south = make_team(), make_team()
    reps = [make_user(team=team) for team in (north, north, south, south)]
    reps.append(make_user(team=north, is_active=False))
    Persona.objects.create(name="Buyer", excluded_titles=["student"], industries=["Foods"])
    firms = [
        make_company(name, domain=domain, owner=None if owner is None else reps[owner])
        for name, domain, owner in zip(FIRMS, DOMAINS[:2], owners, strict=False)
    ]
    for one in people:
        mail = f"ana{one['n']}@{DOMAINS[one['domain']]}"
        if Contact.objects.filter(points__normalised=mail).exists():
            continue
        somebody = make_contact(
            f"Ana{one['n']} Berg{one['n']}",
            email=mail,
            team=north,
            owner=None if one["owner"] is None else reps[one["owner"]],
            company=None if one["firm"] is None else firms[one["firm"]],
            stage=one["stage"] or None,
            revisit_on=NOON.date() if one["stage"] == Stage.NURTURE else None,
        )
        for kind, event, days in one["did"]:
            asset = make_asset(event, "download" if kind == Touch.Kind.DOWNLOAD else "event")
            make_touch(somebody, kind, at=NOON - days * DAY, asset=asset, recorded_at=NOON)
    return reps


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    rows=st.lists(row, min_size=1, max_size=24),
    people=st.lists(known, max_size=4),
    owners=st.tuples(*[st.sampled_from([None, 0, 2, 4])] * 2),
    meant_for=st.sampled_from([None, 1, 3, 4]),
    piece=st.sampled_from([1, 3, 1000]),
)
def test_leads_foreseen_are_leads_made_by_rep(rows, people, owners, meant_for, piece):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(Upload, "ROWS", piece)
        reps = a_firm(owners, people)
        rep = None if meant_for is None else reps[meant_for]
        upload = staged(file(*rows), team=rep.team if rep else Team.objects.first(), rep=rep)
        if upload.phase == Upload.Phase.CHECK:
            assert said(foreseen(upload)) == done_by_importing(upload)
        transaction.set_rollback(True)
