"""A normal year and an appeal, whose dates were worked out by hand: tests/data/lives.csv, line by line."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.models import Deadline, Event, Record
from tests.replay import assert_the_ledger_alone_gives_the_tables
from tests.workflows.evaluation.office import Q1, Office
from tests.workflows.planning.desk import broken, day, state
from workflows.cycles.commands import create_cycle
from workflows.cycles.policy import Policy
from workflows.evaluation.data import Reported
from workflows.planning.models import Plan

FILE = Path(__file__).parents[2] / "data" / "lives.csv"
Row = dict[str, str]
JAKARTA = datetime.timezone(datetime.timedelta(hours=7))

# At which time of its day a line is lived; all others at nine.
TIMES = {"A2": "07:00", "A8": "07:00", "A10": "00:00", "B4": "23:59:20", "B5": "23:59:40", "B6": "00:00:01"}
# Which deadlines of which thing a line tells.
TELLS = {
    "A1": [("plan", "plan_set")],
    "A3": [("plan", "plan_set")],
    "A4": [("evaluation", "rating")],
    "A5": [("evaluation", "rating")],
    "A6": [("evaluation", "delivery")],
    "A7": [("evaluation", "return"), ("evaluation", "settlement")],
    "A11": [("evaluation", "report")],
    "A9": [("evaluation", "settlement")],
    "A10": [("evaluation", "settlement")],
    "B1": [("evaluation(Q4)", "settlement")],
    "B2": [("evaluation(yearly)", "delivery")],
    "B3": [("evaluation(yearly)", "return"), ("evaluation(yearly)", "settlement")],
    "B4": [("appeal", "decision")],
    "B5": [("appeal", "explanation")],
    "B6": [("evaluation", "settlement")],
}
# The deadline of which a line reminds.
REMINDS = {"A2": ("other plan", "plan_set"), "A8": ("evaluation", "return")}
# What the clock does, and what it is to be refused.
STEPS = {
    "open": "tick",
    "(reminder)": "tick",
    "(clock)": "tick",
    "settle": "tick",
    "file refused 422 V.B.2": "refuse",
}


def lines(life: str) -> list[Row]:
    """The lines of a life in the order of their days."""
    with FILE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["id"].startswith(life)]
    return sorted(rows, key=lambda row: row["date"])


def test_every_line_of_the_lives_is_lived() -> None:
    ids = {row["id"] for life in "AB" for row in lines(life)}
    assert ids == TELLS.keys() | REMINDS.keys()
    assert ids == {f"A{number}" for number in range(1, 12)} | {f"B{number}" for number in range(1, 7)}


class Life:
    """Things by the names that the file gives them, and what is done with them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.things: dict[str, Record] = {}

    def live(self, row: Row) -> None:
        """Do what the line says on its day; then everything is as it says."""
        self.office.at(f"{row['date']} {TIMES.get(row['id'], '09:00')}")
        for step in row["expected_steps"].split(";"):
            getattr(self, f"do_{STEPS.get(step, step)}")(row)
        for pair in row["expected_states"].partition(" (")[0].split(";"):
            name, _, expected = pair.partition("=")
            assert state(self.thing(name, row)) in expected.split("|"), row["id"]
        for name, kind in TELLS.get(row["id"], ()):
            assert self.deadline(self.thing(name, row), kind).last_day == day(row["expected_deadline"]), row[
                "id"
            ]
        if row["id"] in REMINDS:
            name, kind = REMINDS[row["id"]]
            assert day(row["expected_deadline"]) in self.reminders(self.things[name], kind)

    def thing(self, name: str, row: Row) -> Record:
        if row["who"].startswith("another"):
            return self.things[f"other {name}"]
        return self.things[name]

    def deadline(self, thing: Record, kind: str) -> Deadline:
        rows = Deadline.objects.filter(record=thing._meta.model_name, record_id=thing.pk, kind=kind)
        return rows.latest("id")

    def reminders(self, thing: Record, kind: str) -> set[datetime.date]:
        """The days on which somebody was reminded."""
        events = Event.objects.filter(kind="deadline.reminder", record=thing._meta.model_name)
        told = events.filter(record_id=thing.pk, about__deadline=kind)
        return {event.at.astimezone(JAKARTA).date() for event in told}

    def do_tick(self, row: Row) -> None:
        self.office.tick()

    def do_report(self, row: Row) -> None:
        self.office.take(self.of(row), "report", "budi", data=Reported("Sekretaris Daerah"))

    def do_acknowledge(self, row: Row) -> None:
        self.office.take(self.of(row), "acknowledge", "ani")

    def do_self_assess(self, row: Row) -> None:
        self.each(row, self.office.assessed)

    def do_rate(self, row: Row) -> None:
        self.each(row, lambda evaluation, who: self.office.rated(evaluation))

    def do_sign(self, row: Row) -> None:
        self.each(row, lambda evaluation, who: self.office.signed(evaluation))

    def do_deliver(self, row: Row) -> None:
        self.each(row, lambda evaluation, who: self.office.delivered(evaluation))

    def do_receive(self, row: Row) -> None:
        self.each(row, self.office.received)

    def of(self, row: Row) -> Any:
        """The evaluation that a line is about."""
        return self.things[{"B1": "evaluation(Q4)"}.get(row["id"], "evaluation")]

    def each(self, row: Row, act: Callable[..., Any]) -> None:
        """Do it for the evaluation of the line; in a life of two for both."""
        act(self.of(row), who="ani")


class NormalYear(Life):
    def do_submit(self, row: Row) -> None:
        self.office.new_post("fajar", below="budi")
        self.office.person("fajar", post="fajar")
        self.things["other plan"] = self.office.submitted("fajar")
        self.things["plan"] = self.office.submitted()

    def do_approve(self, row: Row) -> None:
        plan = self.plan
        self.office.take(plan, "approve", "budi", data=self.office.named(plan))

    def do_tick(self, row: Row) -> None:
        super().do_tick(row)
        if row["id"] == "A4":
            self.things["evaluation"] = self.office.of(self.plan, Q1)
            self.office.achieved(Q1)

    @property
    def plan(self) -> Plan:
        plan = self.things["plan"]
        assert isinstance(plan, Plan)
        return plan


def test_a_normal_year_comes_out_as_it_was_worked_out_by_hand(office: Office) -> None:
    life = NormalYear(office)
    for row in lines("A"):
        life.live(row)
    assert_the_ledger_alone_gives_the_tables()


class YearAppealed(Life):
    """Two people of the year before: one appeals in the last minute, the other a second too late."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        office.at("2025-01-13 09:00")
        cycle = create_cycle(2025, office.agency.units["KAB"].pk, Policy(), Actor.clock())
        office.agency = replace(office.agency, cycle=cycle)
        office.new_post("fajar", below="budi")
        office.person("fajar", post="fajar")
        plans = {who: office.in_force(who, since="2025-01-01") for who in ("ani", "fajar")}
        office.at("2025-12-22 09:00")
        office.achieved("2025-Q4")
        office.tick()
        for who, plan in plans.items():
            prefix = "other " if who == "fajar" else ""
            quarter, year = (office.of(plan, period) for period in ("2025-Q4", "2025"))
            office.signed(office.rated(office.assessed(quarter, who=who)))
            names = {"plan": plan, "evaluation(Q4)": quarter, "evaluation(yearly)": year}
            self.things |= {f"{prefix}{name}": thing for name, thing in names.items()}
        self.things["evaluation"] = self.things["evaluation(yearly)"]
        self.things["other evaluation"] = self.things["other evaluation(yearly)"]

    def each(self, row: Row, act: Callable[..., Any]) -> None:
        super().each(row, act)
        other = "other evaluation(Q4)" if row["id"] == "B1" else "other evaluation"
        act(self.things[other], who="fajar")

    def do_self_assess(self, row: Row) -> None:
        self.office.achieved("2025")
        super().do_self_assess(row)

    def do_file(self, row: Row) -> None:
        self.things["appeal"] = self.office.filed(self.of(row))

    def do_refuse(self, row: Row) -> None:
        late: Any = self.things["other evaluation"]
        with broken("6/2022:V.B.2", says="19 February 2026"):
            self.office.filed(late, who="fajar")
        self.office.tick()
        with broken("6/2022:V.B.2", says="19 February 2026"):
            self.office.filed(late, who="fajar")


def test_a_year_that_is_appealed_comes_out_as_it_was_worked_out_by_hand(office: Office) -> None:
    life = YearAppealed(office)
    for row in lines("B"):
        life.live(row)
    assert_the_ledger_alone_gives_the_tables()
