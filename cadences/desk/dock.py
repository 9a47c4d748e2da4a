"""The outcomes at the foot of the card, in groups, each group with what comes after."""

from dataclasses import dataclass, field

from cadences.desk.card import Card
from cadences.desk.forms import LogForm
from cadences.desk.offers import ASIDE, Offer
from cadences.desk.panels import Panel
from cadences.desk.then import Then

# Groups whose outcomes leave the plan to go on.
GOING_ON = ("Not reached", "Done")
CAPTIONS = {"You spoke": "a decision ends the plan", "They decided": "ends the plan"}


@dataclass(frozen=True)
class Choice:
    """One outcome: logged at once, or after its panel has asked for more."""

    offer: Offer
    panel: Panel | None
    is_open: bool

    @property
    def is_aside(self) -> bool:
        return self.offer.group == ASIDE


@dataclass
class Group:
    """Outcomes that lead to the same: `then` for what goes on with the plan, else a caption."""

    title: str
    then: Then | None
    caption: str
    choices: list[Choice] = field(default_factory=list)


def dock(card: Card, form: LogForm) -> list[Group]:
    """The groups in the order of the table in cadences.desk.offers."""
    groups: dict[str, Group] = {}
    for offer in card.offers:
        then = card.then if offer.group in GOING_ON else None
        group = groups.setdefault(offer.group, Group(offer.group, then, CAPTIONS.get(offer.group, "")))
        panel = form.panels.get(offer.effect)
        group.choices.append(Choice(offer, panel, is_open=bool(panel) and form.open_panel == offer.effect))
    return list(groups.values())
