"""People and teams, as administrators look after them."""

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from contacts.models import Contact
from leadflow.accounts.forms import PersonForm
from leadflow.accounts.models import Team, User
from tests.factories import NOON, make_contact, make_firm, make_team, make_user

pytestmark = pytest.mark.django_db
Role = User.Role


@pytest.fixture
def administrator(client):
    somebody = make_user(Role.ADMINISTRATOR)
    client.force_login(somebody)
    return somebody


def answers(person=None, **changed):
    """What the form of a person sends."""
    fields = {
        "name": person.name if person else "Ana Brandt",
        "email": person.email if person else "Ana@harborline.example",
        "role": person.role if person else Role.REP,
        "team": (person.team_id if person else "") or "",
        "time_zone": "Europe/Oslo",
        "phone": "",
    }
    return fields | changed


@pytest.mark.parametrize("role", [Role.REP, Role.MANAGER, Role.MARKETING])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "name",
    [
        "people",
        "add_person",
        "person",
        "person_link",
        "deactivate_person",
        "reactivate_person",
        "add_team",
        "team",
        "styleguide",
        "firm",
        "add_day_off",
    ],
)
def test_to_everybody_else_these_pages_do_not_exist(client, name, method, role):
    somebody = make_user(team=make_team("North"))
    before = User.objects.order_by("pk").values_list()[:]
    takes_pk = name in {"person", "person_link", "deactivate_person", "reactivate_person", "team"}
    address = reverse(name, args=[somebody.team_id if name == "team" else somebody.pk] if takes_pk else [])

    client.force_login(make_user(role, team=somebody.team))
    response = getattr(client, method)(address, answers(somebody, name="Mallory", role=Role.ADMINISTRATOR))

    assert response.status_code in {404, 405}
    assert User.objects.get(pk=somebody.pk).name == somebody.name
    assert list(User.objects.filter(pk=somebody.pk).values_list()) == [row for row in before if row[0] == somebody.pk]
    assert Team.objects.count() == 1


def test_a_person_who_is_added_sets_a_password_by_the_link_and_gets_in(client, administrator):
    team = make_team()

    page = client.post(reverse("add_person"), answers(team=team.pk), follow=True)
    link = page.context["log_in_link"]
    client.logout()
    form = client.get(link, follow=True)
    sentence = "a kettle sings at noon"
    client.post(form.request["PATH_INFO"], {"password1": sentence, "password2": sentence})
    client.post(reverse("account_login"), {"login": "ana@harborline.example", "password": sentence})

    assert get_user(client).email == "ana@harborline.example"
    assert client.get(link, follow=True).context["token_fail"]


def test_the_link_of_somebody_who_has_a_password_is_made_on_demand_only(client, administrator):
    ana = make_user(password="a kettle sings at noon")

    assert not client.get(reverse("person", args=[ana.pk])).context["log_in_link"]
    assert client.post(reverse("person_link", args=[ana.pk])).context["log_in_link"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"team": ""}, "team", id="a rep without a team"),
        pytest.param({"email": "taken@harborline.example"}, "email", id="an address that is taken"),
        pytest.param({"email": "TAKEN@harborline.example"}, "email", id="the same in capitals"),
        pytest.param({"role": "emperor"}, "role", id="a role that is none"),
        pytest.param({"time_zone": "x'; DROP TABLE"}, "time_zone", id="a zone that is none"),
        pytest.param({"name": ""}, "name", id="no name"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(client, administrator, changed, field):
    make_user(email="taken@harborline.example")

    response = client.post(reverse("add_person"), answers(team=make_team().pk) | changed)

    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.text
    assert not User.objects.filter(name="Ana Brandt").exists()


def test_fields_that_are_not_on_the_form_change_nothing(client, administrator):
    ana = make_user()

    client.post(reverse("person", args=[ana.pk]), answers(ana, is_superuser="on", is_active="", password="x", pk="1"))

    after = User.objects.get(pk=ana.pk)
    assert (after.is_superuser, after.is_active, after.password) == (False, True, ana.password)


@pytest.mark.parametrize("change", ["role", "team"])
def test_a_rep_who_gives_up_the_queue_leaves_it_to_the_teams_pool(client, administrator, change):
    ana = make_user()
    contact = make_contact(owner=ana, team=ana.team)
    changed = {"role": Role.MARKETING} if change == "role" else {"team": make_team().pk}

    client.post(reverse("person", args=[ana.pk]), answers(ana, **changed))

    after = Contact.objects.get(pk=contact.pk)
    assert (after.owner, after.team) == (None, contact.team)


def test_other_changes_leave_the_queue_where_it_is(client, administrator):
    ana = make_user()
    contact = make_contact(owner=ana, team=ana.team)

    client.post(reverse("person", args=[ana.pk]), answers(ana, name="Ana Maria Brandt"))

    assert Contact.objects.get(pk=contact.pk).owner.name == "Ana Maria Brandt"


def test_who_changed_the_address_logs_in_with_the_new_one_alone(client, administrator):
    ana = make_user(email="ana@harborline.example", password="a kettle sings at noon")
    credentials = {"password": "a kettle sings at noon"}
    client.post(reverse("account_login"), credentials | {"login": "ana@harborline.example"})
    client.force_login(administrator)
    client.post(reverse("person", args=[ana.pk]), answers(ana, email="brandt@harborline.example"))
    client.logout()

    client.post(reverse("account_login"), credentials | {"login": "ana@harborline.example"})
    assert not get_user(client).is_authenticated
    client.post(reverse("account_login"), credentials | {"login": "brandt@harborline.example"})
    assert get_user(client) == ana


def test_a_password_that_is_set_meanwhile_stays():
    person = make_user(name="Ana Ruiz")
    fields = {"name": "Ana R.", "email": person.email, "role": "rep", "team": person.team_id, "time_zone": "UTC"}
    form = PersonForm(fields, instance=User.objects.get(pk=person.pk))
    assert form.is_valid()
    person.set_password("a sentence is easier")
    person.save()

    form.settle(at=NOON, by=None)

    person.refresh_from_db()
    assert (person.name, person.check_password("a sentence is easier")) == ("Ana R.", True)


def test_a_manager_is_given_teams(client, administrator):
    north, south = make_team("North"), make_team("South")
    mo = make_user(Role.MANAGER)

    client.post(reverse("person", args=[mo.pk]), answers(mo, managed_teams=[north.pk, south.pk]))

    assert set(mo.managed_teams.all()) == {north, south}


def test_who_leaves_hands_over_to_the_chosen_successor(client, administrator):
    ana = make_user()
    ben = make_user(team=ana.team)
    contact = make_contact(owner=ana, team=ana.team)

    client.post(reverse("deactivate_person", args=[ana.pk]), {"successor": ben.pk})

    assert not User.objects.get(pk=ana.pk).is_active
    assert Contact.objects.get(pk=contact.pk).owner == ben


def test_nobody_hands_over_to_somebody_who_works_no_queue(client, administrator):
    ana, lena = make_user(), make_user(Role.MARKETING)

    response = client.post(reverse("deactivate_person", args=[ana.pk]), {"successor": lena.pk})

    assert response.status_code == 422
    assert User.objects.get(pk=ana.pk).is_active


@pytest.mark.parametrize("way", ["deactivate", "another role"])
def test_the_last_administrator_stays(client, administrator, way):
    make_user(Role.ADMINISTRATOR).deactivate(at=NOON)

    if way == "deactivate":
        response = client.post(reverse("deactivate_person", args=[administrator.pk]))
    else:
        fields = answers(administrator, role=Role.MARKETING)
        response = client.post(reverse("person", args=[administrator.pk]), fields)

    after = User.objects.get(pk=administrator.pk)
    assert response.status_code == 422
    assert (after.is_active, after.role) == (True, Role.ADMINISTRATOR)


def test_who_was_deactivated_can_be_let_in_again(client, administrator):
    ana = make_user()
    ana.deactivate(at=NOON)

    client.post(reverse("reactivate_person", args=[ana.pk]))

    assert User.objects.get(pk=ana.pk).is_active


def test_a_team_is_added_and_renamed(client, administrator):
    client.post(reverse("add_team"), {"name": "North", "time_zone": "Europe/Oslo"})
    team = Team.objects.get()
    client.post(reverse("team", args=[team.pk]), {"name": "North Sea", "time_zone": "Europe/London"})

    team.refresh_from_db()
    assert (team.name, team.time_zone) == ("North Sea", "Europe/London")


def test_the_list_asks_the_database_as_often_for_many_as_for_few(client, administrator, django_assert_max_num_queries):
    make_firm()
    team = make_team()
    for _ in range(20):
        make_user(team=team)
        make_user(Role.MANAGER, manages=[team])

    with django_assert_max_num_queries(7):
        response = client.get(reverse("people"))

    assert response.text.count("data-row") == 41
