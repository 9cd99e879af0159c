"""Many records in one transaction, locked in one order: nobody waits for somebody who waits for him."""

from __future__ import annotations

from functools import partial

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, RulesBroken
from cycle_engine.ledger.verify import verify
from cycle_engine.perform import Act, perform_many
from tests.agency import Agency
from tests.databases import Database
from tests.races.plans import drafted, steps, submitted
from tests.races.racers import Racers
from workflows.planning.commands import pin_remark
from workflows.planning.data import Answer
from workflows.planning.models import Plan, Remark

ROUNDS = 15


def test_overlapping_records_in_opposite_order_never_deadlock(agency: Agency, race: Racers) -> None:
    keys = drafted(agency, 30)
    dewi = Actor.of(agency.dewi)
    for turn in range(ROUNDS):
        step = ("hold", "resume")[turn % 2]
        one, other = race(
            partial(perform_many, Plan, keys[:20], step, actor=dewi, reason="Diperiksa"),
            partial(perform_many, Plan, keys[:9:-1], step, actor=dewi, reason="Diperiksa"),
        )
        assert isinstance(one, list)
        assert isinstance(other, list)
        acts = [*one, *other]
        assert sorted(_done(acts)) == keys
        assert {type(act.error) for act in acts if act.error} == {RulesBroken}
    assert verify().fault is None


def test_records_of_two_kinds_under_the_same_plans_never_deadlock(agency: Agency, race: Racers) -> None:
    keys = submitted(agency, 20)
    budi, ani = Actor.of(agency.budi), Actor.of(agency.ani)
    remarks = [
        pin_remark(Plan.objects.get(pk=key), None, "r1", "Mohon dijelaskan", actor=budi).record.pk
        for key in keys
    ]
    for turn in range(ROUNDS):
        step = ("resume", "hold")[turn % 2] if turn else "withdraw"
        who = ani if step == "withdraw" else Actor.of(agency.dewi)
        answers, acts = race(
            partial(perform_many, Remark, remarks[::-1], "answer", actor=ani, data=Answer(f"Sudah, {turn}")),
            partial(perform_many, Plan, keys, step, actor=who, reason="Diperiksa"),
        )
        assert isinstance(acts, list)
        assert sorted(_done(acts)) == keys
        assert isinstance(answers, list)
    assert verify().fault is None


def test_the_clock_does_not_wait_for_what_somebody_holds(agency: Agency, fresh_database: Database) -> None:
    free, held = drafted(agency, 2)
    agency.at("2027-02-01 08:00")  # when the clock voids what was never set
    with fresh_database.owner() as somebody, somebody.transaction():
        somebody.execute("SELECT FROM planning_plan WHERE id = %s FOR UPDATE", [held])
        done, left_out = perform_many(Plan, [free, held], "void", actor=Actor.clock(), reason="Keliru")
    assert done.error is None
    assert isinstance(left_out.error, Missing)
    assert [steps("plan", key)[1:] for key in (free, held)] == [["void"], []]


def _done(acts: list[Act[Plan]]) -> list[int]:
    return [act.record.pk for act in acts if act.error is None]
