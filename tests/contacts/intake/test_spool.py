import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from contacts.intake.spool import Spool

STEPS = st.lists(st.tuples(st.integers(-1, 20), st.binary(max_size=40)), max_size=60)


@given(STEPS, st.integers(1, 100))
def test_a_spool_holds_what_a_list_holds(steps, held):
    spool, plain = Spool(bytes, bytes, held=held), []
    for number, value in steps:
        if number < 0:
            spool.append(value)
            plain.append(value)
        elif number < len(plain):
            spool[number] = plain[number] = value

    assert [spool[number] for number in range(len(spool))] == plain


@given(st.lists(st.binary(max_size=40), max_size=60), st.integers(1, 100), st.integers(0, 70), st.integers(0, 70))
def test_a_part_is_read_in_order(values, held, first, last):
    spool = Spool(bytes, bytes, held=held)
    for value in values:
        spool.append(value)

    assert list(spool.between(first, last)) == values[first:last]


def test_its_file_is_gone_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = len(os.listdir("/dev/fd"))
    spool = Spool(bytes, bytes, held=10)
    for _ in range(5):
        spool.append(b"a dozen bytes")

    assert len(os.listdir("/dev/fd")) == before + 1
    assert list(tmp_path.iterdir()) == []
    del spool
    assert len(os.listdir("/dev/fd")) == before


READ = """
import resource, sys
from contacts import intake
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reading = intake.read(sys.argv[1], zone="UTC")
assert len(reading.people) == len(reading.rows)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // (1 if sys.platform == "linux" else 1024))
"""


def test_a_long_list_takes_little_memory(tmp_path):
    path = tmp_path / "long.csv"
    rows = (
        f"Ana{n % 7},Berg{n % 9},ana{n}@firm{n // 5}.example,Firm {n // 5},+47 2315 {n % 10000:04d}"
        for n in range(60_000)
    )
    path.write_text("\n".join(["First name,Last name,Email,Company,Phone", *rows]))

    kilobytes = subprocess.run(
        [sys.executable, "-c", READ, path], check=True, capture_output=True, text=True, timeout=300
    ).stdout

    # With all of it in memory it would be over 80,000.
    assert int(kilobytes) < 45_000
