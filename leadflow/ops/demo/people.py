"""Invented people at invented firms: domains end in .example, phone numbers are of ranges kept for fiction."""

from dataclasses import dataclass, field
from itertools import count
from random import Random

from leadflow.lib.text import folded

# Per country: first names, last names, endings of firms, phone numbers reserved for drama ({} is a number below 100).
COUNTRIES = {
    "United Kingdom": (
        "Alice Callum Edith Fergus Georgia Harriet Isla Lewis Maisie Nathan Oliver Poppy Rory Saoirse Tamsin Wilf",
        "Ashdown Birkett Calloway Dunmore Eastlake Farthing Greaves Hollis Inskip Kerslake Lomas Marwood Pendry",
        ("Ltd", "Foods Ltd", "Logistics Ltd"),
        "+44 20 7946 02{:02}",
    ),
    "Germany": (
        "Anke Bernd Clara Dirk Elke Friedhelm Greta Henning Ilka Jost Karin Lutz Meike Nils Silke Uwe",
        "Achterkamp Brinkhof Dornbusch Eichwald Fehrmann Grotjahn Hasselhorn Kalkreuth Lindemoor Mohnhaupt Osterkamp",
        ("GmbH", "Frischlogistik GmbH", "Kühlhaus KG"),
        "+49 30 23125 1{:02}",
    ),
    "Sweden": (
        "Agneta Björn Cecilia Elsa Gunnar Hedda Ivar Kerstin Lennart Malin Nore Sixten Tove Viggo",
        "Almgren Bruhn Dahlstierna Ekvall Forslind Granfelt Hedlöf Isfjord Kvist Lagerhjelm Nordanå Rydqvist Sjövall",
        ("AB", "Fryshus AB", "Transport AB"),
        "+46 8 465 004 {:02}",
    ),
    "France": (
        "Aurélie Baptiste Camille Didier Élodie Florian Gaëlle Hugo Inès Jérôme Lucie Maud Noémie Théo",
        "Aubercourt Brémontier Chantelouve Delorville Estampes Fauchery Grandpré Hautefeuille Joncheray Malvallet",
        ("SA", "Primeurs SARL", "Frais Express SAS"),
        "+33 1 99 00 12 {:02}",
    ),
    "United States": (
        "Aaron Brianna Caleb Denise Elijah Faith Grant Hailey Jaden Kendra Logan Marisol Nolan Priya Quentin Tasha",
        "Ashgrove Bellweather Crosswhite Deerfield Eastbrook Fairwater Goldthwaite Hartsell Ironmonger Kingsolver",
        ("Inc.", "Fresh Foods LLC", "Cold Storage Inc."),
        "+1 (312) 555-01{:02}",
    ),
}
WORDS = """
    Nordquay Kestrel Brightwater Polder Gulfcrate Meridian Frostline Larkfield Saltmarsh Icehouse Windrose Copperbay
    Hollowell Starling Greenholt Marlpit Ravensea Thistledown Foxglove Amberley Silverbeck Oakhanger Redcliff Seaglass
    Whitecombe Bluefin Tidewell Heatherset Millrace Coldbrook Ferncastle Drifthaven Glasswing Highmoor Lowestane
    Quillfeather Sandpiper Underhill Vantage Yarrow Ashmead Brackenrig Cloudberry Dovecote Elmsworth Fallowfield
""".split()
TITLES = (
    "Head of Logistics",
    "Operations Manager",
    "Supply Chain Director",
    "Quality Manager",
    "Warehouse Manager",
    "Transport Planner",
    "VP Supply Chain",
    "Procurement Lead",
    "Plant Manager",
    "Cold Chain Engineer",
    "Quality Assurance Lead",
    "Managing Director",
    "Fleet Manager",
    "Logistics Coordinator",
    "IT Manager",
    "Finance Director",
)
TRADES = ("Food and drink", "Transport", "Pharmaceuticals", "Retail", "Flowers and plants", "Storage")


@dataclass(frozen=True)
class Firm:
    name: str
    domain: str
    country: str
    trade: str
    employees: int


@dataclass(frozen=True)
class Person:
    first: str
    last: str
    title: str
    firm: Firm
    phone: str
    lists: tuple[int, ...] = field(default=())

    @property
    def email(self) -> str:
        return f"{plain(self.first)}.{plain(self.last)}@{self.firm.domain}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def invent(number: int, rng: Random) -> list[Person]:
    """So many people, some alone at their firm, some with colleagues. Nobody stands there twice."""
    found: dict[str, Person] = {}
    firms = _firms(rng)
    for _ in count():
        if len(found) >= number:
            break
        firm = next(firms)
        firsts, lasts, _, phone = COUNTRIES[firm.country]
        for _ in range(rng.choice((1, 2, 3, 3, 4, 5, 6))):
            first, last = rng.choice(firsts.split()), rng.choice(lasts.split())
            # One in seven leaves no number.
            given = phone.format(rng.randrange(100)) if rng.random() < 0.86 else ""
            person = Person(first, last, rng.choice(TITLES), firm, given)
            found.setdefault(person.email, person)
    return list(found.values())[:number]


def _firms(rng: Random):
    names = [(word, country) for word in WORDS for country in COUNTRIES]
    rng.shuffle(names)
    for word, country in names:
        ending = rng.choice(COUNTRIES[country][2])
        kind = plain(ending.split()[0]) if " " in ending else "group"
        domain = f"{plain(word)}-{kind}-{_CODES[country]}.example"
        employees = rng.choice((12, 35, 60, 140, 320, 700, 1800))
        yield Firm(f"{word} {ending}", domain, country, rng.choice(TRADES), employees)


_CODES = {"United Kingdom": "uk", "Germany": "de", "Sweden": "se", "France": "fr", "United States": "us"}


def plain(text: str) -> str:
    return folded(text).replace(" ", "-")
