"""Settings from the environment: a wrong one stops the start with one line that names it."""

import pytest

from leadflow.lib import env


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "http://cache.example",
        "redis://",
        "redis://cache.example:port/0",
        "redis://cache.example:0/0",
        "redis://[cache/0",
        "redis+socket://",
    ],
)
def test_what_is_no_address_of_a_redis_server_is_refused(monkeypatch, address):
    monkeypatch.setenv("LEADFLOW_REDIS_URL", address)

    with pytest.raises(env.BadSetting, match=r"^LEADFLOW_REDIS_URL must look like redis://.*$"):
        env.redis("LEADFLOW_REDIS_URL")


@pytest.mark.parametrize(
    "address",
    ["", "redis://cache.example", "rediss://:secret@cache.example:6380/1", "redis+socket:///run/valkey.sock"],
)
def test_the_address_of_a_redis_server_is_taken(monkeypatch, address):
    monkeypatch.setenv("LEADFLOW_REDIS_URL", address)

    assert env.redis("LEADFLOW_REDIS_URL") == address


@pytest.mark.parametrize(
    "address",
    ["nonsense", "mysql://host/x", "postgres://host", "postgres://u:p@127.0.0.1:abc/x", "postgres://[bad/x"],
)
def test_what_is_no_address_of_a_database_is_refused(monkeypatch, address):
    monkeypatch.setenv("LEADFLOW_DATABASE_URL", address)

    with pytest.raises(env.BadSetting, match=r"^LEADFLOW_DATABASE_URL must look like postgres://.*$"):
        env.database("LEADFLOW_DATABASE_URL")


@pytest.mark.parametrize(("value", "folder"), [("", None), ("  ", None), ("/srv/lists", "/srv/lists")], ids=repr)
def test_a_folder_may_be_left_out(monkeypatch, value, folder):
    monkeypatch.setenv("LEADFLOW_PICKUP_DIR", value)

    found = env.folder_or_none("LEADFLOW_PICKUP_DIR")

    assert (str(found) if found else None) == folder


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("", None),
        ("smtp://mail.example", env.MailServer("mail.example", 587, "", "", False, True)),
        (
            "smtp://ana%40firm.example:s%3Acret@mail.example:25",
            env.MailServer("mail.example", 25, "ana@firm.example", "s:cret", False, True),
        ),
        ("smtps://ana:secret@mail.example", env.MailServer("mail.example", 465, "ana", "secret", True, False)),
        ("smtp+plain://localhost", env.MailServer("localhost", 25, "", "", False, False)),
    ],
    ids=["unset", "a host", "with a user", "TLS at once", "without TLS"],
)
def test_the_address_of_a_mail_server_is_taken(monkeypatch, address, server):
    monkeypatch.setenv("LEADFLOW_MAIL_URL", address)

    assert env.mail_server("LEADFLOW_MAIL_URL") == server


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_what_is_no_address_of_a_mail_server_is_refused(monkeypatch, address):
    monkeypatch.setenv("LEADFLOW_MAIL_URL", address)

    with pytest.raises(env.BadSetting, match=r"^LEADFLOW_MAIL_URL must look like smtp://.*$"):
        env.mail_server("LEADFLOW_MAIL_URL")


@pytest.mark.parametrize(
    ("value", "found"),
    [("", ""), ("https://crm.example/", "https://crm.example"), ("http://127.0.0.1:8000", "http://127.0.0.1:8000")],
)
def test_the_address_for_links_is_taken(monkeypatch, value, found):
    monkeypatch.setenv("LEADFLOW_URL", value)

    assert env.address("LEADFLOW_URL") == found


@pytest.mark.parametrize("value", ["crm.example", "ftp://crm.example", "https://", "https://crm.example/?a=b"])
def test_what_is_no_address_for_links_is_refused(monkeypatch, value):
    monkeypatch.setenv("LEADFLOW_URL", value)

    with pytest.raises(env.BadSetting, match=r"^LEADFLOW_URL must look like https://.*$"):
        env.address("LEADFLOW_URL")
