"""What a job title says of how high somebody stands, and of what they work on."""

import pytest

from leadflow.lib.text import folded
from scoring import titles

TITLES = {
    "VP Supply Chain": ("vp", "logistics"),
    "Vice President Sales": ("vp", "sales"),
    "Leiter Logistik": ("head", "logistics"),
    "Logistikleiterin": ("head", "logistics"),
    "Einkaufsleiter": ("head", "procurement"),
    "Head of Procurement": ("head", "procurement"),
    "Responsable achats": ("head", "procurement"),
    "Directrice de la qualité": ("head", "quality"),
    "Jefa de Operaciones": ("head", "operations"),
    "Hoofd Logistiek": ("head", "logistics"),
    "Direttore Acquisti": ("head", "procurement"),
    "Managing Director": ("chief", ""),
    "Geschäftsführer": ("chief", ""),
    "CEO & Founder": ("chief", ""),
    "Assistant to the CEO": ("assistant", ""),
    "Praktikantin Einkauf": ("assistant", "procurement"),
    "Team Lead IT": ("manager", "it"),
    "Product Manager": ("manager", ""),
    "Warehouse Specialist": ("specialist", "warehouse"),
    "Produktionsplaner": ("specialist", "production"),
    "Logistics": ("", "logistics"),
    "Logisticsian": ("", ""),
    "Wizard": ("", ""),
    "": ("", ""),
}
WORK = ["logistics", "sales", "procurement", "quality", "operations", "it", "warehouse", "production"]


@pytest.mark.parametrize(("title", "level", "work"), [(t, *said) for t, said in TITLES.items()], ids=TITLES)
def test_a_title_says_how_high_and_what(title, level, work):
    assert titles.level_of(title) == level
    assert [word for word in WORK if titles.names(title, word)] == [work] * bool(work)


def test_any_word_for_a_work_means_all_of_them():
    assert titles.names("Leiter Einkauf", "Procurement")
    assert titles.names("Head of Procurement", "Einkauf")


def test_a_word_of_the_firm_s_own_means_itself():
    assert titles.names("Cold chain engineer", "cold chain")
    assert not titles.names("Engineer", "cold chain")


def test_all_words_are_written_as_titles_are_compared():
    known = [word for group in titles._WORK + tuple(titles._LEVELS.values()) for word in titles._phrases(group)]

    assert [word for word in known if folded(word) != word] == []
