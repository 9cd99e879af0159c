"""Who leaves during the year is appraised before anybody can say how the year went."""

from __future__ import annotations

from tests.workflows.evaluation.office import YEAR, Office
from tests.workflows.planning.desk import broken, state


def test_a_retiring_employee_is_rated_by_what_was_achieved_last_year(office: Office) -> None:
    plan = office.in_force()
    office.achieved("2025", "istimewa")
    office.at("2026-05-29 09:00")
    office.take(plan, "end_early", "dewi", data=office.ending("2026-05-29", "retirement", None))
    evaluation = office.assessed(office.of(plan, YEAR))
    office.at("2026-06-08 09:00")
    with broken("6/2022:IV.B.1.g"):
        office.rated(evaluation)
    office.at("2026-06-09 09:00")
    rated = office.rated(evaluation)
    assert rated.ratings.get().organisation == {"word": "istimewa", "basis": "last_year"}
    assert state(rated) == "rated"
