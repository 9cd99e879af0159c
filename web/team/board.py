"""The team board: whom one rates or supervises, what each waits for, and who is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from cycle_engine.remembered import remembered
from directory.duty import RATER, SUPERIOR
from directory.names import Names
from directory.stand_ins import stand_ins
from web.pages import PersonPage
from web.paging import page_of
from web.planning.stages import stages
from web.records import record_address, step_address
from workflows.planning import team
from workflows.planning.beside import with_names
from workflows.planning.coverage import led_units
from workflows.planning.facts import PlanFacts
from workflows.planning.lateness import Duty
from workflows.planning.team import Asked

MINE, OTHERS, NOBODY = range(3)
DECISIONS = ("plan.approve", "amendment.approve", "plan.set_by_superior")


@dataclass(frozen=True, slots=True)
class Group:
    """What some plans wait for: whose turn it is (`rank`), and the step that is asked ("" for nothing)."""

    rank: int
    step: str

    @property
    def label(self) -> type_sentence:
        kind, _, name = self.step.partition(".")
        return MACHINES[kind].steps[name].declaration.label if self.step else ""

    @property
    def decides(self) -> bool:
        """Whether its plans can be reviewed one after another."""
        return self.rank == MINE and self.step in DECISIONS


@dataclass(frozen=True, slots=True)
class Row:
    """One plan on the board, and who it is `for` whom one acts as a stand-in."""

    plan: Any
    group: Group
    asked: Asked | None
    acts_for: int | None

    @property
    def due(self) -> date:
        return self.asked.duty.deadline.last_day if self.asked else date.max


class TeamPage(PersonPage):
    """The people in one's charge, by what they wait for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whom I rate, or with `?as=superior` whom I supervise; `?show=` mine or late ones alone."""
        place = SUPERIOR if request.GET.get("as") == "superior" else RATER
        rows = self._rows(place)
        shown = {"mine": _mine, "late": _late, "for": _acts_for}.get(request.GET.get("show", ""))
        some = page_of([row for row in rows if shown is None or shown(row)], request)
        left = [] if shown else team.without_plan(self.reader, place, self.moment)
        letters = remembered(self.moment.epoch, stand_ins, [self.reader], self.day).get(self.reader)
        names = Names.of([*self._persons(some), *left, *_stand_ins(letters)], self.moment)
        self.note_read(row.plan.pk for row in some)
        return self.show(
            "web/team/board.html",
            superior=place == SUPERIOR,
            filter=request.GET.get("show", "") if shown else "",
            counts={"all": len(rows), "mine": _count(_mine, rows), "late": _count(_late, rows)},
            stands_in=_count(_acts_for, rows),
            leads=remembered(self.moment.epoch, led_units, [self.reader], self.day).get(self.reader),
            some=some,
            tasks=[self._shown(row, names) for row in some],
            left=[names[person] for person in left],
            letters=[(names[each.person_id], each) for each in letters.for_him] if letters else [],
        )

    def _rows(self, place: int) -> list[Row]:
        """All plans, mine to act on first, then by what they wait for, the oldest deadline first."""
        plans = list(with_names(team.in_charge(self.reader, place, self.moment), self.moment))
        asked = team.asked([plan.pk for plan in plans], self.reader, self.moment)
        facts = PlanFacts(plans, *self.moment)
        rows = [self._row(plan, asked.get(plan.pk), facts, place) for plan in plans]
        first: dict[Group, date] = {}
        for row in rows:
            first[row.group] = min(row.due, first.get(row.group, date.max))
        return sorted(rows, key=lambda row: (row.group.rank, first[row.group], row.group.step, row.due))

    def _row(self, plan: Any, asked: Asked | None, facts: PlanFacts, place: int) -> Row:
        group = Group(NOBODY, "")
        if asked:
            step = f"{asked.duty.deadline.record}.{asked.step}"
            group = Group(MINE if asked.mine else OTHERS, step)
        seats = (each for each in facts.duty_at(plan, place) if each.person == self.reader)
        return Row(plan, group, asked, next((each.on_behalf_of for each in seats), None))

    def _persons(self, rows: Iterable[Row]) -> set[int | None]:
        found: set[int | None] = set()
        for row in rows:
            found |= {row.plan.employee_id, row.acts_for}
            for duty in (row.asked.duty, row.asked.late) if row.asked else ():
                found |= {each.person for each in (*duty.turn, *duty.late)} if duty else set()
        return found

    def _shown(self, row: Row, names: Names) -> dict[str, Any]:
        """What the page says of a row."""
        asked, late = row.asked, row.asked.late if row.asked else None
        found = {
            "plan": row.plan,
            "group": row.group,
            "name": names[row.plan.employee_id],
            "acts_for": names[row.acts_for],
            "stage": next((each.label for each in stages(row.plan) if each.place == "now"), ""),
            "late_since": late.deadline.last_day if late else None,
            "late_who": _called(late.late, names) if late and not _is_of(late, self.reader) else "",
        }
        if asked is None:
            return found
        deadline = asked.duty.deadline
        return found | {
            "label": row.group.label,
            "who": _called(asked.duty.turn, names),
            "last_day": None if asked.duty is late else deadline.last_day,
            "address": step_address(deadline.record, deadline.record_id, asked.step)
            if asked.mine
            else record_address(deadline.record, asked.duty.record),
        }


def _called(holders: Iterable[Any], names: Names) -> str:
    return ", ".join(dict.fromkeys(names[each.person] for each in holders))


def _is_of(duty: Duty, person: int) -> bool:
    """Whether it is this person who let the duty pass."""
    return any(each.person == person for each in duty.late)


def _mine(row: Row) -> bool:
    return row.group.rank == MINE


def _late(row: Row) -> bool:
    return row.asked is not None and row.asked.late is not None


def _acts_for(row: Row) -> bool:
    return row.acts_for is not None


def _count(fits: Any, rows: Iterable[Row]) -> int:
    return sum(1 for row in rows if fits(row))


def _stand_ins(letters: Any) -> list[int]:
    return [each.person_id for each in letters.for_him] if letters else []
