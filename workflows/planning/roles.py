"""Setting roles in a matrix: what employees are to achieve for items of their leader's plan."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.ledger.canonical import digest
from cycle_engine.record import record
from cycle_engine.rules import rule
from directory import queries as directory
from directory.acts import take_turns
from directory.dated import DAY
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


def set_roles(plan: Plan, roles: Sequence[Role], day: datetime.date, *, actor: Actor) -> int:
    """From `day`, today, on these roles stand in the matrix of a leader's plan (`6/2022:II.A.5`); how many are news.

    Of each employee by who rates him or a manager of his unit, or the clock: else NotYourTurn. Missing for who holds
    no post; RulesBroken for a column that is not in force, and for the leader himself. A cell keeps its id, whatever
    is set in it later.
    """
    acting = _acting({each.employee for each in roles}, day, actor)
    items = set(Item.objects.filter(revision=in_force_on(day, plan)).values_list("item", flat=True))
    broken = [blocker for each in RULES if (blocker := each.broken(Setting(roles, plan, items)))]
    if broken:
        raise RulesBroken(broken)
    by_actor: dict[Actor, dict[Key, str]] = defaultdict(dict)
    for each in roles:
        by_actor[acting[each.employee]][each.column, each.employee] = each.text.strip()
    with transaction.atomic():
        take_turns()
        return sum(_set(plan, texts, day, who) for who, texts in by_actor.items())


def _acting(employees: Collection[int], day: datetime.date, actor: Actor) -> dict[int, Actor]:
    """As what the actor sets the roles of each of these employees."""
    held = directory.post_of(employees, day)
    if len(held) < len(employees):
        raise Missing
    if actor.is_clock:
        return dict.fromkeys(employees, actor)
    posts = directory.posts(held.values(), day)
    managed = directory.granted(actor.person or 0, [Capacity.MANAGER], day)
    lines = directory.lines([row.rater_post for row in posts.values() if row.rater_post], day)
    return {
        each: _as(each, actor, lines.get(posts[post].rater_post or 0, ()), posts[post].unit_id in managed)
        for each, post in held.items()
    }


def _as(employee: int, actor: Actor, line: directory.Line, manages: bool) -> Actor:  # noqa: FBT001
    raters = directory.duties(line, employee).holders[:1]
    for holder in raters[0] if raters else ():
        if holder.person == actor.person:
            return actor.acting_as(Capacity.RATER, holder)
    if manages and employee != actor.person:
        return Actor(actor.person, Capacity.MANAGER)
    raise NotYourTurn


def _set(plan: Plan, texts: Mapping[Key, str], day: datetime.date, actor: Actor) -> int:
    """One entry for each cell in which something else stood, or nothing yet."""
    there = {(each.column, each.employee_id): each for each in Cell.objects.filter(plan=plan)}
    rows = {row.cell_id: row for row in CellRow.objects.on(day).filter(cell__plan=plan)}
    known, born, changes = [], [], Changes()
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
