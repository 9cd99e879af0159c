"""The team board: who is where, what each waits for, who is late, and for whom one stands in."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_budi_sees_what_his_people_wait_for_and_does_his_part_from_there(desk: Desk, visit: Visitors) -> None:
    board = visit.budi.get("/team/")
    assert "Without a plan" in board.words
    assert "Ani Contoh" in board.words
    assert "All (0)" in board.words
    plan = desk.drafted()
    board = visit.budi.get("/team/")
    assert "Waits for others: Sign and submit" in board.words
    assert "Ani Contoh · Until 31 January 2026" in board.words
    assert "Without a plan" not in board.words
    desk.take(plan, "submit", "ani")
    board = visit.budi.get("/team/")
    assert "Waits for you: Approve the plan" in board.words
    assert "All (1) Waits for you (1) Late (0)" in board.words
    assert board.link("Review").endswith(f"/plans/{plan.pk}/review/")


def test_who_is_late_is_said_with_the_day_and_found_by_a_link(desk: Desk, visit: Visitors) -> None:
    desk.drafted()
    desk.at("2026-02-03 09:00")
    board = visit.budi.get("/team/")
    assert "Late: Ani Contoh, it was due by 31 January 2026" in board.words
    assert "Late (1)" in board.words
    late = visit.budi.get(board.link("Late (1)"))
    assert "Ani Contoh" in late.words
    mine = visit.budi.get("/team/?show=for")
    assert "Nobody is of this kind." in mine.words
    assert "Ani Contoh" in visit.budi.get(mine.link("Show all")).words


def test_whom_one_supervises_stands_apart(desk: Desk, visit: Visitors) -> None:
    desk.submitted()
    assert "Ani Contoh" not in visit.citra.get("/team/").words
    supervised = visit.citra.get("/team/?as=superior")
    assert "Waits for others: Approve the plan" in supervised.words
    assert "Budi Contoh · Until 20 January 2026" in supervised.words
    desk.at("2026-02-03 09:00")
    supervised = visit.citra.get("/team/?as=superior")
    assert "Waits for you: Set by the superior" in supervised.words
    assert "You rate nobody's plan now." in visit.eko.get("/team/").words


def test_a_stand_in_sees_the_people_whom_he_rates_and_for_whom(desk: Desk, visit: Visitors) -> None:
    desk.submitted()
    assert "Nobody stands in for you by a letter." in visit.budi.get("/team/").words
    desk.letter("eko", "budi", "2026-01-10", "2026-01-20")
    board = visit.eko.get("/team/")
    assert "You stand in for Budi Contoh" in board.words
    assert "As a stand-in (1)" in board.words
    assert "Ani Contoh" in visit.eko.get(board.link("As a stand-in (1)")).words
    budi = visit.budi.get("/team/")
    assert "Eko Contoh stands in for you from 10 January 2026 to 20 January 2026 (letter 800/1/2026)." in (
        budi.words
    )
    page = visit.budi.get(budi.link("Who can name a stand-in for you"))
    assert "Citra Contoh (Camat), who is above you, can issue one" in page.words
    assert "Where you stand in Kepala Seksi Pelayanan" in visit.eko.get("/team/stand-in/").words
    desk.at("2026-01-21 09:00")
    assert "Ani Contoh" not in visit.eko.get("/team/").words
    assert "Nobody stands in for you by a letter." in visit.budi.get("/team/").words


def test_the_board_asks_as_much_for_many_as_for_few(desk: Desk, visit: Visitors) -> None:
    people = [f"orang{number}" for number in range(8)]
    for name in people:
        desk.new_post(name, "budi")
        desk.person(name, name)
    desk.amending()
    desk.submitted(people[0])
    few = visit.budi.queries("/team/")
    for name in people[1:]:
        desk.submitted(name)
    assert visit.budi.queries("/team/") == few <= 12
    board = visit.budi.get("/team/")
    assert all(name in board.words for name in people)
