"""A unit's ratings against the guide, as its rater signs them: a breach asks for a reason and never blocks."""

from __future__ import annotations

from typing import Any

from cycle_engine import clock
from tests.workflows.evaluation.office import Office
from tests.workflows.evaluation.samples import crowd
from tests.workflows.planning.desk import broken, state
from workflows.cycles.policy import Policy
from workflows.evaluation.data import Signed
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation

GOOD: dict[str, Any] = {}
POOR = {"results_rating": "below"}  # Butuh Perbaikan
WITH_A_REASON = Signed("Target unit tercapai bersama")


def seen_breaches(office: Office, evaluation: Evaluation) -> int:
    fresh = Evaluation.objects.select_related("plan").get(pk=evaluation.pk)
    facts = EvaluationFacts([fresh], *clock.moment())
    return len(facts.distribution(fresh, office.id("budi")).breaches)


def test_a_breach_asks_for_a_reason_which_is_kept_and_stays_visible(office: Office) -> None:
    five = [office.rated(each) for each in crowd(office, 5)]
    for each in five:
        with broken("6/2022:IV.B.2", says="here it is 100.0"):
            office.signed(each)
        signed = office.take(each, "sign", "budi", data=WITH_A_REASON)
        assert (signed.state, signed.distribution_reason) == ("signed", WITH_A_REASON.distribution_reason)
    assert [seen_breaches(office, each) for each in five] == [2] * 5


def test_who_is_signed_while_the_guide_can_still_be_kept_needs_no_reason(office: Office) -> None:
    """At most 70 percent are Baik where the unit is, and somebody is not: three of five are no breach yet."""
    five = crowd(office, 5)
    for each in five[:3]:
        office.signed(office.rated(each, **GOOD))
    fourth = office.rated(five[3], **GOOD)
    with broken("6/2022:IV.B.2", says="at most 70 percent"):
        office.signed(fourth)
    office.rated(fourth, **POOR)
    office.signed(fourth)
    office.rated(five[4], results_rating="above", behaviour_rating="above")
    office.signed(five[4])
    assert {state(each) for each in five} == {"signed"}


def test_fewer_than_five_see_the_guide_without_figures_and_give_no_reason(office: Office) -> None:
    four = [office.rated(each) for each in crowd(office, 4)]
    assert {office.signed(each).distribution_reason for each in four} == {""}


def test_who_is_excused_is_not_counted(office: Office) -> None:
    five = crowd(office, 5)
    for each in five[:4]:
        office.rated(each)
    with broken("6/2022:IV.B.2"):
        office.signed(five[0])
    office.take(five[4], "excuse", "dewi")
    assert office.signed(five[0]).state == "signed"


def test_another_unit_and_another_period_are_counted_apart(office: Office) -> None:
    four = [office.rated(each) for each in crowd(office, 4)]
    office.achieved(unit="KAB")
    other = office.opened_by_hand(office.in_force("eko", by="wibawa"), "2026-Q1")
    office.rated(office.assessed(other, who="eko"), by="wibawa")
    for each in four:
        office.signed(each)
    five = [*(each.plan for each in four), office.in_force()]
    office.at("2026-06-22 09:00")
    office.achieved("2026-Q2")
    office.tick()
    second = [office.of(plan, "2026-Q2") for plan in five]
    for number, each in enumerate(second[:4]):
        office.rated(office.assessed(each, who=f"pegawai{number}"))
    with broken("6/2022:IV.B.2", says="here it is 80.0"):
        office.signed(second[0])


def test_what_counts_is_the_achievement_that_was_looked_at_when_it_was_rated(office: Office) -> None:
    five = [office.rated(each, results_rating="above", behaviour_rating="above") for each in crowd(office, 5)]
    with broken("6/2022:IV.B.2", says="somebody rated"):
        office.signed(five[0])
    office.achieved("2026-Q1", "istimewa")
    office.rated(five[0], results_rating="above", behaviour_rating="above")
    with broken("6/2022:IV.B.2", says="at most 70 percent rated Very good"):
        office.signed(five[0])


def test_a_policy_without_a_guide_asks_for_no_reason(office: Office) -> None:
    five = [office.rated(each) for each in crowd(office, 5)]
    office.policy(Policy(distribution_guide=()))
    assert {office.signed(each).state for each in five} == {"signed"}
