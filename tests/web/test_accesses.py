"""Each read of a person's records by an inspector is noted, by every page that tells of a plan."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase

from tests.web.scene import Scene, addresses, route, sent_whole
from tests.web.test_matrix import VISITORS, table
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from workflows.audit.models import Access

OPEN = sorted(named for named, signs in table().items() if signs[VISITORS.index("indah")] == ".")

# What these show an inspector tells nothing of anybody's plan.
NOTHING_OF_PLANS = {
    "",
    "account/",
    "account/accesses/",
    "account/channel/",
    "account/notifications/",
    "account/password/",
    "account/tokens/",
    "achievements/",
    "achievements/set/",
    "cascade/",
    "complain/{code}/",
    "complaints/",
    "complaints/find/",
    "complaints/{code}/",
    "complaints/{code}/thanks/",
    "complaints/{key}/",
    "complaints/{key}/steps/assign/",
    "complaints/{key}/steps/forward/",
    "complaints/{key}/steps/reassign/",
    "complaints/{key}/steps/{step}/",
    "cycles/{key}/plans/new/",
    "development/",
    "development/people/{key}/credits/",
    "development/units/",
    "development/units/hours.{ending}",
    "development/units/hours/",
    "development/units/needs.{ending}",
    "development/units/trainings/",
    "feedback/",
    "feedback/unnamed/",
    "goals/",
    "goals/iku.{ending}",
    "guidance/",
    "indicators/{key}/",
    "letters/",
    "letters/{key}/",
    "letters/{key}/end/",
    "measures/",
    "measures/{key}/",
    "measures/{key}/values/new/",
    "notifications/",
    "password/chosen/",
    "password/forgotten/",
    "password/forgotten/sent/",
    "password/{uidb64}/{token}/",
    "recognitions/",
    "s/",
    "s/{code}/",
    "s/{code}/index/",
    "s/{code}/thanks/",
    "services/",
    "services/{code}/",
    "services/{code}/comments/",
    "services/{code}/comments/{key}/",
    "services/{code}/poster.pdf",
    "superior/",
    "superior/units/",
    "team/",
    "team/approve/",
    "team/stand-in/",
    "units/{key}/distribution/",
    "ways/{kind}/",
}


def noted(scene: Scene, named: str) -> list[tuple[str, int]]:
    """What is noted when Indah opens this page: the address, and whose plan it tells of."""
    (pattern,) = [each for each in addresses() if route(each) == named]
    with transaction.atomic():
        before = Access.objects.count()
        answer: HttpResponseBase = scene.clients["indah"].get(scene.address(pattern))
        sent_whole(answer)
        found = [(each.what, each.person_id) for each in Access.objects.order_by("pk")[before:]]
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("named", OPEN)
def test_an_inspectors_read_is_noted_at_every_page_that_tells_of_a_plan(scene: Scene, named: str) -> None:
    expected = [] if named in NOTHING_OF_PLANS else [(named, scene.office.agency.ani)]
    assert noted(scene, named) == expected


def test_what_tells_of_no_plan_is_a_page_that_an_inspector_opens() -> None:
    assert set(OPEN) >= NOTHING_OF_PLANS


def test_nothing_is_noted_of_others_than_inspectors_nor_of_what_was_not_shown(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    for name in ("ani", "budi", "citra", "dewi"):
        getattr(visit, name).get(f"/plans/{plan.pk}/")
    visit.eko.get(f"/plans/{plan.pk}/", status=404)
    visit.indah.get("/plans/4711/", status=404)
    visit.indah.get("/")
    assert not Access.objects.exists()


def test_a_step_that_is_refused_to_an_inspector_is_noted_as_well(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    page = visit.dewi.get(f"/plans/{plan.pk}/steps/void/")
    visit.indah.press(page, "Void the plan", status=403, reason="?")
    assert [each.what for each in Access.objects.all()] == ["{path}/{key}/steps/{step}/"]


def test_the_newest_comes_first_and_pages_lead_on(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    for path in ("", "history/") * 26:
        visit.indah.get(f"/plans/{plan.pk}/{path}")
    first = visit.ani.get("/account/accesses/")
    assert "Page 1 of 2" in first.words
    assert first.words.index("plans/{key}/history/") < first.words.index("plans/{key}/ ")
    second = visit.ani.get("/account/accesses/?page=2")
    assert second.words.count("Indah Contoh · Inspector") == 2
    assert visit.ani.queries("/account/accesses/") <= 12
    assert "Indah" not in visit.budi.get("/account/accesses/").words
