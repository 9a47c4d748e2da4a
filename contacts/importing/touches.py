"""What the people of a list did, as touches: the same thing reported twice is one touch (model, "Touches")."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from contacts.importing.matching import Draft
from contacts.intake.interactions import union_seconds
from contacts.intake.kinds import PURPOSES
from contacts.models import Asset, Attendance, Channel, Touch, TouchNews, Upload
from leadflow.lib import bulk

# Each time counts by itself, so their moment is part of what makes them the same. Of the others once is enough.
REPEATED = frozenset({*Touch.REQUESTS, Touch.Kind.WEBSITE_CHAT})
# Out of somebody's own network (rule 6): the touch says whose.
NETWORK = frozenset({Touch.Kind.NETWORKING, Touch.Kind.LINKEDIN_CONNECTION, Touch.Kind.SOCIAL_CONNECTION})
_CHANNELS: dict[str, Channel] = {
    Touch.Kind.LINKEDIN_CONNECTION: Channel.LINKEDIN,
    Touch.Kind.LINKEDIN_VIEW: Channel.LINKEDIN,
    Touch.Kind.SOCIAL_CONNECTION: Channel.SOCIAL,
}
_COLUMNS = (
    "id contact_id direction kind channel at asset_id minutes gist detail rep_id upload_id key created_at"
).split()
_SAID = ("questions", "notes")
# By kind and name.
AssetIds = dict[tuple[str, str], int | None]


@dataclass(slots=True)
class Act:
    """One thing that somebody did, as one or several rows tell it."""

    draft: Draft
    kind: str
    asset: tuple[str, str]
    key: str = ""
    at: datetime | None = None
    minutes: int | None = None
    stays: dict[datetime, datetime] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)

    def merge(self, other: "Act") -> None:
        """A further report of the same thing: the first moment, the union of the stays, all that was said."""
        self.at = min(filter(None, (self.at, other.at)), default=None)
        self.stays = _joined(self.stays, other.stays)
        known = [minutes for minutes in (self.minutes, other.minutes) if minutes is not None]
        self.minutes = _minutes(self.stays) if self.stays else max(known, default=None)
        self.detail = other.detail | self.detail

    @property
    def gist(self) -> str:
        """In their own words, as far as the list has them."""
        answers = self.detail.get("answers", {})
        said = [self.detail[name] for name in _SAID if name in self.detail]
        return "\n".join([*said, *(f"{question} {answer}" for question, answer in answers.items())])


def acts_of(draft: Draft, interactions: Iterable[dict], subject: str) -> list[Act]:
    """A person's interactions. One that names no event of its own belongs to the subject of the list."""
    found = []
    for one in interactions:
        detail = one.get("detail", {})
        asset = (PURPOSES[one["kind"]].asset, detail.get("event") or subject)
        stays = {_moment(joined): _moment(left) for joined, left in one.get("stays", ())}
        at = _moment(one["at"]) if one.get("at") else None
        found.append(Act(draft, one["kind"], asset, at=at, minutes=one.get("minutes"), stays=stays, detail=detail))
    return found


class Changed(NamedTuple):
    """A touch that a list had more to say about: its columns before and after, and the ids of its further stays."""

    pk: int
    contact_id: int
    columns: dict[str, list[Any]]
    stays: list[int]


@dataclass(frozen=True, slots=True)
class Written:
    """The touches that are new or have changed, and how many of them each contact has; and the assets made for them."""

    touches: list[TouchNews]
    of_contact: Counter[int]
    changed: list[Changed]
    assets: list[int]

    def in_words(self, contact: int) -> list[str]:
        """What a contact has of them."""
        number = self.of_contact[contact]
        return [f"{number} new interaction{'' if number == 1 else 's'}"] if number else []


class Foreseen(NamedTuple):
    """A touch as an import is to leave it; `known` is its id where it is there already."""

    contact: int
    known: int
    kind: str
    asset: int | None
    at: datetime
    minutes: int | None
    rep: int | None


class Touches:
    """The acts of some people, held against the touches they have. The contacts are locked and have their ids."""

    def __init__(self, acts: Iterable[Act], upload: Upload, *, assets: AssetIds | None = None):
        """`assets` are the ids of what the acts are about; where they are not given, those that are new are made."""
        self._upload, self._happened_at = upload, upload.happened_at
        acts, made = list(acts), []
        if assets is None:
            assets, made = _assets({act.asset for act in acts}, upload)
        self._assets, self._new_assets = assets, made
        self._acts: dict[tuple[int, str], Act] = {}
        for act in acts:
            source = act.at.isoformat() if act.kind in REPEATED and act.at else ""
            act.key = Touch.key_for(act.kind, self._assets[act.asset], source)
            same = self._acts.setdefault((act.draft.contact.pk, act.key), act)
            if same is not act:
                same.merge(act)
        self._known = _touches_of([act for act in self._acts.values() if not act.draft.is_new])

    def save(self, *, at: datetime) -> Written:
        """Write the touches that are new, and what is new about the others."""
        new = [(contact, act) for (contact, key), act in self._acts.items() if (contact, key) not in self._known]
        ids = bulk.reserve_ids(Touch, len(new))
        stays = [(pk, *stay) for pk, (_, act) in zip(ids, new, strict=True) for stay in act.stays.items()]
        changed, reports = [], []
        for key, touch in self._known.items():
            before = (touch.at, touch.minutes)
            further = _bring_up_to_date(touch, self._acts[key])
            if further is not None:
                changed.append(touch)
                reports.append((touch, before, range(len(stays), len(stays) + len(further))))
                stays += [(touch.pk, *stay) for stay in further.items()]
        of_stays = bulk.reserve_ids(Attendance, len(stays))
        bulk.insert(Touch, _COLUMNS, [self._row(pk, act, at) for pk, (_, act) in zip(ids, new, strict=True)])
        bulk.insert(
            Attendance,
            ["id", "touch_id", "joined_at", "left_at"],
            [(pk, *stay) for pk, stay in zip(of_stays, stays, strict=True)],
        )
        bulk.update(Touch, ["at", "minutes"], [[touch.pk, touch.at, touch.minutes] for touch in changed])
        contacts = Counter([contact for contact, _ in new] + [touch.contact_id for touch in changed])
        news = [self._news(pk, act) for pk, (_, act) in zip(ids, new, strict=True)]
        return Written(
            news + [touch.news for touch in changed],
            contacts,
            [_changed(touch, before, [of_stays[i] for i in places]) for touch, before, places in reports],
            self._new_assets,
        )

    def foresee(self) -> Iterable[Foreseen]:
        """What `save` would write, new or changed."""
        for (contact, key), act in self._acts.items():
            touch = self._known.get((contact, key))
            if touch is None:
                yield self._foreseen(contact, act)
            elif _bring_up_to_date(touch, act) is not None:
                yield Foreseen(contact, touch.pk, touch.kind, touch.asset_id, touch.at, touch.minutes, touch.rep_id)

    def of_newcomers(self) -> dict[int, list[Foreseen]]:
        """What `save` is to write of those who are new themselves, by contact."""
        found: dict[int, list[Foreseen]] = defaultdict(list)
        for (contact, _), act in self._acts.items():
            if act.draft.is_new:
                found[contact].append(self._foreseen(contact, act))
        return found

    def _foreseen(self, contact: int, act: Act) -> Foreseen:
        asset, rep = self._assets[act.asset], self._rep_of(act)
        return Foreseen(contact, 0, act.kind, asset, self._moment_of(act), act.minutes, rep)

    def _row(self, pk: int, act: Act, at: datetime) -> list[Any]:
        return [
            pk,
            act.draft.contact.pk,
            Touch.Direction.INBOUND,
            act.kind,
            _CHANNELS.get(act.kind, Channel.OTHER),
            self._moment_of(act),
            self._assets[act.asset],
            act.minutes,
            act.gist,
            act.detail,
            self._rep_of(act),
            self._upload.pk,
            act.key,
            at,
        ]

    def _news(self, pk: int, act: Act) -> TouchNews:
        who, when, rep = act.draft.contact.pk, self._moment_of(act), self._rep_of(act)
        return TouchNews(pk, who, Touch.Direction.INBOUND, act.kind, when, rep_id=rep)

    def _moment_of(self, act: Act) -> datetime:
        return act.at or self._happened_at

    def _rep_of(self, act: Act) -> int | None:
        return self._upload.rep_id if act.kind in NETWORK else None


def _touches_of(acts: list[Act]) -> dict[tuple[int, str], Touch]:
    contacts, keys = {act.draft.contact.pk for act in acts}, {act.key for act in acts}
    touches = Touch.with_voided.filter(contact__among=contacts, key__among=keys).order_by().prefetch_related("stays")
    asked = {(act.draft.contact.pk, act.key) for act in acts}
    return {key: touch for touch in touches if (key := (touch.contact_id, touch.key)) in asked}


def _bring_up_to_date(touch: Touch, act: Act) -> dict[datetime, datetime] | None:
    """Change the touch by what the act adds. Its stays that are new; None where nothing is, or the touch is voided."""
    if touch.voided_at:
        return None
    known = {stay.joined_at: stay.left_at for stay in touch.stays.all()}
    further = {joined: left for joined, left in act.stays.items() if joined not in known}
    minutes = _minutes(known | further) if further else act.minutes if touch.minutes is None else touch.minutes
    first = min(filter(None, (touch.at, act.at)))
    if not further and (first, minutes) == (touch.at, touch.minutes):
        return None
    touch.at, touch.minutes = first, minutes
    return further


def _changed(touch: Touch, before: tuple[datetime, int | None], stays: list[int]) -> Changed:
    columns: dict[str, list[Any]] = {}
    if touch.at != before[0]:
        columns["at"] = [before[0].isoformat(), touch.at.isoformat()]
    if touch.minutes != before[1]:
        columns["minutes"] = [before[1], touch.minutes]
    return Changed(touch.pk, touch.contact_id, columns, stays)


def assets_as_if_made(acts: Iterable[Act], upload: Upload) -> AssetIds:
    """The id of each asset; those that would be new get one that nothing has."""
    subject = (upload.reading["asset_kind"], upload.subject)
    named = sorted({act.asset for act in acts} | {subject})
    keys = {(kind, name): Asset.key_for(kind, name) for kind, name in named}
    keys[subject] = Asset.key_for(*subject, upload.held_on)
    known = _ids_of(keys.values())
    return {pair: known.get(key, -crc32(key.encode()) - 1) for pair, key in keys.items()}


def _assets(named: set[tuple[str, str]], upload: Upload) -> tuple[AssetIds, list[int]]:
    """The id of each asset, by its kind and name; those that are new are made, and their ids told."""
    subject = (upload.reading["asset_kind"], upload.subject)
    keys = {Asset.key_for(kind, name): (kind, name) for kind, name in sorted(named) if (kind, name) != subject}
    known, ids = _ids_of(keys), {}
    if keys:
        wanted = [Asset(kind=kind, name=name[:300], key=key) for key, (kind, name) in keys.items() if key not in known]
        Asset.objects.bulk_create(wanted, ignore_conflicts=True)
        ids = _ids_of(keys)
    of_others = {pair: ids[Asset.key_for(*pair)] for pair in named if pair != subject}
    return {subject: upload.asset_id} | of_others, [pk for key, pk in ids.items() if key not in known]


def _ids_of(keys: Iterable[str]) -> dict[str, int]:
    return dict(Asset.objects.filter(key__in=keys).values_list("key", "pk")) if keys else {}


def _joined(one: dict[datetime, datetime], other: dict[datetime, datetime]) -> dict[datetime, datetime]:
    return {joined: max(filter(None, (one.get(joined), other.get(joined)))) for joined in sorted(one | other)}


def _minutes(stays: dict[datetime, datetime]) -> int:
    return (union_seconds(list(stays.items())) + 30) // 60


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
