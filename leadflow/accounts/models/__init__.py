from leadflow.accounts.models.absence import Absence
from leadflow.accounts.models.cached import Cached
from leadflow.accounts.models.firm import DayOff, Firm
from leadflow.accounts.models.team import Team
from leadflow.accounts.models.user import User

__all__ = ["Absence", "Cached", "DayOff", "Firm", "Team", "User"]
