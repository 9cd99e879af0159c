"""What would be, were a policy or a calendar another one: a moment at which it is so, for who asks at it. Nothing is
written."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import partial

from cycle_engine.clock import Moment
from cycle_engine.remembered import Supposed
from workflows.cycles import queries
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.cycles.queries import DaysOff


def policy(at: Moment, cycle: Cycle, supposed: Policy) -> Moment:
    """The same moment, were this the policy of the cycle."""

    def found(cycles: Collection[int], day: datetime.date) -> dict[int, Policy]:
        others = [key for key in cycles if key != cycle.pk]
        return queries.policy_of(others, day) | {cycle.pk: supposed}

    return Moment(at.now, Supposed.of(at.epoch, {queries.policy_of: found}))


def days_off(at: Moment, supposed: DaysOff) -> Moment:
    """The same moment, were these the days off."""
    found = partial(queries.calendars, supposed=supposed)
    return Moment(at.now, Supposed.of(at.epoch, {queries.calendars: found}))
