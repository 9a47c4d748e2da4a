"""P1: import a CSV from the file to the report, against COPY of the rows that come of it into the same tables. And one
list alone, of any length, with the memory that it takes."""

import csv
import io
import multiprocessing
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.core.files import File
from django.db import connection
from django.utils.timezone import now
from openpyxl import Workbook

from contacts.importing import work
from contacts.models import Contact, ContactPoint, Touch, Upload
from leadflow.accounts.models import Team
from tests.bench.measuring import Result, Spent, begin_anew, peak_memory, spent, tidy

ROWS = 100_000
ROUNDS = 2
TABLES = [model._meta.db_table for model in (Contact, ContactPoint, Touch)]
FIRST = (
    "Ana Ben Carla Dmitri Elif Farid Greta Hugo Ines Jonas Katya Liam Mona Nils Olga Pavel Qiu Rosa Sven Tara".split()
)
LAST = "Brandt Castellan Duvalier Eriksen Farnsley Grodzki Hallström Ivarsson Jankowski Kowalczyk".split()
HEADINGS = "First Name,Last Name,Email,Company,Job Title,Phone,Country,City,Downloaded At".split(",")


def run(small: bool) -> list[Result]:
    """100k rows into an empty database; how that grows with the rows; and, unless small, into a million contacts."""
    with tempfile.TemporaryDirectory() as folder:
        whole, tenth = _list(Path(folder, "whole.csv"), ROWS), _list(Path(folder, "tenth.csv"), ROWS // 10)
        # In turn, so that a slow minute of the machine is felt by all.
        rounds = [(_ours(whole), _bare(), _ours(tenth)) for _ in range(ROUNDS)]
        ours, bare, tenths = (Spent(*map(median, zip(*of_one, strict=True))) for of_one in zip(*rounds, strict=True))
        results = [
            Result("P1", f"import {ROWS:,} rows", bare.seconds, ours.seconds, 3.0),
            Result("P1-cpu", "the same, in seconds of the processor", bare.processor, ours.processor, 3.0),
            Result("P1-size", f"{ROWS:,} rows, ten times a tenth", 10 * tenths.seconds, ours.seconds, 1.25),
        ]
        if not small:
            _ours(_list(Path(folder, "before.csv"), 1_000_000, begin=ROWS))
            tidy()
            results.append(
                Result("P1-full", f"{ROWS:,} rows into a million contacts", ours.seconds, _import(whole).seconds, 1.43)
            )
    return results


def one_list(rows: int, *, xlsx: bool) -> dict:
    """What it takes to import one list into an empty database: seconds, and MB of memory at most."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.xlsx" if xlsx else "list.csv")
        # By a process of its own: its memory is not that of the import.
        writer = multiprocessing.get_context("fork").Process(target=_workbook if xlsx else _list, args=(path, rows))
        writer.start()
        writer.join()
        before = peak_memory()
        took = _import(path)
    return {
        "rows": rows,
        "format": path.suffix[1:],
        "database": connection.vendor,
        "seconds": round(took.seconds, 1),
        "rows_a_second": round(rows / took.seconds),
        "processor_s": {"ours": round(took.ours, 1), "server": round(took.server, 1)},
        "memory_mb": {"before": round(before), "peak": round(peak_memory())},
    }


def _list(path: Path, rows: int, begin: int = 0) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(_lines(rows, begin))
    return path


def _workbook(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for line in _lines(rows):
        sheet.append(line)
    book.save(path)


def _lines(rows: int, begin: int = 0) -> Iterator[list[str]]:
    """A list such as marketing has: five people a firm, phones, dates; nobody twice."""
    yield HEADINGS
    for n in range(begin, begin + rows):
        last = LAST[n % 10] + "abcdefghij"[n // 10 % 10] + "klmnopqrst"[n // 100 % 10]
        firm = n // 5
        where = [
            "Head of Logistics",
            f"+1 212 {200 + n // 10000 % 800:03d} {n % 10000:04d}",
            "United States",
            "New York",
        ]
        at = f"2026-02-{n % 28 + 1:02d} 10:{n % 60:02d}:00"
        yield [FIRST[n % 20], last, f"p{n}@firm{firm}.example", f"Firm {firm} GmbH", *where, at]


def _ours(path: Path) -> Spent:
    begin_anew()
    return _import(path)


def _import(path: Path) -> Spent:
    team = Team.objects.get_or_create(name="Bench")[0]

    def all_of_it():
        with path.open("rb") as file:
            upload = Upload.receive(File(file), name=path.name, at=now(), team=team, zone="UTC")
        upload = work.do_all(upload.pk, clock=now)
        assert upload.phase == Upload.Phase.CHECK, upload.problem
        assert upload.begin(at=now())
        upload = work.do_all(upload.pk, clock=now)
        assert upload.counts == {"created": upload.rows_total}, upload.counts

    return spent(all_of_it)


def _bare() -> Spent:
    """COPY what the import left into empty tables with the same columns, indexes and constraints."""
    tidy()
    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            rows[table] = io.StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", rows[table])
            rows[table].seek(0)
        _make_twins(cursor)
        took = spent(lambda: [cursor.copy_expert(f"COPY bare.{table} FROM STDIN", rows[table]) for table in TABLES])
        cursor.execute("DROP SCHEMA bare CASCADE")
    return took


def _make_twins(cursor) -> None:
    cursor.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare")
    for table in TABLES:
        cursor.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")
    for table in TABLES:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
            [table],
        )
        for (definition,) in cursor.fetchall():
            mine = re.sub(rf"REFERENCES ({'|'.join(TABLES)})\(", r"REFERENCES bare.\1(", definition)
            cursor.execute(f"ALTER TABLE bare.{table} ADD {mine}")
