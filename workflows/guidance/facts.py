"""Who stands where in a guidance or a counselling, and what is known of the plan it is about."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity, Holder
from directory import queries as directory
from workflows.monitoring.models import AboutKind, Feedback
from workflows.planning import contents
from workflows.planning.facts import OfPlanFacts

if TYPE_CHECKING:
    from workflows.guidance.models import Counselling, Guidance


class RoomFacts(OfPlanFacts):
    """What both have in common."""

    def amendment_id(self, record: Any) -> int | None:
        return None

    def guides(self, record: Any) -> tuple[Holder, ...]:
        """Who guides or counsels."""
        raise NotImplementedError

    def holders(self, record: Any, capacity: Capacity) -> tuple[Holder, ...]:
        return self.guides(record) if capacity is Capacity.GUIDE else super().holders(record, capacity)

    def named(self, record: Any, post: str | None) -> int | None:
        """Who holds this post (id) of the plan's agency today; nobody where it is none."""
        if post is None or not (post.isascii() and post.isdecimal()):
            return None
        day, key = self.day(record), int(post)
        row = directory.posts([key], day).get(key)
        if row is None or row.unit_id not in directory.units_below([record.plan.cycle.unit_id], day):
            return None
        return directory.lines([key], day)[key][0].holder

    @cached_property
    def _papers(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {each.pk: [] for each in self.records}
        if self.records:
            papers = type(self.records[0]).papers.rel.related_model.objects
            for paper in papers.filter(of__in=found).order_by("pk"):
                found[paper.of_id].append(paper)
        return found

    def papers(self, record: Any) -> list[Any]:
        """What was written in the record, the oldest first."""
        return self._papers[record.pk]

    def has_paper(self, record: Any, part: str) -> bool:
        """Whether this part of the record was written."""
        return any(paper.part == part for paper in self.papers(record))


class GuidanceFacts(RoomFacts):
    def guides(self, record: Guidance) -> tuple[Holder, ...]:
        if record.guide_id is None:
            return self.holders(record, Capacity.RATER)
        return (Holder(record.guide_id),)

    def indicators(self, record: Guidance) -> dict[str, dict[str, Any]]:
        """The indicators in force, by id."""
        revision = self.in_force(record)
        items = contents.items(revision.contents) if revision else ()
        return {item["id"]: item for result, item in items if result}


class CounsellingFacts(RoomFacts):
    def guides(self, record: Counselling) -> tuple[Holder, ...]:
        return () if record.counsellor_id is None else (Holder(record.counsellor_id),)

    def parties(self, record: Counselling) -> frozenset[int | None]:
        """The employee, who rates him, and who supervises that."""
        sides = (Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR)
        holders = [holder for side in sides for holder in self.holders(record, side)]
        return frozenset(person for each in holders for person in (each.person, each.on_behalf_of))

    @cached_property
    def _given(self) -> set[int]:
        """Plans whose leaders have given feedback on behaviour, or on the whole."""
        about = (AboutKind.VALUE, AboutKind.WHOLE)
        rows = Feedback.objects.filter(
            plan__in=[plan.pk for plan in self.plans], about_kind__in=about, standing="leader"
        )
        return set(rows.values_list("plan", flat=True))

    def has_feedback(self, record: Counselling) -> bool:
        """Whether a leader has given the employee feedback on his behaviour."""
        return record.plan_id in self._given
