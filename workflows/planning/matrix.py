"""The matrix of roles and results of a leader's plan (form A.1.5), as far as its reader may see it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
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
    """The matrix of a leader's plan, as of `matrices`; Missing where the reader may see nothing of it."""
    for found in matrices([plan], reader, at):
        return found
    raise Missing


def matrices(plans: Collection[Plan], reader: int, at: Moment) -> list[Matrix]:
    """The matrices of these leaders' plans today: whole for who may see the plan, of others their own row; none where
    that is not there. As many queries for many plans as for one.

    Below stand those whom the leader rates; where he rates nobody, as who leads a team, his colleagues; and whoever
    has a cell.
    """
    by_day: dict[datetime.date, list[Plan]] = {}
    for plan in plans:
        by_day.setdefault(_day(plan, at), []).append(plan)
    known = [each for day, some in by_day.items() for each in _matrices(some, reader, day, at)]
    order = [plan.pk for plan in plans]
    return sorted(known, key=lambda each: order.index(each.plan.pk))


def _matrices(plans: list[Plan], reader: int, day: datetime.date, at: Moment) -> Iterable[Matrix]:
    """Those of these plans as they are on this day of theirs."""
    texts = _texts([plan.pk for plan in plans], day)
    people = {plan.pk: _people(plan, texts.get(plan.pk, {}), at) for plan in plans}
    standing = _standing(plans, {each for some in people.values() for each in some}, day)
    seen = sight.seen_among(reader, [*plans, *(each.revision.plan for each in standing)], at)
    columns = _columns(plans, day)
    for plan in plans:
        whole, below = plan.pk in seen, people[plan.pk]
        shown = below if whole else {each: post for each, post in below.items() if each == reader}
        if shown or whole:
            above = columns[plan.pk]
            rows = {
                each: Row(each, post, {one.id: Place(one) for one in above}) for each, post in shown.items()
            }
            _set(texts.get(plan.pk, {}), rows)
            told = _put(standing, plan, rows, seen)
            yield Matrix(plan, above, list(rows.values()), whole, frozenset({plan.pk} | told))


def people_below(plan: Plan, at: Moment) -> Collection[int]:
    """Who stands below in the matrix of a leader's plan today."""
    texts = remembered(at.epoch, _texts, [plan.pk], _day(plan, at))
    return _people(plan, texts.get(plan.pk, {}), at)


def _day(plan: Plan, at: Moment) -> datetime.date:
    """Today, or the nearest day of the plan."""
    return min(max(today(at), plan.starts_on), plan.ends_on)


def led_below(plan: Plan, employees: Collection[int], at: Moment) -> dict[int, tuple[int, bool]]:
    """For each of these employees with a plan in the same cycle today: its unit (id), and whether he heads that."""
    day = _day(plan, at)
    heads = PostRow.objects.on(day).filter(Q(heads_unit=True) | Q(independent_unit_head=True))
    found = Plan.objects.filter(
        cycle=plan.cycle_id, employee__in=employees, starts_on__lte=day, ends_on__gte=day
    ).exclude(state="void")
    rows = found.annotate(heads=Exists(heads.filter(post=OuterRef("post"), unit=OuterRef("unit"))))
    return {
        employee: (unit, heads) for employee, unit, heads in rows.values_list("employee", "unit", "heads")
    }


def _columns(plans: Collection[Plan], day: datetime.date) -> dict[int, list[Column]]:
    """What stands above in each plan: indicators of a leader's plan (`6/2022:II.A.5`, one level), else results (two
    levels)."""
    newest = in_force_on(day, OuterRef("revision__plan"))  # type: ignore[arg-type]
    items = Item.objects.filter(revision__plan__in=plans, revision=Subquery(newest)).order_by("pk")
    leads = {plan.pk: plan.leader for plan in plans}
    found: dict[int, list[Column]] = {plan: [] for plan in leads}
    for plan, item, of, text in items.values_list("revision__plan", "item", "of", "text"):
        if leads[plan] == bool(of):
            found[plan].append(Column(item, of or item, text))
    return found


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


Texts = Mapping[
    tuple[int, str], tuple[int, str]
]  # id and text of each cell that is set, by employee and column


def _texts(plans: Collection[int], day: datetime.date) -> dict[int, Texts]:
    """What is set in the matrix of each of these plans."""
    rows = CellRow.objects.on(day).filter(cell__plan__in=plans)
    found: dict[int, dict[tuple[int, str], tuple[int, str]]] = {}
    columns = ("cell__plan", "cell__employee", "cell__column", "cell", "text")
    for plan, employee, column, cell, text in rows.values_list(*columns):
        found.setdefault(plan, {})[employee, column] = (cell, text)
    return dict(found)


def _set(texts: Texts, rows: dict[int, Row]) -> None:
    """Put what is set into its places."""
    for (employee, column), (cell, text) in texts.items():
        if employee in rows and column in rows[employee].places:
            place = rows[employee].places[column]
            place.cell, place.text = cell, text


def _people(plan: Plan, texts: Texts, at: Moment) -> dict[int, int | None]:
    """Who stands below, with his post: by the posts of the line, then who else has a cell."""
    day = today(at)
    below: dict[int, int | None] = {}
    for post in (plan.post_id, plan.rater_post_id):
        below = below or remembered(at.epoch, _rated_at, [post], day).get(post, {})
    found = {each: post for each, post in below.items() if each != plan.employee_id}
    others = sorted({employee for employee, _column in texts} - set(found))
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


def _standing(plans: Collection[Plan], employees: Collection[int], day: datetime.date) -> list[Item]:
    """The results in force of these employees, in the cycles of the plans, that serve a result or a cell, with their
    plans."""
    newest = in_force_on(day, OuterRef("revision__plan"))  # type: ignore[arg-type]
    cycles = {plan.cycle_id for plan in plans}
    owned = Plan.objects.filter(
        cycle__in=cycles, employee__in=employees, starts_on__lte=day, ends_on__gte=day
    ).exclude(state="void")
    items = Item.objects.filter(revision__plan__in=owned, of="", revision=Subquery(newest))
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
    places = list(row.places.values()) if row and owner.cycle_id == plan.cycle_id else []
    if item.serves_kind == "cell":
        return [place for place in places if place.cell and str(place.cell) == item.serves]
    if owner.rater_id != plan.employee_id:
        return []
    return [place for place in places if place.column.result == item.serves]
