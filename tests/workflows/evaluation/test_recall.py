"""A document that is recalled for correction: the old one stays, and what followed it comes anew."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, WrongState
from cycle_engine.ledger.canonical import canonical, digest
from tests.workflows.evaluation.office import GOOD, YEAR, Office, rated
from tests.workflows.planning.desk import broken, day, due, last_entry, open_kinds, state, told
from workflows.evaluation.data import Reported
from workflows.evaluation.models import Evaluation

BETTER = rated(results_rating="above", behaviour_rating="above", recommendation="Salah ketik diperbaiki")


def recalled(office: Office, moment: str = "2026-03-27 09:00") -> Evaluation:
    """Received on 20 March, returned, reported, and recalled a week later."""
    evaluation = office.take(office.received(), "acknowledge", "ani")
    office.take(evaluation, "report", "budi", data=Reported("Sekretaris Daerah"))
    office.at(moment)
    return office.take(evaluation, "recall", "budi")  # type: ignore[no-any-return]


def test_a_recalled_evaluation_lies_with_its_author_as_if_it_had_just_been_rated(office: Office) -> None:
    evaluation = recalled(office)
    assert (evaluation.state, evaluation.predicate, evaluation.recalled_on) == (
        "rated",
        "baik",
        day("2026-03-27"),
    )
    days = (evaluation.signed_on, evaluation.delivered_on, evaluation.received_on, evaluation.returned_on)
    assert days == (None, None, None, None)
    assert (evaluation.reported_on, evaluation.reported_to, evaluation.signed_as) == (None, "", "")
    assert open_kinds(evaluation) == {"signature"}
    assert told("evaluation.recall", evaluation) == [{office.id("ani"): "owner"}]


def test_the_old_document_stays_beside_the_corrected_one(office: Office) -> None:
    evaluation = recalled(office)
    office.take(evaluation, "rate", "budi", data=BETTER)
    office.signed(evaluation)
    first, second = evaluation.documents.order_by("number")
    assert (first.number, first.contents["predicate"]) == (1, "baik")
    assert (second.number, second.contents["predicate"]) == (2, "sangat_baik")
    for each in (first, second):
        assert each.hash == digest(canonical(each.contents))
    assert [each.predicate for each in evaluation.ratings.order_by("number")] == ["baik", "sangat_baik"]


def test_what_was_only_misspelt_is_signed_again_without_another_rating(office: Office) -> None:
    evaluation = office.signed(recalled(office))
    assert (evaluation.ratings.count(), evaluation.documents.count()) == (1, 2)


def test_all_clocks_start_anew(office: Office) -> None:
    evaluation = office.signed(recalled(office))
    assert due(evaluation, "delivery").last_day == day("2026-04-17")
    office.at("2026-03-30 09:00")
    assert due(office.delivered(evaluation), "receipt").last_day == day("2026-04-20")
    office.at("2026-03-31 09:00")
    office.received(evaluation)
    assert {due(evaluation, kind).last_day for kind in ("return", "settlement")} == {day("2026-04-21")}
    office.at("2026-04-21 23:59:30")
    office.filed(evaluation)


def test_it_is_reported_again(office: Office) -> None:
    evaluation = office.signed(recalled(office))
    assert due(evaluation, "report").last_day == day("2026-06-11")
    evaluation = office.take(evaluation, "report", "budi", data=Reported("Sekretaris Daerah"))
    assert (evaluation.reported_on, open_kinds(evaluation)) == (day("2026-03-27"), {"delivery"})


def test_the_rater_has_five_working_days_for_the_correction_also_after_the_window(office: Office) -> None:
    evaluation = office.signed()
    office.at("2026-05-12 09:00")
    office.received(office.delivered(evaluation))
    office.take(evaluation, "recall", "budi")
    assert due(evaluation, "signature").last_day == day("2026-05-21")
    office.at("2026-05-21 23:59:30")
    office.take(evaluation, "rate", "budi", data=BETTER)
    with broken("6/2022:IV.A.11.window", says="21 May 2026"):
        office.take(evaluation, "sign_by_superior", "citra")
    office.at("2026-05-22 00:00")
    with broken("6/2022:IV.A.11", says="21 May 2026"):
        office.take(evaluation, "rate", "budi", data=BETTER)
    with broken("6/2022:IV.A.11.rater"):
        office.take(evaluation, "rate_by_superior", "citra", data=BETTER)
    assert office.take(evaluation, "sign_by_superior", "citra").predicate == "sangat_baik"


def test_a_superior_who_rated_corrects_himself_and_the_result_stays_final(office: Office) -> None:
    evaluation = office.assessed()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.received(office.delivered(office.signed(evaluation, by="citra"), by="citra"))
    office.take(evaluation, "recall", "citra")
    evaluation = office.take(evaluation, "rate_by_superior", "citra", data=BETTER)
    assert (evaluation.predicate, evaluation.is_final, evaluation.rated_as) == (
        "sangat_baik",
        True,
        "superior",
    )
    office.signed(evaluation, by="citra")


def test_recalling_the_year_takes_the_plan_back_and_delivering_it_again_forth(office: Office) -> None:
    year = office.opened(YEAR)
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(year.plan, period), "excuse", "dewi")
    office.received(office.delivered(office.signed(office.rated(office.assessed(year)))))
    office.take(year, "recall", "budi")
    assert (state(year), state(year.plan), last_entry(year.plan).step) == (
        "rated",
        "final_appraisal",
        "reopen",
    )
    office.received(office.delivered(office.signed(year)))
    assert state(year.plan) == "appraised"
    office.tick("2027-02-15 09:00")
    assert (state(year), state(year.plan)) == ("settled", "closed")


@pytest.mark.parametrize("who", ["ani", "citra", "dewi", "indah", "eko"])
def test_nobody_but_its_author_recalls_an_evaluation(office: Office, who: str) -> None:
    evaluation = office.received()
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "recall", who)


def test_what_is_appealed_or_settled_is_not_recalled(office: Office) -> None:
    evaluation = office.received()
    appeal = office.filed(evaluation)
    with pytest.raises(WrongState):
        office.take(evaluation, "recall", "budi")
    office.take(appeal, "withdraw", "ani")
    office.take(evaluation, "recall", "budi")
    office.received(office.delivered(office.signed(evaluation)))
    office.tick("2026-04-15 09:00")
    with pytest.raises(WrongState):
        office.take(evaluation, "recall", "budi")
