"""Read strange lists until one breaks the reader: `python -m tests.fuzz --minutes 45`, or `--cases 400 --run quick`.

Each find is kept as a file in the folder of `--keep`, with what to read it with beside it. Exit code 1 if there is one.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import watching


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0, help="go on for so long; otherwise by number of cases")
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--run", default=str(time.time_ns()), help="any word; the same word makes the same cases")
    parser.add_argument("--keep", type=Path, default=None, help="folder for what breaks the reader")
    options = parser.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp(prefix="leadflow-fuzz-"))
    until = time.monotonic() + options.minutes * 60 if options.minutes else None
    told = watching.watch(options.run, keep, cases=options.cases or None, until=until)
    print(f"Run {options.run}: {told.cases} cases in {told.seconds:.0f} s, {told.refused} refused, {told.slowest}.")
    for find in told.finds:
        print(find)
    return 1 if told.finds else 0


if __name__ == "__main__":
    sys.exit(main())
