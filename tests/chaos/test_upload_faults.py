"""A list on its way in when everything dies: told by a whole installation, in a browser, from the first visit on."""

import contextlib
import os
import re
import signal
import sqlite3
import time

import pytest

from tests.contacts.uploading import people
from tests.support.installation import Installation

pytestmark = [pytest.mark.ops, pytest.mark.browser]

ROWS = 6_000
PATIENCE = 180


@pytest.fixture
def leadflow(tmp_path):
    installation = Installation(tmp_path / "data")
    installation.start()
    yield installation
    installation.end()


def asked(leadflow, sql):
    """The one row that the installation's own database answers with."""
    with contextlib.closing(sqlite3.connect(leadflow.data / "leadflow.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchone()


def eventually(condition):
    until = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def set_up(page, leadflow):
    """As the first visitor does."""
    page.goto(leadflow.address)
    for label, value in [
        ("Your firm", "Harborline"),
        ("Your name", "Petra Lind"),
        ("Your mail address", "petra@harborline.example"),
        ("Password", "a kettle sings at noon"),
    ]:
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(lambda address: "set-up" not in address)


def begin_import(page, leadflow, file):
    """Drop the file, and say that it is right as it was read."""
    page.goto(f"{leadflow.address}uploads/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=re.compile("^Import")).click(timeout=PATIENCE * 1000)


def anew(page):
    """The same page in a tab of its own: the old one may be on its way elsewhere by itself, and refuse to be loaded."""
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def take_back(page):
    """From the report of the list, through the page that says what would happen."""
    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take it back").click()


def kill_everything(leadflow):
    """As when the power goes."""
    groups = leadflow.groups().values()
    leadflow.kill()
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def test_everything_killed_in_the_middle_of_an_upload_and_of_its_undo_loses_and_doubles_nothing(
    page, leadflow, tmp_path
):
    file = tmp_path / "booth.csv"
    file.write_text(people(*[f"Ana,Ruiz{n},ana{n}@firm{n % 700}.example,Firm {n % 700},,," for n in range(ROWS)]))
    set_up(page, leadflow)
    begin_import(page, leadflow, file)
    eventually(lambda: asked(leadflow, "SELECT rows_done FROM contacts_upload")[0])
    kill_everything(leadflow)
    (done,) = asked(leadflow, "SELECT rows_done FROM contacts_upload")
    assert 0 < done < ROWS, "it was killed too late to test anything"
    # What was done is there whole, row by row.
    assert asked(leadflow, "SELECT count(*) FROM contacts_contact") == (done,)
    assert asked(leadflow, "SELECT count(*) FROM contacts_uploadrow WHERE fate <> 'waiting'") == (done,)

    leadflow.start()

    eventually(lambda: asked(leadflow, "SELECT phase FROM contacts_upload") == ("done",))
    assert asked(leadflow, "SELECT count(*) FROM contacts_contact") == (ROWS,)
    assert asked(leadflow, "SELECT count(*), count(DISTINCT contact_id) FROM contacts_touch") == (ROWS, ROWS)
    assert asked(leadflow, "SELECT count(*) FROM contacts_uploadrow WHERE fate = 'created'") == (ROWS,)
    assert asked(leadflow, "SELECT count(*) FROM contacts_company") == (700,)
    page = anew(page)
    page.get_by_text("Imported", exact=True).first.wait_for()

    take_back(page)
    eventually(lambda: asked(leadflow, "SELECT undo_done FROM contacts_upload")[0])
    kill_everything(leadflow)
    (undone,) = asked(leadflow, "SELECT undo_done FROM contacts_upload")
    assert 0 < undone < ROWS, "it was killed too late to test anything"
    assert asked(leadflow, "SELECT count(*) FROM contacts_contact") == (ROWS - undone,)
    assert asked(leadflow, "SELECT count(*) FROM contacts_touch") == (ROWS - undone,)
    assert asked(leadflow, "SELECT count(*) FROM contacts_uploadrow WHERE undone = 'removed'") == (undone,)

    leadflow.start()

    eventually(lambda: asked(leadflow, "SELECT phase FROM contacts_upload") == ("undone",))
    for table in ("contact", "contactpoint", "touch", "company", "asset", "uploadpiece"):
        assert asked(leadflow, f"SELECT count(*) FROM contacts_{table}") == (0,), table  # noqa: S608 (names of ours)
    page = anew(page)
    page.get_by_text("This list was taken back").wait_for()
