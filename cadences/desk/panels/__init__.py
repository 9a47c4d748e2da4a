"""What an outcome asks for before it is logged: one small form each, opened by its key, with a date filled in that
Enter takes. `PANELS` is the table; what is not in it is logged at once."""

from cadences.desk.panels.appointments import CallBackPanel, MeetingPanel
from cadences.desk.panels.base import Panel, day_field, line_field
from cadences.desk.panels.coming_back import NotNowPanel, OpportunityPanel
from cadences.desk.panels.conversation import ConnectedPanel
from cadences.desk.panels.reasons import CouldNotPanel, LostPanel, SkipPanel
from cadences.desk.panels.refusals import NotInterestedPanel, RejectPanel, StopPanel, WrongPersonPanel
from contacts.models import Touch

__all__ = ["PANELS", "Panel", "day_field", "line_field"]

Outcome = Touch.Outcome
PANELS: dict[str, type[Panel]] = {
    Outcome.CONNECTED: ConnectedPanel,
    Outcome.HELD: ConnectedPanel,
    Outcome.MEETING: MeetingPanel,
    Outcome.MOVED: MeetingPanel,
    Outcome.CALL_BACK: CallBackPanel,
    Outcome.NOT_NOW: NotNowPanel,
    Outcome.NOT_INTERESTED: NotInterestedPanel,
    Outcome.WRONG_PERSON: WrongPersonPanel,
    Outcome.DO_NOT_CONTACT: StopPanel,
    Outcome.REJECTED: RejectPanel,
    Outcome.SKIPPED: SkipPanel,
    Outcome.COULD_NOT: CouldNotPanel,
    Outcome.OPPORTUNITY: OpportunityPanel,
    Outcome.LOST: LostPanel,
}
