"""P1: import a CSV from the file to the report, against COPY of the rows that come of it into the same tables."""

import csv
import io
import re
import tempfile
from pathlib import Path

from django.core.files import File
from django.db import connection
from django.utils.timezone import now

from contacts.importing import work
from contacts.models import Contact, ContactPoint, Touch, Upload
from leadflow.accounts.models import Team
from tests.bench.measuring import Result, begin_anew, in_turn, seconds, tidy

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
        took = in_turn(ROUNDS, ours=lambda: _ours(whole), bare=_bare, tenth=lambda: _ours(tenth))
        results = [
            Result("P1", f"import {ROWS:,} rows", took["bare"], took["ours"], 3.0),
            Result(
                "P1-size", f"{ROWS:,} rows against ten times a tenth of them", took["tenth"] * 10, took["ours"], 1.25
            ),
        ]
        if not small:
            _ours(_list(Path(folder, "before.csv"), 1_000_000, begin=ROWS))
            tidy()
            results.append(
                Result("P1-full", f"{ROWS:,} rows into a million contacts", took["ours"], _import(whole), 1.43)
            )
    return results


def _list(path: Path, rows: int, begin: int = 0) -> Path:
    """A list such as marketing has: five people a firm, phones, dates; nobody twice."""
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
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
            lines.writerow([FIRST[n % 20], last, f"p{n}@firm{firm}.example", f"Firm {firm} GmbH", *where, at])
    return path


def _ours(path: Path) -> float:
    begin_anew()
    return _import(path)


def _import(path: Path) -> float:
    team = Team.objects.get_or_create(name="Bench")[0]

    def all_of_it():
        with path.open("rb") as file:
            upload = Upload.receive(File(file), name=path.name, at=now(), team=team, zone="UTC")
        upload = work.do_all(upload.pk, clock=now)
        assert upload.begin(at=now()), upload.problem
        upload = work.do_all(upload.pk, clock=now)
        assert upload.counts == {"created": upload.rows_total}, upload.counts

    return seconds(all_of_it)


def _bare() -> float:
    """COPY what the import left into empty tables with the same columns, indexes and constraints."""
    tidy()
    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            rows[table] = io.StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", rows[table])
            rows[table].seek(0)
        _make_twins(cursor)
        took = seconds(lambda: [cursor.copy_expert(f"COPY bare.{table} FROM STDIN", rows[table]) for table in TABLES])
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
