"""Delivering, receiving, returning and settling: by people, and by the clock where they let their days pass."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, WrongState
from tests.workflows.evaluation.office import GOOD, Office
from tests.workflows.planning.desk import day, due, last_entry, open_kinds, state, told


def test_the_document_is_due_fourteen_working_days_after_it_was_signed(office: Office) -> None:
    evaluation = office.signed()
    assert (due(evaluation, "delivery").last_day, due(evaluation, "delivery").waits_for) == (
        day("2026-04-14"),
        "author",
    )
    evaluation = office.delivered(evaluation)
    assert (evaluation.delivered_on, evaluation.delivered_by_clock) == (day("2026-03-20"), False)
    assert told("evaluation.deliver", evaluation) == [{office.id("ani"): "owner"}]
    assert open_kinds(evaluation) == {"receipt", "report"}


def test_what_lies_on_the_authors_desk_is_delivered_by_the_clock_and_marked(office: Office) -> None:
    evaluation = office.signed()
    office.tick("2026-04-15 09:00")
    evaluation = office.of(evaluation.plan)
    assert (evaluation.state, evaluation.delivered_by_clock) == ("delivered", True)
    assert evaluation.delivered_on == day("2026-04-15")
    assert last_entry(evaluation).capacity == "clock"
    assert told("evaluation.deliver", evaluation) == [{office.id("ani"): "owner"}]


def test_opening_the_document_starts_the_clocks_of_return_and_appeal(office: Office) -> None:
    evaluation = office.delivered()
    version = evaluation.version
    assert due(evaluation, "receipt").last_day == day("2026-04-14")
    office.at("2026-03-25 09:00")
    evaluation = office.received(evaluation)
    assert (evaluation.state, evaluation.version, evaluation.received_on) == (
        "delivered",
        version + 1,
        day("2026-03-25"),
    )
    assert open_kinds(evaluation) == {"return", "appeal", "settlement", "report"}
    assert {due(evaluation, kind).last_day for kind in ("return", "appeal", "settlement")} == {
        day("2026-04-15")
    }
    assert told("evaluation.receive", evaluation) == [{office.id("budi"): "author"}]


def test_a_manager_who_saw_it_handed_over_lets_the_clocks_count_from_that_day(office: Office) -> None:
    evaluation = office.delivered()
    office.at("2026-04-10 09:00")
    evaluation = office.take(evaluation, "receive", "dewi", data=office.handed_over("2026-03-25"))
    assert (evaluation.received_on, last_entry(evaluation).capacity) == (day("2026-03-25"), "manager")
    assert {due(evaluation, kind).last_day for kind in ("return", "appeal", "settlement")} == {
        day("2026-04-15")
    }


def test_what_nobody_opens_is_taken_as_received_after_fourteen_working_days(office: Office) -> None:
    evaluation = office.delivered()
    office.tick("2026-04-15 00:00")
    evaluation = office.of(evaluation.plan)
    assert (evaluation.received_on, last_entry(evaluation).capacity) == (day("2026-04-15"), "clock")
    assert due(evaluation, "settlement").last_day == day("2026-05-06")
    office.at("2026-05-06 23:59:30")
    office.filed(evaluation)


@pytest.mark.parametrize("who", ["budi", "citra", "indah", "eko"])
def test_nobody_else_receives_it(office: Office, who: str) -> None:
    evaluation = office.delivered()
    with pytest.raises(NotYourTurn):
        office.received(evaluation, who=who)


# Returning it


def test_a_signature_of_the_employee_is_no_consent(office: Office) -> None:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    assert (evaluation.state, evaluation.returned_on) == ("acknowledged", day("2026-03-20"))
    assert open_kinds(evaluation) == {"appeal", "settlement", "report"}
    office.at("2026-04-14 23:59:30")
    office.filed(evaluation)


def test_to_the_rater_it_is_returned_within_fourteen_days_to_the_superior_within_seven(
    office: Office,
) -> None:
    evaluation = office.assessed()
    office.at("2026-05-18 09:00")
    office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD)
    office.received(office.delivered(office.signed(evaluation, by="wibawa"), by="wibawa"))
    assert due(evaluation, "return").last_day == day("2026-05-29")
    other = office.opened("2026-Q2", evaluation.plan)
    office.received(office.delivered(office.signed(office.rated(office.assessed(other)))))
    assert due(other, "return").last_day == day("2026-07-10")


def test_what_is_not_returned_settles_and_is_recorded_as_not_returned(office: Office) -> None:
    evaluation = office.received()
    office.tick("2026-04-15 09:00")
    after = office.of(evaluation.plan)
    assert (after.state, after.returned_on) == ("settled", None)
    with pytest.raises(WrongState):
        office.take(evaluation, "acknowledge", "ani")


def test_what_was_returned_settles_with_its_day(office: Office) -> None:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    office.tick("2026-04-15 09:00")
    after = office.of(evaluation.plan)
    assert (after.state, after.returned_on) == ("settled", day("2026-03-20"))
    assert open_kinds(after) == {"report"}


def test_it_is_still_returned_after_the_days_of_returning_while_it_may_be_appealed(office: Office) -> None:
    """The superior's document is to be returned within seven days, but this one is not settled before fourteen."""
    evaluation = office.rated()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "sign_by_superior", "citra")
    office.received(office.delivered(evaluation, by="citra"))
    office.tick("2026-05-06 09:00")
    assert due(evaluation, "return").last_day == day("2026-05-05")
    assert office.take(evaluation, "acknowledge", "ani").state == "acknowledged"


def test_an_appeal_stops_the_clocks_and_its_end_inside_the_window_starts_them_again(office: Office) -> None:
    evaluation = office.received()
    appeal = office.filed(evaluation)
    assert open_kinds(evaluation) == {"report"}
    office.tick("2026-04-14 12:00")
    assert state(evaluation) == "contested"
    office.take(appeal, "withdraw", "ani")
    assert state(evaluation) == "delivered"
    assert {due(evaluation, kind).last_day for kind in ("return", "appeal", "settlement")} == {
        day("2026-04-14")
    }
    office.tick("2026-04-15 00:00")
    assert state(evaluation) == "settled"


def test_an_appeal_that_is_withdrawn_too_late_for_another_one_settles_the_evaluation(office: Office) -> None:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    appeal = office.filed(evaluation)
    office.at("2026-04-15 00:00")
    office.take(appeal, "withdraw", "ani")
    assert state(evaluation) == "settled"


def test_a_withdrawn_appeal_gives_back_what_was_returned_as_returned(office: Office) -> None:
    evaluation = office.take(office.received(), "acknowledge", "ani")
    office.take(office.filed(evaluation), "withdraw", "ani")
    assert (state(evaluation), open_kinds(evaluation)) == ("acknowledged", {"appeal", "settlement", "report"})
