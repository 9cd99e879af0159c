"""What superiors look after: what silent raters left, appeals, and a unit's results beside the guide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle_engine.actors import Actor
from cycle_engine.perform import perform_many
from tests.api.crowd import evaluated
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import GOOD, Q1, Office
from tests.workflows.planning.desk import state
from workflows.cycles.policy import Policy
from workflows.evaluation.models import Evaluation


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_what_a_silent_rater_left_waits_for_his_superior(office: Office, visit: Visitors) -> None:
    evaluation = office.assessed()
    page = visit.citra.get("/superior/")
    assert "Nothing. No rater has let his days pass." in page.words
    assert "Unit KEC-PEL, Quarter I of 2026" in visit.citra.get(page.link("Units beside the guide")).words
    assert "Unit KEC-PEL" not in visit.eko.get("/superior/units/").words
    office.tick("2026-04-23 09:00")
    page = visit.citra.get("/superior/")
    assert "It was due by 22 April 2026" in page.words
    assert page.link("Rate in the rater's place").endswith(
        f"/evaluations/{evaluation.pk}/steps/rate_by_superior/"
    )
    for reader in (visit.budi, visit.eko, visit.ani):
        assert "Ani Contoh" not in reader.get("/superior/").words.partition("Left to")[2]
    assert visit.citra.queries("/superior/") <= 12
    few = visit.citra.queries("/superior/units/")
    office.opened("2026-Q2", evaluation.plan)
    assert "Quarter II of 2026" in visit.citra.get("/superior/units/").words
    assert visit.citra.queries("/superior/units/") == few <= 12


def test_an_appeal_leads_the_superior_to_its_room(office: Office, visit: Visitors) -> None:
    appeal = office.filed()
    page = visit.citra.get("/superior/")
    assert page.link("To the appeal").endswith(f"/appeals/{appeal.pk}/")
    assert "Until 2 April 2026" in page.words
    for visitor in (visit.citra, visit.ani):
        assert visitor.queries("/superior/") <= 12
        assert visitor.queries(f"/appeals/{appeal.pk}/history/") <= 12


def test_a_unit_s_results_lie_beside_the_guide_and_one_may_be_asked_to_look_again(
    office: Office, visit: Visitors
) -> None:
    office.policy(Policy(calibration=True))
    keys = evaluated(office, 6, "istimewa")
    perfect = replace(GOOD, results_rating="above", behaviour_rating="above")
    acts = perform_many(Evaluation, keys[:5], "rate", actor=Actor.of(office.id("budi")), data=perfect)
    assert not [each.error for each in acts if each.error]
    office.at("2026-04-14 09:00")
    address = f"/units/{visit.agency.units['KEC-PEL'].pk}/distribution/"
    page = visit.citra.get(address)
    assert "The guide has at most 70 percent rated Very good (Sangat Baik); here it is 83.3." in page.words
    assert "Very good (Sangat Baik) 5 100.0 % at most 70 % outside so far" in page.words
    assert 'class="part outside" x="0" y="3" width="100.0"' in page.html
    assert visit.citra.queries(f"{address}?period={Q1}") <= 12
    people = visit.citra.get(page.link("Who is evaluated here"))
    assert visit.citra.queries(people.address) <= 12
    step = visit.citra.get(
        next(link for link, words in people.links if words.startswith("Ask to reconsider"))
    )
    visit.citra.press(step, "Ask to reconsider", reason="Mohon dilihat lagi")
    assert sorted(state(each) for each in Evaluation.objects.filter(pk__in=keys)).count("self_assessed") == 1
    for reader in (visit.dewi, visit.indah, visit.budi):
        assert "Very good (Sangat Baik) 4" in reader.get(address).words
    for who in (visit.eko, visit.ani):
        for each in (address, people.address):
            who.get(each, status=404)
    visit.citra.get(f"{address}?period=2026-Q2", status=404)
    visit.citra.get(f"{address}?period=nonsense", status=404)


def test_nobody_learns_his_own_predicate_from_his_unit(office: Office, visit: Visitors) -> None:
    office.rated()
    address = f"/units/{visit.agency.units['KEC-PEL'].pk}/results/?period={Q1}"
    assert "Ani Contoh Rated Good (Baik)" in visit.citra.get(address).words
    own = visit.ani.get(address).words
    assert "Ani Contoh Rated" in own and "Good (Baik)" not in own
