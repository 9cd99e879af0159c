"""Who decides an appeal: the post above the one in which it was rated, and never a party to it."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, OwnCause
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import broken, due, last_entry, state, told
from workflows.appeals.data import Appointment, Dismissal
from workflows.appeals.models import Appeal
from workflows.evaluation.data import Signed


def test_the_rater_s_superior_decides(office: Office) -> None:
    office.take(office.heard(), "confirm", "citra")
    assert last_entry(Appeal.objects.get()).capacity == "decider"


@pytest.mark.parametrize("who", ["budi", "ani"])
def test_a_party_decides_nothing(office: Office, who: str) -> None:
    appeal = office.heard()
    for step in ("confirm", "appoint_decider"):
        with pytest.raises(OwnCause):
            office.take(appeal, step, who)


@pytest.mark.parametrize("who", ["eko", "wibawa", "indah"])
def test_who_has_no_part_in_it_decides_nothing(office: Office, who: str) -> None:
    appeal = office.heard()
    with pytest.raises(NotYourTurn):
        office.take(appeal, "confirm", who)


def test_a_rater_who_took_the_post_above_does_not_decide_and_the_duty_is_one_post_higher(
    office: Office,
) -> None:
    appeal = office.heard()
    office.leaves("citra", "2026-03-19")
    office.leaves("budi", "2026-03-19")
    office.takes_post("budi", "citra", "2026-03-20")
    with pytest.raises(OwnCause):
        office.take(appeal, "confirm", "budi")
    office.take(appeal, "confirm", "wibawa")


def test_a_stand_in_of_the_rater_does_not_decide_in_the_decider_s_place(office: Office) -> None:
    office.letter("eko", "budi", "2026-01-01", "2026-12-31")
    appeal = office.heard()
    office.letter("eko", "citra", "2026-03-20", "2026-12-31", issuer="wibawa")
    with pytest.raises(OwnCause):
        office.take(appeal, "confirm", "eko")
    office.take(appeal, "confirm", "citra")


def test_a_stand_in_of_the_decider_decides_on_his_behalf(office: Office) -> None:
    appeal = office.heard()
    letter = office.letter("eko", "citra", "2026-03-20", "2026-12-31", issuer="wibawa")
    office.take(appeal, "confirm", "eko")
    entry = last_entry(appeal)
    assert (entry.actor, entry.on_behalf_of, entry.letter) == (
        office.id("eko"),
        office.id("citra"),
        letter.pk,
    )


def test_nobody_stands_in_for_a_decider_who_is_a_party(office: Office) -> None:
    """The superior signed in the rater's place: the post above him decides, and not his stand-in."""
    evaluation = office.rated()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "sign_by_superior", "citra", data=Signed())
    appeal = office.filed(office.received(office.delivered(evaluation, by="citra")))
    office.letter("eko", "citra", "2026-04-01", "2026-12-31", issuer="wibawa")
    for who in ("citra", "eko"):
        with pytest.raises(OwnCause):
            office.take(appeal, "dismiss", who, data=Dismissal("final"))
    office.heard(office.explained(appeal), by="wibawa")


def test_who_recuses_himself_gives_the_duty_one_post_up_with_days_of_its_own(office: Office) -> None:
    appeal = office.filed()
    office.at("2026-03-27 09:00")
    office.take(appeal, "appoint_decider", "citra")
    assert due(appeal, "decision").last_day.isoformat() == "2026-04-08"
    with pytest.raises(NotYourTurn):
        office.take(appeal, "dismiss", "citra", data=Dismissal("final"))
    office.heard(office.explained(appeal), by="wibawa")


def test_an_overdue_decision_moves_one_post_up_and_stays_open_at_the_top(office: Office) -> None:
    appeal = office.filed()
    office.tick("2026-04-03 00:00:00")
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.decider_id) == ("explained", office.id("wibawa"))
    assert due(appeal, "decision").last_day.isoformat() == "2026-04-14"
    office.tick("2026-04-15 00:00:00")
    office.tick("2026-05-15 09:00:00")
    assert (state(appeal), Appeal.objects.get().decider_id) == ("explained", office.id("wibawa"))
    late = told("deadline.escalated", appeal)[-1]
    assert set(late) == {office.id("wibawa"), office.id("dewi")}


def test_when_the_decider_leaves_the_clock_finds_who_decides_now(office: Office) -> None:
    appeal = office.explained()
    office.leaves("citra", "2026-03-25")
    office.tick("2026-03-26 09:00")
    found = Appeal.objects.get()
    assert (found.decider_id, found.decider_post_id) == (office.id("wibawa"), office.post("wibawa"))
    assert due(appeal, "decision").last_day.isoformat() == "2026-04-07"


def test_where_no_post_is_left_above_a_manager_names_who_decides_by_letter(office: Office) -> None:
    appeal = office.take(office.filed(), "appoint_decider", "citra")
    letter = office.letter("eko", "indah", "2026-03-20", "2026-12-31", issuer="wibawa")
    data = Appointment(str(office.id("eko")), str(letter.pk))
    office.take(appeal, "appoint_decider", "dewi", data=data)
    office.heard(office.explained(appeal), by="eko")


def test_only_a_manager_names_who_decides(office: Office) -> None:
    appeal = office.take(office.filed(), "appoint_decider", "citra")
    letter = office.letter("eko", "indah", "2026-03-20", "2026-12-31", issuer="wibawa")
    data = Appointment(str(office.id("eko")), str(letter.pk))
    with broken("ours:named_at_the_top"):
        office.take(appeal, "appoint_decider", "wibawa", data=data)


def test_a_manager_who_decides_does_not_manage_the_appeal(office: Office) -> None:
    office.grant("citra")
    appeal = office.filed()
    with pytest.raises(OwnCause):
        office.take(appeal, "appoint_decider", "budi")
    office.take(appeal, "appoint_decider", "citra")
    assert last_entry(appeal).capacity == "decider"
