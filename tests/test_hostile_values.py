"""Whatever is typed into a form is stored and shown as what it is: text."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from contacts.models import Company, Contact, Stage, Touch
from leadflow.accounts.models import User
from tests.factories import make_company, make_contact, make_enrollment, make_touch, make_user

pytestmark = pytest.mark.django_db

HOSTILE = {
    "markup": '<img src=x onerror="alert(1)">',
    "script": "</script><script>alert(1)</script>",
    "attribute": "\" autofocus onfocus='alert(1)",
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "right to left": "\u202eevil\u202c שלום",
    "emoji": "👩🏽‍🚀 Zoë",
    "header": "Ana\r\nBcc: everybody@polder.example",
    "javascript": "javascript:alert(1)//",
    "percent": "100 % %s %(name)s",
}
# Marks that turn the direction of writing around, and line breaks, stay out of one-line fields.
NOT_KEPT = re.compile("[\r\n\u202a-\u202e\u2066-\u2069]")
CONTACT_FIELDS = ["first_name", "last_name", "title", "firm", "city", "wishes", "need", "timing", "budget", "decides"]
COMPANY_FIELDS = ["name", "kind", "industry", "city", "phone"]

hostile = pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())


@pytest.fixture
def rep(client):
    rep = make_user(name="Ana Ruiz")
    client.force_login(rep)
    return rep


def kept(value):
    return " ".join(NOT_KEPT.sub(" ", value).split())


def assert_harmless(page, value):
    """Neither markup nor a template; and what was typed is there to be read."""
    for live in ("<img src=x", "<script>alert", "onfocus='alert"):
        assert live not in page
    assert not re.search(r"""(?:href|src|action)=["']?\s*javascript:""", page, re.IGNORECASE)
    assert kept(value) in html.unescape(page) or value in html.unescape(page)


def pages_about(client, contact):
    """Every place where a contact is shown."""
    for name in ("contact", "edit_contact", "why", "plan", "add_touch", "give_contact"):
        yield client.get(reverse(name, args=[contact.pk])).content.decode()
    yield client.get(reverse("contact_list")).content.decode()
    if contact.company:
        yield client.get(reverse("company", args=[contact.company.pk])).content.decode()


@hostile
def test_each_field_of_a_contact(client, rep, value):
    fields = dict.fromkeys(CONTACT_FIELDS, value[:100]) | {"address": value}

    added = client.post(reverse("add_contact"), fields | {"team": rep.team.pk, "owner": rep.pk})

    contact = Contact.objects.get()
    assert added.status_code == 302
    for name in CONTACT_FIELDS:
        stored = contact.company.name if name == "firm" else getattr(contact, name)
        assert stored == kept(value[:100])
    for page in pages_about(client, contact):
        assert_harmless(page, value)


@hostile
def test_each_field_of_a_company(client, rep, value):
    company = make_company()
    make_contact(owner=rep, company=company)

    client.post(reverse("edit_company", args=[company.pk]), dict.fromkeys(COMPANY_FIELDS, value[:50]))

    company = Company.objects.get()
    assert all(getattr(company, name) == kept(value[:50]) for name in COMPANY_FIELDS)
    for address in (
        reverse("company", args=[company.pk]),
        reverse("company_list"),
        reverse("edit_company", args=[company.pk]),
    ):
        assert_harmless(client.get(address).content.decode(), value[:50])


@hostile
def test_what_they_said_and_notes(client, rep, value):
    contact = make_contact(owner=rep)
    moment = now().strftime("%Y-%m-%dT00:00")

    client.post(
        reverse("add_touch", args=[contact.pk]), {"kind": "booth_visit", "asset": value, "gist": value, "when": moment}
    )
    client.post(reverse("add_note", args=[contact.pk]), {"gist": value})

    touch = contact.touches.get(kind=Touch.Kind.BOOTH_VISIT)
    assert touch.asset.name == kept(value)
    assert_harmless(client.get(reverse("contact", args=[contact.pk])).content.decode(), value)
    assert_harmless(client.get(reverse("add_touch", args=[contact.pk])).content.decode(), value)


@hostile
def test_reasons_and_agreements(client, rep, value):
    contact = make_contact(owner=rep)

    client.post(reverse("make_lead", args=[contact.pk]), {"reason": value})
    client.post(reverse("set_revisit", args=[contact.pk]), {"until": now().date() + timedelta(days=90), "note": value})

    contact.refresh_from_db()
    assert (contact.stage, contact.revisit_note) == (Stage.NURTURE, kept(value))
    for name, args in (("contact", [contact.pk]), ("contact_timeline", [contact.pk]), ("nurture", [])):
        assert_harmless(client.get(reverse(name, args=args)).content.decode(), value)


@hostile
def test_what_a_list_brought(client, rep, value):
    contact = make_contact(owner=rep, flags=[value], extra={value: value}, company=make_company(value))
    Contact.objects.filter(pk=contact.pk).update(name=value, title=value, address=value)
    make_touch(contact, asset=None, detail={value: value})

    for page in pages_about(client, Contact.objects.get()):
        assert_harmless(page, value)


@hostile
def test_what_is_searched_for(client, rep, value):
    page = client.get(reverse("contact_list"), {"q": value}).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert client.get(reverse("search"), {"q": value}).status_code == 200


@pytest.mark.parametrize("field", [*CONTACT_FIELDS, "address"])
def test_a_nul_is_refused_with_words(client, rep, field):
    fields = {"last_name": "Solberg", "team": rep.team.pk} | {field: "A\0B"}

    answer = client.post(reverse("add_contact"), fields)

    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)//linkedin.com/in/ana",
        "data:text/html,x//linkedin.com/in/ana",
        "//evil.example?linkedin.com/in/ana",
    ],
)
def test_an_address_only_ever_opens_what_it_is(client, rep, address):
    contact = make_contact(owner=rep)

    client.post(reverse("add_point", args=[contact.pk]), {"kind": "linkedin", "value": address})

    page = client.get(reverse("contact", args=[contact.pk])).content.decode()
    assert 'href="https://www.linkedin.com/in/ana"' in page
    assert not re.search(r"""href=["']?\s*(?:javascript|data|//evil)""", page)


@pytest.mark.parametrize(
    "domain", ["javascript:alert(1)", 'polder.example/" onclick=', "ex ample", "localhost", "a..b"]
)
def test_a_domain_is_one_or_is_refused(client, rep, domain):
    company = make_company()

    answer = client.post(reverse("edit_company", args=[company.pk]), {"name": "Polder", "domain": domain})

    if answer.status_code == 422:
        assert "That is no domain." in answer.content.decode()
    else:
        assert Company.objects.get().domain == "polder.example"


def test_a_mail_address_is_quoted_where_it_is_opened(client, rep):
    contact = make_contact(owner=rep, email="ana?bcc=x&subject=y@polder.example")

    page = client.get(reverse("contact", args=[contact.pk])).content.decode()

    assert 'href="mailto:ana%3Fbcc%3Dx%26subject%3Dy@polder.example"' in page


EVIL = ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example"]


@pytest.mark.parametrize("address", EVIL)
def test_logging_in_leads_nowhere_else(client, address):
    make_user(email="ana@harborline.example", password="a sentence to enter")

    answer = client.post(
        f"/account/login/?next={address}",
        {"login": "ana@harborline.example", "password": "a sentence to enter", "next": address},
    )

    assert answer.status_code == 302
    assert answer.url == "/"


@pytest.mark.parametrize("address", EVIL)
def test_an_action_leads_back_to_our_own_pages_only(client, rep, address):
    contact = make_contact(owner=rep)
    mate = make_user(team=rep.team)

    answer = client.post(
        reverse("give_contacts"), {"contact": [contact.pk], "owner": mate.pk}, headers={"Referer": address}
    )

    assert answer.url == reverse("contact_list")


def test_a_hostile_name_reaches_a_manager_harmlessly(client, rep):
    value = HOSTILE["markup"]
    contact = make_contact(owner=rep)
    Contact.objects.filter(pk=contact.pk).update(name=value)
    make_enrollment(Contact.objects.get())
    client.force_login(make_user(User.Role.ADMINISTRATOR))

    for name in ("contact_list", "slipping", "late", "leads_given", "tasks"):
        assert "<img src=x" not in client.get(reverse(name)).content.decode()
