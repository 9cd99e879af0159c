"""What follows from what is recorded: hours beside the norm, credit points, and what speaks for a recognition.

Nothing of it is stored. Who may see a person may see it; that is asked by the caller.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cycle_engine import clock
from cycle_engine.tables import read
from directory.models import Assignment, Level, PersonRow, PostRow
from directory.today import today
from workflows.development.credits import Account, Part, level_of
from workflows.development.models import Decision, Ground, Training
from workflows.development.norms import NORMS, Hours, year_of
from workflows.development.queries import decided
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Predicate
from workflows.evaluation.written import written
from workflows.goals.figures import achievement, target_of
from workflows.goals.figures import read as figure
from workflows.planning.contents import items
from workflows.planning.rows import Revision

REACHED = Decimal(100)


def hours_of(people: Collection[int], year: int, day: datetime.date) -> dict[int, Hours]:
    """The hours of each of these persons in a year, as it counts for him on this day; two queries. Who is not
    described on the day is not there."""
    rows = {row.person_id: row for row in read(PersonRow, ON_DAY, list(people), day, day)}
    found = {
        person: Hours(NORMS[row.kind], *year_of(row.kind, year, day, row.contract_from))
        for person, row in rows.items()
    }
    if not found:
        return {}
    sums: dict[tuple[int, bool], int] = defaultdict(int)
    for person, last_day, hours, decision in _trained(found):
        if found[person].first <= last_day <= found[person].last:
            sums[person, decision == Decision.CONFIRMED] += hours
    return {
        person: Hours(each.norm, each.first, each.last, sums[person, True], sums[person, False])
        for person, each in found.items()
    }


ON_DAY = "t.person_id = ANY(%s) AND t.valid_from <= %s AND (t.valid_to IS NULL OR t.valid_to >= %s)"


def _trained(found: dict[int, Hours]) -> Iterable[tuple[int, datetime.date, int, str]]:
    """Person, last day, hours and decision of what is confirmed or waits, in all days that are asked for."""
    rows = Training.objects.filter(
        of__person__in=found,
        last_day__range=(
            min(each.first for each in found.values()),
            max(each.last for each in found.values()),
        ),
    )
    counted = decided(rows).filter(decision__in=[Decision.CONFIRMED, Decision.WAITING])
    return counted.values_list("of__person", "last_day", "hours", "decision")


# Settled years


def settled(rows: QuerySet[Evaluation] | None = None) -> QuerySet[Evaluation]:
    """Yearly evaluations that are settled with a predicate, each with its plan; the oldest first."""
    found = Evaluation.objects.all() if rows is None else rows
    found = found.filter(kind="yearly", state="settled").exclude(predicate="")
    return found.select_related("plan").order_by("ends_on", "pk")


def in_posts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with the `title` and the `level` of the post as they were on its last day."""
    held = PostRow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef("ends_on")),
        post=OuterRef("plan__post"),
        valid_from__lte=OuterRef("ends_on"),
    )
    return rows.annotate(title=Subquery(held.values("title")[:1]), level=Subquery(held.values("level")[:1]))


def part_of(evaluation: Evaluation) -> Part:
    """What a settled year, as `in_posts` found it, is to credit points."""
    post: tuple[str, str] = (evaluation.title or "", evaluation.level or "")  # type: ignore[attr-defined]
    functional = post[1] == Level.FUNGSIONAL
    return Part(
        evaluation=evaluation.pk,
        plan=evaluation.plan_id,
        year=evaluation.ends_on.year,
        first=evaluation.starts_on,
        last=evaluation.ends_on,
        title=post[0],
        functional=functional,
        predicate=evaluation.predicate,
        level=level_of(post[0]) if functional else None,
    )


def account_of(person: int) -> Account:
    """The credit points of a person, out of all his settled years; one query."""
    parts = [part_of(each) for each in in_posts(settled().filter(plan__employee=person))]
    return Account(parts, last_year=max((each.year for each in parts), default=0))


# Recognitions


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of the indicators of a year were reached, of how many; `unknown`: which nobody can reckon."""

    reached: int
    unknown: int
    of: int

    @property
    def all(self) -> bool:
        return self.of > 0 and self.reached == self.of


def reached(evaluations: Sequence[Evaluation]) -> dict[int, Reached]:
    """How many targets were reached at 100 % or more, as the owner reported; two queries."""
    revisions = dict(
        Revision.objects.filter(pk__in={each.revision_id for each in evaluations}).values_list(
            "pk", "contents"
        )
    )
    said = written([each.pk for each in evaluations])
    found = {}
    for each in evaluations:
        report = said[each.pk].self_assessment if each.pk in said else None
        values = {one["indicator"]: one["value"] for one in report.realisations} if report else {}
        found[each.pk] = _reached(revisions[each.revision_id], values)
    return found


def _reached(contents: dict[str, object], values: dict[str, str]) -> Reached:
    known = [_percent(item, values.get(item["id"], "")) for result, item in items(contents) if result]
    return Reached(
        reached=sum(each is not None and each >= REACHED for each in known),
        unknown=sum(each is None for each in known),
        of=len(known),
    )


def _percent(indicator: dict[str, str], value: str) -> Decimal | None:
    target = target_of(indicator)
    direction = indicator.get("direction")
    return achievement(target, figure(value, indicator.get("unit"), target), direction or None)  # type: ignore[arg-type]


GOOD = (Predicate.SANGAT_BAIK, Predicate.BAIK)


def grounds_of(evaluation: Evaluation, targets: Reached) -> list[Ground]:
    """What speaks for recognising a settled year: the best predicate; all targets reached, if it is at least Baik."""
    found = []
    if evaluation.predicate == Predicate.SANGAT_BAIK:
        found.append(Ground.PREDICATE)
    if evaluation.predicate in GOOD and targets.all:
        found.append(Ground.TARGETS)
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """A settled year for which something speaks, and nobody has recognised it yet."""

    evaluation: Evaluation
    targets: Reached
    grounds: Sequence[Ground]


def proposals(unit: int, year: int) -> list[Proposal]:
    """Those of the people of a unit who hold a post today, the best predicate first; a fixed number of queries."""
    serving = Assignment.objects.on(today(clock.moment())).filter(person=OuterRef("plan__employee"))
    rows = settled().filter(Exists(serving), plan__unit=unit, predicate__in=GOOD, ends_on__year=year)
    holding = Q(recognitions__isnull=False, recognitions__withdrawal=None)
    some = list(rows.exclude(pk__in=Evaluation.objects.filter(holding).values("pk")))
    targets = reached(some) if some else {}
    found = [Proposal(each, targets[each.pk], grounds_of(each, targets[each.pk])) for each in some]
    return sorted(
        (each for each in found if each.grounds),
        key=lambda each: (each.evaluation.predicate != Predicate.SANGAT_BAIK, each.evaluation.pk),
    )
