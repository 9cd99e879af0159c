"""The matrix of roles and results of a leader's plan (form A.1.5), as far as its reader may see it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import Assignment, PostRow
from directory.today import today
from workflows.planning import sight
from workflows.planning.cells import CellRow
from workflows.planning.inforce import in_force_on, plan_on
from workflows.planning.models import Plan
from workflows.planning.rows import Item


@dataclass(frozen=True, slots=True)
class Column:
    """An item of the leader's plan: an indicator of a JPT or head of an independent unit, else a result. `result`:
    the id of the result that it is or belongs to."""

    id: str
    result: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A result of a plan in force that stands in a cell, as it serves the cell or the leader's result."""

    plan: int
    item: str
    text: str


@dataclass(slots=True)
class Place:
    """A cell: its id and `text` (none: nothing is set, empty: no role), the results that the reader may see, and how
    many others there are."""

    column: Column
    cell: int | None = None
    text: str | None = None
    results: list[Standing] = field(default_factory=list)
    hidden: int = 0


@dataclass(slots=True)
class Row:
    """An employee (id) with his post (id), and his place in each column."""

    employee: int
    post: int | None
    places: dict[str, Place]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A leader's plan, its columns, and a row for each employee. `whole`: the reader sees all rows, not only his own.
    `tells_of`: the plans (ids) of which it tells."""

    plan: Plan
    columns: list[Column]
    rows: list[Row]
    whole: bool
    tells_of: frozenset[int]


def leaders_plan(unit: int, cycle: int, day: datetime.date, member: int | None = None) -> Plan:
    """The plan of who leads a unit (ids) on the day, or of a member of it who leads a team. Missing without one."""
    heads = PostRow.objects.on(day).filter(Q(heads_unit=True) | Q(independent_unit_head=True), unit=unit)
    leads = Plan.objects.filter(cycle=cycle, post__in=heads.values("post"))
    found = plan_on(day, cycle, member) if member else leads
    plan = found.exclude(state="void").filter(unit=unit).order_by("-starts_on").first()
    if plan is None:
        raise Missing
    return plan


def matrix(plan: Plan, reader: int, at: Moment) -> Matrix:
    """The matrix of a leader's plan today: whole for who may see the plan, of others their own row; else Missing.

    Below stand those whom the leader rates; where he rates nobody, as who leads a team, his colleagues; and whoever
    has a cell.
    """
    day = min(max(today(at), plan.starts_on), plan.ends_on)
    texts = _texts(plan, day)
    people = _people(plan, {employee for employee, _column in texts}, at)
    standing = _standing(plan, people, day)
    asked = {plan.pk, *(each.revision.plan_id for each in standing)}
    seen = set(Plan.objects.filter(sight.seen(reader, at), pk__in=asked).values_list("pk", flat=True))
    whole = plan.pk in seen
    shown = people if whole else {each: post for each, post in people.items() if each == reader}
    if not shown and not whole:
        raise Missing
    columns = columns_of(plan, day)
    rows = {each: Row(each, post, {one.id: Place(one) for one in columns}) for each, post in shown.items()}
    for (employee, column), (cell, text) in texts.items():
        if employee in rows and column in rows[employee].places:
            place = rows[employee].places[column]
            place.cell, place.text = cell, text
    told = _put(standing, plan, rows, seen)
    return Matrix(plan, columns, list(rows.values()), whole, frozenset({plan.pk} | told))


def led_below(plan: Plan, employees: Collection[int], at: Moment) -> dict[int, tuple[int, bool]]:
    """For each of these employees with a plan in the same cycle today: its unit (id), and whether he heads that."""
    day = min(max(today(at), plan.starts_on), plan.ends_on)
    heads = PostRow.objects.on(day).filter(Q(heads_unit=True) | Q(independent_unit_head=True))
    found = Plan.objects.filter(
        cycle=plan.cycle_id, employee__in=employees, starts_on__lte=day, ends_on__gte=day
    ).exclude(state="void")
    rows = found.annotate(heads=Exists(heads.filter(post=OuterRef("post"), unit=OuterRef("unit"))))
    return {
        employee: (unit, heads) for employee, unit, heads in rows.values_list("employee", "unit", "heads")
    }


def columns_of(plan: Plan, day: datetime.date) -> list[Column]:
    """What stands above: indicators of a leader's plan (`6/2022:II.A.5`, one level), else results (two levels)."""
    items = Item.objects.filter(revision=in_force_on(day, plan)).order_by("pk")
    if plan.leader:
        return [Column(each.item, each.of, each.text) for each in items if each.of]
    return [Column(each.item, each.item, each.text) for each in items if not each.of]


def own_cells(cycle: int, employee: int, at: Moment) -> dict[str, str]:
    """What an employee is to achieve by the matrices of a cycle (ids) today, by the id of the cell."""
    return remembered(at.epoch, _own_cells, [employee], today(at)).get(employee, {}).get(cycle, {})


def _own_cells(employees: Collection[int], day: datetime.date) -> dict[int, dict[int, dict[str, str]]]:
    """The texts of their cells, by employee, cycle and id; one query."""
    rows = CellRow.objects.on(day).filter(cell__employee__in=employees).exclude(text="").order_by("cell")
    found: dict[int, dict[int, dict[str, str]]] = {}
    for employee, cycle, cell, text in rows.values_list(
        "cell__employee", "cell__plan__cycle", "cell", "text"
    ):
        found.setdefault(employee, {}).setdefault(cycle, {})[str(cell)] = text
    return found


def cell_texts(cells: Collection[str], day: datetime.date) -> dict[str, str]:
    """What stands in these cells on the day, by id; one query, none where no cell is named."""
    keys = [int(each) for each in cells if each.isascii() and each.isdecimal() and len(each) < 19]
    if not keys:
        return {}
    rows = CellRow.objects.on(day).filter(cell__in=keys).exclude(text="")
    return {str(cell): text for cell, text in rows.values_list("cell", "text")}


def _texts(plan: Plan, day: datetime.date) -> dict[tuple[int, str], tuple[int, str]]:
    """Id and text of each cell that is set, by employee and column."""
    rows = CellRow.objects.on(day).filter(cell__plan=plan)
    found = rows.values_list("cell__employee", "cell__column", "cell", "text")
    return {(employee, column): (cell, text) for employee, column, cell, text in found}


def _people(plan: Plan, named: Collection[int], at: Moment) -> dict[int, int | None]:
    """Who stands below, with his post: by the posts of the line, then who else is named."""
    day = today(at)
    below: dict[int, int | None] = {}
    for post in (plan.post_id, plan.rater_post_id):
        below = below or remembered(at.epoch, _rated_at, [post], day).get(post, {})
    found = {each: post for each, post in below.items() if each != plan.employee_id}
    others = sorted(set(named) - set(found))
    held = remembered(at.epoch, directory.post_of, others, day)
    return found | {each: held.get(each) for each in others}


def _rated_at(posts: Collection[int], day: datetime.date) -> dict[int, dict[int, int | None]]:
    """Who holds a post that is rated at each of these, with it, in the order of titles."""
    rated = PostRow.objects.on(day).annotate(upward=Coalesce("rater", "superior")).filter(upward__in=posts)
    holders = Assignment.objects.on(day).filter(post=OuterRef("post")).values("person")[:1]
    rows = rated.annotate(person=Subquery(holders)).exclude(person=None).order_by("title", "person")
    found: dict[int, dict[int, int | None]] = {post: {} for post in posts}
    for upward, person, post in rows.values_list("upward", "person", "post"):
        found[upward][person] = post
    return found


def _standing(plan: Plan, employees: Collection[int], day: datetime.date) -> list[Item]:
    """The results in force of these employees that serve a result or a cell, with their plans."""
    newest = in_force_on(day, OuterRef("revision__plan"))  # type: ignore[arg-type]
    plans = Plan.objects.filter(
        cycle=plan.cycle_id, employee__in=employees, starts_on__lte=day, ends_on__gte=day
    ).exclude(state="void")
    items = Item.objects.filter(revision__plan__in=plans, of="", revision=Subquery(newest))
    items = items.filter(serves_kind__in=["result", "cell"]).order_by("pk")
    return list(items.select_related("revision__plan"))


def _put(items: Iterable[Item], plan: Plan, rows: dict[int, Row], seen: Collection[int]) -> set[int]:
    """Put the results into their cells, those of plans that are not seen as a number; the plans that are told of."""
    told = set()
    for each in items:
        owner = each.revision.plan
        for place in _places(each, owner, plan, rows.get(owner.employee_id)):
            if owner.pk in seen:
                place.results.append(Standing(owner.pk, each.item, each.text))
                told.add(owner.pk)
            else:
                place.hidden += 1
    return told


def _places(item: Item, owner: Plan, plan: Plan, row: Row | None) -> list[Place]:
    """Where a result stands: in the cell that it serves, or in each column of the leader's result that it serves."""
    places = list(row.places.values()) if row else []
    if item.serves_kind == "cell":
        return [place for place in places if place.cell and str(place.cell) == item.serves]
    if owner.rater_id != plan.employee_id:
        return []
    return [place for place in places if place.column.result == item.serves]
