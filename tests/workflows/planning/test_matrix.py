"""The matrix of roles and results: who sets it, what stands in its cells, and who reads which part of it."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.record import record
from directory.today import today
from tests.workflows.planning.desk import Desk, broken, day, last_entry
from tests.workflows.planning.line import Line
from workflows.audit.capacities import misplaced
from workflows.goals.commands import set_indicator
from workflows.goals.data import IndicatorInput
from workflows.planning.cells import Cell, CellRow
from workflows.planning.leading import has_roles, leading_document
from workflows.planning.matrix import Matrix, cell_texts, leaders_plan, matrix, own_cells
from workflows.planning.models import Plan
from workflows.planning.roles import Role, set_roles


def read(desk: Desk, plan: Plan, reader: str) -> Matrix:
    return matrix(plan, desk.id(reader), clock.moment())


def of(found: Matrix, employee: int) -> dict[str, Any]:
    """What stands in each cell of an employee: its text, the results shown and how many are not."""
    (row,) = [each for each in found.rows if each.employee == employee]
    return {
        column: (place.text, [each.item for each in place.results], place.hidden)
        for column, place in row.places.items()
    }


def test_rater_and_manager_set_roles_and_nobody_else(desk: Desk) -> None:
    line = Line(desk)
    for stranger in ("ani", "citra", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            line.role("Loket tanpa antrean", by=stranger)
    assert not Cell.objects.exists()
    assert line.role("Loket tanpa antrean") == 1
    assert line.role("  Loket tanpa antrean ") == 0
    cell = Cell.objects.get()
    entry = last_entry(cell)
    assert (entry.step, entry.capacity, entry.actor) == ("set_role", "rater", desk.id("budi"))
    assert entry.unit == desk.agency.units["KEC-PEL"].pk

    desk.at("2026-02-02 09:00")
    assert line.role("", by="dewi") == 1
    assert last_entry(cell).capacity == "manager"
    assert list(CellRow.objects.order_by("pk").values_list("cell", "text")) == [
        (cell.pk, "Loket tanpa antrean"),
        (cell.pk, ""),
    ]
    # A member of another unit has a role where his own rater or manager agrees.
    with pytest.raises(NotYourTurn):
        line.role("Data warga mutakhir", employee="eko", by="budi")
    assert line.role("Data warga mutakhir", employee="eko", by="dewi") == 1
    with broken("ours:matrix_column", says="r7"):
        line.role("Apa saja", column="r7")
    with broken("ours:matrix_leader"):
        line.role("Apa saja", employee="budi", by="citra")
    desk.leaves("ani", "2026-01-31")
    with pytest.raises(Missing):
        line.role("Apa saja", by="dewi")

    assert not list(misplaced())
    record([cell], "set_role", Changes(), actor=Actor(desk.id("citra"), Capacity.RATER), notes=[{}])
    assert [each.actor for each in misplaced()] == [desk.id("citra")]


def test_a_stand_in_sets_roles_for_whom_he_stands_in(desk: Desk) -> None:
    line = Line(desk)
    desk.letter("eko", "budi", "2026-01-12", "2026-01-16")
    line.role("Loket tanpa antrean", by="eko")
    entry = last_entry(Cell.objects.get())
    assert (entry.capacity, entry.on_behalf_of, bool(entry.letter)) == ("rater", desk.id("budi"), True)
    assert not list(misplaced())


def test_a_matrix_shows_roles_and_the_results_that_stand_in_them(desk: Desk) -> None:
    line = Line(desk)
    line.role("Loket tanpa antrean", column="r2")
    line.role("", column="r1")
    line.role("Data warga mutakhir", employee="eko", by="dewi")
    now = today(clock.moment())
    (cell,) = own_cells(desk.agency.cycle.pk, desk.id("ani"), clock.moment())
    assert cell_texts([cell, "77", "kata"], now) == {cell: "Loket tanpa antrean"}
    ani = line.ani(r2={"cell": cell})
    plan = leaders_plan(desk.agency.units["KEC-PEL"].pk, desk.agency.cycle.pk, now)
    assert plan == line.budi

    found = read(desk, plan, "budi")
    assert (found.columns[0].id, found.columns[0].text) == ("r1", "Terlayaninya pemohon KTP")
    assert found.whole
    assert found.tells_of == {plan.pk, ani.pk}
    assert of(found, desk.id("ani")) == {"r1": ("", ["r1"], 0), "r2": ("Loket tanpa antrean", ["r2"], 0)}
    assert of(found, desk.id("eko")) == {"r1": ("Data warga mutakhir", [], 0), "r2": (None, [], 0)}

    own = read(desk, plan, "ani")
    assert ([row.employee for row in own.rows], own.whole) == ([desk.id("ani")], False)
    assert [row.employee for row in read(desk, plan, "eko").rows] == [desk.id("eko")]
    with pytest.raises(Missing):
        read(desk, line.citra, "ani")
    with pytest.raises(Missing):
        leaders_plan(desk.agency.units["DUKCAPIL"].pk, desk.agency.cycle.pk, now)


def test_a_leaders_columns_are_indicators_and_who_leads_a_team_has_his_colleagues_below(desk: Desk) -> None:
    desk.describe("citra", independent_unit_head=True)
    contents = desk.agency.complete_contents()
    for result in contents["results"]:
        result["indicators"][0].update(aspects=[], perspective="budget")
    contents["results"][0]["serves"] = {"indicator": "IKU-1"}
    indicator = IndicatorInput(2026, "Indeks", "index", "higher", formula="a : b", quarterly=("1",) * 4)
    set_indicator(
        desk.agency.units["KEC"].pk, "IKU-1", indicator, day("2026-01-01"), actor=desk.actor("clock")
    )
    citra = desk.in_force("citra", by="wibawa", contents=contents)
    contents = desk.agency.complete_contents()
    contents["results"][0]["serves"] = {"result": "r1"}
    budi = desk.in_force("budi", by="citra", contents=contents)
    found = read(desk, citra, "citra")
    assert [(each.id, each.result) for each in found.columns] == [("r1.i1", "r1"), ("r2.i1", "r2")]
    assert of(found, desk.id("budi")) == {"r1.i1": (None, ["r1"], 0), "r2.i1": (None, [], 0)}

    ani = desk.in_force()
    desk.new_post("fitri", below="budi")
    fitri = desk.person("fitri", "fitri")
    at = clock.moment()
    assert set_roles(ani, [Role(fitri, "r1", "Berkas lengkap")], actor=desk.actor("budi")) == 1
    team = read(desk, ani, "budi")
    assert [(row.employee, row.places["r1"].text) for row in team.rows] == [(fitri, "Berkas lengkap")]
    assert {row.employee for row in read(desk, budi, "budi").rows} == {desk.id("ani"), fitri}

    # What is printed of it: what the key indicator says, the leader's matrix and that of Ani's team.
    told: list[int] = []
    printed = leading_document(citra, desk.id("citra"), at, told.extend)
    first, second = [each["indicators"][0]["manual"] for each in printed["document"]["results"]]
    assert (first["formula"], first["reported"], first["unit"]) == ("a : b", "quarterly", "menit")
    assert second == {"unit": "laporan"}
    (own,) = printed["document"]["matrices"]
    assert own["rows"][0]["cells"] == {"r1.i1": "Terlayaninya pemohon KTP", "r2.i1": None}
    assert set(told) == {citra.pk, budi.pk}
    team_of_ani = leading_document(budi, desk.id("budi"), at, told.extend)["document"]["matrices"][1]
    assert team_of_ani["leader"] == {"name": "Ani Contoh", "post": "Pengelola Layanan Operasional"}
    assert team_of_ani["rows"] == [
        {"name": "fitri", "post": "fitri", "cells": {"r1": "Berkas lengkap", "r2": None}}
    ]
    assert not has_roles(leading_document(desk.in_force("eko", by="wibawa"), desk.id("eko"), at, told.extend))
    unit = desk.agency.units["KEC-PEL"].pk
    assert leaders_plan(unit, desk.agency.cycle.pk, today(at), desk.id("ani")) == ani


def test_results_of_plans_that_a_reader_may_not_see_are_counted(desk: Desk) -> None:
    line = Line(desk)
    line.role("Data warga mutakhir", employee="eko", by="dewi")
    eko = desk.in_force("eko", by="wibawa", contents=line.serving(r1={"cell": str(Cell.objects.get().pk)}))
    assert of(read(desk, line.budi, "citra"), eko.employee_id)["r1"] == ("Data warga mutakhir", [], 1)
