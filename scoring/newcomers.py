"""Those whom a list brings, judged before they are written: the pure twin of `promotion.evaluate` for them."""

from collections.abc import Iterable
from datetime import datetime

from contacts.importing.newcomers import Judgement, Newcomer
from contacts.models import Persona, Stage
from leadflow.accounts.models import Firm
from scoring.fit import fit
from scoring.interest import Interaction, interest
from scoring.models import LeadDefinition
from scoring.promotion import Judged, next_stage, profile_of


def judge(newcomers: Iterable[Newcomer], *, at: datetime) -> dict[int, Judgement]:
    """What is to be kept of those who stay names. Whoever is to become more is left to `promotion.evaluate`."""
    definition, firm = LeadDefinition.in_force(at), Firm.current()
    personas, today = list(Persona.objects.filter(active=True)), firm.day_of(at)
    found = {}
    for one in newcomers:
        did = [Interaction(t.kind, t.asset, firm.day_of(t.at), t.minutes, t.at) for t in one.touches]
        known = interest(definition, did, today)
        verdict = fit(personas, profile_of(one, one.company)).verdict
        company = one.company and one.company.pk
        stands = Judged(one.pk, Stage.NAME, None, known.distinct, verdict, one.title, one.country, company, one.flags)
        if next_stage(definition, stands, known) is None:
            found[one.pk] = Judgement(known.distinct, verdict)
    return found
