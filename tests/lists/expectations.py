"""Hold what was read out of a list against NAME.expect.json beside it: what a careful person reads out of the file.

`unmet` returns the checks that fail, by name. The expectations speak of times "if the zone were X", of families of
kinds (a badge scan and a booth visit are one), and of rows that may be held back.
"""

import re
import unicodedata
from collections import Counter

CORE = {"email", "first_name", "last_name", "full_name", "company", "title", "phone", "country", "city"}
PERSON_FATES = {"person", "duplicate", "quarantined", "suppressed", "rejected"}
REFUSED_FATES = {"quarantined", "rejected", "skipped", "suppressed"}


def zone_of(text: str) -> str:
    """The zone in which the expectations of a file give their times."""
    found = re.findall(r"utc_if_([A-Za-z_/]+)", text)
    return found[0] if found else "UTC"


def unmet(expect: dict, got: dict, zone: str) -> list[str]:
    """The names of the checks that the reading fails."""
    checks = [*_of_rows(expect, got)]
    if "people" in expect:
        checks += [*_of_fates(expect, got), *_of_people(expect, got, zone)]
    return [name for name, met in checks if not met]


def _of_rows(expect, got):
    if "columns" in expect:
        yield "header row", got["header_row"] == expect["header_row_1based_csv_record"]
        mine = {column["index"]: column["field"] for column in got["columns"]}
        wanted = [column for column in expect["columns"] if column["field"] in CORE]
        yield "mapping", all(mine.get(column["index"]) == column["field"] for column in wanted)
    counted = [row for row in got["rows"] if row["fate"] in PERSON_FATES]
    yield "person rows", len(counted) == expect["counts"]["person_rows"]
    yield "counts agree with rows", got["counts"] == dict(Counter(row["fate"] for row in got["rows"]))
    numbers = {(row.get("sheet"), row["row"]) for row in got["rows"]}
    yield "one fate a row", len(numbers) == len(got["rows"])


def _of_fates(expect, got):
    of_row = {row["row"]: row for row in got["rows"]}
    flagged, discard = _rows_of(expect, "junk_or_flagged_rows"), _discarded(expect)
    mailless = _rows_of(expect, "rows_without_email")
    without_mail = [person for person in got["people"] if not person["email"]]
    yield "no invented people without mail", len(without_mail) <= len(mailless)
    yield "junk quarantined", all(of_row[row]["fate"] in REFUSED_FATES for row in discard)
    held_back = {row for row, each in of_row.items() if each["fate"] in ("quarantined", "rejected")}
    yield "nobody good held back", held_back <= flagged | mailless
    refused = [row for row in got["rows"] if row["fate"] in REFUSED_FATES]
    if "suppressed_rows" in expect:
        suppressed = [row["row"] for row in got["rows"] if row["fate"] == "suppressed"]
        yield "suppressed", suppressed == expect["suppressed_rows"]
    yield "fates", all(of_row[int(row)]["fate"] == fate for row, fate in expect.get("fates", {}).items())
    yield "every refusal has a reason", all(row["reasons"] for row in refused)


def _rows_of(expect, key):
    return {entry if isinstance(entry, int) else entry["row"] for entry in expect.get(key, [])}


def _discarded(expect):
    return {entry["row"] for entry in expect["junk_or_flagged_rows"] if entry["discard"]}


def _of_people(expect, got, zone):
    discard = _discarded(expect)
    good = [person for person in expect["people"] if person["email"] and not set(person["rows"]) <= discard]
    have = [person for person in got["people"] if person["email"]]
    theirs = {person["email"]: person for person in have}
    known = {person["email"] for person in expect["people"]}
    also = {mail for person in expect["people"] for mail in person.get("also_emails", [])}
    wanted = {person["email"] for person in good}
    yield "people", wanted <= set(theirs) <= known | also and len(have) == len(theirs)
    of_row = {row["row"]: row for row in got["rows"]}
    yield "first row person, further rows duplicate", all(_in_order(person, of_row) for person in good)
    pairs = [(person, theirs[person["email"]]) for person in good if person["email"] in theirs]
    yield "names", all(_name_is_right(*pair) for pair in pairs)
    yield "attendance", all(person.get("attendance") in (None, mine["attendance"]) for person, mine in pairs)
    yield "times", all(_times_are_right(*pair, zone) for pair in pairs)
    yield "kinds", all(_kinds_are_right(*pair) for pair in pairs)
    yield "said", all(_says(*pair) for pair in pairs)


def _says(person, mine):
    """What an expectation says besides: fields, notes and answers, minutes, phones, flags."""
    detail: dict = {}
    for interaction in mine["all_interactions"]:
        detail = {**interaction.get("detail", {}), **detail}
    return (
        _holds(mine["fields"], person.get("fields", {}))
        and _holds(mine["fields"], {key: person[key] for key in ("first_name", "last_name") if key in person})
        and _holds(mine["extra"], person.get("extra", {}))
        and _holds(detail, person.get("detail", {}))
        and set(person.get("flags", [])) <= set(mine["flags"])
        and person.get("minutes") in (None, *[each.get("minutes") for each in mine["all_interactions"]])
        and person.get("phones", []) == [phone["number"] for phone in mine["phones"]][: len(person.get("phones", []))]
        and person.get("linkedin") in (None, mine["linkedin"])
        and set(person.get("also_emails", [])) <= set(mine["emails"])
        and person.get("kinds", []) in ([], [each["kind"] for each in mine["all_interactions"]])
    )


def _holds(mine, wanted):
    return {key: mine.get(key) for key in wanted} == wanted


def _in_order(person, of_row):
    seen = [row for row in person["rows"] if of_row[row]["fate"] in ("person", "duplicate")]
    return [row for row in seen if of_row[row]["fate"] == "person"] == seen[:1]


def _words(name):
    return set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", name or "").casefold()))


def _name_is_right(person, mine):
    seen = [_words(name) for name in person.get("names_seen", []) if _words(name)]
    return not seen or (bool(_words(mine["name"])) and any(_words(mine["name"]) <= name for name in seen))


def _family(kind):
    """Attended, registered, scanned, or the kind itself: several kinds are one within these."""
    if "attend" in kind:
        return "attended"
    if "regist" in kind:
        return "registered"
    return "scanned" if any(word in kind for word in ("badge", "booth", "scan")) else kind


def _stamps(person, zone):
    for interaction in person.get("interactions", []):
        at = interaction.get("occurred_at") or {}
        yield _family(interaction["kind"]), at.get("utc") or at.get(f"utc_if_{zone}")


def _times_are_right(person, mine, zone):
    stamps = list(_stamps(person, zone))
    got = {interaction["at"] for interaction in mine["interactions"]}
    dated = [at for _, at in stamps if at]
    main = [at for kind, at in stamps if at and kind in ("attended", "scanned")] or dated
    if main and min(main) not in got:
        return False
    return len(dated) < len(stamps) or not stamps or got <= set(dated)


def _kinds_are_right(person, mine):
    wanted = {_family(interaction["kind"]) for interaction in person.get("interactions", [])}
    got = {_family(interaction["kind"]) for interaction in mine["interactions"]}
    return not wanted or all((kind in wanted) == (kind in got) for kind in ("attended", "scanned"))
