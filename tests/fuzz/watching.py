"""Reads case after case in a process of its own, so that one that ends it, or never ends, is a find as well."""

import json
import multiprocessing
import resource
import signal
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fuzz import mutations
from tests.fuzz.mutations import Case

# Of the processor's time, whatever else the machine does; and by the clock, for what cannot be interrupted.
CPU_SECONDS, SECONDS = 10, 120
# Beyond what the process has before its first case.
MEGABYTES = 300
FATES = {"person", "duplicate", "quarantined", "suppressed", "rejected", "skipped"}
REFUSING = FATES - {"person", "duplicate"}


@dataclass
class Told:
    """What a run came to."""

    cases: int = 0
    refused: int = 0
    seconds: float = 0
    slowest: str = "none slow"
    finds: list[str] = field(default_factory=list)


def watch(run: str, keep: Path, *, cases: int | None, until: float | None) -> Told:
    """Read the cases of a run, up to a number or until a moment of the monotonic clock. Finds are kept as files."""
    told, began, number = Told(), time.monotonic(), 0
    slowest = 0.0
    keep.mkdir(parents=True, exist_ok=True)
    while _goes_on(number, cases, until):
        ours, theirs = multiprocessing.Pipe()
        reader = multiprocessing.get_context("spawn").Process(
            target=_read_all, args=(theirs, run, number, cases, until, str(keep)), daemon=True
        )
        reader.start()
        theirs.close()
        while (answer := _answer(ours)) is not None:
            number, seconds, refused, find = answer[0] + 1, *answer[1:]
            told.cases, told.refused = told.cases + 1, told.refused + refused
            if seconds > slowest:
                slowest, told.slowest = seconds, f"the slowest took {seconds:.1f} s (case {answer[0]})"
            if find:
                told.finds.append(_kept(keep, run, answer[0], find))
        reader.join(1)
        if _goes_on(number, cases, until) and reader.exitcode != 0:
            reader.kill()
            reader.join()
            told.finds.append(_kept(keep, run, number, f"the process ended ({reader.exitcode}) or never did"))
            number, told.cases = number + 1, told.cases + 1
    told.seconds = time.monotonic() - began
    return told


def _goes_on(number: int, cases: int | None, until: float | None) -> bool:
    return (cases is None or number < cases) and (until is None or time.monotonic() < until)


def _answer(ours: Connection):
    try:
        return ours.recv() if ours.poll(SECONDS) else None
    except EOFError:
        return None


def _kept(keep: Path, run: str, number: int, find: str) -> str:
    case = mutations.case(number, run, mutations.seeds())
    path = keep / f"{number}-{case.name}"
    path.write_bytes(case.content)
    path.with_name(f"{path.name}.txt").write_text(f"{case.wishes}\n{find}\n", errors="backslashreplace")
    return f"case {number} ({path}): {find.strip().splitlines()[-1][:300]}"


class TooSlow(BaseException):
    """No `except Exception` may swallow it."""


def _too_slow(*_):
    raise TooSlow(f"over {CPU_SECONDS} s of the processor's time")


def _read_all(answers: Connection, run: str, first: int, cases: int | None, until: float | None, folder: str) -> None:
    from contacts import intake  # noqa: F401 - so that its memory counts as the process's own

    path, originals = Path(folder) / "being-read", mutations.seeds()
    signal.signal(signal.SIGPROF, _too_slow)
    # Libraries that are only imported when first needed belong to the process as well.
    for name, content in originals:
        broken(Case(name, content, {"zone": "Europe/Oslo"}), path)
    limit = _address_space() + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    number = first
    while _goes_on(number, cases, until):
        case = mutations.case(number, run, originals)
        began = time.process_time()
        refused, find = broken(case, path)
        answers.send((number, time.process_time() - began, refused, find))
        number += 1
    path.unlink(missing_ok=True)


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def broken(case: Case, path: Path) -> tuple[bool, str]:
    """(whether the list was refused, what is wrong with how it was read or ""). `path` is where it is put meanwhile."""
    from contacts import intake

    path.write_bytes(case.content)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        reading = intake.read(path, name=case.name, **case.wishes)
        return False, "\n".join(_wrong_in(reading))
    except intake.ListRefused as refused:
        words = str(refused)
        return True, "" if words.startswith(case.name) and "\n" not in words and len(words) < 600 else words
    except (Exception, TooSlow):  # noqa: BLE001 - whatever escapes is what is looked for
        return False, traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _wrong_in(reading):
    """What must hold for any list whatever (rule I5), one sentence for each thing that does not."""
    numbers = [row.row for row in reading.rows]
    if numbers != sorted(set(numbers)):
        yield "rows are out of order, or have two fates"
    if {row.fate for row in reading.rows} - FATES:
        yield "a fate that is none"
    if sum(reading.counts().values()) != len(reading.rows):
        yield "fates do not add up to the rows"
    if any(not row.reasons for row in reading.rows if row.fate in REFUSING):
        yield "a row was refused without a reason"
    yield from _wrong_in_people(reading)
    try:
        text = json.dumps(reading.as_json(), ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError, UnicodeEncodeError) as error:
        yield f"it cannot be written as JSON: {error}"
    else:
        if "\\u0000" in text:
            yield "a NUL character came through"


def _wrong_in_people(reading):
    rows_of: dict[int, list[int]] = {}
    for row in reading.rows:
        if row.person_index is not None:
            rows_of.setdefault(row.person_index, []).append(row.row)
    if {index: tuple(rows) for index, rows in rows_of.items()} != dict(enumerate(p.rows for p in reading.people)):
        yield "people and rows do not name each other"
    firsts = {row.person_index for row in reading.rows if row.fate == "person"}
    if len(firsts) != sum(row.fate == "person" for row in reading.rows):
        yield "somebody has two first rows"
    for person in reading.people:
        if any(not 0 <= each.minutes <= 31 * 24 * 60 for each in person.interactions if each.minutes is not None):
            yield "minutes that cannot be"
        if not (person.emails or person.linkedin or person.full_name or person.phones):
            yield "a person without a name and without an address"
