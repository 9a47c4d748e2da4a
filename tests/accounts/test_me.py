"""What concerns the person who looks."""

import pytest
from django.urls import reverse

from leadflow.accounts.forms import ProfileForm
from leadflow.accounts.models import User
from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db


def settings_of(person, **changed):
    fields = {"name": person.name, "phone": "", "time_zone": "UTC", "theme": person.theme, "keys_on": "on"}
    return fields | changed


@pytest.mark.parametrize(
    ("theme", "found"),
    [("auto", None), ("light", 'data-bs-theme="light"'), ("dark", 'data-bs-theme="dark"')],
)
def test_the_theme_one_chose_is_on_every_page_or_else_the_systems(client, theme, found):
    ana = make_user()
    client.force_login(ana)

    page = client.post(reverse("profile"), settings_of(ana, theme=theme), follow=True)

    assert (found in page.text) if found else ("data-bs-theme" not in page.text)


def test_single_keys_can_be_switched_off(client):
    ana = make_user()
    client.force_login(ana)
    fields = settings_of(ana)
    del fields["keys_on"]

    assert 'data-keys="on"' in client.get(reverse("profile")).text
    assert 'data-keys="off"' in client.post(reverse("profile"), fields, follow=True).text


def test_one_changes_only_ones_own_settings(client):
    ana, ben = make_user(), make_user()
    client.force_login(ana)

    client.post(reverse("profile"), settings_of(ana, name="Ana Maria", pk=ben.pk, role="administrator", team=""))

    ana.refresh_from_db()
    assert (ana.name, ana.role) == ("Ana Maria", User.Role.REP)
    assert User.objects.get(pk=ben.pk).name == ben.name


def test_what_an_administrator_changes_meanwhile_stays(client):
    ana = make_user(name="Ana Ruiz")
    form = ProfileForm(settings_of(ana, name="Ana R."), instance=User.objects.get(pk=ana.pk))
    assert form.is_valid()
    ana.deactivate(at=NOON)

    form.save()

    ana.refresh_from_db()
    assert (ana.name, ana.is_active) == ("Ana R.", False)


def test_a_zone_that_is_none_is_refused_and_the_page_keeps_who_one_is(client):
    ana = make_user(name="Ana Brandt")
    client.force_login(ana)

    page = client.post(reverse("profile"), settings_of(ana, name="Mallory", time_zone="Nowhere"))

    assert page.status_code == 422
    assert 'href="#id_time_zone"' in page.text
    assert '<span class="strong">Ana Brandt</span>' in page.text


def test_the_first_page_asks_for_the_log_in(client):
    make_user()

    assert client.get("/").url == f"{reverse('account_login')}?next=/"


@pytest.mark.parametrize("role", User.Role.values)
def test_the_rail_offers_each_role_its_pages_and_nothing_that_is_closed_to_it(client, role):
    somebody = make_user(role)
    client.force_login(somebody)

    page = client.get(reverse("profile"))
    entries = page.context["entries"]

    for entry in entries:
        assert client.get(entry.url).status_code in {200, 302}
    assert ("People" in [entry.page.label for entry in entries]) == (role == User.Role.ADMINISTRATOR)


@pytest.mark.parametrize("address", ["/nowhere/", "/people/999/"])
def test_what_is_not_there_says_so_in_our_words(client, address):
    client.force_login(make_user(User.Role.ADMINISTRATOR))

    response = client.get(address)

    assert response.status_code == 404
    assert "There is nothing here" in response.text
