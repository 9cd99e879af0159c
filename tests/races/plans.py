"""Many plans for races: of one day each, so that Ani may have them all."""

from __future__ import annotations

import datetime

from cycle_engine.actors import Actor
from cycle_engine.models import Entry, Event
from cycle_engine.perform import bear, perform_many
from tests.agency import Agency
from workflows.planning.models import Draft, Plan

LAST_DAY = datetime.date(2026, 1, 30)  # on which they should be set


def drafted(agency: Agency, count: int) -> list[int]:
    """Plans of Ani's that may be submitted."""
    post, unit = agency.posts["ani"].pk, agency.units["KEC-PEL"].pk
    first = agency.cycle.starts_on
    days = [first + datetime.timedelta(each) for each in range(count)]
    newborn = [
        Plan(
            cycle=agency.cycle,
            employee_id=agency.ani,
            post_id=post,
            unit_id=unit,
            rater_post_id=agency.posts["budi"].pk,
            starts_on=day,
            ends_on=day,
            set_by=LAST_DAY,
        )
        for day in days
    ]
    # One by one: each begins on the day after the one before it.
    acts = [bear(each, "draft", actor=Actor.of(agency.ani)) for each in newborn]
    Draft.objects.update(contents=agency.complete_contents())
    return [act.record.pk for act in acts]


def submitted(agency: Agency, count: int) -> list[int]:
    """Plans of Ani's that wait for Budi; their version is 2."""
    keys = drafted(agency, count)
    acts = perform_many(Plan, keys, "submit", actor=Actor.of(agency.ani))
    assert not [act.error for act in acts if act.error]
    return keys


def steps(record: str, record_id: int) -> list[str]:
    """What the ledger says was done to a record, in order."""
    entries = Entry.objects.filter(record=record, record_id=record_id)
    return list(entries.order_by("seq").values_list("step", flat=True))


def events(record: str, record_id: int) -> list[str]:
    """What was announced of a record, in order."""
    told = Event.objects.filter(record=record, record_id=record_id)
    return list(told.order_by("id").values_list("kind", flat=True))
