"""Which results in force serve which: from plan to plan, downward and upward."""

# ruff: noqa: S608 - put together from constants alone

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

Place = tuple[int, str]  # a plan (id) and an item of its revision in force


@dataclass(frozen=True, slots=True)
class Tie:
    """A result, or an indicator of it, in force in a plan (all ids), and what it says; it belongs to or serves
    `above`. `serves`: kind and reference of what a result names; of an indicator none."""

    above: Place
    plan: int
    item: str
    of: str
    text: str
    employee: int
    unit: int
    serves: tuple[str, str] | None

    @property
    def place(self) -> Place:
        return self.plan, self.item


def below(places: Collection[Place], day: datetime.date) -> list[Tie]:
    """What is right below these items on the day: their indicators, and results that serve them, as results of the
    rater or by the matrix. One query."""
    return _ties(BELOW, places, day) if places else []


def of_indicator(code: str, cycle: int | None, day: datetime.date) -> list[Tie]:
    """The results of a cycle (id), or of any, in force on the day that serve this key indicator. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SERVE_INDICATOR, {"code": code, "cycle": cycle, "day": day})
        return [_tie(row) for row in cursor.fetchall()]


def upward(places: Collection[Place], employee: int, cycle: int, day: datetime.date) -> list[Tie]:
    """These items and all that they serve, from plan to plan up to a key indicator or where nothing is named; and the
    same of all results of an employee (ids) in the cycle. Each with what it was reached from as `above`, itself for
    where it begins; the lowest first. One query."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"plans": [plan for plan, _ in places], "items": [item for _, item in places]}
        cursor.execute(UPWARD, asked | {"employee": employee, "cycle": cycle, "day": day})
        return [_tie(row) for row in cursor.fetchall()]


def _ties(query: str, places: Collection[Place], day: datetime.date) -> list[Tie]:
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"plans": [plan for plan, _ in places], "items": [item for _, item in places]}
        cursor.execute(query, asked | {"day": day})
        return [_tie(row) for row in cursor.fetchall()]


def _tie(row: tuple[object, ...]) -> Tie:
    plan_above, item_above, plan, item, of, text, employee, unit, kind, reference, *_ = row
    serves = (kind, reference) if kind else None
    return Tie((plan_above, item_above), plan, item, of, text, employee, unit, serves)  # type: ignore[arg-type]


COVERS = "NOT p.voided AND p.starts_on <= %(day)s AND p.ends_on >= %(day)s"
NEWEST = """
    CROSS JOIN LATERAL (
        SELECT t.id FROM planning_revision t WHERE t.plan_id = p.id AND t.in_force_from <= %(day)s
        ORDER BY t.in_force_from DESC, t.number DESC LIMIT 1
    ) AS r"""
SAID = "p.id, i.item, i.of, i.text, p.employee_id, p.unit_id, i.serves_kind, i.serves"
ASKED = "SELECT * FROM unnest(%(plans)s::bigint[], %(items)s::text[]) AS asked(plan, item)"

BELOW = f"""
WITH above AS MATERIALIZED (
    SELECT a.plan, a.item, p.employee_id AS employee, p.cycle_id AS cycle
    FROM ({ASKED}) a JOIN planning_plan p ON p.id = a.plan
)
SELECT a.plan, a.item, {SAID}, 0 AS level, i.id AS sorted
FROM above a JOIN planning_plan p ON p.id = a.plan {NEWEST}
JOIN planning_item i ON i.revision_id = r.id AND i.of = a.item
UNION ALL
SELECT a.plan, a.item, {SAID}, 1, i.id
FROM above a JOIN planning_plan p ON p.rater_id = a.employee AND p.cycle_id = a.cycle AND {COVERS} {NEWEST}
JOIN planning_item i ON i.revision_id = r.id AND i.of = '' AND i.serves_kind = 'result' AND i.serves = a.item
UNION ALL
SELECT a.plan, a.item, {SAID}, 1, i.id
FROM above a JOIN planning_cell c ON c.plan_id = a.plan AND c.column = a.item
JOIN planning_plan p ON p.employee_id = c.employee_id AND p.cycle_id = a.cycle AND {COVERS} {NEWEST}
JOIN planning_item i ON i.revision_id = r.id AND i.of = '' AND i.serves_kind = 'cell' AND i.serves = c.id::text
ORDER BY level, sorted
"""

SERVE_INDICATOR = f"""
SELECT p.id, i.item, {SAID}
FROM planning_item i JOIN planning_revision own ON own.id = i.revision_id
JOIN planning_plan p ON p.id = own.plan_id AND p.cycle_id = coalesce(%(cycle)s, p.cycle_id) AND {COVERS} {NEWEST}
WHERE i.serves_kind = 'indicator' AND i.serves = %(code)s AND r.id = own.id AND i.of = ''
ORDER BY i.id
"""

UPWARD = f"""
WITH RECURSIVE up(plan_below, item_below, plan, item, of, text, employee, unit, serves_kind, serves,
    cycle, rater, level) AS (
    SELECT p.id, i.item, {SAID}, p.cycle_id, p.rater_id, 0
    FROM (
        {ASKED}
        UNION SELECT own.id, NULL FROM planning_plan own
        WHERE own.employee_id = %(employee)s AND own.cycle_id = %(cycle)s
    ) a
    JOIN planning_plan p ON p.id = a.plan AND {COVERS} {NEWEST}
    JOIN planning_item i ON i.revision_id = r.id AND (i.item = a.item OR a.item IS NULL AND i.of = '')
    UNION
    SELECT up.plan, up.item, {SAID}, p.cycle_id, p.rater_id, up.level + 1
    FROM up
    CROSS JOIN LATERAL (
        SELECT up.plan, up.of AS item WHERE up.of <> ''
        UNION ALL
        SELECT q.id, up.serves FROM planning_plan q
        WHERE up.serves_kind = 'result' AND q.employee_id = up.rater AND q.cycle_id = up.cycle
        UNION ALL
        SELECT c.plan_id, c.column FROM planning_cell c
        WHERE up.serves_kind = 'cell'
          AND c.id = CASE WHEN up.serves ~ '^[0-9]{{1,18}}$' THEN up.serves::bigint END
    ) AS above
    JOIN planning_plan p ON p.id = above.plan AND {COVERS} {NEWEST}
    JOIN planning_item i ON i.revision_id = r.id AND i.item = above.item
    WHERE up.level < 20
)
SELECT * FROM up ORDER BY level, plan, item
"""
