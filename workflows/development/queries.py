"""Reads of development, always as far as the reader may see. Closed unless opened here.

Needs, trainings, recognitions and credit points of a person are for himself, for who rates or supervises him today,
and for the managers and inspectors of his unit. What is said in an evaluation is kept from its owner until it is
delivered.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from directory.many import any_of, either
from directory.models import Assignment, Exemption, Kind, PersonRow, PostRow
from directory.remit import charged_within, known_people
from workflows.development.facts import LIVE
from workflows.development.models import (
    Decision,
    Improvement,
    Need,
    NeedAnswer,
    Recognition,
    Standing,
    Training,
    TrainingDecision,
)
from workflows.evaluation.disclosure import TOLD
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Predicate
from workflows.planning import sight
from workflows.planning.queries import visible_plans


def serves_in(person: int, units: Collection[int], day: datetime.date) -> bool:
    """Whether a person holds a post in one of these units on the day."""
    posts = PostRow.objects.on(day).filter(unit__in=any_of(units)).values("post")
    return Assignment.objects.on(day).filter(person=person, post__in=posts).exists()


def known_needs(person: int, at: Moment) -> QuerySet[Any]:
    """Needs of the people whom a person may see, each with its `standing` and the `note` of that; of his own those
    that somebody raised in an evaluation once he has it."""
    rows = Need.objects.filter(of__person__in=known_people(person, at).values("pk"))
    in_untold = Q(evaluation__isnull=False) & ~Q(evaluation__state__in=TOLD)
    known = rows.exclude(Q(of__person=person) & in_untold & ~Q(raised_by=person))
    return answered(known.select_related("of", "evaluation"))


def answered(needs: QuerySet[Need]) -> QuerySet[Any]:
    """Each with its `standing` and the `note` of that."""
    newest = NeedAnswer.objects.filter(need=OuterRef("pk")).order_by("-pk")
    return needs.annotate(
        standing=Coalesce(Subquery(newest.values("standing")[:1]), Value(Standing.OPEN.value)),
        note=Subquery(newest.values("note")[:1]),
    )


def known_trainings(person: int, at: Moment) -> QuerySet[Any]:
    """Trainings of the people whom a person may see, each with its `decision` and the `reason` of that."""
    people = known_people(person, at).values("pk")
    return decided(Training.objects.filter(of__person__in=people).select_related("of", "evidence"))


def decided(trainings: QuerySet[Training]) -> QuerySet[Any]:
    """Each with the newest `decision` about it."""
    newest = TrainingDecision.objects.filter(training=OuterRef("pk")).order_by("-pk")
    return trainings.annotate(
        decision=Coalesce(Subquery(newest.values("decision")[:1]), Value(Decision.WAITING.value)),
        reason=Subquery(newest.values("reason")[:1]),
    )


def known_recognitions(person: int, at: Moment) -> QuerySet[Recognition]:
    """Recognitions of the people whom a person may see, withdrawn ones too."""
    rows = Recognition.objects.filter(of__person__in=known_people(person, at).values("pk"))
    return rows.select_related("of", "evaluation", "withdrawal")


# Improvement plans


def visible_improvements(person: int, at: Moment | None = None) -> QuerySet[Improvement]:
    """The improvement plans that belong to plans which a person may see, and those of the people whom he may see."""
    at = at or clock.moment()
    theirs = Q(plan__employee__in=known_people(person, at).values("pk"))
    found = Improvement.objects.filter(either(Improvement, Q(plan__in=visible_plans(person, at)), theirs))
    return found.select_related("plan", "evaluation")


@sight.widen
def led_by(person: int, at: Moment) -> Q:
    """Plans with a live improvement plan of somebody whom the person rates or supervises today, though the year that
    was rated lies with another rater."""
    led = charged_within(person, at)
    live = Improvement.objects.filter(state__in=LIVE, plan__employee__in=led)
    return Q(pk__in=live.values("plan"))


def _at_posts(posts: Collection[int]) -> Q:
    """Deadlines of improvement plans of who holds one of these posts, or held it."""
    people = Assignment.objects.filter(post__in=posts).values("person")
    return Q(record_id__in=Improvement.objects.filter(plan__employee__in=people).values("pk"))


sight.REACHES["improvement"] = _at_posts


def very_poor_ones(now: datetime.datetime) -> QuerySet[Evaluation]:
    """Yearly results of this year's cycles and last year's that are settled as Sangat Kurang, of civil servants (PNS)
    in the scheme who hold a post and have no improvement plan for it, and none under way."""
    day = max(sight.local_days(now))
    theirs = Q(plan__employee=OuterRef("plan__employee"))
    other = Improvement.objects.filter(theirs & (Q(plan__cycle=OuterRef("plan__cycle")) | Q(state__in=LIVE)))
    serving = Assignment.objects.on(day).filter(person=OuterRef("plan__employee"))
    civil = PersonRow.objects.on(day).filter(person=OuterRef("plan__employee"), kind=Kind.PNS)
    outside = Exemption.objects.on(day).filter(person=OuterRef("plan__employee"))
    found = Evaluation.objects.filter(
        kind="yearly", state="settled", predicate=Predicate.SANGAT_KURANG, plan__cycle__year__gte=now.year - 1
    )
    kept = found.filter(Exists(serving), Exists(civil), ~Exists(outside), ~Exists(other))
    return kept.select_related("plan").order_by("pk")


def late_ones(kind: str, now: datetime.datetime) -> list[int]:
    """Keys of the improvement plans of which an open deadline of this kind has passed, the oldest first."""
    rows = Deadline.objects.filter(record="improvement", kind=kind, closed_at=None, due_at__lte=now)
    return list(rows.order_by("due_at", "record_id").values_list("record_id", flat=True))
