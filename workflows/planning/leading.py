"""What a leader's forms say beside his plan: the manual of his indicators (A.1.3), workblocks (A.1.4), and who has
which role for them (A.1.5)."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.names import Names
from directory.today import today
from workflows.goals.models import IndicatorRow, MeasureRow
from workflows.goals.queries import goal_texts
from workflows.planning.documents import plan_document
from workflows.planning.inforce import in_force_on
from workflows.planning.matrix import Matrix, Place, matrices, people_below
from workflows.planning.models import Plan
from workflows.planning.rows import Item


def leading_document(
    plan: Plan, reader: int, at: Moment, note_read: Callable[[Iterable[int]], None]
) -> dict[str, Any]:
    """The plan as it is printed, with what is known of each indicator (`manual`) and its `matrices`: the leader's,
    and those of teams that his people lead. For a reader who may see the plan; of which others it tells is noted."""
    printed = plan_document(plan, at)
    document, found = printed["document"], _matrices(plan, reader, at)
    note_read({key for each in found for key in each.tells_of})
    results = _with_manual(document["results"], plan, at)
    return printed | {"document": document | {"results": results, "matrices": _printed(found, plan, at)}}


def has_roles(printed: dict[str, Any]) -> bool:
    """Whether anything stands in a matrix of the document."""
    rows = [row for each in printed["document"]["matrices"] for row in each["rows"]]
    return any(said is not None for row in rows for said in row["cells"].values())


def _with_manual(results: list[dict[str, Any]], plan: Plan, at: Moment) -> list[dict[str, Any]]:
    """The results, each indicator with what is known of it: from the key indicator that its result serves, and from
    the measure that it names itself."""
    day = today(at)
    items = Item.objects.filter(revision=in_force_on(day, plan), of="", serves_kind="indicator")
    found = list(items.values_list("item", "serves", "revision__plan__cycle__year"))
    manuals = remembered(at.epoch, _manuals, {(year, code) for _item, code, year in found}, day)
    served = {item: manuals.get((year, code), {}) for item, code, year in found}
    measures = {code for result in results for each in result["indicators"] if (code := each.get("measure"))}
    names = remembered(at.epoch, _measures, measures, day)
    told = copy.deepcopy(results)
    for result in told:
        for each in result["indicators"]:
            own = {"unit": each.get("unit"), "definition": each.get("narrative")}
            own["source"] = names.get(each.get("measure") or "")
            each["manual"] = served.get(result["id"], {}) | {name: said for name, said in own.items() if said}
    return told


def _measures(codes: Collection[str], day: datetime.date) -> dict[str, str]:
    """What these measures are called, by code."""
    rows = MeasureRow.objects.on(day).filter(measure__code__in=codes)
    return dict(rows.values_list("measure__code", "name"))


def _manuals(asked: Collection[tuple[int, str]], day: datetime.date) -> dict[tuple[int, str], dict[str, str]]:
    """What these key indicators, by year and code, say in the words of a manual; two queries."""
    rows = list(
        IndicatorRow.objects.on(day)
        .filter(indicator__code__in={code for _year, code in asked})
        .select_related("indicator")
    )
    goals = goal_texts([row.goal_id for row in rows if row.goal_id], day)
    return {
        (year, code): _manual(row, goals)
        for year, code in asked
        for row in rows
        if row.indicator.code == code and row.year in (year, None)
    }


def _manual(row: IndicatorRow, goals: Mapping[int, str]) -> dict[str, str]:
    return {
        "purpose": goals.get(row.goal_id or 0, ""),
        "definition": row.text,
        "formula": row.formula,
        "unit": row.unit_of_measure,
        "source": row.document,
        "reported": "quarterly" if row.quarterly else "yearly",
    }


def _matrices(plan: Plan, reader: int, at: Moment) -> list[Matrix]:
    """The leader's matrix, then one for each of his people in whose own matrix something is set."""
    people = people_below(plan, at)
    teams = Plan.objects.filter(cycle=plan.cycle_id, employee__in=people, cells__isnull=False)
    return matrices([plan, *teams.exclude(state="void").distinct()], reader, at)


def _printed(some: Collection[Matrix], plan: Plan, at: Moment) -> list[dict[str, Any]]:
    """Matrices with names; the leader of a team with his post."""
    people = {row.employee for found in some for row in found.rows}
    names = Names.of(people | {found.plan.employee_id for found in some}, at)
    posts = {row.post for found in some for row in found.rows if row.post}
    posts |= {found.plan.post_id for found in some}
    titles = {key: row.title for key, row in remembered(at.epoch, directory.posts, posts, today(at)).items()}
    return [
        {
            **({} if found.plan == plan else {"leader": _leader(found, names, titles)}),
            "columns": [{"id": each.id, "text": each.text} for each in found.columns],
            "rows": [
                {
                    "name": names[row.employee],
                    "post": titles.get(row.post or 0, ""),
                    "cells": {column: _said(place) for column, place in row.places.items()},
                }
                for row in found.rows
            ],
        }
        for found in some
    ]


def _leader(found: Matrix, names: Names, titles: Mapping[int, str]) -> dict[str, str]:
    return {"name": names[found.plan.employee_id], "post": titles.get(found.plan.post_id, "")}


def _said(place: Place) -> str | None:
    """The role; where none is set, the results that stand there."""
    if place.text is None and place.results:
        return "\n".join(each.text for each in place.results)
    return place.text
