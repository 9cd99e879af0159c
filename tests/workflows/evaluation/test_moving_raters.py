"""A rater who moves inside a window keeps his evaluations until they are signed; outside it the successor rates."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from cycle_engine.errors import NotYourTurn
from tests.workflows.evaluation.office import GOOD, Q1, Office
from tests.workflows.planning.desk import broken, day, last_entry, state
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Plan

Q3 = "2026-Q3"


def succeeded(office: Office, first_day: str) -> None:
    """Budi leads another unit from this day on, and Fajar takes his post."""
    last_day = str(day(first_day).fromordinal(day(first_day).toordinal() - 1))
    office.new_post("lain", below="citra", unit="KEC", level="pengawas")
    office.leaves("budi", last_day)
    office.takes_post("budi", "lain", first_day)
    office.person("fajar", post="budi", since=day(first_day))


def third_quarter(office: Office, plan: Plan) -> Evaluation:
    """Opened on the first working day of its window, and reported."""
    return office.assessed(office.opened(Q3, plan))


def test_who_moved_on_25_august_does_not_evaluate_the_third_quarter(office: Office) -> None:
    """The norm's own example (`IV.A.14`), and its other half below."""
    plan = office.in_force()
    office.at("2026-08-24 09:00")
    succeeded(office, "2026-08-25")
    evaluation = third_quarter(office, plan)
    assert evaluation.rater_id == office.id("fajar")
    with pytest.raises(NotYourTurn):
        office.rated(evaluation, by="budi")
    assert office.rated(evaluation, by="fajar").rated_by_id == office.id("fajar")


def test_who_moved_on_25_september_evaluates_the_third_quarter_until_it_is_signed(office: Office) -> None:
    evaluation = third_quarter(office, office.in_force())
    office.at("2026-09-24 09:00")
    succeeded(office, "2026-09-25")
    office.tick("2026-09-25 09:00")
    for who in ("fajar", "citra"):
        with pytest.raises(NotYourTurn):
            office.rated(evaluation, by=who)
    evaluation = office.rated(evaluation, by="budi")
    assert (evaluation.rated_by_id, evaluation.rated_post_id) == (office.id("budi"), office.post("budi"))
    assert last_entry(evaluation).capacity == "rater"
    office.signed(evaluation, by="budi")
    assert state(evaluation) == "signed"
    office.delivered(evaluation, by="fajar")  # who holds the post of the author today


@pytest.mark.parametrize(
    ("first_day", "keeps"),
    [("2026-09-20", False), ("2026-09-21", True), ("2026-10-21", True), ("2026-10-22", False)],
)
def test_a_window_counts_from_its_first_to_its_last_day(
    office: Office, *, first_day: str, keeps: bool
) -> None:
    """Who moved on the first day did not hold the post when the window opened."""
    plan = office.in_force()
    if first_day < "2026-09-21":
        succeeded(office, first_day)
        evaluation = third_quarter(office, plan)
    else:
        evaluation = third_quarter(office, plan)
        succeeded(office, first_day)
    office.at(f"{first_day} 09:00" if first_day > "2026-09-21" else "2026-09-21 12:00")
    facts = Evaluation.objects.get(pk=evaluation.pk)
    assert facts.rater_id == office.id("fajar" if first_day == "2026-09-20" else "budi")
    rater, other = ("budi", "fajar") if keeps else ("fajar", "budi")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "ask_for_evidence", other)
    late = broken("6/2022:IV.A.11") if first_day > "2026-10-21" else nullcontext()
    with late:  # it is his to do, in time
        office.take(evaluation, "ask_for_evidence", rater)


def test_who_leaves_the_service_inside_the_window_is_followed_by_his_successor(office: Office) -> None:
    evaluation = third_quarter(office, office.in_force())
    office.leaves("budi", "2026-09-30")
    office.person("fajar", post="budi", since=day("2026-10-01"))
    office.at("2026-10-01 09:00")
    with pytest.raises(NotYourTurn):
        office.rated(evaluation, by="budi")
    assert office.rated(evaluation, by="fajar").rated_by_id == office.id("fajar")


def test_who_leaves_the_service_without_a_successor_is_followed_by_the_next_post(office: Office) -> None:
    evaluation = third_quarter(office, office.in_force())
    office.leaves("budi", "2026-09-30")
    office.at("2026-10-01 09:00")
    evaluation = office.rated(evaluation, by="citra")
    assert (evaluation.rated_as, evaluation.is_final) == ("rater", False)


def test_who_moved_and_was_then_suspended_does_not_serve(office: Office) -> None:
    evaluation = third_quarter(office, office.in_force())
    succeeded(office, "2026-09-25")
    office.exempt("budi", "suspension", day("2026-09-28"))
    office.at("2026-09-25 09:00")
    office.take(evaluation, "ask_for_evidence", "budi")
    office.assessed(evaluation)
    office.at("2026-09-28 09:00")
    with pytest.raises(NotYourTurn):
        office.rated(evaluation, by="budi")
    office.rated(evaluation, by="fajar")


def test_a_clock_that_comes_late_finds_who_held_the_post_when_the_window_opened(office: Office) -> None:
    plan = office.in_force()
    office.at("2026-09-25 09:00")
    succeeded(office, "2026-09-25")
    office.at("2026-10-05 09:00")
    office.achieved(Q3)
    office.tick()
    evaluation = office.of(plan, Q3)
    assert evaluation.rater_id == office.id("budi")
    office.assessed(evaluation)
    with pytest.raises(NotYourTurn):
        office.rated(evaluation, by="fajar")
    office.rated(evaluation, by="budi")


def test_who_was_promoted_above_himself_is_not_his_own_superior(office: Office) -> None:
    """Budi takes Citra's post inside the window: he rates still, and above him comes the next one."""
    evaluation = third_quarter(office, office.in_force())
    office.leaves("citra", "2026-09-24")
    office.leaves("budi", "2026-09-24")
    office.takes_post("budi", "citra", "2026-09-25")
    office.person("fajar", post="budi", since=day("2026-09-25"))
    office.at("2026-10-22 09:00")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "rate_by_superior", "budi", data=GOOD)
    office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD)


def test_after_the_window_the_silent_mover_is_replaced_by_the_superior_as_anybody(office: Office) -> None:
    evaluation = third_quarter(office, office.in_force())
    succeeded(office, "2026-09-25")
    office.at("2026-10-22 09:00")
    for who in ("budi", "fajar"):
        with pytest.raises(NotYourTurn):
            office.take(evaluation, "rate_by_superior", who, data=GOOD)
    assert office.take(evaluation, "rate_by_superior", "citra", data=GOOD).is_final


def test_an_evaluation_keeps_its_line_when_the_plan_is_given_to_another_rater(office: Office) -> None:
    evaluation = office.assessed()
    office.take(evaluation.plan, "reassign_rater", "dewi", data=office.rater("citra"))
    with pytest.raises(NotYourTurn):
        office.rated(evaluation, by="citra")
    office.signed(office.rated(evaluation))
    assert office.opened("2026-Q2", evaluation.plan).rater_id == office.id("citra")


def test_a_stand_in_rates_on_behalf_of_the_rater(office: Office) -> None:
    evaluation = office.assessed()
    letter = office.letter("eko", "budi", "2026-03-20", "2026-03-31")
    office.rated(evaluation, by="eko")
    entry = last_entry(evaluation)
    assert (entry.actor, entry.on_behalf_of, entry.letter) == (office.id("eko"), office.id("budi"), letter.pk)
    assert (entry.capacity, office.of(evaluation.plan, Q1).rated_post_id) == ("rater", office.post("budi"))
    office.at("2026-04-01 09:00")
    office.signed(evaluation, by="budi")


def test_what_was_rated_by_who_has_left_is_signed_by_who_holds_his_post(office: Office) -> None:
    evaluation = office.rated()
    office.leaves("budi", "2026-03-31")
    office.person("fajar", post="budi", since=day("2026-04-01"))
    office.at("2026-04-01 09:00")
    with pytest.raises(NotYourTurn):
        office.signed(evaluation, by="budi")
    evaluation = office.signed(evaluation, by="fajar")
    assert (evaluation.rated_by_id, evaluation.signed_by_id) == (office.id("budi"), office.id("fajar"))
