"""One act, many records: what a step takes and what follows it, each with its own entry, or nothing."""

from __future__ import annotations

import json

import pytest

from cycle_engine.actors import Capacity
from cycle_engine.errors import NotYourTurn, RulesBroken, WorkflowError, WrongState
from cycle_engine.ledger.verify import verify
from cycle_engine.look import available_steps
from cycle_engine.machine import Step
from cycle_engine.models import Entry, Payload
from cycle_engine.perform import perform, perform_many
from tests.engine_room.crew import (
    ANI,
    BUDI,
    ENGINEER,
    LINE,
    SKIPPER,
    berthed,
    log,
    now,
    repair,
    take,
    told,
    under_way,
    watch,
)
from tests.engine_room.models import SHIPPING_LINE, Repair, Voyage, Watch

pytestmark = pytest.mark.django_db


def rules(error: WorkflowError) -> list[str]:
    return [blocker.rule for blocker in error.blockers]


# Takes


def test_a_step_takes_the_step_of_its_parent_in_the_same_act() -> None:
    voyage = berthed()
    act = watch(voyage, first=True)
    assert [case.step.key for case in act.cases] == ["watch.begin", "voyage.cast_off"]
    assert (now(voyage).state, now(voyage).version) == ("under_way", 2)
    assert log(voyage) == ["voyage.plan", "watch.begin", "voyage.cast_off"]


def test_outside_its_case_a_step_takes_nothing_and_goes_on_alone() -> None:
    voyage = berthed()
    act = watch(voyage)
    assert [case.step.key for case in act.cases] == ["watch.begin"]
    assert (act.record.state, now(voyage).state, now(voyage).version) == ("on", "berthed", 1)


def test_a_step_and_what_it_takes_are_refused_together() -> None:
    voyage = under_way()
    with pytest.raises(WrongState) as refused:
        watch(voyage, first=True)
    assert (refused.value.record, refused.value.record_id, refused.value.state) == (
        "voyage",
        voyage.pk,
        "under_way",
    )
    assert refused.value.last is not None
    assert (refused.value.last.step, refused.value.last.actor) == ("cast_off", BUDI)
    assert Watch.objects.count() == 1
    assert log(voyage) == ["voyage.plan", "watch.begin", "voyage.cast_off"]


def test_the_rules_of_the_step_that_takes_come_before_the_state_of_what_is_taken() -> None:
    voyage = under_way()
    with pytest.raises(RulesBroken) as refused:
        watch(voyage, first=True, asleep=True)
    assert rules(refused.value) == ["sea:awake"]


@pytest.mark.parametrize("actor", [SKIPPER, ENGINEER, LINE], ids=["skipper", "engineer", "line"])
def test_nobody_takes_by_himself_what_is_only_taken_by_another_step(actor: object) -> None:
    with pytest.raises(NotYourTurn):
        take(berthed(), "cast_off", actor=actor)  # type: ignore[arg-type]


def test_each_entry_names_who_led_it_and_in_which_capacity() -> None:
    voyage = berthed()
    watch(voyage, first=True)
    begin, cast_off = Entry.objects.filter(chain_id=voyage.pk, seq__gt=1).order_by("seq")
    assert {(entry.actor, entry.capacity) for entry in (begin, cast_off)} == {(BUDI, Capacity.RATER)}
    assert begin.request_id == cast_off.request_id
    assert (begin.record, begin.from_state, begin.to_state) == ("watch", "new", "on")
    assert (cast_off.record_id, cast_off.from_state, cast_off.to_state) == (voyage.pk, "berthed", "under_way")
    assert json.loads(Payload.objects.get(entry=cast_off).text or "") == {"led_by": "watch.begin"}
    assert json.loads(Payload.objects.get(entry=begin).text or "") == {}


# Follows


def test_what_follows_a_step_is_born_with_it_and_followed_in_turn() -> None:
    voyage = under_way()
    watch(voyage)
    act = take(voyage, "stop", reason="pump, shaft")
    steps = ["voyage.stop", *["repair.open"] * 2, *["watch.alarm"] * 2]
    assert [case.step.key for case in act.cases] == steps
    assert dict(Repair.objects.values_list("part", "state")) == {"pump": "open", "shaft": "open"}
    assert sorted(Watch.objects.values_list("alarms", "version")) == [(1, 2), (1, 2)]
    assert log(voyage)[4:] == steps
    assert verify("voyage", voyage.pk).fault is None


def test_an_act_has_one_event_that_tells_everybody_once_but_not_the_actor() -> None:
    voyage = under_way()
    take(voyage, "stop", reason="pump")
    assert told()[-1] == ("voyage.stop", ["repair.open", "watch.alarm"], {BUDI})
    take(voyage, "abandon", actor=LINE)
    assert told()[-1] == ("voyage.abandon", ["watch.relieve"], {ANI, BUDI})
    assert SHIPPING_LINE not in told()[-1][2]


@pytest.mark.parametrize("parts", ["mast", "pump, mast", "mast, pump", "mast, pump, valve"])
def test_a_step_is_refused_with_any_that_would_follow_it(parts: str) -> None:
    voyage = under_way()
    with pytest.raises(RulesBroken) as refused:
        take(voyage, "stop", reason=parts)
    assert rules(refused.value) == ["sea:part"]
    assert refused.value.record == "repair"
    assert (now(voyage).state, Repair.objects.count(), len(log(voyage))) == ("under_way", 0, 3)


def test_a_step_that_nothing_follows_goes_alone() -> None:
    voyage = berthed()
    take(voyage, "abandon")
    assert log(voyage) == ["voyage.plan", "voyage.abandon"]


def test_a_step_that_follows_may_be_taken_by_itself_too() -> None:
    voyage = under_way()
    (on_watch,) = Watch.objects.all()
    assert perform(Watch, on_watch.pk, "relieve", actor=ENGINEER).record.state == "relieved"
    take(voyage, "abandon")
    assert log(voyage)[3:] == ["watch.relieve", "voyage.abandon"]


def test_the_same_step_leads_to_different_states_of_what_follows() -> None:
    ferry, ship = under_way(ferry=True), under_way()
    for voyage, state in ((ferry, "berthed"), (ship, "arrived")):
        assert take(voyage, "arrive").record.state == state
        assert log(voyage)[-2:] == ["voyage.arrive", "watch.relieve"]


# In bulk


def test_in_bulk_each_act_has_its_own_followers_and_its_own_answer() -> None:
    fit, broken, berth = under_way(), under_way(), berthed()
    repair(broken, "pump")
    keys = [berth.pk, broken.pk, fit.pk]
    acts = perform_many(Voyage, keys, "arrive", actor=SKIPPER)
    assert [type(act.error) for act in acts] == [WrongState, RulesBroken, type(None)]
    assert [case.step.key for case in acts[2].cases] == ["voyage.arrive", "watch.relieve"]
    assert [now(voyage).state for voyage in (berth, broken, fit)] == ["berthed", "under_way", "arrived"]
    assert dict(Watch.objects.values_list("voyage", "state")) == {broken.pk: "on", fit.pk: "relieved"}
    assert [event for event in told() if event[0] == "voyage.arrive"] == [
        ("voyage.arrive", ["watch.relieve"], set())
    ]
    assert verify().fault is None


# Rules hung on a lower step


def test_an_upper_room_stops_a_lower_step_by_a_rule_hung_on_it() -> None:
    voyage = under_way()
    pump = repair(voyage, "pump").record
    with pytest.raises(RulesBroken) as refused:
        take(voyage, "arrive")
    (blocker,) = refused.value.blockers
    assert (blocker.rule, blocker.message, blocker.who_can_help) == (
        "sea:repaired",
        "1 repairs are open.",
        Capacity.RATER,
    )
    perform(Repair, pump.pk, "fix", actor=ENGINEER)
    assert take(voyage, "arrive").record.state == "arrived"


def test_a_screen_shows_what_the_door_would_say() -> None:
    voyage = under_way()
    repair(voyage, "pump")
    shown = {each.step.name: each for each in available_steps([now(voyage)], ANI)[voyage.pk]}
    assert [blocker.rule for blocker in shown["arrive"].blockers] == ["sea:repaired"]
    assert {name for name, each in shown.items() if each.allowed} == {"change_course", "stop", "abandon"}
    assert [blocker.rule for blocker in shown["inspect"].blockers] == ["not_your_turn"]
    assert [holder.person for _, holder in shown["inspect"].waits_for] == [BUDI]
    assert [blocker.rule for blocker in shown["go_on"].blockers] == ["wrong_state"]
    offered: list[Step] = [each.step for each in shown.values()]
    assert not {"plan", "cast_off"} & {step.name for step in offered}
