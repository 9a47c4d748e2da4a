"""What stands in the rail, by role: the pages of a working day first."""

from dataclasses import dataclass

from django.urls import reverse

from leadflow.accounts.models import User

REP, MANAGER = User.Role.REP, User.Role.MANAGER
MARKETING, ADMINISTRATOR = User.Role.MARKETING, User.Role.ADMINISTRATOR
# On a phone the first few lie at the bottom of the screen, the others under "More".
ON_A_PHONE = 4


@dataclass(frozen=True)
class Page:
    label: str
    url_name: str
    icon: str
    roles: tuple[str, ...]
    keys: str = ""
    # What tells how much waits there.
    count: str = ""


# In the order of the rail. An administrator sees all of it.
PAGES = (
    Page("Today", "today", "sun", (REP,), "g t"),
    Page("Team", "dashboard", "chart-column", (MANAGER,), "g d"),
    Page("Slipping", "slipping", "life-buoy", (MANAGER,)),
    Page("Late", "late", "hourglass", (MANAGER,)),
    # Whether to answer somebody who must not be contacted is theirs to decide.
    Page("Today", "today", "sun", (MANAGER,), "g t"),
    Page("Rejected leads", "rejected", "user-round-x", (MANAGER,), count="contests_waiting"),
    Page("Uploads", "upload_list", "file-up", (MARKETING,), "g u"),
    Page("Quarantine", "quarantine", "shield-alert", (MARKETING,)),
    Page("Rejected leads", "rejected", "user-round-x", (MARKETING,)),
    Page("Contacts", "contact_list", "users-round", (REP, MANAGER, MARKETING), "g l"),
    Page("Companies", "company_list", "building-2", (REP, MANAGER, MARKETING), "g c"),
    Page("Sources", "source_list", "folder-input", (MARKETING,)),
    Page("Do not contact", "do_not_contact", "ban", (MANAGER, MARKETING)),
    Page("Nurture", "nurture", "sprout", (REP,)),
    Page("Plans", "plan_list", "route", (REP, MANAGER, MARKETING)),
    Page("Lead definition", "definition", "scale", (REP, MANAGER, MARKETING)),
    Page("Uploads", "upload_list", "file-up", (MANAGER, ADMINISTRATOR), "g u"),
    Page("Quarantine", "quarantine", "shield-alert", (MANAGER, ADMINISTRATOR)),
    Page("People", "people", "user-cog", (ADMINISTRATOR,)),
    Page("Firm", "firm", "building", (ADMINISTRATOR,)),
    Page("Health", "health", "activity", (ADMINISTRATOR,)),
)
FIRST_PAGES = {REP: "today", MANAGER: "dashboard", MARKETING: "upload_list", ADMINISTRATOR: "dashboard"}


@dataclass(frozen=True)
class Entry:
    page: Page
    url: str
    is_current: bool


def entries_for(user, path: str) -> list[Entry]:
    """The rail of a person who looks at `path`."""
    if not user.is_authenticated:
        return []
    found: dict[str, Page] = {}
    for page in PAGES:
        if user.role in page.roles or user.role == ADMINISTRATOR:
            found.setdefault(reverse(page.url_name), page)
    current = max((url for url in found if path.startswith(url)), key=len, default=None)
    return [Entry(page, url, url == current) for url, page in found.items()]


def first_page(user) -> str:
    """Where a person's day begins."""
    return reverse(FIRST_PAGES[user.role])
