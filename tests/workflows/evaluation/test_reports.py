"""Reports to the competent official (PyB): their limit, and evaluations under appeal, which are reported again."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, WrongState
from tests.workflows.evaluation.moves import transferred
from tests.workflows.evaluation.office import GOOD, Q1, Q2, Office
from tests.workflows.evaluation.samples import crowd
from tests.workflows.planning.desk import day, due, last_entry, open_kinds, state
from workflows.evaluation.commands import report_unit
from workflows.evaluation.data import Earlier, Reported
from workflows.evaluation.models import Evaluation

TO = Reported("Sekretaris Daerah")


def reported(office: Office, evaluation: Evaluation, by: str = "budi") -> Evaluation:
    return office.take(evaluation, "report", by, data=TO)  # type: ignore[no-any-return]


def test_a_report_is_due_thirty_working_days_after_the_windows_end(office: Office) -> None:
    evaluation = office.signed()
    assert due(evaluation, "report").last_day == day("2026-06-11")
    assert due(evaluation, "report").waits_for == "author"
    office.tick("2026-04-30 09:00")
    evaluation = reported(office, evaluation)
    assert (evaluation.reported_on, evaluation.reported_to, evaluation.reported_contested) == (
        day("2026-04-30"),
        "Sekretaris Daerah",
        False,
    )
    assert "report" not in open_kinds(evaluation)


@pytest.mark.parametrize("who", ["budi", "citra"])
def test_the_rater_or_his_superior_reports(office: Office, who: str) -> None:
    assert last_entry(reported(office, office.signed(), by=who)).actor == office.id(who)


@pytest.mark.parametrize("who", ["ani", "dewi", "indah", "eko"])
def test_nobody_else_reports(office: Office, who: str) -> None:
    with pytest.raises(NotYourTurn):
        reported(office, office.signed(), by=who)


def test_nothing_is_reported_before_it_is_signed(office: Office) -> None:
    with pytest.raises(WrongState):
        reported(office, office.rated())


def test_in_every_state_after_the_signature_it_may_be_reported_and_stays_as_it_is(office: Office) -> None:
    evaluation = office.signed()
    assert reported(office, evaluation).state == "signed"
    office.received(office.delivered(evaluation))
    assert reported(office, evaluation).state == "delivered"
    office.take(evaluation, "acknowledge", "ani")
    assert reported(office, evaluation).state == "acknowledged"
    office.tick("2026-04-15 09:00")
    assert reported(office, evaluation).state == "settled"
    assert "settlement" not in open_kinds(evaluation)


def test_a_report_does_not_stop_the_clocks_of_the_employee(office: Office) -> None:
    evaluation = office.received()
    before = {kind: due(evaluation, kind).due_at for kind in ("return", "settlement")}
    reported(office, evaluation)
    assert {kind: due(evaluation, kind).due_at for kind in ("return", "settlement")} == before


def test_what_is_reported_under_appeal_is_marked_and_reported_again_when_it_is_decided(
    office: Office,
) -> None:
    evaluation = office.received()
    appeal = office.explained(office.filed(evaluation))
    assert reported(office, evaluation).reported_contested
    assert "report" not in open_kinds(evaluation)
    office.take(office.heard(appeal), "confirm", "citra")
    assert (state(evaluation), due(evaluation, "report").last_day) == ("settled", day("2026-06-11"))
    after = reported(office, evaluation)
    assert (after.reported_contested, open_kinds(after)) == (False, set())


def test_what_was_reported_before_the_appeal_is_not_asked_for_again(office: Office) -> None:
    evaluation = reported(office, office.received())
    office.take(office.heard(office.explained(office.filed(evaluation))), "confirm", "citra")
    assert open_kinds(evaluation) == set()


def test_a_second_report_that_is_late_at_once_is_due_on_the_day_of_the_decision(office: Office) -> None:
    evaluation = office.signed()
    office.at("2026-06-12 09:00")
    office.received(office.delivered(evaluation))
    appeal = office.explained(office.filed(evaluation))
    reported(office, evaluation)
    office.take(office.heard(appeal), "confirm", "citra")
    assert due(evaluation, "report").last_day == day("2026-06-12")


def test_an_earlier_result_that_stands_is_reported_too(office: Office) -> None:
    earlier, plan = transferred(office)
    evaluation = office.opened(Q2, plan)
    office.take(evaluation, "propose_earlier_result", "budi", data=Earlier(str(earlier.pk)))
    office.take(evaluation, "adopt_earlier_result", "ani")
    assert due(evaluation, "report").last_day == day("2026-09-03")
    assert reported(office, evaluation).reported_on == day("2026-06-22")


def test_the_superiors_evaluation_is_reported_within_the_same_days(office: Office) -> None:
    evaluation = office.assessed()
    office.at("2026-04-23 09:00")
    office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    office.signed(evaluation, by="citra")
    assert due(evaluation, "report").last_day == day("2026-06-11")
    assert reported(office, evaluation, by="citra").reported_on == day("2026-04-23")


# A unit at once


def test_a_unit_is_reported_at_once_as_far_as_it_is_signed(office: Office) -> None:
    signed = [office.signed(office.rated(each)) for each in crowd(office, 3)[:2]]
    unit = office.agency.units["KEC-PEL"].pk
    acts = report_unit(unit, Q1, TO.to, office.id("budi"))
    assert {act.record.pk for act in acts} == {each.pk for each in signed}
    assert [act.error for act in acts] == [None, None]
    assert report_unit(unit, Q1, TO.to, office.id("budi")) == []
    with pytest.raises(NotYourTurn):
        report_unit(unit, Q1, TO.to, office.id("eko"))
