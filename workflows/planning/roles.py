"""Setting roles in a matrix: what employees are to achieve for items of their leader's plan."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.ledger.canonical import digest
from cycle_engine.record import record
from cycle_engine.remembered import remembered
from cycle_engine.rules import rule
from directory import queries as directory
from directory.acts import take_turns
from directory.dated import DAY
from directory.today import today
from workflows.planning.cells import Cell, CellRow
from workflows.planning.inforce import in_force_on
from workflows.planning.models import Plan
from workflows.planning.rows import Item

Refusal = Mapping[str, object] | None
Key = tuple[str, int]  # column, employee


@dataclass(frozen=True)
class Role:
    """What stands at `column` (an item of the leader's plan) for an employee (id): a result; none if empty."""

    employee: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Roles about to be set in the matrix of a plan with these items in force."""

    roles: Sequence[Role]
    plan: Plan
    items: Collection[str]


@rule(
    "ours:matrix_column",
    _("The plan has no such result or indicator in force: %(columns)s."),
)
def names_what_is_in_force(case: Setting) -> Refusal:
    unknown = sorted({each.column for each in case.roles} - set(case.items))
    return {"columns": ", ".join(unknown)} if unknown else None


@rule("ours:matrix_leader", _("A leader has no role in his own matrix."))
def leader_stands_above(case: Setting) -> Refusal:
    return {} if any(each.employee == case.plan.employee_id for each in case.roles) else None


RULES = (names_what_is_in_force, leader_stands_above)


@transaction.atomic
def set_roles(plan: Plan, roles: Sequence[Role], *, actor: Actor) -> int:
    """From today on these roles stand in the matrix of a leader's plan (`6/2022:II.A.5`); how many are news.

    Of each employee by who rates him or a manager of his unit, or the clock: else NotYourTurn. Missing for who holds
    no post; RulesBroken for a column that is not in force, and for the leader himself. A cell keeps its id, whatever
    is set in it later.
    """
    take_turns()
    at = clock.moment()
    employees, day = {each.employee for each in roles}, today(at)
    acting = acting_for(employees, at, actor)
    if len(acting) < len(employees):
        raise Missing if len(directory.post_of(employees, day)) < len(employees) else NotYourTurn
    items = set(Item.objects.filter(revision=in_force_on(day, plan)).values_list("item", flat=True))
    broken = [blocker for each in RULES if (blocker := each.broken(Setting(roles, plan, items)))]
    if broken:
        raise RulesBroken(broken)
    by_actor: dict[Actor, dict[Key, str]] = defaultdict(dict)
    for each in roles:
        by_actor[acting[each.employee]][each.column, each.employee] = each.text.strip()
    return sum(_set(plan, texts, day, who) for who, texts in by_actor.items())


def acting_for(employees: Collection[int], at: Moment, actor: Actor) -> dict[int, Actor]:
    """As what the actor may set roles of these employees today, for each of whom he may."""
    day = today(at)
    held = remembered(at.epoch, directory.post_of, employees, day)
    if actor.is_clock:
        return dict.fromkeys(held, actor)
    posts = remembered(at.epoch, directory.posts, held.values(), day)
    managed = remembered(at.epoch, _managed, [actor.person or 0], day)[actor.person or 0]
    lines = remembered(at.epoch, directory.lines, {row.rater_post or 0 for row in posts.values()}, day)
    found = {}
    for employee, post in held.items():
        line = lines.get(posts[post].rater_post or 0, ())
        raters = directory.duties(line, employee).holders[:1]
        holder = next((each for some in raters for each in some if each.person == actor.person), None)
        if holder is not None:
            found[employee] = actor.acting_as(Capacity.RATER, holder)
        elif posts[post].unit_id in managed and employee != actor.person:
            found[employee] = Actor(actor.person, Capacity.MANAGER)
    return found


def _managed(persons: Collection[int], day: datetime.date) -> dict[int, set[int]]:
    return {person: directory.granted(person, [Capacity.MANAGER], day) for person in persons}


def _set(plan: Plan, texts: Mapping[Key, str], day: datetime.date, actor: Actor) -> int:
    """One entry for each cell in which something else stood, or nothing yet."""
    there = {(each.column, each.employee_id): each for each in Cell.objects.filter(plan=plan)}
    rows = {row.cell_id: row for row in CellRow.objects.on(day).filter(cell__plan=plan)}
    known: list[Cell] = []
    born: list[Cell] = []
    changes = Changes()
    for (column, employee), text in texts.items():
        cell = there.get((column, employee))
        row = rows.get(cell.pk) if cell else None
        if row is not None and row.text == text:
            continue
        if row is not None:
            changes.change(row, valid_to=day - DAY)
        (known if cell else born).append(cell := cell or Cell(plan=plan, column=column, employee_id=employee))
        changes.add(CellRow(cell=cell, text=text, valid_from=day))
    cells = [*known, *born]
    notes = [
        {
            "plan": plan.pk,
            "column": each.column,
            "employee": each.employee_id,
            "from": day,
            "hash": digest(texts[each.column, each.employee_id]),
        }
        for each in cells
    ]
    record(cells, "set_role", changes, actor=actor, notes=notes, unit=plan.unit_id)
    return len(cells)
