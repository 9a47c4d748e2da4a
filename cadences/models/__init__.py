from cadences.models.cadence import Cadence, CadenceVersion, Step, Voicemail
from cadences.models.completion import Completion
from cadences.models.contest import Contest
from cadences.models.enrollment import Enrollment
from cadences.models.hold import Hold
from cadences.models.limit import Came, DailyLimit, NoRoom
from cadences.models.moving import Moving
from cadences.models.outcome import Outcome
from cadences.models.reject_reason import RejectReason
from cadences.models.sweep import NightlyCheck, NightlyMail, Sweep
from cadences.models.task import Task

__all__ = [
    "Cadence",
    "CadenceVersion",
    "Came",
    "Completion",
    "Contest",
    "DailyLimit",
    "Enrollment",
    "Hold",
    "Moving",
    "NightlyCheck",
    "NightlyMail",
    "NoRoom",
    "Outcome",
    "RejectReason",
    "Step",
    "Sweep",
    "Task",
    "Voicemail",
]
