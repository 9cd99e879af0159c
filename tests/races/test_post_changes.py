"""A change of posts carried out, or recorded, several times at once: it happens once."""

from __future__ import annotations

import datetime
from functools import partial

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken
from tests.agency import Agency
from tests.races.plans import steps
from tests.races.racers import Racers
from workflows.planning.commands import draft_plan
from workflows.planning.models import Plan
from workflows.staffing import clockwork
from workflows.staffing.commands import Wanted, record_change
from workflows.staffing.models import PostChange

TODAY = datetime.date(2026, 1, 12)


def _retirement(agency: Agency, effective: datetime.date) -> Wanted:
    return Wanted(person=agency.ani, change="retirement", effective=effective, decree_number="882/1/2026")


def test_three_sweeps_at_once_carry_a_change_out_once(agency: Agency, race: Racers) -> None:
    first, dewi = agency.cycle.starts_on, Actor.of(agency.dewi)
    plan = draft_plan(
        agency.cycle, agency.ani, agency.posts["ani"].pk, first, actor=Actor.of(agency.ani)
    ).record_id
    change = record_change(_retirement(agency, TODAY + datetime.timedelta(days=1)), actor=dewi)
    agency.at("2026-01-13 00:01")
    race(*[clockwork.sweep_all] * 3)
    assert steps("postchange", change.pk) == ["record", "apply"]
    assert steps("plan", plan or 0) == ["draft", "end_early"]
    assert Plan.objects.get().state == "ended"


def test_who_records_the_same_change_a_moment_later_is_told_of_the_first(
    agency: Agency, race: Racers
) -> None:
    record = partial(record_change, _retirement(agency, TODAY), actor=Actor.of(agency.dewi))
    left = race(record, record, record)
    refused = [each for each in left if isinstance(each, RulesBroken)]
    assert len(refused) == 2
    assert all("ours:change_once" in [blocker.rule for blocker in each.blockers] for each in refused)
    assert PostChange.objects.get().state == "applied"
