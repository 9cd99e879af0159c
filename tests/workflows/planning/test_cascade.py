"""What serves what, from the goal to Ani's indicator, and what becomes of it when a leader's result changes."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine import clock
from directory.today import today
from tests.workflows.planning.desk import Desk, told
from tests.workflows.planning.line import Line
from workflows.planning.above import changed_items, served_above
from workflows.planning.contents import Document
from workflows.planning.coverage import FINDINGS, Tally, coverage, overseen
from workflows.planning.matrix import own_cells


def found(desk: Desk, reader: str = "dewi", *units: str) -> dict[str, Tally]:
    """What covers nothing in these units, by default in all."""
    at = clock.moment()
    keys = [desk.agency.units[each].pk for each in units or desk.agency.units]
    return dict(coverage(desk.agency.cycle, keys, desk.id(reader), at, today(at)))


def listed(tally: Tally) -> list[tuple[Any, str]]:
    return [(each.employee, each.item) for each in tally.first]


def test_coverage_finds_what_nobody_works_for_and_what_serves_nothing(desk: Desk) -> None:
    line = Line(desk)
    before = found(desk)
    assert [each.item for each in before["indicator_unserved"].first] == ["IKU-2"]
    assert [each.item for each in before["indicator_without_post"].first] == ["IKU-2"]
    assert (before["indicator_unserved"].count, before["indicator_unserved"].of) == (1, 2)
    # Nobody whom Wibawa or Citra rate names a post that is not there, but "Camat" is a title and no code.
    assert {each.serves for each in before["result_serves_nothing"].first} == {("assigned_by", "Camat")}
    assert listed(before["result_unserved"]) == [(desk.id("citra"), "r2")]

    assert line.role("Terlayaninya pemohon di loket") == 1
    (cell,) = own_cells(desk.agency.cycle.pk, desk.id("ani"), today(clock.moment()))
    line.ani(r2={"cell": cell})
    after = found(desk, "dewi", "KEC-PEL")
    assert listed(after["result_unserved"]) == [(desk.id("budi"), "r2")]
    assert (desk.id("ani"), "r2") not in listed(after["result_serves_nothing"])

    line.role("", by="budi")  # no role any more
    assert (desk.id("ani"), "r2") in listed(found(desk)["result_serves_nothing"])
    assert found(desk)["indicator_unserved"].of == 2
    assert found(desk, "dewi", "KEC-PEL")["indicator_unserved"].of == 0


def test_coverage_counts_plans_that_its_reader_may_not_see(desk: Desk) -> None:
    line = Line(desk)
    line.ani(r1={"result": "r9"})
    tallies = found(desk, "eko")
    assert {each: len(tally.first) for each, tally in tallies.items()}["result_unserved"] == 0
    assert tallies["result_unserved"].hidden == tallies["result_unserved"].count > 0
    assert tallies["indicator_unserved"].hidden == 0
    codes = {unit.pk: code for code, unit in desk.agency.units.items()}
    day = today(clock.moment())
    assert {codes[each] for each in overseen(desk.id("citra"), day)} == {"KEC", "KEC-PEL"}
    assert {codes[each] for each in overseen(desk.id("dewi"), day)} == set(desk.agency.units)
    assert overseen(desk.id("ani"), day) == set()
    assert set(tallies) == set(FINDINGS)


def test_cascade_and_coverage_survive_an_amendment(desk: Desk) -> None:
    line = Line(desk)
    ani = line.ani()
    (above,) = served_above(ani)
    assert (above.item, above.leader, above.since) == ("r1", desk.id("budi"), None)

    desk.at("2026-03-02 09:00")
    amendment = line.budi_says("Terlayaninya pemohon KTP dalam sehari")
    assert told("amendment.approve", amendment) == [{desk.id("budi"): "owner", desk.id("ani"): "serving"}]
    (above,) = served_above(ani)
    assert above.before and above.now and above.since
    assert above.before["text"] == "Terlayaninya pemohon KTP"
    assert above.now["text"] == "Terlayaninya pemohon KTP dalam sehari"
    assert above.since.date().isoformat() == "2026-03-02"
    assert listed(found(desk)["result_unserved"]) == [(desk.id("citra"), "r2"), (desk.id("budi"), "r2")]

    # Once her own plan is set anew, it was agreed with what stands there now.
    desk.at("2026-03-03 09:00")
    line.amended(ani, "ani", "budi", line.serving(r1={"result": "r1"}))
    assert [each.since for each in served_above(ani)] == [None]

    desk.at("2026-04-01 09:00")
    amendment = line.budi_says(None)
    assert told("amendment.approve", amendment)[0][desk.id("ani")] == "serving"
    (above,) = served_above(ani)
    assert above.now is None and above.since
    assert (desk.id("ani"), "r1") in listed(found(desk)["result_serves_nothing"])
    assert told("amendment.approve")[1] == {desk.id("ani"): "owner"}


RESULT: Document = {"id": "r1", "text": "A", "kind": "main", "indicators": [{"id": "r1.i1", "text": "B"}]}


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        ({}, set()),
        ({"weight": "20", "serves": {"result": "r9"}}, set()),
        ({"text": "C"}, {"r1", "r1.i1"}),
        ({"indicators": [{"id": "r1.i1", "text": "B", "target": "9"}]}, {"r1", "r1.i1"}),
        ({"indicators": [*RESULT["indicators"], {"id": "r1.i2", "text": "D"}]}, {"r1"}),
        ({"id": "r2"}, {"r1", "r1.i1"}),
    ],
)
def test_a_result_changes_with_its_indicators(after: Document, changed: set[str]) -> None:
    assert changed_items({"results": [RESULT]}, {"results": [RESULT | after]}) == changed
