"""Phone numbers that regulators keep for films, books and manuals: nobody's phone rings there.

The ranges, by country, with who reserves them:

- United States and Canada: NXX 555-0100 to 555-0199 in every area code. North American Numbering Plan Administrator,
  guidelines for the 555 line numbers (ATIS-0300115).
- United Kingdom: Ofcom, "Telephone numbers for use in TV and radio drama programmes".
- Australia: ACMA, "Phone numbers for use in TV shows, films and creative works".
- Germany: Bundesnetzagentur, Mitteilung 148/2021, "Rufnummern für Medienproduktionen" (drama numbers).
- France: ARCEP, décision 2018-0881 (plan national de numérotation), numbers for audiovisual works.
- Ireland: ComReg, National Numbering Conventions, 020 91x xxxx (numbers for drama use).
- Sweden: PTS, "Telefonnummer för användning i böcker och filmer".

Other countries reserve none that we know of; there nothing is found.
"""

import re

from leadflow.lib.phone import Phone

# Country to what may stand behind its calling code.
_RANGES = {
    ("1", "the United States and Canada"): (r"[2-9]\d\d55501\d\d",),
    ("44", "the United Kingdom"): (
        r"1(?:13|14|15|16|17|18|21|31|41|51|61)4960\d{3}",  # Leeds to Manchester
        r"1914980\d{3}",  # Tyneside
        r"2079460\d{3}",  # London
        r"2896496\d{3}",  # Northern Ireland
        r"2920180\d{3}",  # Cardiff
        r"1632960\d{3}",  # no place at all
        r"7700900\d{3}",
        r"8081570\d{3}",
        r"9098790\d{3}",
        r"3069990\d{3}",
    ),
    ("61", "Australia"): (
        r"[2378](?:5550|7010)\d{4}",
        r"49157(?:0(?:006|110|15[6-9]|313|737)|1(?:266|491|804)|2(?:549|665|983)|3(?:087|770)|4(?:118|632)"
        r"|5(?:254|789)|6(?:398|801)|7(?:426|644)|8(?:148|888|957)|9(?:212|455|760))",
        r"1800160401|1[38]0097570[78]|1900654321",
    ),
    ("49", "Germany"): (
        r"3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}",
        r"17139200\d\d|176040690\d\d",
        r"152(?:28817386|28895456|54599371)",
        r"172(?:9925904|9968532|9973185|9973186|9980752)|174(?:9091317|9464308)",
    ),
    ("33", "France"): (r"(?:19900|26191|35301|46571|53649|63998)\d{4}",),
    ("353", "Ireland"): (r"2091\d{5}",),
    ("46", "Sweden"): (
        r"3139006\d\d|4062804\d\d|8465004\d\d|9803192\d\d",
        r"70174060[5-9]|7017406[1-9]\d",
    ),
}
_OF_COUNTRY = {
    code: (country, re.compile("|".join(f"(?:{each})" for each in ranges)))
    for (code, country), ranges in _RANGES.items()
}
# As it is typed at home, without a country: 555-0143, 415 555 0143.
_AT_HOME = re.compile(r"(?:1?[2-9]\d\d)?55501\d\d")
_NOT_DIGITS = re.compile(r"\D+")


def country_of(phone: Phone) -> str:
    """The country, in words, that keeps this number for fiction; empty where it may be anybody's."""
    number = phone.number
    if number is None:
        digits = _NOT_DIGITS.sub("", phone.raw)
        return _OF_COUNTRY["1"][0] if _AT_HOME.fullmatch(digits) else ""
    for length in (1, 2, 3):
        if found := _OF_COUNTRY.get(number[1 : 1 + length]):
            country, ranges = found
            return country if ranges.fullmatch(number, 1 + length) else ""
    return ""
