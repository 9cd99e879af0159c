"""What nobody comes to read or to break by addresses and forms that no page of ours makes."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Q2, Office


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_ani_reads_no_rating_on_the_page_of_who_rates(office: Office, visit: Visitors) -> None:
    first = office.rated(results_rating="below", behaviour_rating="below")
    second = office.assessed(office.opened(Q2, plan=first.plan))
    address = f"/evaluations/{second.pk}/steps/rate/"
    assert "Earlier evaluations" in visit.budi.get(address).words
    for page in (visit.ani.get(address), visit.ani.get(address.replace("rate/", "rate_by_superior/"))):
        assert "Earlier evaluations" not in page.words and "tag-sangat_kurang" not in page.html
    for who, status in (("ani", 403), ("budi", 422)):  # nothing was filled in yet
        sent = {"take": "1", "version": "1", "key": "k"}
        assert getattr(visit, who).client.post(address, sent).status_code == status
