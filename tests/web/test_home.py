"""Home: what waits for me, oldest deadline first, with the one button that does it; and what I wait for."""

from __future__ import annotations

from tests.web.visiting import Visitor, Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.guidance.room import Room
from tests.workflows.planning.desk import Desk


def test_budi_finds_the_plan_that_waits_for_him_and_the_one_button_that_decides_it(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    page = visit.budi.get("/")
    assert "What waits for you Approve the plan Ani Contoh · Plan of 2026" in page.words
    assert f"/plans/{plan.pk}/" in page.link("Approve the plan")


def test_ani_sees_whom_she_waits_for_and_until_when(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    desk.submitted()
    page = visit.ani.get("/")
    assert "Nothing. Enjoy the day." in page.words
    assert "What you wait for Approve the plan Plan of 2026 · Budi Contoh · Until" in page.words
    assert page.words.count("Approve the plan") == 1  # though both the plan and the decision have a last day
    assert "Team" not in page.words
    assert "Team" in visit.budi.get("/").words
    desk.at("2026-03-02 09:00")
    assert "Late: it was due by" in visit.ani.get("/").words


def test_what_is_late_says_so_to_who_is_late(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    desk.drafted()
    assert "Late: it was due by" not in visit.ani.get("/").words
    desk.at("2026-02-02 09:00")
    assert "Late: it was due by 31 January 2026" in Visitor(visit.agency, "ani").get("/").words


def test_days_are_written_as_indonesians_write_them(visit: Visitors) -> None:
    Desk(visit.agency).drafted()
    assert "Sampai 31 Januari 2026" in Visitor(visit.agency, "ani", "id").get("/").words


def test_home_takes_as_many_queries_for_many_plans_as_for_few(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    desk.submitted()
    few = visit.budi.queries("/")
    for name in ("eri", "fitri", "gilang"):
        desk.new_post(name, "budi")
        desk.person(name, name)
        desk.submitted(name)
    assert visit.budi.get("/").words.count("Approve the plan") > 6
    assert visit.budi.queries("/") == few <= 12


def test_an_account_without_a_person_sees_nothing(visit: Visitors) -> None:
    user = visit.agency.user("eko")
    type(user)._default_manager.filter(pk=user.pk).update(person=None)
    assert "This account belongs to no person." in visit.eko.get("/").words


def test_home_takes_twelve_queries_at_most_when_records_of_every_kind_wait(visit: Visitors) -> None:
    office = Office(visit.agency)
    plan = office.in_force()
    office.proposed(plan)
    room = Room(visit.agency)
    room.assessed(room.agreed(room.signed(room.arranged(plan=plan))))
    room.arranged(plan=plan)
    room.signed(room.arranged(plan=plan))
    office.filed(
        office.received(
            office.delivered(office.signed(office.rated(office.assessed(office.opened(plan=plan)))))
        )
    )
    for visitor in (visit.ani, visit.budi, visit.citra):
        assert visitor.queries("/") <= 12
        assert "Guidance in 2026" in visitor.get("/").words
