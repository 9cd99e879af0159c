"""A study assignment: rated like anything else, unless it failed (`6/2022:IV.B.3`)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.evaluation.office import GOOD, YEAR, Office
from workflows.evaluation.models import Evaluation


def reported(office: Office) -> Evaluation:
    """Ani studies: her first result is the study, which serves nobody's result."""
    contents: dict[str, Any] = office.agency.complete_contents()
    contents["results"][0] |= {"study": True, "text": "Lulus S2 tepat waktu"}
    del contents["results"][0]["serves"]
    plan = office.in_force(contents=contents)
    return office.assessed(office.opened(plan=plan))


@pytest.mark.parametrize("chosen", ["kurang", "sangat_kurang"])
def test_for_a_study_that_failed_the_rater_chooses_and_the_document_says_so(
    office: Office, chosen: str
) -> None:
    evaluation = reported(office)
    evaluation = office.rated(
        evaluation, results_rating="above", behaviour_rating="above", failed_study=chosen
    )
    assert evaluation.predicate == chosen
    document = office.signed(evaluation).documents.get().contents
    assert (document["predicate"], document["failed_study"]) == (chosen, chosen)
    assert (document["results_rating"], document["behaviour_rating"]) == ("above", "above")


def test_for_a_study_that_did_not_fail_the_predicate_follows_from_the_quadrant(office: Office) -> None:
    evaluation = office.rated(reported(office), results_rating="below", behaviour_rating="below")
    assert evaluation.predicate == "sangat_kurang"
    assert office.signed(evaluation).documents.get().contents["failed_study"] is None


def test_the_decider_of_an_appeal_may_find_that_the_study_did_not_fail(office: Office) -> None:
    evaluation = office.rated(reported(office), failed_study="kurang")
    appeal = office.heard(
        office.explained(office.filed(office.received(office.delivered(office.signed(evaluation)))))
    )
    office.take(appeal, "amend", "citra", data=GOOD)
    after = office.of(evaluation.plan)
    assert (after.predicate, [each.failed_study for each in after.ratings.order_by("number")]) == (
        "baik",
        ["kurang", ""],
    )


def test_the_year_of_a_study_is_rated_in_the_same_way(office: Office) -> None:
    quarter = reported(office)
    year = office.assessed(office.opened(YEAR, quarter.plan))
    for period in ("2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(quarter.plan, period), "excuse", "dewi")
    assert office.rated(year, failed_study="sangat_kurang").predicate == "sangat_kurang"
