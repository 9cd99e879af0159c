"""Another policy: one manager drafts it, a second one confirms it, and the cycle's chain tells of both."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, NotYourTurn, OwnCause, RulesBroken
from cycle_engine.models import Entry, Event, Payload
from tests.databases import Database
from tests.workflows.cycles.agencies import Agencies, made, person
from workflows.cycles.commands import (
    change_policy,
    confirm_policy,
    create_cycle,
    draft_policy,
    reject_policy,
)
from workflows.cycles.figures import FIGURES, differences
from workflows.cycles.models import Cycle, Outcome, PolicyDraft, PolicyRow, Running
from workflows.cycles.policy import Policy, PolicyError
from workflows.cycles.queries import policy_of, policy_rows

DAY = datetime.timedelta(days=1)


@pytest.fixture
def cycle(agencies: Agencies) -> Cycle:
    return create_cycle(agencies.today.year, agencies.root, Policy(), Actor.clock())


@pytest.fixture
def second(agencies: Agencies) -> Actor:
    return Actor.of(person("gita", grants=((Capacity.MANAGER, agencies.root),)))


def drafted(agencies: Agencies, cycle: Cycle, days: int = 5, **figures: Any) -> PolicyDraft:
    figures = figures or {"rater_decides_days": 3}
    dewi = Actor.of(agencies.dewi)
    return draft_policy(cycle, figures, agencies.today + days * DAY, Running.KEEP, dewi)


def held(cycle: Cycle, day: datetime.date) -> Policy:
    return policy_of([cycle.pk], day)[cycle.pk]


def refused(code: str) -> Any:
    return pytest.raises(
        RulesBroken, match=None, check=lambda error: [b.rule for b in error.blockers] == [code]
    )


def test_a_draft_changes_nothing_until_a_second_manager_confirms_it(
    agencies: Agencies, cycle: Cycle, second: Actor
) -> None:
    draft = drafted(agencies, cycle, rater_decides_days=3, plan_deadline="02-15")
    assert (draft.number, draft.outcome) == (1, Outcome.OPEN)
    assert held(cycle, cycle.ends_on + DAY) == Policy()
    confirm_policy(cycle, 1, second)
    assert held(cycle, agencies.today + 4 * DAY) == Policy()
    after = held(cycle, agencies.today + 5 * DAY)
    assert (after.rater_decides_days, str(after.plan_deadline)) == (3, "02-15")
    assert after.appeal_days == Policy().appeal_days
    draft.refresh_from_db()
    assert (draft.outcome, draft.decided_by_id, draft.row.valid_from) == (
        Outcome.CONFIRMED,
        second.person,
        draft.valid_from,
    )


def test_nobody_confirms_his_own_draft(agencies: Agencies, cycle: Cycle) -> None:
    drafted(agencies, cycle)
    with pytest.raises(OwnCause):
        confirm_policy(cycle, 1, Actor.of(agencies.dewi))
    assert PolicyDraft.objects.get().outcome == Outcome.OPEN
    assert PolicyRow.objects.count() == 1


def test_the_database_itself_refuses_a_draft_confirmed_by_its_drafter(
    agencies: Agencies, cycle: Cycle
) -> None:
    draft = drafted(agencies, cycle)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).update(
            outcome="confirmed", decided_by=agencies.dewi, decided_at=draft.drafted_at
        )
    with pytest.raises(ProgrammingError), transaction.atomic():
        PolicyDraft.objects.filter(pk=draft.pk).update(policy={})


def test_only_managers_of_the_agency_draft_confirm_and_reject(agencies: Agencies, cycle: Cycle) -> None:
    drafted(agencies, cycle)
    for stranger in (Actor.of(agencies.ani), Actor.of(agencies.indah), Actor.of(agencies.eko), Actor.clock()):
        with pytest.raises(NotYourTurn):
            draft_policy(cycle, {"weights": True}, agencies.today, Running.KEEP, stranger)
        with pytest.raises(NotYourTurn):
            confirm_policy(cycle, 1, stranger)
        with pytest.raises(NotYourTurn):
            reject_policy(cycle, 1, "Tidak", stranger)
    assert PolicyDraft.objects.get().outcome == Outcome.OPEN


def test_a_wrong_figure_is_named(agencies: Agencies, cycle: Cycle) -> None:
    with pytest.raises(PolicyError) as wrong:
        drafted(agencies, cycle, rater_decides_days=0, tea=1)
    assert set(wrong.value.errors) == {"rater_decides_days", "tea"}
    assert not PolicyDraft.objects.exists()


def test_a_draft_is_for_days_to_come_and_says_something_new(agencies: Agencies, cycle: Cycle) -> None:
    with refused("policy_ahead"):
        drafted(agencies, cycle, days=-1)
    with refused("policy_same"):
        drafted(agencies, cycle, rater_decides_days=Policy().rater_decides_days)
    drafted(agencies, cycle, days=0)


def test_one_draft_at_a_time_waits(agencies: Agencies, cycle: Cycle, second: Actor) -> None:
    drafted(agencies, cycle)
    with refused("policy_one_draft"):
        drafted(agencies, cycle, weights=True)
    reject_policy(cycle, 1, "Belum dibahas", second)
    assert drafted(agencies, cycle, weights=True).number == 2


def test_a_drafter_withdraws_and_another_rejects_and_both_say_why(
    agencies: Agencies, cycle: Cycle, second: Actor
) -> None:
    drafted(agencies, cycle)
    with refused("policy_reason"):
        reject_policy(cycle, 1, " ", second)
    assert reject_policy(cycle, 1, "Salah hitung", Actor.of(agencies.dewi)).outcome == Outcome.WITHDRAWN
    drafted(agencies, cycle)
    assert reject_policy(cycle, 2, "Terlalu singkat", second).outcome == Outcome.REJECTED
    with refused("policy_decided"):
        confirm_policy(cycle, 2, second)
    with pytest.raises(Missing):
        confirm_policy(cycle, 3, second)
    assert held(cycle, cycle.ends_on) == Policy()


def test_each_act_is_an_entry_on_the_chain_of_the_cycle(
    agencies: Agencies, cycle: Cycle, second: Actor
) -> None:
    drafted(agencies, cycle)
    reject_policy(cycle, 1, "Terlalu singkat", second)
    drafted(agencies, cycle)
    reject_policy(cycle, 2, "Salah hitung", Actor.of(agencies.dewi))
    drafted(agencies, cycle)
    confirm_policy(cycle, 3, second)
    entries = Entry.objects.filter(chain="cycle", chain_id=cycle.pk).order_by("seq")[1:]
    assert [(entry.step, entry.actor) for entry in entries] == [
        ("draft_policy", agencies.dewi),
        ("reject_policy", second.person),
        ("draft_policy", agencies.dewi),
        ("withdraw_policy", agencies.dewi),
        ("draft_policy", agencies.dewi),
        ("change_policy", second.person),
    ]
    texts = [Payload.objects.get(entry=entry).text or "" for entry in entries]
    assert "Terlalu singkat" in texts[1]
    assert '"draft":3' in texts[5]
    assert '"rater_decides_days":3' in texts[5]


def test_other_managers_are_told_of_a_draft_and_its_drafter_of_what_became_of_it(
    agencies: Agencies, cycle: Cycle, second: Actor
) -> None:
    drafted(agencies, cycle)
    reject_policy(cycle, 1, "Terlalu singkat", second)
    drafted(agencies, cycle)
    reject_policy(cycle, 2, "Salah hitung", Actor.of(agencies.dewi))
    drafted(agencies, cycle)
    confirm_policy(cycle, 3, second)
    told = [
        (event.kind, [each["person"] for each in event.recipients])
        for event in Event.objects.filter(record="cycle").order_by("pk")
    ]
    assert told == [
        ("cycle.draft_policy", [second.person]),
        ("cycle.reject_policy", [agencies.dewi]),
        ("cycle.draft_policy", [second.person]),
        ("cycle.draft_policy", [second.person]),
        ("cycle.change_policy", [agencies.dewi]),
    ]


def test_partial_figures_stand_on_what_would_hold_on_their_day(
    agencies: Agencies, cycle: Cycle, second: Actor
) -> None:
    change_policy(cycle, Policy(weights=True), agencies.today + 3 * DAY, Actor.clock())
    draft = drafted(agencies, cycle, days=5)
    assert differences(Policy(weights=True), Policy.from_json(draft.policy))[0].name == "rater_decides_days"
    confirm_policy(cycle, draft.number, second)
    assert [row.policy["weights"] for row in policy_rows(cycle)] == [False, True, True]


def test_every_figure_of_a_policy_has_its_name_and_source() -> None:
    assert list(FIGURES) == list(Policy().to_json())
    assert FIGURES["appeal_days"][1] == "V.B.2"
    (found,) = differences(Policy(), Policy(appeal_days=10))
    assert (found.name, found.before, found.after, found.default) == ("appeal_days", 14, 10, 14)


def test_of_two_managers_who_decide_at_once_one_is_told_that_it_is_decided(
    fresh_database: Database,
) -> None:
    agencies, together = made(), Barrier(2, timeout=20)
    cycle = create_cycle(agencies.today.year, agencies.root, Policy(), Actor.clock())
    others = [
        Actor.of(person(name, grants=((Capacity.MANAGER, agencies.root),))) for name in ("gita", "hadi")
    ]
    drafted(agencies, cycle)

    def confirm(actor: Actor) -> str:
        together.wait()
        try:
            return confirm_policy(cycle, 1, actor).outcome
        except RulesBroken as error:
            return error.blockers[0].rule
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(confirm, others)) == ["confirmed", "policy_decided"]
    assert PolicyRow.objects.filter(cycle=cycle).count() == 2
