"""One mailbox, many spellings: what providers ignore of an address, each by its own documentation.

Only what a provider says of its own domains stands here. Whoever has a domain of their own decides for themselves, be
it with the same provider, so an address at a firm is only ever itself.
"""

from collections.abc import Collection
from typing import NamedTuple

TAG = "+"


class Provider(NamedTuple):
    """All ignore what follows a plus; `ignored` are the signs that make no difference before it."""

    name: str
    domains: tuple[str, ...]
    ignored: str = ""
    # Its further domains lead to the very same mailboxes as the first.
    is_one_domain: bool = False


# Under each of these names Outlook.com gives addresses in many countries.
_OUTLOOK = {
    "hotmail": """at be ca ch cl co.il co.jp co.nz co.th co.uk co.za com com.ar com.au com.br com.gr com.mx com.pe
        com.tr com.vn cz de dk es fi fr hu id ie in it jp kr lv my nl ph pt sa se sg sk""",
    "live": """at be ca cl cn co.uk co.za com com.ar com.au com.mx com.pt com.sg de dk es eu fr ie in it jp nl no ru
        se""",
    "outlook": """at be cl co.id co.il co.nz co.th com com.ar com.au com.br com.gr com.pe com.tr com.vn cz de dk es fr
        hu id ie in it jp kr lv my ph pt sa sg sk""",
}
_OUTLOOK_DOMAINS = tuple(f"{name}.{ending}" for name, endings in _OUTLOOK.items() for ending in endings.split())

PROVIDERS = {
    "gmail": Provider("Gmail", ("gmail.com", "googlemail.com"), ".", is_one_domain=True),
    "outlook": Provider("Outlook.com, Hotmail and Live", (*_OUTLOOK_DOMAINS, "msn.com")),
    "icloud": Provider("iCloud", ("icloud.com", "me.com", "mac.com")),
    "proton": Provider("Proton", ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), ".-_"),
    "fastmail": Provider("Fastmail", ("fastmail.com", "fastmail.fm")),
}
# Of each domain whose it is, how it is compared, and what str.translate takes out before the plus.
_OF_DOMAIN = {
    domain: (
        key,
        provider.domains[0] if provider.is_one_domain else domain,
        dict.fromkeys(map(ord, provider.ignored)),
    )
    for key, provider in PROVIDERS.items()
    for domain in provider.domains
}


def mailbox(address: str, at: Collection[str] = PROVIDERS) -> str:
    """The mailbox that a normalised address leads to, spelt in one way: “ana@gmail.com” for “a.na+fair@googlemail.com”.

    Empty where it is with none of these providers (keys of PROVIDERS), or nothing would be left of it.
    """
    local, _, domain = address.rpartition("@")
    if (found := _OF_DOMAIN.get(domain)) is None or found[0] not in at:
        return ""
    name = local.partition(TAG)[0].translate(found[2])
    return f"{name}@{found[1]}" if name else ""
