"""What is kept with a contact of how far they are; found by scoring, and by nobody else."""

from typing import NamedTuple


class Judgement(NamedTuple):
    """Columns of Contact: distinct interactions that count, the fit, how many interactions are missing to be a sales
    lead and to be sales ready (None where interactions bring nobody there), and the persona that they fit, if any."""

    interest: int = 0
    fit: str = "unknown"
    short_of_lead: int | None = None
    short_of_ready: int | None = None
    persona_id: int | None = None


NOT_JUDGED = Judgement()
