"""What is kept from the owner of an evaluation: all that was rated, until it is delivered to him.

Whoever shows evaluations, their documents, their entries in the ledger or counts of predicates asks here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from cycle_engine.actors import Capacity
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from workflows.evaluation.rows import Document
from workflows.planning.models import Plan

if TYPE_CHECKING:
    from workflows.evaluation.models import Evaluation

TOLD = frozenset({"delivered", "acknowledged", "contested", "settled"})

Act = tuple[int, str]  # the plan on whose chain it stands, and its request id


def is_withheld(evaluation: Evaluation, reader: int | None) -> bool:
    """Whether ratings, predicate, reason and unread document are kept from this reader: from the owner until the
    delivery, and again from a recall on."""
    return evaluation.plan.employee_id == reader and evaluation.state not in TOLD


def readable(evaluation: Evaluation, documents: Sequence[Document], reader: int) -> Sequence[Document]:
    """Those of its documents, the oldest first, that the reader may read: what was delivered once stays his."""
    undelivered = is_withheld(evaluation, reader) and evaluation.state == "signed"
    return documents[:-1] if undelivered else documents


def known_predicates(evaluations: Iterable[Evaluation], reader: int | None) -> list[str]:
    """The predicate of each as far as the reader knows it; empty where it is withheld or not there yet."""
    return ["" if is_withheld(each, reader) else each.predicate for each in evaluations]


def withheld_acts(plans: Collection[int], reader: int) -> set[Act]:
    """Acts about the reader's own evaluations whose words he may not read yet; one query.

    Until the delivery he reads what he did himself and what a step tells him. An act is withheld whole: a step
    of the plan that it takes carries the same reason.
    """
    from workflows.evaluation.models import Evaluation

    owned = Plan.objects.filter(pk__in=plans, employee=reader).values("pk")
    told = Exists(Evaluation.objects.filter(pk=OuterRef("record_id"), state__in=TOLD))
    entries = Entry.objects.filter(chain="plan", chain_id__in=owned, record="evaluation").annotate(told=told)
    found: set[Act] = set()
    delivered: set[int] = set()
    known: set[int] = set()
    columns = ("chain_id", "record_id", "step", "actor", "request_id", "told")
    for plan, evaluation, step, actor, act, is_told in entries.order_by("-seq").values_list(*columns):
        if is_told and evaluation not in known:
            delivered.add(evaluation)
        known.add(evaluation)
        if step in ("deliver", "recall"):
            delivered.add(evaluation)
        elif evaluation not in delivered and actor != reader and not _tells_owner(step):
            found.add((plan, act))
    return found


def _tells_owner(step: str) -> bool:
    declared = MACHINES["evaluation"].steps.get(step)
    return declared is not None and Capacity.OWNER in declared.declaration.tells
