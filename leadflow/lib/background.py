"""Handing work over to the Celery workers."""

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def hand_over(task, *args) -> None:
    """Queue a task once the transaction is committed.

    A broker that is away does no harm: what is to be done stands in the database, where beat's next round finds it.
    """
    transaction.on_commit(partial(_publish, task, args))


def _publish(task, args) -> None:
    try:
        task.delay(*args)
    except OperationalError:
        logger.warning("The broker is away; %s waits for the next round.", task.name)
