"""Home: what waits for the reader, oldest deadline first, and what he waits for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.clock import Moment
from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from directory.dated import DAY
from directory.models import StandInRequest
from directory.names import Names
from directory.stand_ins import requests_of, waiting_requests
from directory.today import CAPITAL
from web.letters.asking import days_in_words, letter_for
from web.pages import PersonPage
from web.paging import page_of
from web.records import record_address, step_address
from web.titles import title_of
from workflows.guidance import queries as guidance
from workflows.planning import queries
from workflows.planning.lateness import Duty
from workflows.planning.queries import Waiting
from workflows.planning.unplanned import cycles_to_plan
from workflows.voice.complaint_queries import Turn, turns

Waits = Waiting | Turn | StandInRequest | guidance.Turn


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is asked to do, with which record, whose it is (nothing for his own), where, and until when, if
    there is a last day. `open`: whether it can be done in the state that the record is in."""

    label: type_sentence
    about: str
    address: str
    who: str
    last_day: datetime.date | None
    late: bool
    open: bool = True


@dataclass(frozen=True, slots=True)
class Awaited:
    """What others are asked to do for oneself, with one's own plan or by a letter, and who they are."""

    label: type_sentence
    about: str
    address: str
    who: list[str]
    last_day: datetime.date
    late: bool


def what_waits(person: int, at: Moment) -> tuple[list[Waits], list[Duty]]:
    """All that waits for a person, oldest deadline first and last what has none; and what others have to do with his
    own plans and what belongs to them."""
    waiting, awaited = queries.inbox_and_awaited(person, at)
    dated: list[Waiting | Turn | StandInRequest] = [
        *waiting,
        *turns(person, at),
        *waiting_requests(person, at),
    ]
    return [*sorted(dated, key=_due_at), *guidance.turns(person, at)], awaited


class HomePage(PersonPage):
    """Where one arrives."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What waits for me, and what I wait for."""
        at = self.moment
        waiting, awaited = what_waits(self.reader, at)
        asked, some = requests_of(self.reader, at), page_of(waiting, request)
        plans = [each.plan for each in some if not isinstance(each, Turn | StandInRequest)]
        people = {plan.employee_id for plan in plans}
        people |= {each.asked_by_id for each in some if isinstance(each, StandInRequest)}
        people |= {holder.person for each in awaited for holder in each.turn} | set[int]().union(
            *asked.values()
        )
        names = Names.of(people, at)
        own = list(queries.own_plans(self.reader))
        self.note_read(plan.pk for plan in plans)
        return self.show(
            "web/home.html",
            some=some,
            tasks=[self._task(each, names) for each in some],
            awaited=self._all_awaited(awaited, asked, names),
            plans=own,
            to_plan=cycles_to_plan(self.reader, own, self.day, at),
        )

    def _task(self, each: Waits, names: Names) -> Task:
        if isinstance(each, StandInRequest):
            return self._asked(each, names)
        if isinstance(each, guidance.Turn):
            return self._undated(each, names)
        deadline = each.deadline
        owner = each.plan.employee_id if isinstance(each, Waiting) else None
        step = MACHINES[deadline.record].steps[each.step]
        is_open = each.record.state in step.arrows
        return Task(
            step.declaration.label,
            title_of(deadline.record, each.record),
            step_address(deadline.record, deadline.record_id, each.step)
            if is_open
            else record_address(deadline.record, each.record),
            names[owner] if owner != self.reader else "",
            deadline.last_day,
            deadline.due_at <= self.moment.now,
            is_open,
        )

    def _asked(self, each: StandInRequest, names: Names) -> Task:
        return Task(
            _("Name a stand-in"),
            days_in_words(each),
            letter_for(each),
            names[each.asked_by_id],
            each.valid_from,
            late=each.valid_from < self.day,
        )

    def _undated(self, each: guidance.Turn, names: Names) -> Task:
        owner = each.plan.employee_id
        return Task(
            MACHINES[each.kind].steps[each.step].declaration.label,
            title_of(each.kind, each),
            step_address(each.kind, each.key, each.step),
            names[owner] if owner != self.reader else "",
            None,
            late=False,
        )

    def _all_awaited(
        self, duties: list[Duty], asked: Mapping[StandInRequest, list[int]], names: Names
    ) -> list[Awaited]:
        plans = [self._awaited(each, names) for each in _once(duties)]
        letters = [self._requested(each, [names[one] for one in who]) for each, who in asked.items()]
        return sorted([*plans, *letters], key=attrgetter("last_day"))

    def _requested(self, each: StandInRequest, who: list[str]) -> Awaited:
        return Awaited(
            _("Name a stand-in"),
            days_in_words(each),
            reverse("web:stand_in_request", args=[each.pk]),
            who,
            each.valid_from,
            late=each.valid_from < self.day,
        )

    def _awaited(self, each: Duty, names: Names) -> Awaited:
        deadline = each.deadline
        return Awaited(
            MACHINES[deadline.record].steps[each.step].declaration.label,
            title_of(deadline.record, each.record),
            record_address(deadline.record, each.record),
            list(dict.fromkeys(names[holder.person] for holder in each.turn)),
            deadline.last_day,
            deadline.due_at <= self.moment.now,
        )


def _due_at(each: Waiting | Turn | StandInRequest) -> datetime.datetime:
    """A stand-in is to be named by the first day on which he is needed."""
    if isinstance(each, StandInRequest):
        return datetime.datetime.combine(each.valid_from + DAY, datetime.time(), CAPITAL)
    return each.deadline.due_at


def _once(awaited: list[Duty]) -> list[Duty]:
    """Each step of a record once, with its first deadline; they come with the oldest first."""
    first: dict[tuple[str, int, str], Duty] = {}
    for each in awaited:
        first.setdefault((each.deadline.record, each.deadline.record_id, each.step), each)
    return list(first.values())
