"""Files that hold no list, or too much of one."""

import pytest

from contacts.models import Upload
from tests.contacts.uploading import LISTS, people, received, staged

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


@pytest.mark.parametrize(
    ("setting", "most", "list_", "says"),
    [
        ("UPLOAD_MAX_BYTES", 100, "csv", "larger than 0 MB"),
        ("UPLOAD_MAX_ROWS", 3, "csv", "more than 3 rows"),
        ("UPLOAD_MAX_CELLS", 9, "xlsx", "a sheet spans"),
        ("UPLOAD_MAX_INFLATED_BYTES", 100, "xlsx", "unpack"),
    ],
    ids=["size", "rows", "cells", "inflated size"],
)
def test_what_is_too_much_is_refused_in_words_and_the_firm_decides_how_much_that_is(
    settings, setting, most, list_, says
):
    setattr(settings, setting, most)
    rows = people(*[f"Ana{n},Ruiz,ana{n}@nordquay.example,,,," for n in range(5)])

    upload = staged(LISTS / "adv_badge_scans_merged_hidden.xlsx" if list_ == "xlsx" else rows)

    assert upload.phase == Upload.Phase.REFUSED
    assert says in upload.problem
    assert not upload.rows.exists()


def test_a_file_is_kept_under_a_name_of_our_own():
    upload = received(people("Ana,Ruiz,ana@nordquay.example,,,,"), name="../../etc/passwd.csv")

    assert upload.file.name.startswith("uploads/")
    assert "passwd" not in upload.file.name
    assert upload.name == "passwd.csv"
