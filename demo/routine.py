"""How the evaluation of a period usually goes: people report, raters rate, deliver, and report to the PyB.

Each has his day of those on which it is usually done; who does not do it, the story says.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from cycle_engine import clock
from cycle_engine.actors import Capacity
from cycle_engine.workdays import Calendar
from demo.acts.evaluating import sign, work
from demo.words import PYB
from demo.world import Day, Scene, Told, World, scene
from workflows.evaluation.data import Reported
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation

Apart = tuple[str, str]
"""A person and a period: how it goes with this evaluation the story tells."""

Omission = tuple[str, str, str]
"""A rater, a step and a period: he does not take it as others do."""

FORGETS, NEVER_OPENS, KEEPS = 0.04, 0.15, 0.15  # to report; the document; it, instead of returning it


@dataclass(frozen=True, slots=True)
class Course:
    """The days on which a period's evaluation usually goes on, and who does not take part as others do."""

    period: str
    reporting: tuple[Day, ...] = field(repr=False)
    rating: tuple[Day, ...] = field(repr=False)
    delivering: tuple[Day, ...] = field(repr=False)
    reading: tuple[Day, ...] = field(repr=False)
    catching_up: tuple[Day, ...] = field(repr=False)
    reported: Day = field(repr=False)
    apart: frozenset[Apart] = field(repr=False)
    omissions: frozenset[Omission] = field(repr=False)

    def told(self) -> Told:
        """The scenes of the period, by their days."""
        turns: list[tuple[tuple[Day, ...], Callable[[Course, int], Scene]]] = [
            (self.reporting, report),
            (self.rating, rate_team),
            (self.delivering, deliver_team),
            (self.reading, read),
            (self.catching_up, catch_up),
        ]
        for days, verb in turns:
            for turn, day in enumerate(days):
                yield day, verb(self, turn)
        yield self.reported, tell_pyb(self)

    def takes_part(self, owner: str, rater: str, step: str) -> bool:
        """All results are reported, also of those of whom the story tells."""
        apart = (owner, self.period) in self.apart and step != "report"
        return not apart and (rater, step, self.period) not in self.omissions

    def turn(self, name: str, step: str, days: Collection[Day]) -> int:
        """Which of these days is this person's."""
        return self._chance(name, step).randrange(len(days))

    def happens(self, name: str, what: str, often: float) -> bool:
        return self._chance(name, what).random() < often

    def _chance(self, name: str, what: str) -> random.Random:
        return random.Random(f"{name} {self.period} {what}")


def course(
    period: str,
    ends: Day,
    closes: Day,
    calendar: Calendar,
    apart: frozenset[Apart],
    omissions: frozenset[Omission],
) -> Course:
    """The usual course of a period that ends on this day, and whose window closes on that one."""
    after = partial(_nth, calendar, ends)
    return Course(
        period,
        reporting=tuple(map(after, range(-3, 5))),
        rating=tuple(map(after, range(5, 9))),
        delivering=tuple(map(after, range(7, 11))),
        reading=tuple(map(after, range(9, 15))),
        catching_up=(calendar.before(closes, 3), calendar.after(closes, 2)),
        reported=calendar.after(closes, 8),
        apart=apart,
        omissions=omissions,
    )


def _nth(calendar: Calendar, day: Day, n: int) -> Day:
    """The n-th working day after a day, or before it."""
    return calendar.after(day, n) if n > 0 else calendar.before(day + datetime.timedelta(1), 1 - n)


# Scenes in which many take part, each with his own act


@scene
def report(world: World, course: Course, turn: int) -> None:
    """Employees whose turn it is report what was realised."""
    for each in _found(world, course, "self_assess", "open"):
        mine = course.turn(each.owner, "report", course.reporting) == turn
        if mine and not course.happens(each.owner, "forgets", FORGETS):
            data = work(world, each.evaluation, each.facts).realised()
            world.take(each.evaluation, "self_assess", each.owner, data=data)


@scene
def rate_team(world: World, course: Course, turn: int) -> None:
    """Raters whose turn it is rate what was reported to them, as soon as they can."""
    for each in _ratable(world, course, "self_assessed"):
        if course.turn(each.rater, "rate", course.rating) == turn:
            _rate(world, each)


@scene
def deliver_team(world: World, course: Course, turn: int) -> None:
    """They sign what they rated, and deliver it."""
    _sign_and_deliver(world, course, lambda rater: course.turn(rater, "rate", course.rating) == turn)


@scene
def read(world: World, course: Course, turn: int) -> None:
    """Employees open what was delivered to them, and most sign and return it."""
    for each in _found(world, course, "receive", "delivered"):
        mine = course.turn(each.owner, "read", course.reading) == turn
        if each.evaluation.received_on or not mine or course.happens(each.owner, "never", NEVER_OPENS):
            continue
        received = world.take(each.evaluation, "receive", each.owner)
        if not course.happens(each.owner, "keeps", KEEPS):
            world.take(received, "acknowledge", each.owner)


@scene
def catch_up(world: World, course: Course, turn: int) -> None:
    """Raters rate what is left, reported or not, and sign and deliver it: before the window closes, and once more
    those for whom it is open longer because they came from another post."""
    for each in _ratable(world, course, "open", "self_assessed"):
        _rate(world, each)
    _sign_and_deliver(world, course, lambda rater: True)


@scene
def tell_pyb(world: World, course: Course) -> None:
    """Raters report the results to the competent official."""
    signed = ("signed", "delivered", "acknowledged", "settled")
    left = (each for each in _found(world, course, "report", *signed) if not each.evaluation.reported_on)
    for rater, team in _teams(left):
        world.take_all(team, "report", world.actor(rater), data=Reported(PYB))


@dataclass(frozen=True, slots=True)
class Found:
    """An evaluation of somebody who takes part; whose it is, and who takes the step beside him."""

    evaluation: Evaluation
    owner: str
    rater: str
    facts: EvaluationFacts


def _found(world: World, course: Course, step: str, *states: str) -> Iterator[Found]:
    """The period's evaluations in these states that go on as usual."""
    rows = Evaluation.objects.filter(period=course.period, state__in=states, closing=False)
    records = list(rows.select_related("plan__cycle").order_by("pk"))
    facts = EvaluationFacts(records, *clock.moment())
    for each in records:
        owner, rater = world.names[each.plan.employee_id], world.names[_who(each, facts, step)]
        if course.takes_part(owner, rater, step):
            yield Found(each, owner, rater, facts)


def _who(evaluation: Evaluation, facts: EvaluationFacts, step: str) -> int:
    """Who takes a step beside the owner: whoever rated signs and delivers, the rest is the rater's of the day."""
    if step in ("sign", "deliver") and evaluation.rated_by_id:
        return evaluation.rated_by_id
    return facts.holders(evaluation, Capacity.RATER)[-1].person


def _ratable(world: World, course: Course, *states: str) -> Iterator[Found]:
    """What can be rated today: the owner has reported or had his time, the window is open, the unit's achievement
    is known, and of a year's plan no quarter is left."""
    for each in _found(world, course, "rate", *states):
        evaluation, facts = each.evaluation, each.facts
        waits = evaluation.state == "open" and not facts.has_passed(evaluation, facts.owner_until(evaluation))
        late = facts.has_passed(evaluation, facts.rater_until(evaluation))
        left = evaluation.kind == "yearly" and any(
            other.state in ("open", "self_assessed") for other in facts.siblings(evaluation)
        )
        if not (waits or late or left) and facts.achievement(evaluation) is not None:
            yield each


def _rate(world: World, found: Found) -> None:
    data = work(world, found.evaluation, found.facts).rated()
    world.take(found.evaluation, "rate", found.rater, data=data)


def _sign_and_deliver(world: World, course: Course, mine: Callable[[str], bool]) -> None:
    for rater, team in _teams(each for each in _found(world, course, "sign", "rated") if mine(each.rater)):
        sign(world, team, "sign", world.actor(rater))
    for rater, team in _teams(
        each for each in _found(world, course, "deliver", "signed") if mine(each.rater)
    ):
        world.take_all(team, "deliver", world.actor(rater))


def _teams(found: Iterable[Found]) -> Iterator[tuple[str, list[Evaluation]]]:
    """Evaluations by their raters."""
    for rater, team in groupby(sorted(found, key=lambda each: each.rater), key=lambda each: each.rater):
        yield rater, [each.evaluation for each in team]
