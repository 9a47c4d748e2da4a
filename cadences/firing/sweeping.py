"""What a sweep does, in its order."""

from cadences import absences
from cadences.firing import upkeep
from cadences.firing.claiming import fire_batch
from cadences.firing.lanes import BESIDE, BLOCKING
from cadences.firing.swept import Swept
from cadences.firm_day import FirmDay
from cadences.models import NoRoom, Sweep


def sweep(now, *, clock) -> Swept:
    """Do everything that is due at a moment, and record that it was done. `clock` tells when it ended."""
    day = FirmDay.at(now)
    swept = Swept(day.today)
    upkeep.hand_over(now)
    absences.spread_what_waited(now)
    upkeep.resume(now, swept)
    upkeep.lapse(now, swept)
    for lane in (BLOCKING, BESIDE):
        while fire_batch(lane, day, now, swept):
            pass
    upkeep.finish(now)
    upkeep.revisit(now, swept)
    done = Sweep.objects.create(started_at=now, finished_at=clock(), fired=swept.fired, skipped=swept.skipped)
    # By the clock: a sweep may be asked for as if it were another year.
    Sweep.forget_old(done.finished_at)
    NoRoom.forget_old(day.today)
    return swept
