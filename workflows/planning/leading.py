"""What a leader's forms say beside his plan: the manual of his indicators (A.1.3), workblocks (A.1.4), and who has
which role for them (A.1.5)."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q

from cycle_engine.clock import Moment
from directory import queries as directory
from directory.names import Names
from directory.today import today
from workflows.goals.models import IndicatorRow, MeasureRow
from workflows.goals.queries import goal_texts
from workflows.planning.documents import plan_document
from workflows.planning.inforce import in_force_on
from workflows.planning.matrix import Matrix, Place, matrix
from workflows.planning.models import Plan
from workflows.planning.rows import Item


def leading_document(
    plan: Plan, reader: int, at: Moment, note_read: Callable[[Iterable[int]], None]
) -> dict[str, Any]:
    """The plan as it is printed, with what is known of each indicator (`manual`) and its `matrices`: the leader's,
    and those of teams that his people lead. For a reader who may see the plan; of which others it tells is noted."""
    printed = plan_document(plan, at)
    document = printed["document"]
    return printed | {
        "document": document
        | {
            "results": _with_manual(document["results"], plan, today(at)),
            "matrices": [_printed(found, plan, at) for found in _matrices(plan, reader, at, note_read)],
        }
    }


def has_roles(printed: dict[str, Any]) -> bool:
    """Whether anything stands in a matrix of the document."""
    rows = [row for each in printed["document"]["matrices"] for row in each["rows"]]
    return any(said is not None for row in rows for said in row["cells"].values())


def _with_manual(results: list[dict[str, Any]], plan: Plan, day: datetime.date) -> list[dict[str, Any]]:
    """The results, each indicator with what is known of it: from the key indicator that its result serves, and from
    the measure that it names itself."""
    codes = Item.objects.filter(revision=in_force_on(day, plan), of="", serves_kind="indicator")
    served = dict(codes.values_list("item", "serves"))
    known = _known(set(served.values()), plan.cycle.year, day)
    measures = [each.get("measure") for result in results for each in result["indicators"]]
    rows = MeasureRow.objects.on(day).filter(measure__code__in=filter(None, measures))
    names = dict(rows.values_list("measure__code", "name"))
    found = copy.deepcopy(results)
    for result in found:
        manual = known.get(served.get(result["id"], ""), {})
        for each in result["indicators"]:
            own = {"unit": each.get("unit"), "definition": each.get("narrative")}
            own["source"] = names.get(each.get("measure") or "")
            each["manual"] = manual | {name: said for name, said in own.items() if said}
    return found


def _known(codes: set[str], year: int, day: datetime.date) -> dict[str, dict[str, str]]:
    """What these key indicators say in the words of a manual, by code; two queries."""
    rows = list(
        IndicatorRow.objects.on(day)
        .filter(Q(year=year) | Q(year=None), indicator__code__in=codes)
        .select_related("indicator")
    )
    goals = goal_texts([row.goal_id for row in rows if row.goal_id], day)
    return {
        row.indicator.code: {
            "purpose": goals.get(row.goal_id or 0, ""),
            "definition": row.text,
            "formula": row.formula,
            "unit": row.unit_of_measure,
            "source": row.document,
            "reported": "quarterly" if row.quarterly else "yearly",
        }
        for row in rows
    }


def _matrices(
    plan: Plan, reader: int, at: Moment, note_read: Callable[[Iterable[int]], None]
) -> Iterator[Matrix]:
    """The leader's matrix, then one for each of his people in whose own matrix something is set."""
    whole = matrix(plan, reader, at)
    people = [row.employee for row in whole.rows]
    teams = Plan.objects.filter(cycle=plan.cycle_id, employee__in=people, cells__isnull=False)
    for found in (whole, *(matrix(team, reader, at) for team in teams.exclude(state="void").distinct())):
        note_read(found.tells_of)
        yield found


def _printed(found: Matrix, plan: Plan, at: Moment) -> dict[str, Any]:
    """A matrix with names; the leader of a team with his post."""
    names = Names.of([found.plan.employee_id, *(row.employee for row in found.rows)], at)
    posts = directory.posts({found.plan.post_id, *(row.post or 0 for row in found.rows)}, today(at))
    titles = {post: row.title for post, row in posts.items()}
    leader = {"name": names[found.plan.employee_id], "post": titles.get(found.plan.post_id, "")}
    return {
        **({} if found.plan == plan else {"leader": leader}),
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


def _said(place: Place) -> str | None:
    """The role; where none is set, the results that stand there."""
    if place.text is None and place.results:
        return "\n".join(each.text for each in place.results)
    return place.text
