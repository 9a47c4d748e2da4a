"""Rejected leads, as marketing reads them: counts that open their rows, and a way to contest."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from cadences import contesting
from cadences.models import Completion, Contest
from contacts.importing import work
from contacts.models import Channel, Contact, ListSource, Persona, Stage, Touch, Upload
from leadflow.reports.rows import given
from leadflow.reports.scope import Scope, ScopeForm
from tests.factories import NOON, log_outcome, make_contact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = NOON + 3 * DAY


def imported(house, name, people, source=None):
    content = "Name,Email,Job title\n" + "".join(
        f"{p},{p.split()[0].lower()}@nordquay.example,{t}\n" for p, t in people
    )
    upload = Upload.receive(
        ContentFile(content.encode()),
        name=name,
        at=NOON,
        by=house.marketer,
        team=house.north,
        kind="contact_request",
        zone="UTC",
    )
    upload = work.do_all(upload.pk, clock=lambda: NOON)
    upload.begin(at=NOON)
    Upload.objects.filter(pk=upload.pk).update(list_source=source)
    return work.do_all(upload.pk, clock=lambda: NOON)


def reject(name, reason, at=NOON + DAY):
    return log_outcome(Contact.objects.get(name=name), "rejected", channel=Channel.RESEARCH, reason=reason, at=at)


@pytest.fixture
def rejected(house):
    """Of a fair three were rejected, of a form one; one more stood on no list."""
    source = ListSource.objects.create(name="Fairs", key="fairs", created_at=NOON)
    Persona.objects.create(name="Buyer", titles=["buyer"])
    fair = [("Ida Moe", "Buyer"), ("Per Lund", "Student"), ("Eva Roth", "Buyer"), ("Ola Vik", "Buyer")]
    imported(house, "fair.csv", fair, source)
    imported(house, "form.csv", [("Tom Berg", "Clerk")])
    for name in ("Ida Moe", "Per Lund", "Eva Roth", "Tom Berg"):
        Contact.objects.get(name=name).assign(house.ana, at=NOON)
    make_contact("Kim Dahl", owner=house.ana, stage=Stage.LEAD)
    reject("Ida Moe", "Competitor")
    reject("Eva Roth", "Competitor")
    reject("Per Lund", "Student or job seeker")
    reject("Tom Berg", "Competitor")
    reject("Kim Dahl", "No interest", at=NOON - 40 * DAY)
    return house


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def page(client, person, **query):
    client.force_login(person)
    return client.get(reverse("rejected"), query)


COUNTS = {
    "upload": {"fair": (3, {"Competitor": 2, "Student or job seeker": 1}), "form": (1, {"Competitor": 1})},
    "source": {
        "Fairs": (3, {"Competitor": 2, "Student or job seeker": 1}),
        "No source known": (1, {"Competitor": 1}),
    },
    "persona": {
        "Buyer": (2, {"Competitor": 2}),
        "Fit unknown": (2, {"Competitor": 1, "Student or job seeker": 1}),
    },
    "reason": {"Competitor": (3, {"Competitor": 3}), "Student or job seeker": (1, {"Student or job seeker": 1})},
}


@pytest.mark.parametrize("way", COUNTS)
def test_rejections_are_counted_by_reason_and_where_they_came_from(rejected, client, way):
    lines = page(client, rejected.marketer, by=way).context["lines"]

    found = {
        line["label"]: (line["total"], {reason.label: number for reason, number, _ in line["reasons"]})
        for line in lines
    }
    assert found == COUNTS[way]


@pytest.mark.parametrize("way", COUNTS)
def test_each_number_opens_as_many_rows(rejected, client, way):
    for line in page(client, rejected.marketer, by=way).context["lines"]:
        numbers = [(line["url"], line["total"]), *((url, number) for _, number, url in line["reasons"])]
        for url, number in numbers:
            opened = client.get(reverse("rejected") + url).context
            assert (opened["count"], len(opened["page"].rows)) == (str(number), number), url


def test_the_rows_tell_who_why_by_whom_and_the_note(rejected, client):
    tom = reject_of("Tom Berg")
    tom.task.contact.record_touch(Touch.Kind.NOTE, at=NOW, gist="Sells what we sell", key=f"completion:{tom.key}")

    text = page(client, rejected.marketer).content.decode()

    for words in ("Tom Berg", "Competitor", "Ana Brandt", "Sells what we sell"):
        assert words in text


def reject_of(name) -> Completion:
    return Completion.objects.rejections().get(task__contact__name=name)


def test_other_days_show_what_was_rejected_then(rejected, client):
    rows = page(client, rejected.marketer, since="2026-01-01", until="2026-02-28").context["page"].rows

    assert [row.task.contact.name for row in rows] == ["Kim Dahl"]


def test_renaming_a_reason_leaves_what_was_counted(rejected, client):
    reason = reject_of("Tom Berg").reject_reason
    reason.revise(label="Sells the same", effect=reason.effect, key=reason.key)

    labels = [line["label"] for line in page(client, rejected.marketer, by="reason").context["lines"]]

    assert labels == ["Competitor", "Student or job seeker"]


def test_a_manager_sees_those_of_their_teams(rejected, client):
    make_contact("Lars Holm", owner=rejected.lena, stage=Stage.LEAD)
    reject("Lars Holm", "Junk")

    mine = page(client, rejected.petra).context["page"].rows
    everybodys = page(client, rejected.marketer).context["page"].rows

    assert (len(mine), len(everybodys)) == (4, 5)


def test_nonsense_in_the_address_finds_nobody(rejected, client):
    for query in ({"upload": "x"}, {"source": "²"}, {"persona": "nobody"}, {"upload": "9" * 40}):
        assert page(client, rejected.marketer, **query).context["count"] == "0"


def contest(client, house, rejection, why="They asked for a price."):
    client.force_login(house.marketer)
    return client.post(reverse("contest_rejection", args=[rejection.pk]), {"why": why}, follow=True)


def decide(client, house, answer, words="Agreed."):
    client.force_login(house.petra)
    return client.post(reverse("decide_contest", args=[Contest.objects.get().pk]), {"answer": answer, "words": words})


def test_marketing_contests_the_manager_decides_and_marketing_reads_the_answer(rejected, client):
    contest(client, rejected, reject_of("Tom Berg"))
    client.force_login(rejected.petra)
    assert "They asked for a price." in client.get(reverse("contested")).content.decode()
    assert client.get(reverse("contests_waiting")).content.decode().startswith("1")

    decide(client, rejected, "granted", "Agreed, they buy.")

    assert Contact.objects.get(name="Tom Berg").stage == Stage.LEAD
    assert client.get(reverse("contests_waiting")).status_code == 204
    text = page(client, rejected.marketer, contested="granted").content.decode()
    assert "Agreed, they buy." in text
    assert "Back as a sales lead" in text


def test_the_manager_of_another_team_does_not_decide(rejected, client):
    contest(client, rejected, reject_of("Tom Berg"))
    rejected.petra.managed_teams.set([rejected.south])

    assert decide(client, rejected, "stands").status_code == 404


@pytest.mark.parametrize("words", ["", "   "])
def test_an_answer_needs_a_sentence(rejected, client, words):
    contest(client, rejected, reject_of("Tom Berg"))

    answer = decide(client, rejected, "stands", words)

    assert answer.status_code == 422
    assert "Marketing reads it" in answer.content.decode()
    assert Contest.objects.open().exists()


def test_a_contest_needs_a_sentence_too(rejected, client):
    answer = contest(client, rejected, reject_of("Tom Berg"), why=" ")

    assert "Say in a sentence why they are a lead." in answer.content.decode()
    assert not Contest.objects.exists()


def test_a_contest_is_taken_back(rejected, client):
    answer = contest(client, rejected, reject_of("Tom Berg"))
    [message] = answer.context["messages"]
    undo_url = next(tag for tag in message.extra_tags.split() if tag.startswith("undo:")).removeprefix("undo:")

    client.post(undo_url)

    assert not Contest.objects.exists()


def test_who_came_back_and_was_worked_is_accepted_and_given_once(rejected):
    tom = Contact.objects.get(name="Tom Berg")
    raised = contesting.contest(reject_of("Tom Berg"), why="A buyer.", by=rejected.marketer, at=NOW)
    scope = Scope.asked_for(ScopeForm({"period": "30-days"}, viewer=rejected.petra), rejected.petra, at=NOW + DAY)

    def of_tom():
        return list(given(scope).filter(contact=tom).values_list("accepted", flat=True))

    assert of_tom() == [False]
    contesting.decide(raised, "granted", words="Yes.", by=rejected.petra, at=NOW)
    assert of_tom() == [False]
    log_outcome(tom, "no_answer", at=NOW)
    assert of_tom() == [True]
