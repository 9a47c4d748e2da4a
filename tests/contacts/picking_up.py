"""A folder that lists are put into, in tests, and the rounds that look there."""

from datetime import timedelta

from django.utils.timezone import now

from contacts import pickup
from tests.contacts.uploading import people

ANA = people("Ana,Ruiz,ana@nordquay.example,,,,")


def put(folder, name="leads.csv", content=ANA):
    path = folder / name
    path.write_text(content)
    return path


def later(minutes=2):
    """The system dates the files, so the clock goes on from now."""
    return now() + timedelta(minutes=minutes)


def round_of(folder, *, at=None):
    return pickup.pick_up(folder, at=at or later())
