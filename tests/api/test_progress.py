"""Entries of progress over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.api.asking import Asking, code
from tests.api.test_evidence import number, queries, sent

WORK = {"indicator": "r2.i1", "date": "2026-01-12", "value": "1"}


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def progress(ask: Asking) -> str:
    """The address of the progress of Ani's plan in force, on Monday 6 April."""
    plan = ask.in_force()
    ask.agency.at("2026-04-06 08:00")
    return f"{plan}progress/"


def _entered(ask: Asking, progress: str, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    answer = ask.ani.post(progress, [WORK | each for each in entries])
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def _values(ask: Asking, address: str) -> list[str]:
    return [each["value"] for each in ask.budi.read(address)["results"]]


def test_what_was_entered_is_what_is_read(ask: Asking, progress: str) -> None:
    file = sent(ask.ani, progress)
    (made,) = _entered(ask, progress, {"note": "Laporan Januari", "evidence": [file["id"]]})
    assert made == {
        "id": made["id"],
        "plan": number(progress),
        "indicator": "r2.i1",
        "date": "2026-01-12",
        "value": "1",
        "note": "Laporan Januari",
        "evidence": [{"id": file["id"], "name": "laporan.pdf", "broken": False}],
        "corrects": None,
        "corrected_by": None,
        "written_by": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
        "written_at": made["written_at"],
    }
    assert made["written_at"].startswith("2026-04-06T01:00:")
    for who in (ask.ani, ask.budi, ask.citra, ask.dewi, ask.indah):
        assert who.read(progress)["results"] == [made]


def test_who_may_not_see_the_plan_sees_no_progress_and_enters_none(ask: Asking, progress: str) -> None:
    assert code(ask.eko.get(progress)) == (404, "not_found")
    assert code(ask.eko.post(progress, [WORK])) == (404, "not_found")
    assert code(ask.budi.post(progress, [WORK])) == (403, "not_your_turn")


def test_several_are_answered_in_their_order(ask: Asking, progress: str) -> None:
    made = _entered(ask, progress, *({"value": str(each)} for each in range(1, 201)))
    assert [each["value"] for each in made] == [str(each) for each in range(1, 201)]


def test_progress_is_listed_by_day_and_filtered(ask: Asking, progress: str) -> None:
    days = ("2026-03-01", "2026-01-05", "2026-02-01")
    _entered(ask, progress, *({"date": day, "value": str(place)} for place, day in enumerate(days)))
    _entered(ask, progress, {"indicator": "r1.i1", "value": "25", "date": "2026-02-03"})
    assert _values(ask, f"{progress}?ordering=day") == ["1", "2", "25", "0"]
    assert _values(ask, f"{progress}?ordering=-day") == ["0", "25", "2", "1"]
    assert _values(ask, f"{progress}?indicator=r2.i1&from=2026-02-01&to=2026-03-01") == ["0", "2"]
    first = ask.budi.read(f"{progress}?ordering=day&page_size=3")
    assert _values(ask, first["next"]) == ["0"]
    for wrong in ("day=2026-01-01", "from=yesterday", "ordering=value"):
        assert code(ask.ani.get(f"{progress}?{wrong}")) == (400, "invalid")


def test_a_correction_is_shown_on_both(ask: Asking, progress: str) -> None:
    (first,) = _entered(ask, progress, {})
    (second,) = _entered(ask, progress, {"value": "2", "corrects": first["id"]})
    old, new = ask.ani.read(progress)["results"]
    assert (old["corrected_by"], old["value"], new["corrects"]) == (second["id"], "1", first["id"])
    assert _values(ask, f"{progress}?stands=true") == ["2"]
    assert _values(ask, f"{progress}?stands=false") == ["1"]


def test_what_is_malformed_is_told_by_its_place(ask: Asking, progress: str) -> None:
    wrong = [WORK, WORK | {"date": "31-01-2026", "unit": "x"}, {"value": 1}]
    errors = ask.ani.post(progress, wrong).json()["errors"]
    assert set(errors) == {"1.date", "1.unit", "2.indicator", "2.date", "2.value"}
    bodies: list[Any] = [{}, WORK, [], [WORK] * 201, [[]], "x"]
    for body in bodies:
        assert code(ask.ani.post(progress, body)) == (400, "invalid")
    assert ask.ani.read(progress)["results"] == []


def test_what_breaks_a_rule_is_told_all_at_once_and_nothing_is_entered(ask: Asking, progress: str) -> None:
    wrong = [WORK, WORK | {"date": "2026-12-31"}, WORK | {"value": "banyak", "evidence": ["4711"]}]
    answer = ask.ani.post(progress, wrong, **{"Accept-Language": "en"})
    assert code(answer) == (422, "rules_broken")
    assert [each["message"].partition(":")[0] for each in answer.json()["blockers"]] == [
        "Entry 2",
        "Entry 3",
        "Entry 3",
    ]
    assert ask.ani.read(progress)["results"] == []


def test_a_plan_that_does_not_run_takes_no_entry(ask: Asking) -> None:
    plan = ask.drafted()
    assert code(ask.ani.post(f"{plan}progress/", [WORK])) == (409, "wrong_state")
    assert ask.ani.read(f"{plan}progress/")["results"] == []


def test_a_list_takes_as_many_queries_for_one_as_for_many(ask: Asking, progress: str) -> None:
    file = sent(ask.ani, progress)["id"]
    _entered(ask, progress, *[{"evidence": [file]}] * 50)
    assert queries(ask.budi, f"{progress}?page_size=1") == queries(ask.budi, progress)
