"""Those whom a list brings, judged before they are written: the pure twin of `promotion.evaluate` for them."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from contacts.importing.newcomers import Newcomer
from contacts.judgement import Judgement
from contacts.models import Persona, Stage
from leadflow.accounts.models import Firm
from scoring.fit import Fit, Profile, fit
from scoring.interest import Interaction, Interest, interest
from scoring.models import LeadDefinition
from scoring.promotion import profile_of
from scoring.standing import judgement, next_stage

# Kind, asset, day and minutes of all that somebody did.
Deeds = tuple[tuple[str, int | None, date, int | None], ...]


class Name(NamedTuple):
    """Somebody new, as `next_stage` asks about them. They are nothing yet, so when they asked makes no difference."""

    fit: str
    persona_id: int | None
    flags: tuple[str, ...]
    stage: str = Stage.NAME
    stage_since: datetime | None = None


def judge(newcomers: Iterable[Newcomer], *, at: datetime) -> dict[int, Judgement]:
    """What is to be kept of those who stay names. Whoever is to become more is left to `promotion.evaluate`."""
    definition, firm = LeadDefinition.in_force(at), Firm.current()
    personas, today = list(Persona.objects.filter(active=True)), firm.day_of(at)

    # Most of a list did the same on the same day, or have the same job: each case is judged once.
    @cache
    def interest_in(did: Deeds) -> Interest:
        return interest(definition, [Interaction(*one, at) for one in did], today)

    @cache
    def fit_of(profile: Profile) -> Fit:
        return fit(personas, profile)

    @cache
    def case(did: Deeds, profile: Profile, flags: tuple[str, ...]) -> Judgement | None:
        fits, known = fit_of(profile), interest_in(did)
        name = Name(fits.verdict, fits.persona_id, flags)
        return judgement(definition, name, known) if next_stage(definition, name, known) is None else None

    found = {}
    for one in newcomers:
        did = tuple((t.kind, t.asset, firm.day_of(t.at), t.minutes) for t in one.touches)
        if judged := case(did, profile_of(one, one.company), tuple(one.flags)):
            found[one.pk] = judged
    return found
