"""Remarks as answers show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from api.v1.names import Names
from api.v1.rows.plans import allowed
from api.v1.shapes import Remark
from cycle_engine.clock import Moment
from cycle_engine.look import available_steps


def rows(remarks: QuerySet[Any], at: Moment) -> QuerySet[Any]:
    """The same remarks with the plan, and the amendment if any, that they stand on."""
    return remarks.select_related("plan", "amendment")


def show(remarks: Sequence[Any], reader: int, at: Moment) -> list[Remark]:
    """These remarks, as `rows` found them, in their order."""
    steps = available_steps(remarks, reader)
    names = Names.of((each.author_id for each in remarks), at)
    return [
        Remark(
            id=str(each.pk),
            plan=str(each.plan_id),
            amendment=str(each.amendment_id) if each.amendment_id else None,
            state=each.state,
            state_label=str(each.get_state_display()),
            version=each.version,
            item=each.item,
            text=each.text,
            author=names.named(each.author_id),
            said_at=each.said_at,
            answer=each.answer_text,
            answered_at=each.answered_at,
            allowed_steps=allowed(steps[each.pk]),
        )
        for each in remarks
    ]
