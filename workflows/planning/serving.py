"""What the results of a plan serve, in words: for a reader who does not know the other plan's ids."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Subquery

from cycle_engine.remembered import remembered
from directory.models import PostRow
from workflows.planning.contents import Document, results
from workflows.planning.key_indicators import texts_of
from workflows.planning.matrix import cell_texts
from workflows.planning.models import Plan
from workflows.planning.rows import Item, Revision


def with_what_they_serve(
    contents: Document, plan: Plan, rater: int | None, title: str, day: datetime.date, epoch: bytes
) -> list[dict[str, Any]]:
    """The results of a plan, each with what it `serves` and who it was `assigned_by`, as of the day.

    `rater` is the person who rates, `title` that of his post. A leader's result is told with its indicators
    (form A.1.7). What is not known any more is empty.
    """
    found = results(contents)
    leaders = results_of(rater, plan.cycle_id, day)
    titles = remembered(epoch, titles_of, _references(found, "assigned_by"), day)
    cells = remembered(epoch, cell_texts, _references(found, "cell"), day)
    indicators = remembered(epoch, texts_of, _references(found, "indicator"), day)
    return [
        {
            **each,
            "serves": _served(each, leaders | cells, indicators),
            "assigned_by": titles.get(code, code) if (code := _reference(each, "assigned_by")) else title,
        }
        for each in found
    ]


def _reference(result: dict[str, Any], kind: str) -> str:
    return (result.get("serves") or {}).get(kind) or ""


def _references(found: list[dict[str, Any]], kind: str) -> set[str]:
    return {code for each in found if (code := _reference(each, kind))}


def _served(result: dict[str, Any], words: dict[str, str], indicators: dict[str, str]) -> str:
    if indicator := _reference(result, "indicator"):
        return f"IKU: {indicators[indicator]}" if indicator in indicators else f"IKU {indicator}"
    return words.get(_reference(result, "cell") or _reference(result, "result"), "")


def results_of(rater: int | None, cycle: int, day: datetime.date) -> dict[str, str]:
    """What the results in force in the rater's own plan say, by id; once it has ended, those that were; one query."""
    plans = Plan.objects.filter(cycle=cycle, employee=rater, starts_on__lte=day).exclude(state="void")
    plan = plans.order_by("-starts_on").values("pk")[:1]
    in_force = Revision.objects.filter(plan=Subquery(plan), in_force_from__lte=day)
    newest = in_force.order_by("-in_force_from", "-number").values("pk")[:1]
    rows = list(Item.objects.filter(revision=newest).select_related("revision__plan").order_by("pk"))
    measures = _measures(rows) if rows and rows[0].revision.plan.leader else {}
    return {row.item: "\n".join([row.text, *measures.get(row.item, ())]) for row in rows if not row.of}


def _measures(rows: list[Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.of:
            found.setdefault(row.of, ["Indikator Kinerja Individu:"]).append(f"- {row.text}")
    return found


def titles_of(codes: Collection[str], day: datetime.date) -> dict[str, str]:
    """The titles of the posts with these codes; one query."""
    rows = PostRow.objects.on(day).filter(post__code__in=codes)
    return dict(rows.values_list("post__code", "title"))
