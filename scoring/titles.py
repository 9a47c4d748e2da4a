"""What a job title says: how high somebody stands, and what they work on. Pure; words of six languages."""

from functools import lru_cache

from leadflow.lib.text import folded

# From below, since "assistant to the CEO" is no CEO and a vice president no president.
_LEVELS = {
    "assistant": (
        "assistant assistante assistent assistentin assistenz asistente intern trainee praktikant praktikantin "
        "stagiaire becario stagista secretary sekretarin working student werkstudent"
    ),
    "vp": "vp svp evp avp|vice president|vice presidente|vicepresidente|vice president|bereichsleiter|bereichsleiterin",
    "chief": (
        "ceo cfo coo cto cio cmo cpo cso cro chief president presidente owner founder cofounder inhaber inhaberin "
        "geschaftsfuhrer geschaftsfuhrerin vorstand vorstandin pdg gerant gerante gerente|managing director|"
        "general manager|directeur general|directrice generale|director general|amministratore delegato|"
        "algemeen directeur|eigenaar|titolare|proprietaire|fondateur|fundador"
    ),
    "head": (
        "head director direktor direktorin directeur directrice directora direttore direttrice leiter leiterin "
        "leitung hoofd jefe jefa responsable responsabile abteilungsleiter abteilungsleiterin chef dyrektor"
    ),
    "manager": (
        "manager managerin lead supervisor teamleiter teamleiterin teamlead teamleider coordinator koordinator "
        "koordinatorin coordinateur coordinatrice coordinador coordinadora coordinatore"
    ),
    "specialist": (
        "specialist spezialist spezialistin specialiste especialista specialista engineer ingenieur ingenieurin "
        "ingeniero ingeniera ingegnere analyst analista consultant officer executive buyer einkaufer einkauferin "
        "acheteur acheteuse comprador compradora inkoper planner disponent disponentin dispatcher referent referentin "
        "sachbearbeiter sachbearbeiterin clerk technician techniker technicien tecnico representative associate"
    ),
}
LEVELS = {
    "chief": "Top of the firm: CEO, owner, managing director",
    "vp": "Vice president",
    "head": "Head, director",
    "manager": "Manager, team lead",
    "specialist": "Specialist",
    "assistant": "Assistant, trainee",
}
_SHORT = {
    "chief": "at the top of the firm",
    "vp": "vice president",
    "head": "head or director",
    "manager": "manager or team lead",
    "specialist": "specialist",
    "assistant": "assistant or trainee",
}
# Words for one kind of work. Whoever names one of them means all.
_WORK = (
    "logistics logistik logistique logistica logistiek|supply chain|lieferkette|chaine d approvisionnement|"
    "cadena de suministro|toeleveringsketen|catena di fornitura|spedition",
    "procurement purchasing buyer einkauf beschaffung achat achats compras inkoop acquisti approvvigionamento",
    "quality qualitat qualite calidad kwaliteit qualita|qa",
    "warehouse warehousing lager entrepot almacen magazijn magazzino",
    "transport transportation fuhrpark versand trasporti transporte vervoer fleet shipping",
    "operations betrieb operaciones operazioni|exploitation",
    "production manufacturing produktion fertigung fabrication produccion productie produzione",
    "it edv informatik informatique informatica|information technology|systems",
    "finance finanzen finanz finances finanzas financien finanza controlling accounting buchhaltung comptabilite",
    "sales vertrieb verkauf ventes ventas verkoop vendite|business development",
    "marketing communications kommunikation",
    "hr personalwesen personalabteilung|human resources|ressources humaines|recursos humanos|risorse umane",
    "maintenance instandhaltung wartung mantenimiento onderhoud manutenzione",
    "research forschung recherche investigacion onderzoek ricerca|r d",
)


def _phrases(text: str) -> tuple[str, ...]:
    """Words, and between bars those that belong together."""
    first, *others = text.split("|")
    words = [*first.split(), *others]
    return tuple(word for word in words if word)


_BY_LEVEL = {level: _phrases(text) for level, text in _LEVELS.items()}
_ALIKE = {word: group for group in map(_phrases, _WORK) for word in group}
# What German compounds end with, and how high that is: "Logistikleiter", "Einkaufsleiterin".
_TAILS = {
    **dict.fromkeys(("leiter", "leiterin", "leitung", "direktor", "direktorin", "chef", "chefin"), "head"),
    **dict.fromkeys(("manager", "managerin", "koordinator", "koordinatorin"), "manager"),
    **dict.fromkeys(("spezialist", "spezialistin", "planer", "planerin", "referent", "referentin"), "specialist"),
}


def short(level: str) -> str:
    """A level in a few words: “top of the firm”."""
    return _SHORT[level]


@lru_cache(maxsize=20_000)
def level_of(title: str) -> str:
    """How high a title stands, a key of LEVELS; "" where no word tells."""
    said = f" {folded(title)} "
    for level, words in _BY_LEVEL.items():
        if any(f" {word} " in said for word in words):
            return level
    return next((level for word in said.split() for tail, level in _TAILS.items() if word.endswith(tail)), "")


@lru_cache(maxsize=1_000)
def alike(word: str) -> tuple[str, ...]:
    """A word for a kind of work, folded, with the words of other languages for the same."""
    one = folded(word)
    return _ALIKE.get(one, (one,))


@lru_cache(maxsize=20_000)
def names(title: str, word: str) -> bool:
    """Whether a title names a kind of work, in a word of its own or at the beginning of a compound."""
    said = folded(title)
    return any(f" {each} " in f" {said} " or _begins_one_of(said, each) for each in alike(word))


def _begins_one_of(said: str, word: str) -> bool:
    return any(each.startswith(word) and each[len(word) :].removeprefix("s") in _TAILS for each in said.split())
