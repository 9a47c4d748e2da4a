"""Typed readers of the environment. A wrong value stops the start with one line that names the variable."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit


class BadSetting(SystemExit):
    """Raised at start; the message names the variable and says what to write instead."""


def text(name: str, default: str = "") -> str:
    """The variable as written, or `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else stops the start."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number; anything else stops the start."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated parts, without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it need not exist yet."""
    return Path(text(name, str(default))).expanduser().absolute()


def folder_or_none(name: str) -> Path | None:
    """An absolute folder, None where the variable is unset."""
    return Path(value).expanduser().absolute() if (value := text(name)) else None


def database(name: str) -> dict | None:
    """Django's settings for a `postgres://user:password@host:port/name` address, or None where the variable is unset.

    A socket folder goes into the query: `postgres:///name?host=/run/postgresql`.
    """
    address = text(name)
    if not address:
        return None
    parts = _address(address)
    if parts is None or parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting(f"{name} must look like postgres://user:password@host:5432/leadflow.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.get("host", "")),
        "PORT": str(parts.port or ""),
    }


def redis(name: str) -> str:
    """The address of a Redis or Valkey server, "" where the variable is unset; anything else stops the start."""
    address = text(name)
    parts = _address(address)
    wanted = {"redis": "hostname", "rediss": "hostname", "redis+socket": "path"}
    if address and (parts is None or parts.scheme not in wanted or not getattr(parts, wanted[parts.scheme])):
        raise BadSetting(f"{name} must look like redis://:password@host:6379/0 or redis+socket:///run/valkey.sock.")
    return address


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. With TLS from the first byte, begun once connected (STARTTLS), or without."""

    host: str
    port: int
    user: str
    password: str
    tls_at_once: bool
    starttls: bool


def mail_server(name: str) -> MailServer | None:
    """The server of an `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS at once) or `smtp+plain://…:25`
    address (without TLS: for a server on the same machine or network); None where the variable is unset."""
    address = text(name)
    if not address:
        return None
    parts = _address(address)
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts is None or parts.scheme not in ports or not parts.hostname:
        raise BadSetting(f"{name} must look like smtp://user:password@host:587 or smtps://user:password@host:465.")
    return MailServer(
        host=parts.hostname,
        port=parts.port or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_at_once=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp",
    )


def address(name: str) -> str:
    """The address under which people reach Leadflow, without a slash at its end; "" where the variable is unset."""
    found = text(name).rstrip("/")
    parts = _address(found)
    if found and (parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise BadSetting(f"{name} must look like https://crm.firm.example.")
    return found


def _address(text: str) -> SplitResult | None:
    """The parts of an address; None where its host or its port can be none."""
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None
