"""Many values as one parameter of a statement on PostgreSQL.

The driver would write a list as an expression of a thousand constants, which takes it and the server several times as
long as this one constant.
"""

from collections.abc import Iterable
from typing import Any


def literal(values: Iterable[Any]) -> str:
    """Values of one type as an array is written: {"1",NULL,"O\\"Brien"}. To be cast to the array's type."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
