"""Working out a forecast, in pieces; which one is to be worked out, and whether somebody does, the database says."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded

from contacts.importing.chunks import Row
from contacts.models import Upload
from leadflow.forecast.foresight import Foresight
from leadflow.forecast.models import Forecast
from leadflow.lib.background import hand_over
from leadflow.lib.once import reading_once

logger = logging.getLogger(__name__)


def ask(upload: Upload) -> Forecast:
    """Have the forecast of a list worked out, anew where it was."""
    from leadflow.forecast import tasks

    forecast = Forecast.ask(upload)
    hand_over(tasks.work_out, forecast.pk)
    return forecast


def work_out(pk: int, *, clock: Callable[[], datetime]) -> None:
    """Work out a forecast that nobody works on. Whoever calls it twice, or in two places, does no harm.

    One that fails is tried again by beat, and given up where it goes on failing: the list can be imported all the same.
    """
    forecast = Forecast.claim(pk, at=clock())
    if forecast is None:
        return
    try:
        _work_out(forecast, clock)
    except Forecast.Overtaken:
        return
    except SoftTimeLimitExceeded:
        # It would not be faster the next time.
        forecast.give_up()
    except Exception:
        logger.exception("The forecast of upload %s failed", forecast.upload_id)
        forecast.let_go()


@reading_once()
def _work_out(forecast: Forecast, clock: Callable[[], datetime]) -> None:
    foresight, done = Foresight(forecast.upload, at=clock()), 0
    for rows in pieces(forecast.upload):
        foresight.look_at(rows)
        done += len(rows)
        forecast.go_on(rows_done=done, at=clock())
    foresight.close()
    forecast.was_worked_out(foresight.shares.totals() | {"shares": foresight.shares.as_json()}, at=clock())


def pieces(upload: Upload) -> Iterator[list[Row]]:
    """The rows that wait, in the pieces in which they would be imported; one piece at a time is held."""
    columns, after = [each.name for each in fields(Row)], 0
    while rows := [Row(*row) for row in _behind(upload, after).values_list(*columns)[: upload.ROWS]]:
        yield rows
        after = rows[-1].pk


def _behind(upload: Upload, after: int):
    return upload.rows.waiting().filter(pk__gt=after).order_by("pk")
