"""Who works at Harborline, which makes sensors for cold chains, and how."""

from dataclasses import dataclass
from datetime import datetime

from contacts.models import JunkRule, Persona
from leadflow.accounts.models import Firm, Team, User

# What all chance begins with, so that the same day tells the same story.
SEED = "harborline"
ZONE = "Europe/London"
FIRM = {
    "name": "Harborline",
    "website": "harborline.example",
    "domain": "harborline.example",
    "phone": "+44 20 7946 0100",
    "postal_address": "Harborline, 4 Quayside, Hull HU1 0AA",
    "offer": "see where their cold chain warms up, before the claim comes",
    "time_zone": ZONE,
    "daily_dials": 5,
    "is_demo": True,
}


@dataclass(frozen=True)
class Hand:
    """How a rep works: tasks a day at most, calls beside the plan, and luck with people picking up."""

    name: str
    team: str
    phone: str
    tasks_a_day: int
    calls_in_between: int
    luck: float


REPS = (
    Hand("Ana Brandt", "North", "+44 20 7946 0111", 40, 2, 1.15),
    Hand("Jun Takeda", "North", "+44 20 7946 0112", 36, 2, 1.0),
    Hand("Ben Okafor", "South", "+44 20 7946 0113", 8, 0, 0.8),
    Hand("Sara Nyman", "South", "+44 20 7946 0114", 38, 2, 1.05),
)
OTHERS = (
    ("Petra Lind", User.Role.MANAGER),
    ("Mira Holt", User.Role.MARKETING),
    ("Ada Kern", User.Role.ADMINISTRATOR),
)


def hire(working_days: list[int], *, at: datetime) -> dict[str, User]:
    """Make the firm, its teams and its people, by name. Nobody has a password: see `door`."""
    firm = Firm.current()
    for name, value in {**FIRM, "working_days": working_days}.items():
        setattr(firm, name, value)
    firm.save()
    # Everybody here has a number that is kept for fiction.
    JunkRule.judge("fiction_phone", "allow", by=None, at=at)
    teams = {name: Team.objects.create(name=name, time_zone=ZONE) for name in ("North", "South")}
    people = {
        hand.name: User.objects.create_user(
            address(hand.name), name=hand.name, team=teams[hand.team], phone=hand.phone, time_zone=ZONE
        )
        for hand in REPS
    }
    for name, role in OTHERS:
        people[name] = User.objects.create_user(address(name), name=name, role=role, time_zone=ZONE)
    people["Petra Lind"].managed_teams.set(teams.values())
    Persona.objects.create(
        name="Who answers for the cold chain",
        titles=["logistics", "operations", "supply chain", "quality", "warehouse", "procurement", "transport"],
        excluded_titles=["student", "intern", "trainee"],
    )
    return people


def address(name: str) -> str:
    return f"{name.split()[0].lower()}@{FIRM['domain']}"
