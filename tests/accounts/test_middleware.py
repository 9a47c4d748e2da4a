"""What is refused before anything of it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import Upload
from leadflow.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = b"name,email\nTom Ferrisdale,tom@brightwater.example\n"


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000
    settings.UPLOAD_MAX_BYTES = 10_000


def send(client, address, size, files=1):
    """A post with files of together this many bytes."""
    each = LIST + b"\n" * (size // files - len(LIST))
    return client.post(address, {f"file{n or ''}": SimpleUploadedFile(f"{n}.csv", each) for n in range(files)})


def test_a_visitor_can_send_no_file_at_all(client):
    answer = send(client, reverse("upload_new"), 5_000)

    assert answer.status_code == 413
    assert "That was more than fits" in answer.text


@pytest.mark.parametrize("name", ["account_login", "home", "health_check"])
def test_no_other_page_takes_more_than_a_form(client, name):
    client.force_login(make_user())

    assert send(client, reverse(name), 5_000).status_code == 413


def test_who_is_logged_in_may_send_a_list(client):
    client.force_login(make_user(User.Role.MARKETING))

    assert send(client, reverse("upload_new"), 9_000).status_code == 302
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("files", [1, 30])
def test_but_no_more_than_a_list(client, files):
    client.force_login(make_user(User.Role.MARKETING))

    answer = send(client, reverse("upload_new"), 30_000, files)

    assert answer.status_code == 413
    assert "A list may have 9.8\xa0KB" in answer.text


def test_what_is_refused_is_not_read(client):
    client.force_login(make_user(User.Role.MARKETING))
    request = client.post(reverse("upload_new"), {"file": SimpleUploadedFile("a.csv", b"x" * 30_000)}).wsgi_request

    assert not request._read_started


@pytest.mark.parametrize("length", ["", "-1", "many", "²", "9" * 30])
def test_a_length_that_is_none_is_no_trouble(client, length):
    answer = client.post(reverse("account_login"), {"login": "ana@harborline.example"}, CONTENT_LENGTH=length)

    assert answer.status_code in (200, 400, 413)


def test_a_long_form_that_fits_is_taken(client):
    assert client.post(reverse("account_login"), {"login": "x" * 1_000}).status_code == 200
