"""What of the goals of a unit and all below it nobody works for, and what work serves nothing that is known."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.db import connection
from django.db.models import Q

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from directory import queries as directory
from directory.models import Assignment, Letter, PostRow
from workflows.cycles.models import Cycle
from workflows.planning import sight
from workflows.planning.models import Plan

Finding = Literal["indicator_unserved", "indicator_without_post", "result_serves_nothing", "result_unserved"]
FINDINGS: tuple[Finding, ...] = (
    "indicator_unserved",
    "indicator_without_post",
    "result_serves_nothing",
    "result_unserved",
)
MOST = 100  # that are listed of each


@dataclass(frozen=True, slots=True)
class Found:
    """An indicator (by its code, `item`) or a result (`item`) of a plan and its owner (ids), of a unit (id), and what
    it says. `serves`: what such a result names, by kind and reference."""

    unit: int
    item: str
    text: str
    plan: int | None = None
    employee: int | None = None
    serves: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of a finding, of how many; the first of them, as far as the reader may see their plans, and
    how many of those he may not."""

    count: int
    of: int
    first: list[Found]
    hidden: int


def overseen(person: int, day: datetime.date) -> set[int]:
    """The units whose coverage a person sees: those that he manages or inspects, and those that he leads, also as a
    stand-in; with all below them."""
    led = led_units([person], day).get(person)
    below = directory.units_below([led], day) if led else set()
    return below | directory.granted(person, [Capacity.MANAGER, Capacity.INSPECTOR], day)


def led_units(persons: Collection[int], day: datetime.date) -> dict[int, int]:
    """The unit that each of these persons leads on the day, by his own post before one in which he stands in."""
    found: dict[int, int] = {}
    for holding in (Letter, Assignment):
        held = dict(holding.objects.on(day).filter(person__in=persons).values_list("post", "person"))
        heads = PostRow.objects.on(day).filter(
            Q(heads_unit=True) | Q(independent_unit_head=True), post__in=held
        )
        found |= {held[post]: unit for post, unit in heads.values_list("post", "unit")}
    return found


def coverage(
    cycle: Cycle, units: Collection[int], reader: int, at: Moment, day: datetime.date
) -> dict[Finding, Tally]:
    """The findings in these units (ids) on the day. One statement however many plans there are, and one that asks
    which of the plans found the reader may see."""
    with connection.cursor() as cursor:
        cursor.execute(
            COVERAGE,
            {"cycle": cycle.pk, "year": cycle.year, "units": list(units), "day": day, "most": MOST},
        )
        rows = cursor.fetchall()
    counts: dict[Finding, tuple[int, int]] = dict.fromkeys(FINDINGS, (0, 0))
    found: dict[Finding, list[Found]] = {each: [] for each in FINDINGS}
    for finding, count, of, unit, item, text, plan, employee, kind, reference in rows:
        counts[finding] = (count, of)
        if item is not None:
            serves = (kind, reference) if kind else None
            found[finding].append(Found(unit, item, text, plan, employee, serves))
    plans = {each.plan for listed in found.values() for each in listed if each.plan}
    seen = Plan.objects.filter(sight.seen(reader, at), pk__in=plans).values_list("pk", flat=True)
    visible = {None, *seen} if plans else {None}
    return {
        each: _tally(*counts[each], found[each], [one for one in found[each] if one.plan in visible])
        for each in FINDINGS
    }


def _tally(count: int, of: int, found: list[Found], seen: list[Found]) -> Tally:
    return Tally(count, of, seen, len(found) - len(seen))


# What is in force is worked out once, as tables that are joined by hash. The sorts are by keys, so that the same
# hundred are listed each time.
COVERAGE = """
WITH standing AS MATERIALIZED (
    SELECT DISTINCT ON (p.id) p.id AS plan, p.employee_id AS employee, p.rater_id AS rater, p.unit_id AS unit,
        r.id AS revision
    FROM planning_plan p JOIN planning_revision r ON r.plan_id = p.id
    WHERE p.cycle_id = %(cycle)s AND NOT p.voided AND p.starts_on <= %(day)s AND p.ends_on >= %(day)s
      AND r.in_force_from <= %(day)s
    ORDER BY p.id, r.in_force_from DESC, r.number DESC
), result AS MATERIALIZED (
    SELECT s.plan, s.employee, s.rater, s.unit, i.item, i.text, i.serves_kind, i.serves
    FROM standing s JOIN planning_item i ON i.revision_id = s.revision WHERE i.of = ''
), cell AS MATERIALIZED (
    SELECT c.id::text AS id, c.plan_id AS plan, c.employee_id AS employee, coalesce(nullif(i.of, ''), i.item) AS item
    FROM planning_cell c
    JOIN planning_cellrow w ON w.cell_id = c.id AND w.text <> ''
        AND w.valid_from <= %(day)s AND (w.valid_to IS NULL OR w.valid_to >= %(day)s)
    JOIN standing s ON s.plan = c.plan_id
    JOIN planning_item i ON i.revision_id = s.revision AND i.item = c.column
), indicator AS MATERIALIZED (
    SELECT k.code, k.unit_id AS unit, t.text, t.responsible_id AS responsible, k.unit_id = ANY(%(units)s) AS here
    FROM goals_keyindicator k
    JOIN goals_indicatorrow t ON t.indicator_id = k.id AND coalesce(t.year, %(year)s) = %(year)s
        AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to >= %(day)s)
), described AS MATERIALIZED (
    SELECT t.post_id AS id, p.code FROM directory_postrow t JOIN directory_post p ON p.id = t.post_id
    WHERE t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to >= %(day)s)
), known(serves_kind, owner, serves) AS (
    SELECT 'indicator', NULL::bigint, code FROM indicator
    UNION ALL SELECT 'assigned_by', NULL, code FROM described
    UNION ALL SELECT 'cell', employee, id FROM cell
    UNION ALL SELECT 'result', employee, item FROM result
), served(employee, item) AS (
    SELECT DISTINCT r.rater, r.serves FROM result r WHERE r.serves_kind = 'result'
    UNION
    SELECT s.employee, c.item FROM result r JOIN cell c ON c.id = r.serves AND c.employee = r.employee
    JOIN standing s ON s.plan = c.plan WHERE r.serves_kind = 'cell'
), of_leader AS MATERIALIZED (
    SELECT r.* FROM result r
    WHERE r.unit = ANY(%(units)s) AND r.employee IN (SELECT DISTINCT rater FROM standing WHERE rater IS NOT NULL)
), found(finding, unit, item, text, plan, employee, serves_kind, serves) AS (
    SELECT 'indicator_unserved', i.unit, i.code, i.text, NULL::bigint, NULL::bigint, '', '' FROM indicator i
    WHERE i.here AND NOT EXISTS (
        SELECT FROM result r WHERE r.serves_kind = 'indicator' AND r.serves = i.code
    )
    UNION ALL
    SELECT 'indicator_without_post', i.unit, i.code, i.text, NULL, NULL, '', '' FROM indicator i
    WHERE i.here AND NOT EXISTS (SELECT FROM described d WHERE d.id = i.responsible)
    UNION ALL
    SELECT 'result_serves_nothing', r.unit, r.item, r.text, r.plan, r.employee, r.serves_kind, r.serves
    FROM (
        SELECT *, CASE serves_kind WHEN 'result' THEN rater WHEN 'cell' THEN employee END AS owner FROM result
    ) r
    LEFT JOIN known k ON k.serves_kind = r.serves_kind AND k.serves = r.serves
        AND coalesce(k.owner, 0) = coalesce(r.owner, 0)
    WHERE r.unit = ANY(%(units)s) AND r.serves_kind <> '' AND k.serves IS NULL
    UNION ALL
    SELECT 'result_unserved', r.unit, r.item, r.text, r.plan, r.employee, '', '' FROM of_leader r
    WHERE NOT EXISTS (SELECT FROM served s WHERE s.employee = r.employee AND s.item = r.item)
), listed AS (
    SELECT *, count(*) OVER (PARTITION BY finding) AS total,
        row_number() OVER (PARTITION BY finding ORDER BY unit, plan, item) AS place
    FROM found
), looked_at(finding, number) AS (
    SELECT 'indicator_unserved', count(*) FROM indicator WHERE here
    UNION ALL SELECT 'indicator_without_post', count(*) FROM indicator WHERE here
    UNION ALL SELECT 'result_serves_nothing', count(*) FROM result WHERE unit = ANY(%(units)s)
    UNION ALL SELECT 'result_unserved', count(*) FROM of_leader
)
SELECT finding, coalesce(l.total, 0), number, l.unit, l.item, l.text, l.plan, l.employee, l.serves_kind, l.serves
FROM looked_at LEFT JOIN listed l USING (finding)
WHERE coalesce(l.place, 0) <= %(most)s
ORDER BY finding, l.place
"""
