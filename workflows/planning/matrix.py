"""The matrix of roles and results of a leader's plan (form A.1.5), as far as its reader may see it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
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


def head_of(unit: int, day: datetime.date) -> int | None:
    """The post that leads the unit (ids)."""
    heads = PostRow.objects.on(day).filter(Q(heads_unit=True) | Q(independent_unit_head=True), unit=unit)
    return heads.order_by("pk").values_list("post", flat=True).first()


def leaders_plan(unit: int, cycle: int, day: datetime.date, member: int | None = None) -> Plan:
    """The plan of who leads a unit (ids) on the day, or of a member of it who leads a team. Missing without one."""
    found = (
        plan_on(day, cycle, member) if member else Plan.objects.filter(cycle=cycle, post=head_of(unit, day))
    )
    plan = found.exclude(state="void").filter(unit=unit).order_by("-starts_on").first()
    if plan is None:
        raise Missing
    return plan


def matrix(plan: Plan, reader: int, at: Moment) -> Matrix:
    """The matrix of a leader's plan today: whole for who may see the plan, of others their own row; else Missing.

    Below stand those whom the leader rates; where he rates nobody, as who leads a team, his colleagues; and whoever
    has a cell.
    """
    day = today(at)
    whole = Plan.objects.filter(sight.seen(reader, at), pk=plan.pk).exists()
    columns = columns_of(plan, day)
    texts = _texts(plan, day)
    people = _people(plan, {employee for employee, _column in texts}, day)
    shown = people if whole else {each: post for each, post in people.items() if each == reader}
    if not (whole or shown):
        raise Missing
    rows = [Row(each, post, {column.id: Place(column) for column in columns}) for each, post in shown.items()]
    for row in rows:
        for column, place in row.places.items():
            place.cell, place.text = texts.get((row.employee, column), (None, None))
    seen = _stand(plan, rows, reader, at)
    return Matrix(plan, columns, rows, whole, frozenset({plan.pk} | seen))


def columns_of(plan: Plan, day: datetime.date) -> list[Column]:
    """What stands above: indicators of a leader's plan (`6/2022:II.A.5`, one level), else results (two levels)."""
    items = Item.objects.filter(revision=in_force_on(day, plan)).order_by("pk")
    if plan.leader:
        return [Column(each.item, each.of, each.text) for each in items if each.of]
    return [Column(each.item, each.item, each.text) for each in items if not each.of]


def own_cells(cycle: int, employee: int, day: datetime.date) -> dict[str, str]:
    """What an employee (id) is to achieve by the matrices of a cycle on the day, by the id of the cell; one query."""
    rows = CellRow.objects.on(day).filter(cell__plan__cycle=cycle, cell__employee=employee).exclude(text="")
    return {
        str(cell): text
        for cell, text in rows.exclude(cell__plan__state="void").order_by("cell").values_list("cell", "text")
    }


def cell_texts(cells: Collection[str], day: datetime.date) -> dict[str, str]:
    """What stands in these cells on the day, by id; one query."""
    keys = [int(each) for each in cells if each.isascii() and each.isdecimal() and len(each) < 19]
    rows = CellRow.objects.on(day).filter(cell__in=keys).exclude(text="")
    return {str(cell): text for cell, text in rows.values_list("cell", "text")}


def _texts(plan: Plan, day: datetime.date) -> dict[tuple[int, str], tuple[int, str]]:
    """Id and text of each cell that is set, by employee and column."""
    rows = CellRow.objects.on(day).filter(cell__plan=plan)
    found = rows.values_list("cell__employee", "cell__column", "cell", "text")
    return {(employee, column): (cell, text) for employee, column, cell, text in found}


def _people(plan: Plan, named: Collection[int], day: datetime.date) -> dict[int, int | None]:
    """Who stands below, with his post: by the posts of the line, then who else is named."""
    below = _rated_at(plan.post_id, day) or _rated_at(plan.rater_post_id, day)
    below.pop(plan.employee_id, None)
    others = set(named) - set(below)
    held = dict(Assignment.objects.on(day).filter(person__in=others).values_list("person", "post"))
    return below | {each: held.get(each) for each in sorted(others)}


def _rated_at(post: int, day: datetime.date) -> dict[int, int | None]:
    posts = PostRow.objects.on(day).annotate(upward=Coalesce("rater", "superior")).filter(upward=post)
    held = Assignment.objects.on(day).filter(post__in=posts.values("post"))
    titles = PostRow.objects.on(day).filter(post=OuterRef("post")).values("title")[:1]
    return dict(
        held.annotate(title=Subquery(titles)).order_by("title", "person").values_list("person", "post")
    )


def _stand(plan: Plan, rows: list[Row], reader: int, at: Moment) -> set[int]:
    """Put the results of plans in force into their cells; the plans that the reader sees there."""
    day, by_employee = today(at), {row.employee: row for row in rows}
    newest = in_force_on(day, OuterRef("revision__plan"))  # type: ignore[arg-type]
    plans = Plan.objects.filter(
        cycle=plan.cycle_id, employee__in=by_employee, starts_on__lte=day, ends_on__gte=day
    ).exclude(state="void")
    items = Item.objects.filter(revision__plan__in=plans, of="", revision=Subquery(newest))
    items = items.filter(serves_kind__in=["result", "cell"]).order_by("pk")
    found = list(items.annotate(plan=F("revision__plan")).select_related("revision__plan"))
    seen = _visible({each.revision.plan_id for each in found}, reader, at)
    for each in found:
        owner = each.revision.plan
        for place in _places(each, owner, plan, by_employee[owner.employee_id]):
            if owner.pk in seen:
                place.results.append(Standing(owner.pk, each.item, each.text))
            else:
                place.hidden += 1
    return seen


def _places(item: Item, owner: Plan, plan: Plan, row: Row) -> Iterable[Place]:
    """Where a result stands: in the cell that it serves, or in each column of the leader's result that it serves."""
    by_cell: dict[str, list[Place]] = defaultdict(list)
    for place in row.places.values():
        by_cell[str(place.cell)].append(place)
    if item.serves_kind == "cell":
        return by_cell[item.serves]
    if owner.rater_id != plan.employee_id:
        return ()
    return [place for place in row.places.values() if place.column.result == item.serves]


def _visible(plans: Collection[int], reader: int, at: Moment) -> set[int]:
    return set(Plan.objects.filter(sight.seen(reader, at), pk__in=plans).values_list("pk", flat=True))
