"""Uploading lists in tests: the real work, done here and now."""

from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile

from contacts.importing import work
from contacts.models import Upload
from leadflow.accounts.models import Team
from tests.factories import NOON, make_team

LISTS = Path(__file__).parents[1] / "lists"
# Before and after a list that comes in at noon.
EARLIER = NOON - timedelta(days=3)
LATER = NOON + timedelta(hours=2)
HEADINGS = "First name,Last name,Email,Company,Job title,Phone,LinkedIn"


def received(content, *, name="list.csv", **choices) -> Upload:
    """A list that came in and waits to be read: text, bytes, or the path of a file."""
    if isinstance(content, Path):
        name, content = content.name, content.read_bytes()
    content = content.encode() if isinstance(content, str) else content
    choices.setdefault("team", Team.objects.first() or make_team())
    choices.setdefault("at", NOON)
    return Upload.receive(ContentFile(content), name=name, **choices)


def staged(content, **choices) -> Upload:
    """A list that was read and waits to be checked."""
    return work.do_all(received(content, **choices).pk, clock=lambda: NOON)


def imported(content, *, at=NOON, **choices) -> Upload:
    """A list that went all the way."""
    upload = staged(content, **choices)
    assert upload.begin(at=at), upload.problem
    return work.do_all(upload.pk, clock=lambda: at)


def people(*rows: str) -> str:
    """A list under the usual headings."""
    return "\n".join([HEADINGS, *rows])


def leads(rep, *names) -> Upload:
    """A list of people who asked to be contacted, so that each is a lead at once."""
    rows = [f"{name},Ruiz,{name.lower()}@{name.lower()}.example,,,+47 22 55 01 34," for name in names]
    return imported(people(*rows), kind="contact_request", asset_name="Form", team=rep.team)


def fates(upload: Upload) -> list[str]:
    """Of each row in order."""
    return list(upload.rows.order_by("number").values_list("fate", flat=True))


def everything() -> dict[str, list]:
    """All rows of all tables about people and what is done with them; those about the lists themselves are left out."""
    tables = {}
    for model in apps.get_models():
        about_lists = model.__name__.startswith("Upload") or model.__name__ in ("ListSource", "QuarantineDecision")
        if model._meta.app_label in ("contacts", "scoring", "cadences") and not about_lists:
            tables[model.__name__] = sorted(map(repr, model._base_manager.values_list()))
    return tables


def undone(upload: Upload, *, at=NOON + timedelta(hours=1), by=None) -> Upload:
    """A list that was taken back."""
    assert upload.undo(by=by, at=at), upload.why_not_undo(at)
    return work.do_all(upload.pk, clock=lambda: at)


def outcome_of(upload: Upload) -> dict[str, str]:
    """What became of each person, by the first name, when their list was taken back."""
    return {row.who.split()[0]: row.undone for row in upload.rows.all()}
