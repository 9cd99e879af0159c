"""What the clock does for surveys: it hands their indices to goals, and forgets spent tokens.

All of it may come twice, and late.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict

from cycle_engine import clock
from cycle_engine.actors import Actor
from directory.today import today
from workflows.goals.commands import measure
from workflows.goals.data import MeasurementInput
from workflows.goals.models import Measurement, Quality
from workflows.voice import indices, queries, tokens
from workflows.voice.commands import measure_code
from workflows.voice.data import Asked
from workflows.voice.models import Every

logger = logging.getLogger(__name__)

GRACE = datetime.timedelta(hours=1)  # for an answer of the last minute that is on its way


def measure_all() -> int:
    """Hand to goals the index of each period that has ended and is not there yet; how many.

    A period has ended once its last day is over in the westernmost zone, where it ends last. Of the last year and
    this one; with too few answers there is none. A service that fails is logged and left, and stops no other.
    """
    at = clock.moment()
    day = today(at._replace(now=at.now - GRACE))
    services = queries.asked(list(queries.described(day)), at)
    handed = 0
    for service, values in _missing(services, day).items():
        try:
            measure(values, actor=Actor.clock())
        except Exception:
            logger.exception("The index of a service could not be measured: %s", service)
        else:
            handed += len(values)
    return handed


def _missing(services: list[Asked], day: datetime.date) -> dict[str, list[MeasurementInput]]:
    """Which values are still to be handed over, by the codes of services; a query for each kind of period."""
    since = datetime.date(day.year - 1, 1, 1)
    codes = [measure_code(each.code) for each in services]
    rows = Measurement.objects.filter(measure__code__in=codes, last_day__gte=since)
    there = set(rows.values_list("measure__code", "first_day", "last_day"))
    found: dict[str, list[MeasurementInput]] = defaultdict(list)
    for every in Every:
        periods = indices.periods_ended(since, day, every)
        own = [each for each in services if each.every == every]
        figures = indices.by_period(own, periods, every)
        for service in own:
            for period in periods:
                code, figure = measure_code(service.code), figures[service.key, period]
                days = period.starts_on, period.ends_on
                if figure.index is not None and (code, *days) not in there:
                    document = f"SKM {service.code} {period.name} (n = {figure.count})"
                    value = MeasurementInput(code, *days, figure.index, Quality.SYSTEM, document)
                    found[service.code].append(value)
    return found


def tidy() -> int:
    """Forget the tokens of forms that have expired; how many."""
    return tokens.forget_old(clock.now())
