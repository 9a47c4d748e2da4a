"""Which company is meant."""

from dataclasses import dataclass

import pytest

from contacts.companies import Directory, domain_of, domain_of_mail, key_of


@dataclass
class Firm:
    name: str
    domain: str = ""
    name_key: str = ""

    def __post_init__(self):
        self.name_key = key_of(self.name)


POLDER = Firm("Polder Foods BV", "polder.example")
POLDER_UK = Firm("Polder Foods Ltd", "polder.co.uk")
NORDQUAY = Firm("Nordquay AS")


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("polder.example", "polder.example"),
        (" https://WWW.Polder.example/about?x=1 ", "polder.example"),
        ("http://shop.polder.co.uk:8080", "polder.co.uk"),
        ("polder", ""),
        ("not a site", ""),
        ("192.0.2.1", ""),
        ("x" * 300 + ".example", ""),
        ("", ""),
    ],
)
def test_a_web_address_tells_the_domain_that_was_registered(website, domain):
    assert domain_of(website) == domain


@pytest.mark.parametrize(
    ("addresses", "domain"),
    [
        (["ana@polder.example"], "polder.example"),
        (["ana@mail.polder.example"], "polder.example"),
        (["ana.ruiz@gmail.com", "ana@polder.example"], "polder.example"),
        (["ana.ruiz@gmail.com"], ""),
        (["nobody", ""], ""),
    ],
    ids=["a firm's own", "a part of it", "behind a private one", "free mail", "no address"],
)
def test_a_mail_address_tells_the_domain_of_its_firm(addresses, domain):
    assert domain_of_mail(addresses) == domain


@pytest.mark.parametrize(
    ("name", "domain", "known", "found"),
    [
        ("Whatever", "polder.example", [POLDER, NORDQUAY], POLDER),
        ("polder foods", "", [POLDER, NORDQUAY], POLDER),
        ("polder foods", "", [POLDER, POLDER_UK], None),
        ("Nordquay", "nordquay.example", [NORDQUAY], NORDQUAY),
        ("Polder Foods", "other.example", [POLDER], None),
        ("", "other.example", [POLDER, NORDQUAY], None),
    ],
    ids=[
        "the domain tells",
        "the name tells where no domain is said",
        "a name that two have tells nothing",
        "the name tells where the known one has no domain",
        "another domain is another firm",
        "no name and an unknown domain",
    ],
)
def test_a_company_is_found_by_domain_else_by_name(name, domain, known, found):
    assert Directory(known).find(name, domain) is found


def test_a_domain_that_is_learnt_is_found_by():
    firm = Firm("Nordquay AS")
    directory = Directory([firm])

    assert directory.learn(firm, "Nordquay", "nordquay.example")

    assert directory.find("", "nordquay.example") is firm
    assert directory.find("Nordquay", "other.example") is None
    assert not directory.learn(firm, "Nordquay", "nordquay.example")


def test_who_was_known_by_a_domain_alone_gets_a_name():
    firm = Firm("polder.example", "polder.example")
    directory = Directory([firm])

    directory.learn(firm, "Polder Foods", "polder.example")

    assert firm.name == "Polder Foods"
    assert directory.find("polder foods", "") is firm
