"""The tags screens are built of."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from lucide import IconDoesNotExist

from leadflow.accounts.templatetags import ui
from leadflow.accounts.views.styleguide import STAGES


def render(source, **context):
    return Template(source).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_label():
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    assert "visually-hidden" not in render('{% icon "phone" %}')
    assert '<span class="visually-hidden">Call</span>' in render('{% icon "phone" "Call" %}')


def test_every_icon_named_in_the_code_is_in_the_package():
    for name in [*ui.ICONS.values(), *ui.STAGE_ICONS.values()]:
        assert "<svg" in ui.drawing(name, 16)
    with pytest.raises(IconDoesNotExist):
        ui.drawing("no such icon", 16)


@pytest.mark.parametrize(("stage", "word"), STAGES)
def test_a_stage_is_always_a_word(stage, word):
    assert word in render("{% stage_tag stage word %}", stage=stage, word=word)


def test_what_comes_from_a_list_is_shown_as_text():
    evil = "<img src=x onerror=alert(1)>"

    html = render("{% tag evil %}{% stage_tag evil evil evil %}{% tag evil title=evil tone=evil %}", evil=evil)
    html += render('{% include "components/person.html" with name=evil detail=evil url="javascript:x" %}', evil=evil)

    assert "<img" not in html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-US,en;q=0.9", "Tue, Nov 17, 2:05 pm"),
        ("de-DE", "Tue 17 Nov, 14:05"),
        ("", "Tue 17 Nov, 14:05"),
    ],
)
def test_a_moment_is_written_as_the_readers_country_does(language, words):
    request = RequestFactory().get("/", headers={"accept-language": language})
    moment = datetime(2026, 11, 17, 14, 5, tzinfo=UTC)

    html = render("{% when moment %}", request=request, moment=moment, today=date(2026, 11, 24))

    assert words in html
    assert 'datetime="2026-11-17T14:05:00+00:00"' in html


def test_a_time_is_shown_at_the_contacts_place():
    moment = datetime(2026, 11, 17, 14, 5, tzinfo=UTC)

    assert "23:05" in render('{% clock moment "Asia/Tokyo" %}', moment=moment)


@pytest.mark.parametrize("source", ["{% day nothing %}", "{% when nothing %}", "{% clock nothing %}"])
def test_no_moment_is_a_dash(source):
    assert render(source, nothing=None) == "–"


@pytest.mark.parametrize(
    ("share", "words"), [(0.114, "11.4 %"), (0.57, "57 %"), (1.04, "104 %"), (0, "0 %"), (None, "–")]
)
def test_a_share_is_told_to_one_decimal_where_it_is_small(share, words):
    assert ui.percent(share) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ingrid Solbakken", "IS"), ("Łukasz", "Ł"), ("Marta de la Cierva", "MC"), ("", "?"), ("(Ben) Okafor", "O")],
)
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert ui.initials(name) == letters


def test_columns_stand_on_zero_and_come_with_their_numbers():
    rows = [{"label": "1", "value": 0}, {"label": "2", "value": 10, "url": "/rows/"}]

    html = render('{% columns "Two is more" rows "note" "meetings" %}', rows=rows)

    assert 'height="0.0"' in html
    assert 'y="16.0" width="224.0" height="116.0"' in html
    assert '<a href="/rows/">10</a>' in html


def test_columns_of_nothing_are_drawn_without_an_error():
    assert "Nothing yet" in render('{% columns "Nothing yet" rows %}', rows=[])
