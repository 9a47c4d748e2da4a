"""What counts as a dial, a connect, a cold call, a meeting set (domain, "Words"): each a narrowing of touches."""

from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef

from contacts.models import Stage, StageChange, Touch
from leadflow.accounts.models import Firm


def dials(touches):
    return touches.dials()


def connects(touches):
    return touches.connects()


def cold_calls(touches):
    """Calls to someone who is no client and has no inbound touch before. To stand on a list is nothing they did."""
    before = {"contact": OuterRef("contact"), "at__lt": OuterRef("at")}
    warm = Touch.objects.inbound().exclude(kind=Touch.Kind.LISTED).filter(**before)
    client = StageChange.objects.filter(after=Stage.WON, **before)
    return touches.dials().filter(~Exists(warm), ~Exists(client))


def meetings_set(touches):
    """Attempts by any channel in which a meeting was booked."""
    return touches.attempts().filter(outcome=Touch.Outcome.MEETING)


# By the column of the roll-up that holds their number.
COUNTED = {"dials": dials, "connects": connects, "cold": cold_calls, "meetings": meetings_set}


def on_days(touches, firm: Firm, first: date, last: date):
    """Those from the first to the last of these days of the firm."""
    return touches.filter(at__gte=firm.moment(first, time.min), at__lt=firm.moment(last + timedelta(days=1), time.min))
