from leadflow.accounts.models.firm import DayOff, Firm
from leadflow.accounts.models.team import Team
from leadflow.accounts.models.user import User

__all__ = ["DayOff", "Firm", "Team", "User"]
