"""In which line an evaluation was begun, who acts in it today, and when its window is open."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from cycle_engine.actors import Capacity, Holder
from cycle_engine.deadlines import level
from cycle_engine.models import Deadline
from directory import queries as directory
from directory.models import Assignment
from workflows.cycles.periods import named
from workflows.evaluation.limits import RATING
from workflows.planning.standing import Standing

if TYPE_CHECKING:
    from workflows.evaluation.models import Evaluation
    from workflows.planning.models import Plan

UNSIGNED = ("open", "self_assessed", "rated")
ONE_DAY = datetime.timedelta(days=1)


class EvaluationStanding(Standing["Evaluation"]):
    """Who stands where towards an evaluation, and its days."""

    def plan(self, record: Evaluation) -> Plan:
        return record.plan

    def amendment_id(self, record: Evaluation) -> int | None:
        return None

    # Who stands where

    def posts(self, record: Evaluation) -> Collection[int]:
        named_ones = (
            record.rater_post_id,
            record.superior_post_id,
            record.rated_post_id,
            record.signed_post_id,
        )
        return [post for post in named_ones if post is not None]

    @cached_property
    def _lines(self) -> dict[tuple[int, datetime.date], directory.Line]:
        """Also as they were when the windows of new evaluations opened."""
        found = super()._lines
        opened: dict[datetime.date, set[int]] = {}
        for record in self.records:
            if record.pk is None and self.opens(record) < self.day(record):
                opened.setdefault(self.opens(record), set()).update(self.posts(record))
        for day, posts in opened.items():
            lines = self._remembered(directory.lines, posts, day)
            found |= {(post, day): line for post, line in lines.items()}
        return found

    def line(self, record: Evaluation) -> directory.Line:
        """The rater's seat and the pinned superior's line above it. Who held the rater's post when the window
        opened and moved inside it keeps the seat until the evaluation is signed (`IV.A.14`)."""
        line = self.line_on(record, self.day(record))
        if (record.pk or 0) not in self._kept:
            return line
        return (directory.Seat(record.rater_post_id, record.rater_id, None, None), *line[1:])

    @cached_property
    def _kept(self) -> frozenset[int]:
        """Keys of the unsigned evaluations whose rater has moved inside their window, and still serves."""
        moved = {
            record.pk: record
            for record in self.records
            if record.pk and record.rater_id and record.state in UNSIGNED and not self._sits(record)
        }
        if not moved:
            return frozenset()
        persons = {record.rater_id for record in moved.values() if record.rater_id}
        left = {
            (row.person_id, row.post_id): row.valid_to
            for row in Assignment.objects.filter(person__in=persons, valid_to__isnull=False).order_by(
                "valid_to"
            )
        }
        return frozenset(
            key
            for key, record in moved.items()
            if (last := left.get((record.rater_id or 0, record.rater_post_id))) is not None
            and self.opens(record) <= last + ONE_DAY <= self.closes(record)
            and record.rater_id in self._serving
        )

    def _sits(self, record: Evaluation) -> bool:
        seats = self._line(record.rater_post_id, self.day(record))[:1]
        return any(seat.holder == record.rater_id for seat in seats)

    @cached_property
    def _serving(self) -> frozenset[int]:
        """Those of all who were named in the records who still hold a post and are in the scheme."""
        asked = {
            person
            for record in self.records
            for person in (record.rater_id, record.rated_by_id, record.signed_by_id)
            if person
        }
        day = max(self._units_by_day)
        posts = self._remembered(directory.post_of, asked, day)
        exempt = self._remembered(directory.exempt, asked, day)
        return frozenset(person for person in asked if posts.get(person) and not exempt.get(person))

    def holders(self, record: Evaluation, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.AUTHOR:
            return self.authors(record)
        return super().holders(record, capacity)

    def duty_level(self, record: Evaluation) -> int:
        """What somebody higher up has rated in the rater's place is his or his superiors' to sign."""
        level = super().duty_level(record)
        if record.rated_as != Capacity.SUPERIOR:
            return level
        places = enumerate(self.duties(record).holders)
        rated = [place for place, each in places if any(one.person == record.rated_by_id for one in each)]
        return max([level, *rated])

    def in_turn(self, record: Evaluation, deadline: Deadline) -> tuple[Holder, ...]:
        """After its window an evaluation is no longer the rater's to rate, if he has a superior."""
        turn = super().in_turn(record, deadline)
        superiors = self.holders(record, Capacity.SUPERIOR)
        passed = deadline.kind == RATING and level(deadline, self.now) > 0
        if not (passed and superiors):
            return turn
        raters = {each.person for each in self.holders(record, Capacity.RATER)}
        return tuple(each for each in turn if each.person not in raters)

    def _busy(self, record: Evaluation) -> frozenset[int]:
        """Nor does who rated or signed it, or rates the plan today, manage the evaluation."""
        named_ones = (record.rater_id, record.rated_by_id, record.signed_by_id, self.plan(record).rater_id)
        makers = {each.person for each in self.authors(record)}
        return super()._busy(record) | makers | {person for person in named_ones if person}

    def authors(self, record: Evaluation) -> tuple[Holder, ...]:
        """Who rated or signed, as long as he serves, and who acts today in the post in which that was done; of a
        result that was adopted, who would rate."""
        if record.rated_by_id is None:
            return super().holders(record, Capacity.RATER)
        return self._makers(
            record,
            (record.rated_by_id, record.rated_post_id),
            (record.signed_by_id, record.signed_post_id),
        )

    def raters(self, record: Evaluation) -> tuple[Holder, ...]:
        """Who rated, as long as he serves, and who acts today in the post in which it was rated."""
        return self._makers(record, (record.rated_by_id, record.rated_post_id))

    def _makers(self, record: Evaluation, *makers: tuple[int | None, int | None]) -> tuple[Holder, ...]:
        found: dict[int, Holder] = {}
        for person, post in makers:
            if person is not None and person in self._serving:
                found.setdefault(person, Holder(person))
            for seat in self._line(post, self.day(record))[:1] if post else ():
                for holder in seat.acting:
                    found.setdefault(holder.person, holder)
        found.pop(self.plan(record).employee_id, None)
        return tuple(found.values())

    def line_on(self, record: Evaluation, day: datetime.date) -> directory.Line:
        """The seats of the line as they were taken on a day."""
        lower = self._line(record.rater_post_id, day)[:1]
        above = self._line(record.superior_post_id, day) if record.superior_post_id else ()
        return (*lower, *(seat for seat in above if seat.post != record.rater_post_id))

    def seat_of(self, record: Evaluation, person: int | None) -> int:
        """The post in whose seat this person acts for the record; the rater's when he has none."""
        for seat in self.line(record):
            if any(each.person == person for each in seat.acting):
                return seat.post
        return record.rater_post_id

    # The window

    def opens(self, record: Evaluation) -> datetime.date:
        """The first day of the window: of a leaver's, his last day."""
        if record.closing:
            return record.ends_on
        first = named(record.period).opens(self.policy(record))
        return max(first, record.counted_from) if record.counted_from else first

    def closes(self, record: Evaluation) -> datetime.date:
        """The last day of the window."""
        policy, calendar = self.policy(record), self.calendar(record)
        if record.closing:
            first = max(record.ends_on, record.counted_from or record.ends_on)
            return calendar.after(first, policy.leaver_window_days)
        last = named(record.period).closes(policy, calendar)
        if record.counted_from is None:
            return last
        return max(last, calendar.after(record.counted_from, policy.transfer_window_days))

    def owner_until(self, record: Evaluation) -> datetime.date:
        """The last day of the self-assessment; after it the rater may rate without."""
        return self.calendar(record).before(self.closes(record), self.policy(record).self_assessment_before)

    def rater_until(self, record: Evaluation) -> datetime.date:
        """The last day on which the rating is the rater's alone: the window's, or after a recall some more."""
        closes = self.closes(record)
        if record.recalled_on is None:
            return closes
        return max(closes, self.calendar(record).after(record.recalled_on, self.policy(record).recall_days))

    def signer_until(self, record: Evaluation) -> datetime.date:
        """The last day of signing: the superior who rated has his own time from the window's end (`V.A.8`)."""
        until = self.rater_until(record)
        if record.rated_as != Capacity.SUPERIOR:
            return until
        days = self.policy(record).superior_rates_days
        return max(until, self.calendar(record).after(self.closes(record), days))

    def returned_until(self, record: Evaluation) -> datetime.date:
        """The last day of signing and returning what was received (`V.A.6`, `10`)."""
        policy = self.policy(record)
        by_superior = record.signed_as == Capacity.SUPERIOR
        days = policy.superior_return_days if by_superior else policy.return_days
        return self.calendar(record).after(_known(record.received_on), days)

    def appealed_until(self, record: Evaluation) -> datetime.date:
        """The last day on which an appeal may be filed (`V.B.2`)."""
        return self.calendar(record).after(_known(record.received_on), self.policy(record).appeal_days)

    def settled_after(self, record: Evaluation) -> datetime.date:
        """The last day before it settles: nobody may appeal a final one (`IV.A.11-12`)."""
        returned = self.returned_until(record)
        return returned if record.is_final else max(returned, self.appealed_until(record))

    def has_passed(self, record: Evaluation, last_day: datetime.date) -> bool:
        """Whether this day has ended where the record's unit is."""
        return self.now >= self.calendar(record).end_of(last_day)

    def due_passed(self, record: Evaluation, kind: str, last_day: datetime.date) -> bool:
        """The same, but never earlier than the open deadline of this kind says, which people were told."""
        deadline = self.deadlines.get(record.pk, {}).get(kind)
        return self.has_passed(record, last_day) and (deadline is None or self.now >= deadline.due_at)


def _known(day: datetime.date | None) -> datetime.date:
    if day is None:
        raise ValueError("nothing counts from a receipt that has not been")
    return day
