"""Who moves: what is unsigned begins anew with the new rater, on the new unit's achievement (`IV.A.13`)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from tests.workflows.evaluation.moves import move, successor, transferred
from tests.workflows.evaluation.office import Q1, Q2, YEAR, Office, rated
from tests.workflows.planning.desk import broken, day, due, last_entry, open_kinds, state, steps_of
from workflows.cycles.commands import create_cycle
from workflows.cycles.policy import Policy
from workflows.evaluation.data import Earlier
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.grounds import Before
from workflows.evaluation.models import Evaluation, Rating
from workflows.planning.data import Ending
from workflows.planning.models import Plan


def moved_in_the_window(office: Office, how_far: str) -> tuple[Evaluation, Plan]:
    """Ani moves on 31 March with an open evaluation; on 10 April, a Friday, her new plan comes into force."""
    evaluation = office.unsigned(how_far)
    office.at("2026-03-31 09:00")
    move(office, evaluation.plan, "2026-03-30", "2026-03-31", below="citra")
    office.at("2026-04-10 09:00")
    return evaluation, successor(office, "2026-03-31", by="citra")


@pytest.mark.parametrize("how_far", ["open", "self_assessed", "rated"])
def test_what_is_unsigned_when_its_person_moves_is_excused_and_opens_on_the_new_plan(
    office: Office, how_far: str
) -> None:
    old, plan = moved_in_the_window(office, how_far)
    entry = last_entry(old)
    assert (state(old), entry.step, entry.capacity, open_kinds(old)) == (
        "excused",
        "excuse",
        "manager",
        set(),
    )
    office.tick("2026-04-10 09:01")
    new = office.of(plan, Q1)
    assert (new.rater_post_id, new.unit_id) == (office.post("citra"), office.agency.units["KEC"].pk)
    assert new.counted_from == day("2026-04-10")
    assert new.revision.plan_id == plan.pk
    assert due(new, "rating").last_day == day("2026-05-04")  # fifteen working days, beyond 22 April


def test_the_new_rater_rates_on_the_achievement_of_the_new_unit(office: Office) -> None:
    _, plan = moved_in_the_window(office, "open")
    office.achieved(Q1, "sangat_kurang", unit="KEC-PEL")
    office.achieved(Q1, "istimewa", unit="KEC")
    office.tick()
    new = office.assessed(office.of(plan, Q1))
    with pytest.raises(NotYourTurn):
        office.rated(new, by="budi")
    office.at("2026-05-04 23:59:30")
    office.signed(office.rated(new, by="citra"), by="citra")
    assert new.documents.get().contents["organisation"] == {
        "unit": str(office.agency.units["KEC"].pk),
        "word": "istimewa",
        "basis": "issued",
    }


def test_a_plan_that_comes_into_force_early_has_the_usual_window(office: Office) -> None:
    _, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    assert (evaluation.counted_from, evaluation.starts_on) == (day("2026-05-04"), day("2026-04-01"))
    assert due(evaluation, "rating").last_day == day("2026-07-21")


def test_by_hand_a_moved_persons_window_counts_from_the_new_plan_too(office: Office) -> None:
    _, plan = moved_in_the_window(office, "open")
    new = office.opened_by_hand(plan, Q1)
    assert due(new, "rating").last_day == day("2026-05-04")


def test_what_was_signed_before_the_move_is_not_opened_again(office: Office) -> None:
    earlier, plan = transferred(office)
    office.tick("2026-06-22 09:00")
    assert [each.period for each in plan.evaluations.all()] == [Q2]
    assert state(earlier) == "settled"


def test_what_was_signed_but_recalled_is_evaluated_on_the_new_plan(office: Office) -> None:
    earlier = office.received()
    office.at("2026-03-30 09:00")
    office.take(earlier, "recall", "budi")
    move(office, earlier.plan, "2026-03-30", "2026-03-31", below="citra")
    office.at("2026-03-31 09:00")
    plan = successor(office, "2026-03-31", by="citra")
    office.tick()
    assert (state(earlier), state(office.of(plan, Q1))) == ("excused", "open")


def test_nothing_opens_while_the_new_plan_is_not_in_force(office: Office) -> None:
    evaluation = office.opened()
    office.at("2026-03-31 09:00")
    move(office, evaluation.plan, "2026-03-30", "2026-03-31")
    plan = office.begun("ani", "baru", "2026-03-31", "ani")
    office.tick("2026-04-10 09:00")
    assert not plan.evaluations.exists()


def test_a_transfer_needs_no_reason_though_what_follows_it_would(office: Office) -> None:
    evaluation = office.opened()
    ending = Ending(day("2026-03-30"), "transfer", str(office.post("eko")))
    office.take(evaluation.plan, "end_early", "dewi", data=ending, reason="")
    assert (state(evaluation), state(evaluation.plan)) == ("excused", "ended")


def test_who_moves_twice_in_a_quarter_is_evaluated_once_on_the_last_plan(office: Office) -> None:
    _, second = transferred(office)
    office.at("2026-06-01 09:00")
    office.take(
        second, "end_early", "dewi", data=Ending(day("2026-05-31"), "transfer", str(office.post("ani")))
    )
    office.leaves("ani", "2026-05-31")
    office.takes_post("ani", "ani", "2026-06-01")
    third = office.in_force(since="2026-06-01")
    office.tick("2026-06-22 09:00")
    assert [each.plan_id for each in Evaluation.objects.filter(period=Q2)] == [third.pk]


# The earlier result


def test_the_earlier_result_stands_for_the_period_when_both_agree(office: Office) -> None:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    before = Before.of(evaluation, EvaluationFacts([evaluation], *clock.moment()))
    assert before.earlier == [(earlier, Rating.objects.get(evaluation=earlier))]
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    assert last_entry(evaluation).capacity == "rater"
    evaluation = office.take(evaluation, "adopt_earlier_result", "ani")
    assert (evaluation.state, evaluation.predicate) == ("settled", earlier.predicate)
    assert (evaluation.ratings.count(), evaluation.documents.count()) == (0, 0)
    assert open_kinds(evaluation) == {"report"}


def test_who_does_not_agree_is_evaluated_as_usual(office: Office) -> None:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    better = rated(results_rating="above", behaviour_rating="above")
    evaluation = office.take(office.assessed(evaluation), "rate", "budi", data=better)
    assert (evaluation.predicate, earlier.predicate) == ("sangat_baik", "baik")


def test_only_the_last_of_several_earlier_results_may_stand(office: Office) -> None:
    first = office.received()
    second = office.received(
        office.delivered(office.signed(office.rated(office.assessed(office.opened(Q2, first.plan)))))
    )
    office.at("2026-08-03 09:00")
    move(office, first.plan, "2026-08-02", "2026-08-03")
    plan = successor(office, "2026-08-03")
    evaluation = office.opened("2026-Q3", plan)
    with broken("6/2022:IV.A.13.a"):
        office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(first.pk)))
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(second.pk)))


def test_who_moves_early_in_the_year_may_keep_the_last_result_of_the_year_before(office: Office) -> None:
    """The norm's own example: moved in February (`IV.A.13.a`)."""
    this_year, unit = office.agency.cycle, office.agency.units["KAB"]
    office.at("2025-01-13 09:00")
    office.agency = replace(office.agency, cycle=create_cycle(2025, unit.pk, Policy(), Actor.clock()))
    old = office.in_force(since="2025-01-01")
    office.at("2025-12-22 09:00")
    office.achieved("2025-Q4")
    office.tick()
    last = office.assessed(office.of(old, "2025-Q4"))
    office.received(office.delivered(office.signed(office.rated(last))))
    office.agency = replace(office.agency, cycle=this_year)
    office.at("2026-01-12 09:00")
    plan = office.in_force()
    office.at("2026-02-09 09:00")
    move(office, plan, "2026-02-08", "2026-02-09")
    evaluation = office.opened(Q1, successor(office, "2026-02-09"))
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(last.pk)))
    evaluation = office.take(evaluation, "adopt_earlier_result", "ani")
    assert (evaluation.state, evaluation.predicate) == ("settled", "baik")


def test_who_has_no_earlier_plan_has_no_earlier_result(office: Office) -> None:
    first = office.received()
    evaluation = office.opened(Q2, first.plan)
    with broken("6/2022:IV.A.13.a"):
        office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(first.pk)))


# The year


def test_the_year_of_who_moved_is_evaluated_by_the_new_rater_alone(office: Office) -> None:
    evaluation, plan = moved_in_the_window(office, "open")
    office.achieved(YEAR, "istimewa", unit="KEC")
    office.tick("2026-12-21 09:00")
    assert not evaluation.plan.evaluations.filter(kind="yearly").exists()
    for each in plan.evaluations.filter(kind="periodic"):
        office.take(each, "excuse", "dewi")
    year = office.of(plan, YEAR)
    assert (year.starts_on, year.ends_on) == (day("2026-01-01"), day("2026-12-31"))
    assert due(year, "rating").last_day == day("2027-01-31")
    office.signed(office.rated(office.assessed(year), by="citra"), by="citra")
    assert year.documents.get().contents["organisation"]["word"] == "istimewa"


def test_who_moves_at_the_years_end_has_fifteen_working_days_in_the_new_one(office: Office) -> None:
    plan = office.in_force()
    office.tick("2026-12-21 09:00")
    move(office, plan, "2026-12-22", "2026-12-23")
    office.at("2027-01-20 09:00")
    new = successor(office, "2026-12-23")
    office.tick()
    year = office.of(new, YEAR)
    assert (state(office.of(plan, YEAR)), state(new)) == ("excused", "final_appraisal")
    assert due(year, "rating").last_day == day("2027-02-10")
    assert "close" not in steps_of(plan)
