from celery.schedules import crontab

from leadflow.celery import app
from leadflow.ops.beat import AtOnce


def test_what_is_done_every_minute_is_also_done_at_the_start():
    beat = AtOnce(app)

    assert beat.schedule["sweep"].is_due().is_due


def test_what_has_its_time_of_day_waits_for_it(monkeypatch):
    yearly = {"task": "report", "schedule": crontab(month_of_year=1, day_of_month=1, hour=3, minute=0)}
    monkeypatch.setitem(app.conf.beat_schedule, "yearly", yearly)

    assert not AtOnce(app).schedule["yearly"].is_due().is_due
