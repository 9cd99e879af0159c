"""Two people decide on one plan at the same moment: one of them did, and the other is told who and when."""

from __future__ import annotations

from functools import partial

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken, Stale, WorkflowError, WrongState
from cycle_engine.ledger.verify import verify
from cycle_engine.models import Entry
from cycle_engine.perform import Act, perform
from tests.agency import Agency
from tests.races.plans import drafted, events, steps, submitted
from tests.races.racers import Racers
from workflows.planning import commands
from workflows.planning.data import NamedRevision
from workflows.planning.models import Plan, Revision

ROUNDS = 200
AFTER_THE_DEADLINE = "2026-02-03 09:00"  # when Citra may return what Budi may still approve


def test_of_approval_and_return_exactly_one_happens_and_the_other_is_told_who_and_when(
    agency: Agency, race: Racers
) -> None:
    keys = submitted(agency, ROUNDS)
    agency.at(AFTER_THE_DEADLINE)
    hashes = dict(Revision.objects.values_list("plan", "hash"))
    won = []
    for turn, key in enumerate(keys):
        version = 2 if turn % 4 < 2 else None  # with it the loser is stale, without it he finds another state
        approve = partial(
            perform,
            Plan,
            key,
            "approve",
            version=version,
            actor=Actor.of(agency.budi),
            data=NamedRevision(hashes[key]),
        )
        give_back = partial(
            perform,
            Plan,
            key,
            "return_for_revision",
            version=version,
            actor=Actor.of(agency.citra),
            reason="Mohon dilengkapi",
        )
        acts = (approve, give_back) if turn % 2 else (give_back, approve)
        left = race(*acts) if turn % 2 else race(*acts)[::-1]
        won.append(_one_winner(agency, key, left, Stale if version else WrongState))
    assert set(won) == {"approve", "return_for_revision"}
    assert verify().fault is None


def _one_winner(
    agency: Agency, key: int, left: list[Act[Plan] | WorkflowError], lost: type[WorkflowError]
) -> str:
    """Of approval and return, in this order, the step that happened."""
    (act,) = [each for each in left if isinstance(each, Act)]
    (refusal,) = [each for each in left if isinstance(each, WorkflowError)]
    step, who = ("approve", agency.budi) if left[0] is act else ("return_for_revision", agency.citra)
    assert type(refusal) is lost
    assert steps("plan", key) == ["draft", "submit", step]
    assert events("plan", key) == ["plan.draft", "plan.submit", f"plan.{step}"]
    assert refusal.last is not None
    assert (refusal.last.step, refusal.last.actor) == (step, who)
    assert refusal.last.at == Entry.objects.get(record="plan", record_id=key, version_after=3).at
    plan = Plan.objects.get(pk=key)
    assert (refusal.state, refusal.version) == (plan.state, plan.version) == (act.record.state, 3)
    return step


@pytest.fixture
def read_by_budi(agency: Agency) -> tuple[int, int, str]:
    """A plan, with the version and hash that Budi read before Ani took it back and submitted another."""
    (key,) = submitted(agency, 1)
    read = Plan.objects.get(pk=key).version, Revision.objects.get(plan=key).hash
    ani = Actor.of(agency.ani)
    perform(Plan, key, "withdraw", actor=ani)
    contents = agency.complete_contents()
    contents["results"][0]["indicators"][0]["target"] = "300"
    commands.write_plan(key, contents, 0, agency.ani)
    perform(Plan, key, "submit", actor=ani)
    return key, *read


def test_rater_cannot_approve_what_changed_since_he_read_it(
    agency: Agency, read_by_budi: tuple[int, int, str]
) -> None:
    key, version, hash_read = read_by_budi
    with pytest.raises(Stale) as refused:
        perform(
            Plan, key, "approve", version=version, actor=Actor.of(agency.budi), data=NamedRevision(hash_read)
        )
    assert refused.value.last is not None
    assert (refused.value.last.step, refused.value.last.actor) == ("submit", agency.ani)
    assert Plan.objects.get(pk=key).state == "submitted"


def test_rater_cannot_approve_a_former_revision_by_naming_the_newest_version(
    agency: Agency, read_by_budi: tuple[int, int, str]
) -> None:
    key, _, hash_read = read_by_budi
    newest = Plan.objects.get(pk=key).version
    with pytest.raises(RulesBroken) as refused:
        perform(
            Plan, key, "approve", version=newest, actor=Actor.of(agency.budi), data=NamedRevision(hash_read)
        )
    assert [blocker.rule for blocker in refused.value.blockers] == ["ours:revision_named"]
    assert Plan.objects.get(pk=key).state == "submitted"


@pytest.mark.parametrize("turn", [1, -1])
def test_of_submit_and_void_at_one_version_exactly_one_happens(
    agency: Agency, race: Racers, turn: int
) -> None:
    for key in drafted(agency, 20):
        submit = partial(perform, Plan, key, "submit", version=1, actor=Actor.of(agency.ani))
        void = partial(perform, Plan, key, "void", version=1, actor=Actor.of(agency.dewi), reason="Keliru")
        left = race(*(submit, void)[::turn])[::turn]
        step = "submit" if isinstance(left[0], Act) else "void"
        assert sorted(type(each) is Stale for each in left) == [False, True]
        assert steps("plan", key) == ["draft", step]
        assert Revision.objects.filter(plan=key).count() == (step == "submit")


def test_a_void_plan_stays_void_whatever_was_submitted_meanwhile(agency: Agency, race: Racers) -> None:
    for key in drafted(agency, 20):
        submit = partial(perform, Plan, key, "submit", actor=Actor.of(agency.ani))
        void = partial(perform, Plan, key, "void", actor=Actor.of(agency.dewi), reason="Keliru")
        left = race(submit, void)
        first = ["submit"] if isinstance(left[0], Act) else []
        assert first or type(left[0]) is WrongState
        assert steps("plan", key) == ["draft", *first, "void"]
        assert Plan.objects.get(pk=key).state == "void"
