"""One idempotency key has one effect, however often and however simultaneously it is sent."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import InProgress, KeyReused, RulesBroken
from cycle_engine.idempotency import Key
from cycle_engine.models import Answer
from cycle_engine.perform import Act
from tests.agency import Agency
from tests.races.plans import events, steps, submitted
from tests.races.racers import Racers
from workflows.planning.commands import pin_remark
from workflows.planning.models import Plan, Remark

AT_ONCE = 50


def test_a_key_sent_fifty_times_at_once_has_one_effect(agency: Agency, race: Racers) -> None:
    (plan,) = submitted(agency, 1)
    key = Key(agency.budi, "plans/remarks", "3f1c", "hash of what was sent")
    pin = partial(_pin, agency, plan, key)
    left = race(*[pin] * AT_ONCE)
    done = [each for each in left if isinstance(each, Act)]
    assert {type(each) for each in left} <= {Act, InProgress}
    (first,) = [act for act in done if not act.replayed]
    remark = Remark.objects.get()
    assert {act.record_id for act in done} == {first.record_id} == {remark.pk}
    assert (steps("remark", remark.pk), events("remark", remark.pk)) == (["pin"], ["remark.pin"])
    assert Plan.objects.get(pk=plan).seq == 3
    assert Answer.objects.get().record_id == remark.pk
    again = pin()
    assert (again.replayed, again.record_id) == (True, remark.pk)


def test_of_two_requests_under_one_key_only_one_is_known(agency: Agency, race: Racers) -> None:
    (plan,) = submitted(agency, 1)
    for turn in range(20):
        key = Key(agency.budi, "plans/remarks", f"key {turn}", "one")
        left = race(
            partial(_pin, agency, plan, key), partial(_pin, agency, plan, replace(key, body_hash="other"))
        )
        (refusal,) = [each for each in left if not isinstance(each, Act)]
        assert type(refusal) in (InProgress, KeyReused)
        assert Remark.objects.count() == Answer.objects.count() == turn + 1


def test_keys_of_two_people_do_not_meet(agency: Agency, race: Racers) -> None:
    (plan,) = submitted(agency, 1)
    keys = [Key(user, "plans/remarks", "3f1c", "one") for user in (agency.budi, agency.citra)]
    left = race(*[partial(_pin, agency, plan, key) for key in keys])
    assert [isinstance(each, Act) and not each.replayed for each in left] == [True, True]


def test_a_refused_request_leaves_its_key_free(agency: Agency) -> None:
    (plan,) = submitted(agency, 1)
    key = Key(agency.budi, "plans/remarks", "3f1c", "one")
    with pytest.raises(RulesBroken):
        _pin(agency, plan, key, item="r9")
    assert not _pin(agency, plan, key).replayed


def _pin(agency: Agency, plan: int, key: Key, item: str = "r1") -> Act[Remark]:
    return pin_remark(
        Plan.objects.get(pk=plan),
        None,
        item,
        "Mohon target dinaikkan",
        actor=Actor.of(agency.budi),
        idempotency_key=key,
    )
