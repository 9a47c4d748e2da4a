import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.lib import mailaddress
from leadflow.lib.mailboxes import PROVIDERS, mailbox


@pytest.mark.parametrize(
    ("address", "box"),
    [
        pytest.param("ana@gmail.com", "ana@gmail.com", id="as it is"),
        pytest.param("a.n.a@gmail.com", "ana@gmail.com", id="dots at Gmail"),
        pytest.param("ana+fair@gmail.com", "ana@gmail.com", id="a plus at Gmail"),
        pytest.param("a.na+f.air+b@googlemail.com", "ana@gmail.com", id="Googlemail is Gmail"),
        pytest.param("ana-b_c@gmail.com", "ana-b_c@gmail.com", id="other signs count at Gmail"),
        pytest.param("ana.brandt+fair@hotmail.co.uk", "ana.brandt@hotmail.co.uk", id="dots count at Hotmail"),
        pytest.param("ana+fair@live.com", "ana@live.com", id="Live is not Hotmail"),
        pytest.param("ana.b+fair@me.com", "ana.b@me.com", id="me.com is not icloud.com"),
        pytest.param("a.n-a_b+fair@proton.me", "anab@proton.me", id="dots and lines at Proton"),
        pytest.param("ana.b+fair@fastmail.com", "ana.b@fastmail.com", id="a plus at Fastmail"),
        pytest.param("ana+fair@yahoo.com", "", id="Yahoo documents no plus"),
        pytest.param("a.na+fair@nordquay.example", "", id="a firm decides for itself"),
        pytest.param("ana@mail.gmail.com", "", id="a domain below Gmail's"),
        pytest.param("+fair@gmail.com", "", id="nothing before the plus"),
    ],
)
def test_a_mailbox_is_spelt_in_one_way(address, box):
    assert mailbox(address) == box


def test_only_the_providers_that_were_chosen_count():
    assert mailbox("a.na@gmail.com", at=["outlook"]) == ""
    assert mailbox("a.na@gmail.com", at=["outlook", "gmail"]) == "ana@gmail.com"


def test_a_domain_belongs_to_one_provider_where_anybody_can_have_an_address():
    domains = [domain for provider in PROVIDERS.values() for domain in provider.domains]

    assert len(domains) == len(set(domains))
    assert "gmail.com" in mailaddress.free_domains()


@given(
    st.text(alphabet="ab.+-_1", min_size=1, max_size=20),
    st.sampled_from([domain for provider in PROVIDERS.values() for domain in provider.domains]),
)
def test_a_mailbox_leads_to_itself(local, domain):
    box = mailbox(f"{local}@{domain}")

    assert box == "" or mailbox(box) == box
