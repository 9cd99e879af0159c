"""The rehearsal of a cycle over HTTP: as a list, in numbers, and as sheets."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Assignment, Grant
from tests.agency import EVER
from tests.api.asking import Asking, code


@pytest.fixture
def address(ask: Asking) -> str:
    return f"cycles/{ask.agency.cycle.pk}/rehearsal"


def leaves(ask: Asking, name: str) -> None:
    """The person's post is vacant since the year began."""
    person, changes = ask.agency.people[name], Changes()
    row = Assignment.objects.get(person=person)
    changes.change(row, valid_to=datetime.date(2025, 12, 31))
    record([person], "assign", changes, actor=Actor.clock(), notes=[{}])


def manages(ask: Asking, name: str, unit: str) -> None:
    person = ask.agency.people[name]
    grant = Grant(person=person, capacity="manager", unit=ask.agency.units[unit], valid_from=EVER)
    record([person], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])


def of(ask: Asking, results: list[Any], name: str) -> Any:
    (found,) = [each for each in results if each["employee"]["id"] == str(ask.agency.people[name].pk)]
    return found


def rows(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_manager_sees_who_would_rate_whom_and_what_is_to_be_mended(ask: Asking, address: str) -> None:
    leaves(ask, "budi")
    found = of(ask, ask.dewi.read(f"{address}/")["results"], "ani")
    assert found["employee"]["name"] == "Ani Contoh"
    assert found["unit"]["name"] == "Unit KEC-PEL"
    assert found["rater_post"]["title"] == "Kepala Seksi Pelayanan"
    assert (found["rater"]["person"]["name"], found["rater"]["post"]["title"]) == ("Citra Contoh", "Camat")
    assert found["superior"]["person"]["name"] == "Wibawa Contoh"
    assert found["blocked"] is False
    (finding,) = found["findings"]
    assert (finding["code"], finding["severity"], finding["who_can_help"]) == (
        "ours:rater_vacant",
        "warns",
        "manager",
    )
    assert finding["post"] == {"id": str(ask.agency.posts["budi"].pk), "title": "Kepala Seksi Pelayanan"}


def test_the_sentences_are_in_the_readers_language(ask: Asking, address: str) -> None:
    leaves(ask, "budi")
    answer = ask.dewi.get(f"{address}/", **{"Accept-Language": "en"})
    (finding,) = of(ask, answer.json()["results"], "ani")["findings"]
    assert finding["message"] == (
        "The rater's post, Kepala Seksi Pelayanan, is vacant: Citra Contoh would rate."
    )


def test_only_managers_rehearse_and_each_in_his_own_units(ask: Asking, address: str) -> None:
    for client in (ask.ani, ask.indah):
        for path in (f"{address}/", f"{address}/summary/", f"{address}.csv", f"{address}.xlsx"):
            assert code(client.get(path)) == (403, "not_your_turn")
    assert code(ask.dewi.get("cycles/4711/rehearsal/")) == (404, "not_found")
    manages(ask, "citra", "KEC")
    names = [each["employee"]["name"] for each in ask.citra.read(f"{address}/")["results"]]
    assert sorted(names) == ["Ani Contoh", "Budi Contoh", "Citra Contoh"]
    elsewhere = ask.agency.units["DUKCAPIL"].pk
    assert ask.citra.read(f"{address}/?unit={elsewhere}")["results"] == []


def test_people_without_findings_can_be_left_out_and_a_unit_chosen(ask: Asking, address: str) -> None:
    leaves(ask, "budi")
    names = [each["employee"]["name"] for each in ask.dewi.read(f"{address}/?only=problems")["results"]]
    assert "Ani Contoh" in names
    assert "Budi Contoh" not in names
    assert ask.dewi.read(f"{address}/?only=blocked")["results"] == []
    unit = ask.agency.units["KEC-PEL"].pk
    assert len(ask.dewi.read(f"{address}/?unit={unit}")["results"]) == 1
    assert code(ask.dewi.get(f"{address}/?only=everything")) == (400, "invalid")


def test_the_list_is_paged(ask: Asking, address: str) -> None:
    first = ask.dewi.read(f"{address}/?page_size=4")
    second = ask.dewi.read(first["next"])
    assert (len(first["results"]), len(second["results"]), second["next"]) == (4, 2, None)
    problems = ask.dewi.read(f"{address}/?page_size=3&only=problems")
    rest = ask.dewi.read(problems["next"])
    assert (len(problems["results"]), len(rest["results"])) == (3, 1)
    assert ask.dewi.read(rest["previous"])["results"] == problems["results"]


def test_another_day_can_be_asked_for(ask: Asking, address: str) -> None:
    person, changes = ask.agency.people["budi"], Changes()
    changes.change(Assignment.objects.get(person=person), valid_to=datetime.date(2026, 2, 28))
    record([person], "assign", changes, actor=Actor.clock(), notes=[{}])
    assert of(ask, ask.dewi.read(f"{address}/")["results"], "ani")["findings"] == []
    later = ask.dewi.read(f"{address}/?day=2026-03-01")["results"]
    assert [each["code"] for each in of(ask, later, "ani")["findings"]] == ["ours:rater_vacant"]


def test_the_summary_is_a_list_of_what_to_mend_by_unit(ask: Asking, address: str) -> None:
    leaves(ask, "budi")
    summary = ask.dewi.read(f"{address}/summary/")
    assert (summary["day"], summary["people"], summary["blocked"]) == ("2026-01-12", 5, 0)
    assert [each["code"] for each in summary["general"]] == ["ours:no_official_list"]
    assert {"code": "ours:rater_vacant", "people": 1} in summary["counts"]
    (unit,) = [each for each in summary["units"] if each["unit"]["name"] == "Unit KEC-PEL"]
    (fix,) = unit["fixes"]
    assert fix["people"] == 1
    assert fix["finding"]["post"]["title"] == "Kepala Seksi Pelayanan"


def test_the_sheets_have_a_line_for_each_finding_and_for_who_has_none(ask: Asking, address: str) -> None:
    leaves(ask, "budi")
    answer = ask.dewi.get(f"{address}.csv", **{"Accept-Language": "en"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = rows(answer)
    (ani,) = [each for each in lines if each["Employee"] == "Ani Contoh"]
    assert (ani["Code"], ani["Severity"], ani["Rater"]) == ("ours:rater_vacant", "Warns", "Citra Contoh")
    assert len(lines) == 5
    only = rows(ask.dewi.get(f"{address}.csv?only=problems", **{"Accept-Language": "en"}))
    assert all(each["Code"] for each in only)
    book = ask.dewi.get(f"{address}.xlsx", **{"Accept-Language": "en"})
    assert book.headers["Content-Disposition"] == 'attachment; filename="rehearsal.xlsx"'
    (name,) = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name(name).to_python()
    assert [list(line.values()) for line in lines] == sheet[1:]


def test_a_page_takes_the_same_queries_however_many_are_on_it(ask: Asking, address: str) -> None:
    ask.dewi.read(f"{address}/")
    counts = []
    for size in (1, 6):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask.dewi.read(f"{address}/?page_size={size}")
        counts.append(len(asked))
    assert counts[0] == counts[1]
