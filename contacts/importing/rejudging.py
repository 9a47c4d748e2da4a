"""Judging kept rows by the firm's rules as they are now: what an allowed line covers, and what a changed rule changes.

What is imported stays as it is: changing a rule rewrites no history.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from contacts.intake.junk import JUNK_FLAGS, JUNK_REASONS, Findings, Judge, gist
from contacts.intake.sieve import Kind
from contacts.models import JunkEntry, JunkRule, Upload, UploadRow
from leadflow.lib import bulk, mailaddress
from leadflow.lib.phone import Phone


def about(person: dict) -> dict[str, Any]:
    """What the judge asks of somebody, out of what a staged row keeps of them."""
    fields, emails = person.get("fields", {}), person.get("emails") or [None]
    return {
        "name": f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip(),
        "email": emails[0],
        "phones": [Phone(each["raw"], each["number"]) for each in person.get("phones", ())],
        "company": fields.get("company", ""),
        "title": fields.get("title", ""),
        "said": list(_said(person)),
        "linkedin": person.get("linkedin"),
    }


def _said(person: dict) -> Iterator[str]:
    for interaction in person.get("interactions", ()):
        detail = interaction.get("detail", {})
        yield from (detail[key] for key in ("notes", "questions") if detail.get(key))
        yield from detail.get("answers", {}).values()


def with_flags_of_today(rows: list[UploadRow]) -> list[UploadRow]:
    """The same rows, the flags of their people as the firm's rules give them now."""
    judge = Judge(JunkRule.sieve())
    for row in rows:
        others = [flag for flag in row.person.get("flags", ()) if flag not in JUNK_FLAGS]
        row.person["flags"] = list(dict.fromkeys([*others, *judge(**about(row.person)).flags]))
    return rows


# Always allow


def values_of(row: UploadRow) -> dict[str, str]:
    """What of somebody in quarantine can be allowed for ever: kind of line to its value."""
    person = row.person or {}
    one = about(person)
    found = {Kind.ADDRESS.value: one["email"] or "", Kind.NAME.value: one["name"]}
    domain = mailaddress.domain(one["email"] or "")
    # Whoever allows a domain where anybody can have an address allows everybody.
    if domain and domain not in mailaddress.free_domains():
        found[Kind.DOMAIN.value] = domain
    return {kind: value for kind, value in found.items() if value}


def covered_by(entry: JunkEntry) -> list[int]:
    """The ids of the rows in quarantine by a rule on junk that a line of the firm's lists is about."""
    judge = Judge(JunkRule.sieve().only(entry.key))
    wanted = ("name", "email", "company", "title")
    return [
        pk
        for pk, person in _held_by_rules().values_list("pk", "person").iterator(chunk_size=1000)
        if judge.lines(**{name: value for name, value in about(person).items() if name in wanted})
    ]


def _held_by_rules():
    return UploadRow.objects.in_quarantine().put_aside_by_rules().exclude(person=None).order_by("pk")


# Judging anew


@dataclass(slots=True)
class Anew:
    """What judging anew would change: the ids of the rows in quarantine that it lets in, and how many stay; the lists
    that wait to be checked."""

    let_in: list[int] = field(default_factory=list)
    stay: int = 0
    lists: list[Upload] = field(default_factory=list)
    # Those that stay for other reasons than before: id, reasons, marks.
    otherwise: list[tuple[int, list[str], str]] = field(default_factory=list)

    @property
    def rows_to_check(self) -> int:
        return sum(upload.rows_total for upload in self.lists)


def anew() -> Anew:
    """What the rules as they are now would make of whoever waits. Nothing is written."""
    judge, found = Judge(JunkRule.sieve()), Anew()
    held = _held_by_rules().values_list("pk", "person", "reasons", "junk")
    for pk, person, reasons, junk in held.iterator(chunk_size=1000):
        findings = judge(**about(person))
        if not findings.reasons:
            found.let_in.append(pk)
            continue
        found.stay += 1
        said = _reasons(findings, reasons)
        if said != reasons or findings.marks != junk:
            found.otherwise.append((pk, said, findings.marks))
    waiting = Upload.objects.filter(phase=Upload.Phase.CHECK).order_by("pk")
    found.lists = [upload for upload in waiting if upload.file and upload.file.storage.exists(str(upload.file))]
    return found


def _reasons(findings: Findings, before: list[str]) -> list[str]:
    """The new reasons, with those of before that are no matter of junk."""
    return [*findings.reasons, *(reason for reason in before if gist(reason) not in JUNK_REASONS)]


@transaction.atomic
def read_anew(found: Anew) -> list[Upload]:
    """Have the lists that wait to be checked read by the rules of now, and give those that stay in quarantine their new
    reasons. Returns the lists that somebody is to read; whom it lets in, `quarantine.decide` does."""
    bulk.update(UploadRow, ["reasons", "junk"], found.otherwise)
    return [upload for upload in found.lists if upload.read_again()]
