"""How fast Leadflow is, against the least that the same work could cost: python -m tests.bench --help

In a database of its own on the server that LEADFLOW_DATABASE_URL names; it goes when the benches end.
"""

import argparse
import contextlib
import importlib
import json
import os
import sys

import django

# In this order; each module has run(small) -> list[Result], with results such as P3-mail for P3.
BENCHES = {
    "P1": "tests.bench.p1_import",
    "P2": "tests.bench.p2_lists",
    "P3": "tests.bench.pages",
    "P4": "tests.bench.p4_rescore",
    "P5": "tests.bench.p5_firing",
    "P6": "tests.bench.p4_rescore",
    "P8": "tests.bench.pages",
    "P10": "tests.bench.pages",
}


def main(arguments: list[str]) -> int:
    """The exit code: 0 whether goals are met or not, since machines differ; the table says it."""
    options = _options(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadflow.settings")
    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql" and not options.list:
        sys.exit("The benches need PostgreSQL. Start them with ./run bench, or set LEADFLOW_DATABASE_URL.")
    before = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = f"{before}_bench"
    # Standard output belongs to the results.
    with contextlib.redirect_stdout(sys.stderr):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        if options.list:
            from tests.bench.p1_import import one_list

            print(json.dumps(one_list(options.list, xlsx=options.xlsx)))
            return 0
        if options.sweep:
            from tests.bench.p5_firing import one_sweep

            print(json.dumps(one_sweep(options.sweep, max(options.sweep, options.planned))))
            return 0
        modules = dict.fromkeys(BENCHES[name] for name in options.only)
        results = [result for module in modules for result in _run(module, options)]
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    if options.json:
        print(json.dumps([result.as_json() for result in results]))
    return 0


def _run(module: str, options) -> list:
    found = importlib.import_module(module).run(options.small)
    results = [result for result in found if result.id.split("-")[0] in options.only]
    for result in results if not options.json else ():
        if not options.printed:
            print(f"{'id':9}{'work':48}{'bare':>10}{'ours':>10}{'ratio':>8}{'goal':>8}  met", flush=True)
            options.printed = True
        times = f"{result.bare_s:9.2f}s{result.ours_s:9.2f}s{result.ratio:8.2f}{result.goal:8.2f}"
        print(f"{result.id:9}{result.work:48}{times}  {'yes' if result.ratio <= result.goal else 'NO'}", flush=True)
    return results


def _options(arguments: list[str]):
    parser = argparse.ArgumentParser(prog="./run bench", description="Ours against bare SQL, as ratios.")
    parser.add_argument("--small", action="store_true", help="without the million contacts")
    parser.add_argument("--json", action="store_true", help="one JSON list instead of the table")
    parser.add_argument("--only", type=_names, default=list(BENCHES), help="for example P1,P5", metavar="IDS")
    parser.add_argument("--list", type=int, help="instead: import one list of so many rows, on SQLite too", metavar="N")
    parser.add_argument("--xlsx", action="store_true", help="that list as a workbook")
    parser.add_argument("--sweep", type=int, help="instead: one sweep that fires so many steps", metavar="N")
    parser.add_argument("--planned", type=int, default=0, help="that sweep among so many plans", metavar="N")
    options = parser.parse_args(arguments)
    options.printed = False
    return options


def _names(text: str) -> list[str]:
    names = [name.strip().upper() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in BENCHES]:
        raise argparse.ArgumentTypeError(f"There is no {', '.join(unknown)}; there is {', '.join(BENCHES)}.")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
