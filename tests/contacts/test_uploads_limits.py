"""Files that hold no list, or too much of one."""

import pytest

from contacts.models import Upload
from tests.contacts.uploading import people, received, staged

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf", "empty"),
        ("header.csv", b"First name,Last name,Email\n", ""),
        ("letter.pdf", b"%PDF-1.7\n...", "PDF"),
        ("text.csv", b"Dear Sir,\nplease find attached\n", ""),
        ("broken.xlsx", b"PK\x03\x04 no zip at all", "damaged"),
    ],
)
def test_a_file_without_a_list_is_refused_with_one_clear_line(name, content, says):
    upload = staged(content, name=name)

    assert upload.phase == Upload.Phase.REFUSED
    assert upload.problem.startswith(f"{name}: ")
    assert says in upload.problem
    assert "\n" not in upload.problem
    assert not upload.rows.exists()


def test_too_many_rows_are_refused(settings):
    settings.UPLOAD_MAX_ROWS = 3

    upload = staged(people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)]))

    assert upload.phase == Upload.Phase.REFUSED
    assert "more than 3 rows" in upload.problem


def test_a_file_is_kept_under_a_name_of_our_own():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"), name="../../etc/passwd.csv")

    assert upload.file.name.startswith("uploads/")
    assert "passwd" not in upload.file.name
    assert upload.name == "passwd.csv"
