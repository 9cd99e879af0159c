"""A simple model of one plan with its changes, evaluations and appeals: what may be done, by whom, when.

States, steps and capacities are those of the matrix that was written by hand; the rules beside them stand here in few
words. Nothing of the product's rooms is used, but for the working-day calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from cycle_engine.workdays import Calendar
from tests.machines.walking import MATRIX

Day = datetime.date
YEAR = "2026"
ENDS = {
    "2026-Q1": Day(2026, 3, 31),
    "2026-Q2": Day(2026, 6, 30),
    "2026-Q3": Day(2026, 9, 30),
    "2026-Q4": Day(2026, 12, 31),
    YEAR: Day(2026, 12, 31),
}
REVIEW = "2026-Q2"
LAST_DAY = Day(2026, 12, 31)
PLANNING_DEADLINE, YEARLY_WINDOW_CLOSES = Day(2026, 1, 31), Day(2027, 1, 31)

DISCUSSED = {"drafting", "submitted", "returned"}
RUNNING = {"in_force", "mid_year_review", "second_half"}
GONE = {"ended", "void"}
UNSIGNED = {"open", "self_assessed", "rated"}
AMENDING = {"drafting", "submitted", "returned"}
APPEALED = {"filed", "explained", "heard"}
STAYS = {"retirement", "contract_end"}  # causes for which the leaver is appraised

BY = {(line.record, line.step): set[str]() for line in MATRIX}
for line in MATRIX:
    BY[line.record, line.step].add(line.by)


@dataclass(frozen=True)
class Command:
    """Somebody wants to take a step. `of`: the period of the evaluation, or the cause of an ending. `faulty`: what is
    sent with it is not right. `stale`: he has not seen the newest version."""

    record: str
    step: str
    who: str
    of: str = ""
    faulty: bool = False
    stale: bool = False


@dataclass
class Thing:
    state: str


@dataclass
class Plan(Thing):
    complete: bool = True
    in_force_from: Day | None = None
    held_from: Day | None = None
    set_by: Day = PLANNING_DEADLINE
    ends_on: Day = LAST_DAY
    end_cause: str = ""


@dataclass
class Amendment(Thing):
    complete: bool = True
    turn_since: Day = Day.min


@dataclass
class Evaluation(Thing):
    period: str = YEAR
    closing: Day | None = None
    counted_from: Day | None = None
    rated_by: str = ""
    rated_as: str = ""
    signed_by: str = ""
    signed_as: str = ""
    signed_on: Day = Day.min
    delivered_on: Day = Day.min
    received_on: Day | None = None
    returned: bool = False
    recalled_on: Day | None = None

    @property
    def yearly(self) -> bool:
        return self.period == YEAR

    @property
    def final(self) -> bool:
        return self.rated_as == "superior"


@dataclass
class Appeal(Thing):
    against: Evaluation = field(default_factory=lambda: Evaluation("contested"))
    filed_on: Day = Day.min
    duty_since: Day = Day.min
    deciders: tuple[str, ...] = ()  # whose turn it is, and who comes after him


@dataclass
class Model:
    """The state of everything at a moment; `newest` of each kind is what commands are about."""

    calendar: Calendar
    now: datetime.datetime
    plan: Plan = field(default_factory=lambda: Plan("drafting"))
    amendments: list[Amendment] = field(default_factory=list)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    appeals: list[Appeal] = field(default_factory=list)

    def thing(self, command: Command) -> Thing | None:
        """What the command is about; nothing when that is still to be born."""
        if command.record == "plan":
            return self.plan
        if command.record == "evaluation":
            return self.evaluations.get(command.of) if command.step != "open" else None
        births = {("amendment", "propose"), ("appeal", "file")}
        things: list[Amendment] | list[Appeal] = (
            self.amendments if command.record == "amendment" else self.appeals
        )
        return None if (command.record, command.step) in births else things[-1]

    def states(self) -> dict[str, list[str]]:
        """All states, in the order of birth."""
        return {
            "plan": [self.plan.state],
            "amendment": [each.state for each in self.amendments],
            "evaluation": [each.state for each in self.evaluations.values()],
            "appeal": [each.state for each in self.appeals],
        }

    # Days

    @property
    def today(self) -> Day:
        return self.calendar.day_of(self.now)

    def passed(self, day: Day) -> bool:
        return self.now >= self.calendar.end_of(day)

    def after(self, day: Day, days: int) -> Day:
        return self.calendar.after(day, days)

    def opens(self, period: str) -> Day:
        return ENDS[period].replace(day=20)

    def closes(self, evaluation: Evaluation) -> Day:
        if evaluation.closing is not None:
            return self.after(max(evaluation.closing, evaluation.counted_from or Day.min), 15)
        end = ENDS[evaluation.period]
        closes = YEARLY_WINDOW_CLOSES if evaluation.yearly else self.after(end, 15)
        late = evaluation.counted_from
        return max(closes, self.after(late, 15)) if late else closes

    def rater_until(self, evaluation: Evaluation) -> Day:
        recalled = evaluation.recalled_on
        return max(self.closes(evaluation), self.after(recalled, 5) if recalled else Day.min)

    def settled_after(self, evaluation: Evaluation) -> Day:
        assert evaluation.received_on is not None
        returned = self.after(evaluation.received_on, 7 if evaluation.signed_as == "superior" else 14)
        return returned if evaluation.final else max(returned, self.appealed_until(evaluation))

    def appealed_until(self, evaluation: Evaluation) -> Day:
        assert evaluation.received_on is not None
        return self.after(evaluation.received_on, 14)

    def delivered_until(self, evaluation: Evaluation) -> Day:
        return self.after(evaluation.signed_on, 7 if evaluation.signed_as == "superior" else 14)

    def deadlines(self) -> Iterator[Day]:
        """Last days after which something changes."""
        yield from (
            self.plan.set_by,
            self.after(self.plan.set_by, 5),
            self.plan.ends_on,
            YEARLY_WINDOW_CLOSES,
        )
        yield from (self.opens(period) - datetime.timedelta(days=1) for period in ENDS)
        for amendment in self.amendments[-1:]:
            yield self.after(max(amendment.turn_since, Day(2026, 1, 1)), 5)
        for evaluation in self.evaluations.values():
            closes = self.closes(evaluation)
            yield from (
                closes,
                self.rater_until(evaluation),
                *(self.calendar.before(closes, n) for n in (3, 5)),
            )
            if evaluation.state == "signed":
                yield self.delivered_until(evaluation)
            if evaluation.state == "delivered" and evaluation.received_on is None:
                yield self.after(evaluation.delivered_on, 14)
            if evaluation.received_on is not None:
                yield self.settled_after(evaluation)
        for appeal in self.appeals[-1:]:
            yield from (self.after(appeal.filed_on, 3), self.after(appeal.duty_since, 7))

    # Who

    def capacities(self, command: Command) -> set[str]:
        """As what somebody may come. Citra and the regent above her are the superior in turn."""
        fixed = {"ani": "owner", "dewi": "manager", "indah": "inspector", "clock": "clock"}
        found = {fixed[command.who]} if command.who in fixed else set[str]()
        thing = self.thing(command)
        if command.record == "appeal":
            if isinstance(thing, Appeal):
                found |= {"rater"} if command.who == thing.against.rated_by else set()
                found |= {"decider"} if command.who in thing.deciders[:1] else set()
            return found
        found |= {"rater"} if command.who == "budi" else set()
        found |= {"superior"} if command.who in ("citra", "wibawa") else set()
        if isinstance(thing, Evaluation) and command.who in (thing.rated_by or "budi", thing.signed_by):
            found.add("author")
        return found
