"""Names as a search compares them: lower case, without accents and apostrophes. The same in Python and in both
databases, so that PostgreSQL can keep an index of it."""

import re
import unicodedata

from django.db.models import CharField, Func

_GAPS = "-./,_"
_APOSTROPHES = "'`’"
# Letters that no accent explains.
_OWN = dict(zip("øØđĐðÐħĦıłŁŧŦ", "ooddddhhilltt", strict=True))
_TWO = {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ß": "ss", "ẞ": "ss"}


def _accented() -> dict[str, str]:
    letters = dict(_OWN)
    for code in (*range(0xC0, 0x180), *range(0x1A0, 0x1B1), *range(0x218, 0x21C), *range(0x1EA0, 0x1EFA)):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if base.isascii() and base.isalpha():
            letters[chr(code)] = base
    return letters


_LETTERS = _accented()
_SIGNS = {**dict.fromkeys(_GAPS, " "), **dict.fromkeys(_APOSTROPHES, "")}
_TABLE = str.maketrans(_LETTERS | _TWO | _SIGNS)


def folded(text: str) -> str:
    """“Jean-Luc O’Brien, Ørsted” as “jean luc obrien  orsted”."""
    return text.translate(_TABLE).lower()


def spellings(word: str) -> list[str]:
    """How a name may be written: Mueller stands as Müller, which folds to muller."""
    return list(dict.fromkeys((word, re.sub("([aou])e", r"\1", word))))


def sql(column: str) -> str:
    """The same on PostgreSQL. Two tables, since few names have other letters than ASCII and a long table is slow."""
    plain = _translate(column, _SIGNS)
    accented = _translate(column, _LETTERS | _SIGNS)
    for letter, pair in _TWO.items():
        accented = f"replace({accented}, '{letter}', '{pair}')"
    return f"CASE WHEN octet_length({column}) = char_length({column}) THEN lower({plain}) ELSE lower({accented}) END"


def _translate(column: str, table: dict[str, str]) -> str:
    # translate() drops the letters that have no counterpart; they stand at the end.
    pairs = sorted(table.items(), key=lambda pair: not pair[1])
    letters = "".join(letter for letter, _ in pairs).replace("'", "''")
    return f"translate({column}, '{letters}', '{''.join(base for _, base in pairs)}')"


class Folded(Func):
    """A column (nothing with parameters) as `folded` makes it."""

    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **context):
        column, _ = compiler.compile(self.get_source_expressions()[0])
        return sql(column), []

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="leadflow_folded", **context)


def teach_sqlite(sender, connection, **kwargs):
    """Receiver of `connection_created`: SQLite has no function of its own for this."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("leadflow_folded", 1, _folded_or_null, deterministic=True)


def _folded_or_null(text: str | None) -> str | None:
    return None if text is None else folded(text)
