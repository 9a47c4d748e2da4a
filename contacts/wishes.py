"""How somebody wants to be contacted (promise 14), as far as plans heed it. Plain values: no Django in here."""

from collections.abc import Collection

ONLY_BY = [
    ("email", "Mail only"),
    ("phone", "Calls only"),
    ("linkedin", "LinkedIn only"),
    ("post", "Post only"),
]
EVERY = [(7, "Once a week"), (14, "Every two weeks"), (30, "Once a month")]
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(only_by: str, call_days: Collection[int] | None, every_days: int | None) -> str:
    """“Mail only. Calls on Tuesday, Thursday. Once a week at most”."""
    said = [dict(ONLY_BY)[only_by]] if only_by else []
    if call_days:
        said.append(f"Calls on {', '.join(WEEK[day] for day in sorted(call_days))}")
    if every_days:
        often = dict(EVERY).get(every_days, f"Every {every_days} days")
        said.append(f"{often} at most")
    return ". ".join(said)
