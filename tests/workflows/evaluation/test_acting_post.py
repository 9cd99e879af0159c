"""Who acts in another post (Plt) is rated by the head to whom he reports there, until that ends (`IV.A.5-6`)."""

from __future__ import annotations

from tests.workflows.evaluation.office import Q1, Q2, Office
from workflows.planning.models import Amendment


def test_who_acts_elsewhere_is_rated_where_he_reports_until_that_ends(office: Office) -> None:
    plan = office.in_force()
    office.at("2026-02-02 09:00")
    office.take(plan, "reassign_rater", "dewi", data=office.rater("citra"))
    assert Amendment.objects.get(plan=plan).causes == ["new_rater"]
    first = office.opened(Q1, plan)
    assert (first.rater_id, first.unit_id) == (office.id("citra"), office.agency.units["KEC"].pk)
    office.at("2026-05-04 09:00")
    office.take(plan, "reassign_rater", "dewi", data=office.rater("budi"))
    second = office.opened(Q2, plan)
    assert (second.rater_id, second.unit_id) == (office.id("budi"), office.agency.units["KEC-PEL"].pk)
    office.achieved(Q1, unit="KEC")
    office.at("2026-04-22 09:00")
    office.rated(office.assessed(first), by="citra")
