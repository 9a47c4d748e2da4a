from datetime import timedelta

from celery.beat import Scheduler
from celery.schedules import schedule


class AtOnce(Scheduler):
    """Keeps no file, because the database says what is due. What is done every minute is also done at the start.

    Otherwise what became due while nothing ran would wait one interval more.
    """

    def setup_schedule(self) -> None:
        """Let each interval have passed already."""
        super().setup_schedule()
        for entry in self.schedule.values():
            if isinstance(entry.schedule, schedule):
                entry.last_run_at -= timedelta(seconds=entry.schedule.seconds)
