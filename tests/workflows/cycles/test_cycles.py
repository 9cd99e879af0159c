"""Cycles and their policy over time."""

import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.models import Entry, Payload
from tests.workflows.cycles.agencies import Agencies
from workflows.cycles.commands import change_policy, create_cycle
from workflows.cycles.models import Cycle, PolicyRow
from workflows.cycles.policy import Policy
from workflows.cycles.queries import policy_of, visible

DAY = datetime.timedelta(days=1)
NORM, STRICT, LAX = Policy(), Policy(rater_decides_days=3), Policy(rater_decides_days=9)


@pytest.fixture
def cycle(agencies: Agencies) -> Cycle:
    return create_cycle(agencies.today.year, agencies.root, NORM, Actor.of(agencies.dewi))


def held(cycle: Cycle, day: datetime.date) -> Policy | None:
    return policy_of([cycle.pk], day).get(cycle.pk)


def test_a_cycle_has_a_policy_on_each_of_its_days_and_since_it_was_made(agencies: Agencies) -> None:
    this = create_cycle(agencies.today.year, agencies.root, NORM, Actor.of(agencies.dewi))
    later = create_cycle(agencies.today.year + 1, agencies.root, STRICT, Actor.of(agencies.dewi))
    assert [held(this, day) for day in (this.starts_on, agencies.today, this.ends_on)] == [NORM] * 3
    assert [held(later, day) for day in (agencies.today - DAY, agencies.today, later.ends_on)] == [STRICT] * 3
    assert held(later, agencies.today - 2 * DAY) is None


def test_a_new_policy_holds_from_its_day_and_not_before(agencies: Agencies, cycle: Cycle) -> None:
    change_policy(cycle, STRICT, agencies.today + 10 * DAY, Actor.of(agencies.dewi))
    assert held(cycle, agencies.today + 9 * DAY) == NORM
    assert held(cycle, agencies.today + 10 * DAY) == STRICT


def test_a_later_decision_replaces_what_was_to_hold_from_its_day_on(agencies: Agencies, cycle: Cycle) -> None:
    dewi = Actor.of(agencies.dewi)
    change_policy(cycle, STRICT, agencies.today + 10 * DAY, dewi)
    change_policy(cycle, LAX, agencies.today + 5 * DAY, dewi)
    assert [held(cycle, agencies.today + n * DAY) for n in (4, 5, 10, 100)] == [NORM, LAX, LAX, LAX]
    change_policy(cycle, STRICT, agencies.today + 5 * DAY, dewi)
    change_policy(cycle, NORM, agencies.today + 20 * DAY, dewi)
    assert [held(cycle, agencies.today + n * DAY) for n in (4, 5, 19, 20)] == [NORM, STRICT, STRICT, NORM]


def test_a_policy_may_change_today_and_never_for_days_that_have_passed(
    agencies: Agencies, cycle: Cycle
) -> None:
    change_policy(cycle, STRICT, agencies.today + DAY, Actor.of(agencies.dewi))
    with pytest.raises(RulesBroken) as refused:
        change_policy(cycle, LAX, agencies.today - 2 * DAY, Actor.of(agencies.dewi))
    assert [blocker.rule for blocker in refused.value.blockers] == ["policy_ahead"]
    assert held(cycle, agencies.today - 2 * DAY) == NORM
    assert held(cycle, agencies.today + DAY) == STRICT


def test_every_policy_is_an_entry_with_its_figures(agencies: Agencies, cycle: Cycle) -> None:
    change_policy(cycle, STRICT, agencies.today + DAY, Actor.of(agencies.dewi))
    entries = Entry.objects.filter(chain="cycle", chain_id=cycle.pk).order_by("seq")
    assert [(entry.step, entry.actor, entry.capacity) for entry in entries] == [
        ("create_cycle", agencies.dewi, "manager"),
        ("change_policy", agencies.dewi, "manager"),
    ]
    texts = [Payload.objects.get(entry=entry).text or "" for entry in entries]
    assert '"rater_decides_days":5' in texts[0]
    assert '"rater_decides_days":3' in texts[1]


def test_policies_of_any_number_of_cycles_take_one_query(
    agencies: Agencies, cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    next_year = create_cycle(cycle.year + 1, agencies.root, STRICT, Actor.clock())
    with django_assert_num_queries(1):
        found = policy_of([cycle.pk, next_year.pk], agencies.today)
    assert found == {cycle.pk: NORM, next_year.pk: STRICT}


def test_an_agency_has_one_cycle_a_year(agencies: Agencies, cycle: Cycle) -> None:
    with pytest.raises(RulesBroken) as refused:
        create_cycle(cycle.year, agencies.root, STRICT, Actor.of(agencies.dewi))
    assert [blocker.rule for blocker in refused.value.blockers] == ["cycle_once"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.create(year=cycle.year, unit_id=agencies.root)


def test_a_part_of_an_agency_has_no_cycle_of_its_own(agencies: Agencies) -> None:
    with pytest.raises(RulesBroken) as refused:
        create_cycle(2027, agencies.office, NORM, Actor.of(agencies.dewi))
    assert [blocker.rule for blocker in refused.value.blockers] == ["cycle_root"]
    with pytest.raises(Missing):
        create_cycle(2027, 0, NORM, Actor.of(agencies.dewi))


def test_only_a_manager_of_the_agency_makes_a_cycle_or_changes_its_policy(agencies: Agencies) -> None:
    theirs = create_cycle(2027, agencies.other, NORM, Actor.clock())
    for stranger in (agencies.ani, agencies.indah, agencies.eko):
        with pytest.raises(NotYourTurn):
            create_cycle(2027, agencies.root, NORM, Actor.of(stranger))
    with pytest.raises(NotYourTurn):
        change_policy(theirs, STRICT, agencies.today + DAY, Actor.of(agencies.dewi))
    assert list(Cycle.objects.all()) == [theirs]
    assert PolicyRow.objects.count() == 1


def test_people_see_the_cycles_of_their_own_agency(agencies: Agencies, cycle: Cycle) -> None:
    theirs = create_cycle(cycle.year, agencies.other, NORM, Actor.clock())
    for ours in (agencies.ani, agencies.dewi, agencies.indah):
        assert list(visible(ours, agencies.today)) == [cycle]
    assert list(visible(agencies.eko, agencies.today)) == [theirs]
    assert not visible(0, agencies.today).exists()


def test_the_database_itself_refuses_two_policies_on_one_day(cycle: Cycle) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        PolicyRow.objects.create(cycle=cycle, valid_from=cycle.ends_on, policy={})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_application_can_neither_rewrite_nor_delete_a_policy(cycle: Cycle) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        PolicyRow.objects.update(policy={})
    with pytest.raises(ProgrammingError), transaction.atomic():
        PolicyRow.objects.all().delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Cycle.objects.update(year=2000)
