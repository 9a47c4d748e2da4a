"""What the tests of faults share: leads whose step is due, sweeps, and processes that can be killed."""

import os
from datetime import timedelta

from django.db import connection
from django.utils.timezone import now

from cadences import firing
from cadences.defaults import ensure_defaults
from cadences.models import Cadence, Enrollment
from contacts.models import Contact
from scoring.defaults import ensure_defaults as ensure_definition
from tests.factories import NOON, make_firm

DAY = timedelta(days=1)
MOMENT = NOON + DAY


def begin_anew():
    """What a flush between tests took away, and a firm that works every day."""
    ensure_defaults(at=now())
    ensure_definition()
    make_firm(working_days=list(range(7)))


def due_leads(rep, number, at=NOON):
    """That many more leads whose research is due the day after."""
    people = Contact.objects.bulk_create(
        [
            Contact(name=f"Person {n}", first_name="Person", team=rep.team, owner=rep, stage="lead")
            for n in range(number)
        ]
    )
    return Enrollment.objects.enroll(people, Cadence.default().current, at=at)


def in_a_process(work) -> int:
    """Run this in a process of its own, with a connection of its own. Returns its id."""
    connection.close()
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 (told to the parent by the exit code)
        os._exit(1)


def sweep(at=MOMENT):
    return firing.sweep(at, clock=lambda: at)
