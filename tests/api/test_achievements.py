"""What organisations achieved, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asking, code
from tests.api.test_evaluations import at
from tests.workflows.evaluation.office import Q1, Office
from workflows.evaluation.models import Achievement

PATH = "organisation-achievements/"


def body(ask: Asking, unit: str = "KEC-PEL", **more: Any) -> dict[str, Any]:
    return {"unit": str(ask.agency.units[unit].pk), "period": Q1, "achievement": "baik", **more}


def seen(ask: Asking, name: str, query: str = "") -> list[tuple[str, str, str]]:
    rows = getattr(ask, name).read(PATH + query)["results"]
    return [(each["unit"]["name"], each["period"], each["achievement"]) for each in rows]


def test_who_leads_one_level_up_says_what_a_unit_achieved(ask: Asking, office: Office) -> None:
    answer = ask.citra.post(PATH, body(ask))
    assert answer.status_code == 201
    shown = answer.json()
    assert shown.pop("set_at").startswith("2026-01-12T02:00:")
    assert shown == {
        "id": shown["id"],
        "unit": {"id": str(ask.agency.units["KEC-PEL"].pk), "name": "Unit KEC-PEL"},
        "period": Q1,
        "achievement": "baik",
        "label": shown["label"],
        "set_by": {"id": str(ask.agency.citra), "name": "Citra Contoh"},
    }
    assert ask.wibawa.post(PATH, body(ask, "KEC")).status_code == 201


def test_nobody_else_says_it(ask: Asking, office: Office) -> None:
    for name in ("ani", "budi", "dewi", "indah", "eko", "wibawa"):
        assert code(getattr(ask, name).post(PATH, body(ask))) == (403, "not_your_turn"), name
    assert code(ask.citra.post(PATH, body(ask, "KEC"))) == (403, "not_your_turn")
    assert not Achievement.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "place"),
    [
        ({"achievement": "sangat_baik"}, 400, "achievement"),
        ({"achievement": ""}, 400, "achievement"),
        ({"achievement": None}, 400, "achievement"),
        ({"period": "2026-Q9"}, 400, "period"),
        ({"period": ""}, 400, "period"),
        ({"period": "0000"}, 400, "period"),
        ({"unit": "KEC"}, 400, "unit"),
        ({"set_by": "1"}, 400, "set_by"),
        ({"unit": "4711"}, 404, None),
    ],
)
def test_an_unknown_word_period_or_unit_is_refused(
    ask: Asking, office: Office, change: dict[str, Any], status: int, place: str | None
) -> None:
    answer = ask.citra.post(PATH, body(ask) | change)
    assert answer.status_code == status
    assert list(answer.json().get("errors", {})) == ([place] if place else [])
    assert not Achievement.objects.exists()


def test_the_last_figure_counts_and_the_earlier_ones_stay(ask: Asking, office: Office) -> None:
    evaluation = office.opened(word=None)
    assert ask.budi.read(at(evaluation))["organisation"] is None
    for word in ("kurang", "istimewa"):
        assert ask.citra.post(PATH, body(ask, achievement=word)).status_code == 201
    assert [each[2] for each in seen(ask, "budi")] == ["kurang", "istimewa"]
    for name in ("ani", "budi"):
        shown = getattr(ask, name).read(at(evaluation))["organisation"]
        assert shown == {"word": "istimewa", "basis": "issued"}


def test_everybody_reads_what_his_units_achieved_and_those_of_whom_he_sees_a_plan(
    ask: Asking, office: Office
) -> None:
    for unit in ("KEC-PEL", "KEC", "DUKCAPIL"):
        office.achieved(Q1, "baik", unit)
    pelayanan, kecamatan, dukcapil = (
        ("Unit KEC-PEL", Q1, "baik"),
        ("Unit KEC", Q1, "baik"),
        ("Unit DUKCAPIL", Q1, "baik"),
    )
    assert seen(ask, "ani") == seen(ask, "budi") == [pelayanan]
    assert seen(ask, "citra") == [kecamatan]
    assert seen(ask, "eko") == [dukcapil]
    assert seen(ask, "dewi") == seen(ask, "indah") == [pelayanan, kecamatan, dukcapil]
    office.in_force()
    assert seen(ask, "citra") == [pelayanan, kecamatan]


def test_achievements_are_filtered(ask: Asking, office: Office) -> None:
    office.achieved(Q1)
    office.achieved("2025", "istimewa")
    unit = ask.agency.units["KEC-PEL"].pk
    for query, words in {
        f"?unit={unit}": ["baik", "istimewa"],
        f"?unit={unit}&period=2025": ["istimewa"],
        "?period=2024": [],
        "?unit=4711": [],
    }.items():
        assert [each[2] for each in seen(ask, "dewi", query)] == words, query
    for query in ("?word=baik", "?period=", "?unit=KEC", "?achievement=baik"):
        assert code(ask.dewi.get(PATH + query)) == (400, "invalid"), query
