"""The door: by mail address and password, with a lock after too many tries, and without a sign-up."""

import re

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from tests.factories import NOON, make_user

pytestmark = pytest.mark.django_db
SENTENCE = "a kettle sings at noon"


def log_in(client, email, password=SENTENCE, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password} | extra)


@pytest.mark.parametrize("typed", ["ana@harborline.example", "Ana@Harborline.example", "  ana@harborline.example "])
def test_one_logs_in_by_mail_address_however_it_is_typed(client, typed):
    ana = make_user(email="ana@harborline.example", password=SENTENCE)

    log_in(client, typed)

    assert get_user(client) == ana


def test_a_wrong_password_says_so_and_tells_nothing_more(client):
    make_user(email="ana@harborline.example", password=SENTENCE)

    known = log_in(client, "ana@harborline.example", "something else")
    unknown = log_in(client, "nobody@harborline.example", "something else")

    assert not get_user(client).is_authenticated
    assert [summary(known)] == [summary(unknown)]


def test_after_too_many_wrong_passwords_even_the_right_one_waits(client):
    make_user(email="ana@harborline.example", password=SENTENCE)

    for _ in range(12):
        log_in(client, "ana@harborline.example", "something else")
    response = log_in(client, "ana@harborline.example")

    assert not get_user(client).is_authenticated
    assert "Too many wrong passwords" in summary(response)


def test_people_log_in_while_the_broker_is_away(client, valkey):
    ana = make_user(email="ana@harborline.example", password=SENTENCE)
    valkey.stop()
    try:
        for _ in range(3):
            assert "do not fit together" in summary(log_in(client, ana.email, "something else"))
        log_in(client, ana.email)
        assert get_user(client) == ana
    finally:
        valkey.start()


def test_wrong_passwords_are_counted_while_the_broker_is_away(client, valkey):
    make_user(email="ana@harborline.example", password=SENTENCE)
    valkey.stop()
    try:
        for _ in range(12):
            log_in(client, "ana@harborline.example", "something else")
        assert "Too many wrong passwords" in summary(log_in(client, "ana@harborline.example"))
    finally:
        valkey.start()


PROXIES = [
    ("each visitor has an address of their own", 1, "203.0.113.{n}", True),
    ("what a visitor makes up stands before it", 1, "198.51.100.{n}, 203.0.113.7", False),
    ("behind two proxies", 2, "203.0.113.{n}, 192.0.2.1", True),
    ("without a proxy nobody is believed", 0, "203.0.113.{n}", False),
]


@pytest.mark.parametrize(("proxies", "forwarded", "gets_in"), [p[1:] for p in PROXIES], ids=[p[0] for p in PROXIES])
def test_a_visitor_locks_out_no_one_else_behind_the_proxy(client, settings, proxies, forwarded, gets_in):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    ana = make_user(email="ana@harborline.example", password=SENTENCE)
    for n in range(12):
        visitor = {"X-Forwarded-For": forwarded.replace("{n}", "9" if gets_in else str(n))}
        client.post(reverse("account_login"), {"login": f"x{n}@evil.example", "password": "x"}, headers=visitor)

    door = {"login": ana.email, "password": SENTENCE}
    client.post(reverse("account_login"), door, headers={"X-Forwarded-For": forwarded.replace("{n}", "200")})

    assert get_user(client).is_authenticated == gets_in


def test_who_was_deactivated_does_not_get_in(client):
    ana = make_user(email="ana@harborline.example", password=SENTENCE)
    ana.deactivate(at=NOON)

    log_in(client, ana.email)

    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("evil", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_the_way_back_leads_to_no_other_host(client, evil):
    make_user(email="ana@harborline.example", password=SENTENCE)

    response = log_in(client, "ana@harborline.example", next=evil)

    assert response.status_code == 302
    assert "evil" not in response.url
    assert response.url.startswith("/")


def test_nobody_signs_up(client):
    response = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), {"email": "x@evil.example", "password1": SENTENCE, "password2": SENTENCE})

    assert "an administrator adds people" in response.text
    assert not get_user(client).is_authenticated


def test_a_forgotten_password_is_set_by_a_link_in_a_mail(client, mailoutbox):
    ana = make_user(email="ana@harborline.example", password=SENTENCE)

    client.post(reverse("account_reset_password"), {"email": ana.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "the kettle is quiet now"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    log_in(client, ana.email, new)

    assert get_user(client) == ana


def test_a_strange_host_gets_no_mail_sent_in_its_name(client, mailoutbox):
    make_user(email="ana@harborline.example", password=SENTENCE)

    response = client.post(
        reverse("account_reset_password"), {"email": "ana@harborline.example"}, HTTP_HOST="evil.example"
    )

    assert response.status_code == 400
    assert mailoutbox == []


def test_logging_out_needs_a_press_of_the_button(client):
    ana = make_user()
    client.force_login(ana)

    client.get(reverse("account_logout"))
    assert get_user(client) == ana
    client.post(reverse("account_logout"))
    assert not get_user(client).is_authenticated


def summary(response):
    return re.search(r'class="error-summary".*?</div>', response.text, re.DOTALL)[0]
