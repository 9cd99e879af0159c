"""What serves what, from the goal to Ani's indicator, and what becomes of it when a leader's result changes."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine import clock
from cycle_engine.errors import Missing
from directory.today import today
from tests.workflows.planning.desk import Desk, told
from tests.workflows.planning.line import Line
from workflows.planning.above import changed_items, served_above
from workflows.planning.cascade import Asked, Branch, Node, branch
from workflows.planning.contents import Document
from workflows.planning.coverage import FINDINGS, Finding, Tally, coverage, overseen
from workflows.planning.matrix import own_cells


def found(desk: Desk, reader: str = "dewi", *units: str) -> dict[Finding, Tally]:
    """What covers nothing in these units, by default in all."""
    at = clock.moment()
    keys = [desk.agency.units[each].pk for each in units or desk.agency.units]
    return coverage(desk.agency.cycle, keys, desk.id(reader), at, today(at))


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
    (cell,) = own_cells(desk.agency.cycle.pk, desk.id("ani"), clock.moment())
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


# The tree


def walked(desk: Desk, reader: str, **asked: Any) -> Branch:
    return branch(desk.agency.cycle, Asked(**asked), desk.id(reader), clock.moment())


def texts(nodes: list[Node]) -> list[str]:
    return [each.code or f"{each.plan}:{each.item}" for each in nodes]


def test_the_tree_leads_from_the_goal_to_a_persons_indicator_and_back(desk: Desk) -> None:
    line = Line(desk)
    ani = line.ani()
    kec = desk.agency.units["KEC"].pk
    at = walked(desk, "ani")
    assert (at.node.kind, at.node.unit, texts(at.below)[0]) == ("unit", desk.agency.units["KAB"].pk, "G-1")
    assert "unit" in {each.kind for each in at.below}
    assert texts(walked(desk, "ani", unit=kec).below) == ["G-2", f"{None}:"]

    steps = [*texts(walked(desk, "ani", goal="G-1").below), *texts(walked(desk, "ani", goal="G-2").below)]
    assert steps == ["G-2", "IKU-1", "IKU-2"]
    down = walked(desk, "ani", key_indicator="IKU-1")
    assert (texts(down.path), texts(down.below)) == (["G-1", "G-2"], [f"{line.citra.pk}:r1"])
    down = walked(desk, "ani", plan=line.citra.pk, item="r1")
    # Of what else stands there she sees that it is there: Citra's indicator.
    assert (texts(down.below), down.hidden) == ([f"{line.budi.pk}:r1"], 1)
    down = walked(desk, "ani", plan=line.budi.pk, item="r1")
    assert texts(down.below) == [f"{ani.pk}:r1"]
    down = walked(desk, "ani", plan=ani.pk, item="r1")
    assert texts(down.below) == [f"{ani.pk}:r1.i1"]

    up = walked(desk, "ani", plan=ani.pk, item="r1.i1")
    line_up = ["G-1", "G-2", "IKU-1", f"{line.citra.pk}:r1", f"{line.budi.pk}:r1", f"{ani.pk}:r1"]
    assert texts(up.path) == line_up
    assert all(each.opens for each in up.path)
    assert up.node.kind == "indicator"
    assert (up.below, up.hidden, up.tells_of) == ([], 0, frozenset({ani.pk}))


def test_the_tree_tells_of_plans_to_who_may_see_them_alone(desk: Desk) -> None:
    line = Line(desk)
    ani = line.ani()
    for place in ((ani, "r1"), (line.budi, "r1")):
        with pytest.raises(Missing):
            walked(desk, "eko", plan=place[0].pk, item=place[1])
    with pytest.raises(Missing):
        walked(desk, "ani", plan=line.budi.pk, item="r2")  # which hers does not serve
    with pytest.raises(Missing):
        walked(desk, "dewi", plan=ani.pk, item="r9")
    with pytest.raises(Missing):
        walked(desk, "dewi", key_indicator="IKU-9")
    below = walked(desk, "eko", key_indicator="IKU-1")
    assert (below.below, below.hidden, below.tells_of) == ([], 1, frozenset())
    assert walked(desk, "indah", plan=ani.pk, item="r1").tells_of == {ani.pk, line.budi.pk, line.citra.pk}
    # Who manages the seat of Budi and Ani alone reads what they serve, and goes no further.
    desk.grant("eko", "manager", "KEC-PEL")
    assert [each.opens for each in walked(desk, "eko", plan=ani.pk, item="r1").path] == [True] * 3 + [
        False,
        True,
    ]


def test_results_of_the_matrix_stand_below_the_item_of_their_cell(desk: Desk) -> None:
    line = Line(desk)
    line.role("Loket tanpa antrean", column="r2.i1")
    (cell,) = own_cells(desk.agency.cycle.pk, desk.id("ani"), clock.moment())
    ani = line.ani(r1={"cell": cell})
    assert texts(walked(desk, "budi", plan=line.budi.pk, item="r2.i1").below) == [f"{ani.pk}:r1"]
    path = texts(walked(desk, "budi", plan=ani.pk, item="r1").path)
    assert path == [f"{line.budi.pk}:r2", f"{line.budi.pk}:r2.i1"]
    assert [(each.item, each.since) for each in served_above(ani)] == [("r1", None)]


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
