"""Who stands where in an improvement plan: who rates the employee today, in the post that he holds now."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any

from directory import queries as directory
from directory.models import Kind, PersonRow
from workflows.planning.standing import Standing

if TYPE_CHECKING:
    from workflows.development.models import Improvement, Review
    from workflows.planning.models import Plan

LIVE = ("opened", "proposed", "running")


class ImprovementFacts(Standing["Improvement"]):
    """The year that was rated is over, and the employee may have another post since: who leads him now guides him."""

    def plan(self, record: Improvement) -> Plan:
        return record.plan

    def amendment_id(self, record: Improvement) -> int | None:
        return None

    def about(self, record: Improvement) -> dict[str, Any]:
        return super().about(record) | {"evaluation": record.evaluation_id}

    @cached_property
    def _rater_posts(self) -> dict[int, int]:
        """By employee the post that rates him today; who holds none is rated where his plan was."""
        found: dict[int, int] = {}
        for day, units in self._units_by_day.items():
            people = {plan.employee_id for plan in self.plans if plan.unit_id in units}
            held = self._remembered(directory.post_of, people, day)
            above = self._remembered(directory.rater_post_of, set(held.values()), day)
            found |= {person: post for person, own in held.items() if (post := above.get(own)) is not None}
        return found

    def rater_post(self, record: Improvement) -> int:
        return self._rater_posts.get(record.plan.employee_id, record.plan.rater_post_id)

    def posts(self, record: Improvement) -> Collection[int]:
        return (self.rater_post(record),)

    def line(self, record: Improvement) -> directory.Line:
        return self._line(self.rater_post(record), self.day(record))

    @cached_property
    def _serving(self) -> set[int]:
        """Those of the employees who are civil servants (PNS), hold a post today and are in the scheme."""
        people = {plan.employee_id for plan in self.plans}
        found: set[int] = set()
        for day in self._units_by_day:
            rows = PersonRow.objects.on(day).filter(person__in=people, kind=Kind.PNS)
            held = directory.post_of(people, day).keys() - directory.exempt(people, day).keys()
            found |= held.intersection(rows.values_list("person", flat=True))
        return found

    def serves(self, record: Improvement) -> bool:
        return record.plan.employee_id in self._serving

    @cached_property
    def _others(self) -> set[tuple[int, int]]:
        """Employees with the cycles for which they have an improvement plan; 0: one is under way."""
        from workflows.development.models import Improvement

        people = {plan.employee_id for plan in self.plans}
        rows = Improvement.objects.filter(plan__employee__in=people).exclude(state="new")
        found = set()
        for person, cycle, state in rows.values_list("plan__employee", "plan__cycle", "state"):
            found |= {(person, cycle)} | ({(person, 0)} if state in LIVE else set())
        return found

    def has_another(self, record: Improvement) -> bool:
        """Whether the employee has one for the same year already, or one is under way."""
        person = record.plan.employee_id
        return bool({(person, record.plan.cycle_id), (person, 0)} & self._others)

    @cached_property
    def _reviews(self) -> dict[int, list[Review]]:
        from workflows.development.models import Review

        found: dict[int, list[Review]] = {}
        keys = [record.pk for record in self.records if record.pk]
        for row in Review.objects.filter(improvement__in=keys).order_by("pk"):
            found.setdefault(row.improvement_id, []).append(row)
        return found

    def reviews(self, record: Improvement) -> list[Review]:
        """What the rater wrote of the employee's progress, the oldest first."""
        return self._reviews.get(record.pk, [])
