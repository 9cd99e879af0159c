"""Six months to improve, after a yearly result that was Very poor."""

from __future__ import annotations

from datetime import date

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn, OwnCause, WrongState
from cycle_engine.perform import bear
from tests.workflows.development.years import SETTLED, VERY_POOR, improvement_of, received_year, settled_year
from tests.workflows.evaluation.office import YEAR, Office, rated
from tests.workflows.planning.desk import broken, due, open_kinds, state, steps_of, told
from workflows.audit.capacities import misplaced
from workflows.development import clockwork
from workflows.development.changes import after_months
from workflows.development.data import Concluded, Reviewed, Targets
from workflows.development.models import Improvement
from workflows.planning.queries import inbox, visible_plans

TARGETS = Targets(["Melayani 30 pemohon sehari", " Hadir tepat waktu "])


def test_a_very_poor_year_leads_to_six_months_that_end_with_an_outcome(office: Office) -> None:
    evaluation = settled_year(office, **VERY_POOR)
    plan = improvement_of(evaluation)
    assert (plan.starts_on, plan.ends_on, state(plan)) == (date(2027, 2, 1), date(2027, 7, 31), "opened")
    ani, budi, citra, dewi = (office.id(name) for name in ("ani", "budi", "citra", "dewi"))
    assert told("improvement.open") == [{ani: "owner", budi: "rater", dewi: "manager"}]
    assert due(plan, "targets").last_day == date(2027, 2, 8)

    with broken("ours:improvement_targets"):
        office.take(plan, "set_targets", "budi", data=Targets(["Rajin", "  "]))
    with pytest.raises(OwnCause):
        office.take(plan, "set_targets", "ani", data=TARGETS)
    with broken("ours:improvement_rater_first", says="8 February 2027"):
        office.take(plan, "set_targets", "citra", data=TARGETS)
    office.at("2027-02-09 09:00")
    assert [each.step for each in inbox(citra) if each.deadline.record == "improvement"] == ["set_targets"]
    plan = office.take(plan, "set_targets", "citra", data=TARGETS)
    assert plan.targets == ["Melayani 30 pemohon sehari", "Hadir tepat waktu"]
    plan = office.take(plan, "ask_for_others", "ani", reason="Pemohon tidak sebanyak itu")
    assert told("improvement.ask_for_others") == [{budi: "rater"}]
    plan = office.take(plan, "set_targets", "budi", data=TARGETS)
    plan = office.take(plan, "sign", "ani")
    assert (plan.signed_on, plan.began_on, open_kinds(plan)) == (
        date(2027, 2, 9),
        date(2027, 2, 9),
        {"conclusion"},
    )
    assert due(plan, "conclusion").last_day == date(2027, 8, 6)

    with broken("ours:improvement_review"):
        office.take(plan, "review", "budi", data=Reviewed(" "))
    with broken("ours:improvement_six_months", "ours:improvement_reviewed"):
        office.take(plan, "conclude", "budi", data=Concluded("improved"))
    office.take(plan, "review", "budi", data=Reviewed("Mulai membaik"))
    office.at("2027-07-31 09:00")
    plan = office.take(plan, "conclude", "budi", data=Concluded("not_improved"))
    assert (state(plan), plan.concluded_on, open_kinds(plan)) == ("not_improved", date(2027, 7, 31), set())
    assert told("improvement.conclude") == [{ani: "owner", citra: "superior", dewi: "manager"}]
    with pytest.raises(WrongState):
        office.take(plan, "withdraw", "dewi")
    assert not list(misplaced())


def test_the_clock_begins_what_nobody_signed_and_the_leader_of_today_goes_on(office: Office) -> None:
    evaluation = settled_year(office, **VERY_POOR)
    plan = improvement_of(evaluation)
    office.take(plan, "set_targets", "budi", data=TARGETS)
    assert clockwork.sweep_all() == {"opened": 0, "begun": 0}
    office.at("2027-02-09 09:00")
    assert clockwork.sweep_all() == {"opened": 0, "begun": 1}
    plan = improvement_of(evaluation)
    assert (state(plan), plan.signed_on, plan.began_on) == ("running", None, date(2027, 2, 9))
    assert clockwork.sweep_all() == {"opened": 0, "begun": 0}
    assert evaluation.plan not in visible_plans(office.id("eko"))
    office.new_post("baru", below="eko", unit="DUKCAPIL")
    office.leaves("ani", "2027-02-14")
    office.takes_post("ani", "baru", "2027-02-15")
    office.at("2027-02-15 09:00")
    with pytest.raises(NotYourTurn):
        office.take(plan, "review", "budi", data=Reviewed("Terlambat"))
    assert evaluation.plan in visible_plans(office.id("eko"))
    plan = office.take(plan, "review", "eko", data=Reviewed("Di tempat baru ia rajin"))
    plan = office.take(plan, "withdraw", "dewi", reason="Hasil dibatalkan oleh putusan pengadilan")
    assert steps_of(plan) == ["open", "set_targets", "begin_unsigned", "review", "withdraw"]
    assert not list(misplaced())


def test_an_appeal_that_makes_the_result_very_poor_opens_one_and_another_opens_none(office: Office) -> None:
    evaluation = received_year(office, results_rating="below")
    appeal = office.heard(office.explained(office.filed(evaluation)))
    office.take(appeal, "amend", "citra", data=rated(**VERY_POOR))
    assert clockwork.open_plans() == 1
    plan = improvement_of(evaluation)
    with broken("ours:improvement_signing"):
        office.take(plan, "set_targets", "budi", data=TARGETS)
        office.take(plan, "begin_unsigned", "clock")
    again = Improvement(plan=evaluation.plan, evaluation=office.of(evaluation.plan, YEAR))
    with broken("ours:improvement_once"):
        bear(again, "open", actor=Actor.clock())


def test_a_result_that_an_appeal_has_lifted_opens_none(office: Office) -> None:
    evaluation = received_year(office, **VERY_POOR)
    office.take(office.heard(office.explained(office.filed(evaluation))), "amend", "citra", data=rated())
    assert (state(evaluation), clockwork.open_plans()) == ("settled", 0)
    office.leaves("ani", "2026-12-20")
    with broken("ours:improvement_very_poor", "ours:improvement_pns"):
        bear(
            Improvement(plan=evaluation.plan, evaluation=office.of(evaluation.plan, YEAR)),
            "open",
            actor=Actor.clock(),
        )


def test_who_serves_no_longer_gets_none(office: Office) -> None:
    received_year(office, **VERY_POOR)
    office.leaves("ani", "2027-01-10")
    office.tick(SETTLED)
    assert clockwork.sweep_all()["opened"] == 0


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2027, 2, 1), date(2027, 8, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 12, 15), date(2027, 6, 15)),
    ],
)
def test_six_months_later_is_the_same_day_or_the_last_of_the_month(day: date, later: date) -> None:
    assert after_months(day) == later
