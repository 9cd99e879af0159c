"""The goals and key indicators of the demo's agencies, put into the catalogue by their managers."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence

from cycle_engine.actors import Actor
from demo.agency import FIXTURES, MANAGERS, YEAR, Agency
from workflows.goals.commands import set_goals, set_indicators, set_measures
from workflows.goals.data import GoalInput, IndicatorInput, Line, MeasureInput
from workflows.goals.guessing import kind_of

Row = Mapping[str, str]

# Which goal the goals of a unit, or of all units of a kind, serve.
SERVED = {
    "DINKES": "KAB.S1",
    "PKM": "DINKES.S1",
    "SETDA": "KAB.S3",
    "INSP": "KAB.S3",
    "BKPSDM": "KAB.S3",
    "DISDUKCAPIL": "KAB.S4",
    "DISKOMINFO": "KAB.S4",
    "KEC": "KAB.S4",
    "KEM-DIT2": "KEM-DJ3.S1",
}
# The indicators whose values come from a measure of the same code: see demo/year/measures.py.
MEASURED = ("DISDUKCAPIL.3", "DINKES.3")
REGISTER = "KEC-SMU.INOVASI"


def put_catalogue(agency: Agency, day: datetime.date) -> None:
    """From `day` on each agency's units are to achieve this, and some of it is measured; as its manager says."""
    with (FIXTURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    managers = {root: Actor.of(agency.people[name]) for root, name in MANAGERS.items()}
    for root, manager in managers.items():
        own = [row for row in rows if (row["unit_code"][:3] == "KEM") == (root == "KEM")]
        codes = _goal_codes(own)
        set_goals(list(_goals(codes, agency).values()), day, actor=manager)
        set_measures(_measures(own, agency), day, actor=manager)
        set_indicators([_indicator(row, codes, agency) for row in own], day, actor=manager)
    innovations = MeasureInput("Inovasi pelayanan publik", "number", "inovasi", "higher", "register")
    set_measures([(agency.units["KEC-SMU"], REGISTER, innovations)], day, actor=managers["KAB"])


def _goal_codes(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """A code for each goal of a unit, in their order: `KAB.S1`."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        unit = row["unit_code"]
        number = sum(each == unit for each, _goal in found) + 1
        found.setdefault((unit, row["goal"]), f"{unit}.S{number}")
    return found


def _goals(codes: Mapping[tuple[str, str], str], agency: Agency) -> dict[str, Line[GoalInput]]:
    return {
        code: (agency.units[unit], code, GoalInput(text, SERVED.get(unit, SERVED.get(unit.split("-")[0]))))
        for (unit, text), code in codes.items()
    }


def _measures(rows: Sequence[Row], agency: Agency) -> list[Line[MeasureInput]]:
    return [
        (
            agency.units[row["unit_code"]],
            row["code"],
            MeasureInput(row["indicator"], _kind(row), row["satuan"], row["direction"], "entered"),
        )
        for row in rows
        if row["code"] in MEASURED
    ]


def _indicator(row: Row, codes: Mapping[tuple[str, str], str], agency: Agency) -> Line[IndicatorInput]:
    said = IndicatorInput(
        YEAR,
        row["indicator"],
        _kind(row),
        row["direction"],
        goal=codes[row["unit_code"], row["goal"]],
        unit_of_measure=row["satuan"],
        target=row["target_2026"],
        baseline=row["baseline"],
        responsible=agency.posts[_head(row["unit_code"], agency)],
        document=row["source_url"],
        measure=row["code"] if row["code"] in MEASURED else None,
    )
    return agency.units[row["unit_code"]], row["code"], said


def _kind(row: Row) -> str:
    return kind_of(row["indicator"], row["satuan"], row["target_2026"])


def _head(unit: str, agency: Agency) -> str:
    return next(code for code, post in agency.post_rows.items() if post.unit_code == unit and post.heads_unit)
