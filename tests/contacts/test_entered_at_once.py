"""Two people enter the same thing at the very same moment, in two connections."""

from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from contacts.models import Company, Contact, ListSource
from leadflow.accounts.models import User
from tests.contacts.posting import post
from tests.contacts.test_uploads_pages import answers
from tests.contacts.uploading import imported, people, staged
from tests.factories import NOON, make_company, make_contact, make_user

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def until_somebody_waits():
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)


class Faster(Thread):
    """Somebody who has entered something, and is done with it when we wait to enter the same."""

    def __init__(self, enter):
        super().__init__()
        self.enter, self.entered = enter, Event()

    def run(self):
        try:
            with transaction.atomic():
                self.enter()
                self.entered.set()
                until_somebody_waits()
        finally:
            self.entered.set()
            connection.close()

    def __enter__(self):
        self.start()
        self.entered.wait()

    def __exit__(self, *wrong):
        self.join()


def test_the_same_new_person_is_added_once(client, rep):
    with Faster(lambda: make_contact("Ana Brandt", owner=rep, email="ana@polder.example")):
        answer = post(client, "add_contact", last_name="Brandt", email="ana@polder.example", team=rep.team.pk)

    assert answer.status_code == 422
    assert "Ana Brandt has this address already." in answer.content.decode()
    assert Contact.objects.count() == 1


def test_the_same_address_goes_to_one_of_two(client, rep):
    contact = make_contact(owner=rep)

    with Faster(lambda: make_contact("Ana Brandt", owner=rep, email="ana@polder.example")):
        answer = post(client, "add_point", contact.pk, kind="email", value="ana@polder.example")

    assert answer.status_code == 422
    assert "Ana Brandt has this address already." in answer.content.decode()


def test_the_same_new_firm_is_made_once(client, rep):
    contact = make_contact("Inga Solberg", owner=rep)

    with Faster(lambda: make_company("Polder Foods")):
        answer = post(client, "edit_contact", contact.pk, first_name="Inga", last_name="Solberg", firm="Polder Foods")

    assert answer.status_code == 302
    assert Contact.objects.get().company == Company.objects.get()


def test_the_same_domain_goes_to_one_of_two_firms(client, rep):
    company = make_company("Polder Foods")

    with Faster(lambda: make_company("Polder Trading", domain="polder.example")):
        answer = post(client, "edit_company", company.pk, name="Polder Foods", domain="polder.example")

    assert answer.status_code == 422
    assert "This is the domain of Polder Trading already." in answer.content.decode()


def test_who_comes_in_while_their_row_is_released_is_one_person(client, rep):
    row = imported(people("Mickey,Mouse,mickey@polder.example,,,,"), team=rep.team).rows.get()
    client.force_login(make_user(User.Role.MANAGER, manages=[rep.team]))

    with Faster(lambda: make_contact("Mickey Mouse", owner=rep, email="mickey@polder.example")):
        answer = post(client, "release_row", row.pk)

    row.refresh_from_db()
    assert answer.status_code == 302
    assert row.contact == Contact.objects.get()


def test_two_lists_of_one_new_source_are_remembered_as_one(client, rep):
    client.force_login(make_user(User.Role.MANAGER, manages=[rep.team]))
    other = imported(people("Eva,Lind,eva@polder.example,,,,"), team=rep.team)
    upload = staged(people("Ana,Brandt,ana@polder.example,,,,"), team=rep.team)

    with Faster(lambda: ListSource.objects.remember(other, name="Fairs", at=NOON)):
        answer = post(client, "upload_check", upload.pk, **answers(upload), remember="on")

    assert answer.status_code == 302
    assert ListSource.objects.get().uploads.count() == 2
