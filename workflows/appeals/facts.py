"""Who stands where in an appeal, and what it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity, Holder
from cycle_engine.deadlines import open_of
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.models import Letter
from workflows.appeals.limits import DECISION
from workflows.evaluation.facts import EvaluationFacts
from workflows.planning.standing import Standing

if TYPE_CHECKING:
    from workflows.appeals.models import Appeal
    from workflows.evaluation.models import Evaluation
    from workflows.planning.models import Plan

LIVE = ("filed", "explained", "heard")


class AppealFacts(Standing["Appeal"]):
    """Facts of an appeal: those of its evaluation, and who decides."""

    def plan(self, record: Appeal) -> Plan:
        return record.plan

    def amendment_id(self, record: Appeal) -> int | None:
        return None

    def about(self, record: Appeal) -> dict[str, Any]:
        return super().about(record) | {"evaluation": record.evaluation_id}

    def posts(self, record: Appeal) -> Collection[int]:
        return () if record.decider_post_id is None else (record.decider_post_id,)

    # Its evaluation

    @cached_property
    def of_evaluations(self) -> EvaluationFacts:
        """Facts of the appealed evaluations, read after the lock."""
        return AppealedFacts(self, list(self._evaluations.values()))

    @cached_property
    def open_deadlines(self) -> dict[str, dict[int, dict[str, Deadline]]]:
        """The open deadlines of the appeals and of their evaluations, by kind of record; one query."""
        appeals = [record.pk for record in self.records if record.pk]
        return open_of({"appeal": appeals, "evaluation": list(self._evaluations)})

    @cached_property
    def deadlines(self) -> dict[int, dict[str, Deadline]]:
        return self.open_deadlines["appeal"]

    @cached_property
    def _evaluations(self) -> dict[int, Evaluation]:
        """Those that came with their appeals as they are; what the door locks comes with none."""
        from workflows.evaluation.models import Evaluation

        plans = {record.evaluation_id: record.plan for record in self.records}
        found = {
            record.evaluation_id: record.evaluation
            for record in self.records
            if "evaluation" in record._state.fields_cache
        }
        rows = Evaluation.objects.filter(pk__in=plans.keys() - found.keys())
        found |= {row.pk: row for row in rows} if len(found) < len(plans) else {}
        for key, row in found.items():
            row.plan = plans[key]
        return found

    def evaluation(self, record: Appeal) -> Evaluation:
        return self._evaluations[record.evaluation_id]

    @cached_property
    def _appealed(self) -> dict[int, set[int]]:
        """Live appeals of each evaluation."""
        from workflows.appeals.models import Appeal

        found: dict[int, set[int]] = {}
        rows = Appeal.objects.filter(evaluation__in=self._evaluations, state__in=LIVE)
        for evaluation, key in rows.values_list("evaluation", "pk"):
            found.setdefault(evaluation, set()).add(key)
        return found

    def is_appealed(self, record: Appeal) -> bool:
        """Whether another appeal against the evaluation is live."""
        return bool(self._appealed.get(record.evaluation_id, set()) - {record.pk})

    def heard(self, record: Appeal) -> list[Any]:
        return list(record.hearings.all())

    # Who decides

    def line(self, record: Appeal) -> directory.Line:
        """Of the evaluation: who manages an appeal has no part in it."""
        return self.of_evaluations.line(self.evaluation(record))

    def holders(self, record: Appeal, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.RATER:
            return self.of_evaluations.raters(self.evaluation(record))
        if capacity is Capacity.DECIDER:
            return self.deciders(record)
        if capacity is Capacity.SUPERIOR:
            return ()
        return super().holders(record, capacity)

    def barred(self, record: Appeal, capacity: Capacity) -> frozenset[int]:
        if capacity is Capacity.DECIDER:
            return self.parties(record)
        return super().barred(record, capacity)

    def parties(self, record: Appeal) -> frozenset[int]:
        """Who never decides: the owner; the rater, whoever rated or signed it, and who acts for them."""
        evaluation, facts = self.evaluation(record), self.of_evaluations
        makers = facts.authors(evaluation)
        told = {each.person for each in makers} | {each.on_behalf_of for each in makers}
        told |= {evaluation.rated_by_id, evaluation.signed_by_id, evaluation.rater_id}
        return frozenset([record.plan.employee_id, *(person for person in told if person)])

    def deciders(self, record: Appeal) -> tuple[Holder, ...]:
        """Who was named, else the first post from the appeal's upwards in which somebody may decide."""
        if record.named and record.decider_id:
            return () if record.decider_id in self.parties(record) else (Holder(record.decider_id),)
        seat = self.deciding_seat(record)
        return self._free(record, seat) if seat else ()

    def deciding_seat(self, record: Appeal) -> directory.Seat | None:
        """The seat that decides today; none when the whole line is empty or a party to it."""
        return next((seat for seat in self._above(record) if self._free(record, seat)), None)

    def next_seat(self, record: Appeal) -> directory.Seat | None:
        """The next seat above, in which somebody may decide; none at the top."""
        deciding = self.deciding_seat(record)
        seats = [seat for seat in self._above(record) if self._free(record, seat)]
        acting = {each.person for each in deciding.acting} if deciding else set()
        return next((seat for seat in seats[1:] if not acting & {each.person for each in seat.acting}), None)

    def _above(self, record: Appeal) -> directory.Line:
        post = record.decider_post_id
        return self._line(post, self.day(record)) if post else ()

    def _free(self, record: Appeal, seat: directory.Seat) -> tuple[Holder, ...]:
        """Who acts in the seat and is no party; nobody where its holder is one, for whom others would act."""
        parties = self.parties(record)
        if seat.holder in parties:
            return ()
        return tuple(each for each in seat.acting if each.person not in parties)

    def is_overdue(self, record: Appeal) -> bool:
        """Whether the decision is due since its last day has ended."""
        deadline = self.deadlines.get(record.pk, {}).get(DECISION)
        return deadline is not None and self.now >= deadline.due_at

    def decider_has_left(self, record: Appeal) -> bool:
        """Whether another one than was found last decides today."""
        today = {each.person for each in self.deciders(record)}
        return bool(today) and record.decider_id not in today

    def may_be_named(self, record: Appeal, person: str, letter: str) -> bool:
        """Whether this person (id) serves, has no part in the case, and is named by this letter (id) today."""
        if not (_is_id(person) and _is_id(letter)) or int(person) in self.parties(record):
            return False
        day, named_one = self.day(record), int(person)
        serves = directory.post_of([named_one], day) and not directory.exempt([named_one], day)
        return bool(serves) and Letter.objects.on(day).filter(pk=int(letter), person=named_one).exists()

    def first_post(self, record: Appeal) -> int | None:
        """The post above the one in which it was rated, which decides (`V.B.2`)."""
        rated = self.evaluation(record).rated_post_id
        return directory.rater_post_of([rated], self.day(record)).get(rated) if rated else None

    def above(self, record: Appeal, capacity: Capacity, levels: int) -> tuple[Holder, ...]:
        """Above the rater who decides; above the decider the managers, since the duty itself moves up."""
        deciders = self.deciders(record) if capacity is Capacity.RATER and levels == 1 else ()
        return deciders or self.holders(record, Capacity.MANAGER)

    def _busy(self, record: Appeal) -> frozenset[int]:
        """The parties and who decides: they do not manage this appeal."""
        return self.parties(record) | {each.person for each in self.deciders(record)}


class AppealedFacts(EvaluationFacts):
    """Facts of appealed evaluations, whose deadlines are asked for with those of the appeals."""

    def __init__(self, appeals: AppealFacts, records: Sequence[Evaluation]) -> None:
        self.appeals = appeals
        super().__init__(records, appeals.now, appeals.epoch)

    @cached_property
    def deadlines(self) -> dict[int, dict[str, Deadline]]:
        return self.appeals.open_deadlines["evaluation"]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()
