"""What each step of an evaluation and an appeal takes of the plan, from every state that a plan can have.

Written by hand: from which states of the plan the step leads to which; from those that are named "alone" it goes on
and leaves the plan as it is; from all others it is refused together with what it would take, and nothing stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from cycle_engine.errors import WorkflowError
from cycle_engine.models import Record
from tests.machines.walking import TakenBackError, Walk, states
from tests.workflows.evaluation.moves import transferred
from tests.workflows.evaluation.office import Q2, YEAR, Office
from tests.workflows.planning.desk import day
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Objection
from workflows.evaluation.data import Signed
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Plan

GONE = ("ended", "void")
RUNNING = ("in_force", "mid_year_review", "second_half")
TO_FINAL = dict.fromkeys(RUNNING, "final_appraisal")
ALONE = "alone"
NOT_EVALUATED = "rules_broken ['ours:plan_goes_on']"

Takes = dict[str, str]
EVERYWHERE_ALONE: Takes = {}


def strict(moves: Takes) -> dict[str, str]:
    """These states move, an ended or void plan is left alone, all others refuse."""
    return dict.fromkeys(states("plan"), "wrong_state") | dict.fromkeys(GONE, ALONE) | moves


def lenient(moves: Takes = EVERYWHERE_ALONE) -> dict[str, str]:
    """These states move, all others are left alone."""
    return dict.fromkeys(states("plan"), ALONE) | moves


REVIEWED = lenient({"mid_year_review": "second_half"})
NOT_OPENED: dict[str, str] = dict.fromkeys(GONE, NOT_EVALUATED)


class Years:
    """A plan in its last days with three evaluations: of a quarter, of the mid-year's quarter, of the year."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.walk = Walk(office, {})
        self.earlier, self.plan = transferred(office)
        office.achieved(YEAR)
        self.born: dict[str, dict[str, str]] = {}
        self.evaluations: dict[str, Evaluation] = {}
        for period, moment in [(Q2, "2026-06-22 09:00"), ("2026-Q3", "2026-09-21 09:00")]:
            office.at(moment)
            office.achieved(period)
            self._open(period)
            self._deliver(period)
        office.at("2026-12-21 09:00")
        self._open(YEAR)
        self._deliver(YEAR)

    def _open(self, period: str) -> None:
        """In every state of the plan, to see; then in force, to stay."""
        self.born[period] = self.outcomes(lambda: self.office.opened_by_hand(self.plan, period))
        self.walk.put(self.plan, "in_force")
        self.evaluations[period] = self.office.opened_by_hand(self.plan, period)

    def _deliver(self, period: str) -> None:
        office = self.office
        office.received(
            office.delivered(office.signed(office.rated(office.assessed(self.evaluations[period]))))
        )

    def outcomes(self, act: Callable[[], Any]) -> dict[str, str]:
        """By state of the plan: the state after, "alone" if it stayed, or the code of the refusal."""
        found = {}
        for state in states("plan"):
            self.walk.put(self.plan, state)
            found[state] = self._outcome(state, act)
        return found

    def _outcome(self, state: str, act: Callable[[], Any]) -> str:
        try:
            with transaction.atomic():
                act()
                raise TakenBackError(Plan.objects.values_list("state", flat=True).get(pk=self.plan.pk))
        except TakenBackError as taken:
            return ALONE if taken.state == state else taken.state
        except WorkflowError as error:
            return f"{error.code} {[blocker.rule for blocker in error.blockers] or ''}".strip()

    def of_step(
        self, period: str, state: str, step: str, who: str, data: Any = None, **columns: Any
    ) -> dict[str, str]:
        """Of a step of this period's evaluation, put into this state."""
        evaluation = self.evaluations[period]
        self.walk.put(evaluation, state, **columns)
        return self.outcomes(lambda: self.office.take(evaluation, step, who, data=data))


@pytest.fixture
def years(office: Office) -> Years:
    return Years(office)


def test_a_step_of_an_evaluation_takes_of_the_plan_what_it_should_or_nothing_or_is_refused_with_it(
    years: Years,
) -> None:
    q3 = "2026-Q3"
    found = {f"open {period}": outcomes for period, outcomes in years.born.items()}
    for period in (q3, Q2, YEAR):
        found[f"sign {period}"] = years.of_step(period, "rated", "sign", "budi", Signed())
        found[f"deliver {period}"] = years.of_step(period, "signed", "deliver", "budi")
        found[f"recall {period}"] = years.of_step(period, "delivered", "recall", "budi")
        found[f"excuse {period}"] = years.of_step(period, "open", "excuse", "dewi")
        found[f"file {period}"] = filed(years, period)
        found[f"withdraw {period}"] = ended(years, period, "withdraw")
        found[f"confirm {period}"] = ended(years, period, "confirm")
    for period in (q3, Q2):
        columns = {"proposed_id": years.earlier.pk}
        found[f"adopt {period}"] = years.of_step(period, "open", "adopt_earlier_result", "ani", **columns)
        found[f"sign late {period}"] = years.of_step(period, "rated", "sign_by_superior", "citra", Signed())
    found[f"reopen {YEAR}"] = years.of_step(YEAR, "excused", "reopen", "dewi")
    years.office.at("2027-01-20 09:00")
    for period in (q3, Q2, YEAR):
        found[f"settle {period}"] = settled(years, period)
    assert found == {
        f"open {Q2}": lenient({"in_force": "mid_year_review"}) | NOT_OPENED,
        f"open {q3}": lenient() | NOT_OPENED,
        f"open {YEAR}": strict(TO_FINAL) | NOT_OPENED,
        f"sign {Q2}": REVIEWED,
        f"sign {q3}": lenient(),
        f"sign {YEAR}": lenient(),
        f"sign late {Q2}": REVIEWED,
        f"sign late {q3}": lenient(),
        f"deliver {Q2}": lenient(),
        f"deliver {q3}": lenient(),
        f"deliver {YEAR}": strict({"final_appraisal": "appraised"}),
        f"settle {Q2}": lenient(),
        f"settle {q3}": lenient(),
        f"settle {YEAR}": strict({"appraised": "closed", "final_appraisal": "closed"}),
        f"recall {Q2}": lenient(),
        f"recall {q3}": lenient(),
        f"recall {YEAR}": strict({"appraised": "final_appraisal", "closed": "final_appraisal"}),
        f"adopt {Q2}": REVIEWED,
        f"adopt {q3}": lenient(),
        f"excuse {Q2}": REVIEWED,
        f"excuse {q3}": lenient(),
        f"excuse {YEAR}": lenient({"final_appraisal": "closed"}),
        f"reopen {YEAR}": lenient({"closed": "final_appraisal"}) | NOT_OPENED,
        f"file {Q2}": lenient(),
        f"file {q3}": lenient(),
        f"file {YEAR}": strict({"appraised": "under_appeal"}),
        f"withdraw {Q2}": lenient(),
        f"withdraw {q3}": lenient(),
        f"withdraw {YEAR}": strict({"under_appeal": "appraised"}),
        f"confirm {Q2}": lenient(),
        f"confirm {q3}": lenient(),
        f"confirm {YEAR}": strict({"under_appeal": "closed"}),
    }


def filed(years: Years, period: str) -> dict[str, str]:
    evaluation = years.evaluations[period]
    years.walk.put(evaluation, "delivered", received_on=years.office.now().date())
    return years.outcomes(
        lambda: file_appeal(evaluation, Objection("Di atas target"), actor=years.office.actor("ani"))
    )


def ended(years: Years, period: str, step: str) -> dict[str, str]:
    """Of the last step of an appeal, which is taken back with the appeal."""
    evaluation, office = years.evaluations[period], years.office
    state = "appraised" if period == YEAR else "in_force"
    years.walk.put(years.plan, state)
    years.walk.put(evaluation, "delivered", received_on=office.now().date())
    appeal: Record = office.filed(evaluation)
    years.walk.put(appeal, "heard")
    who = "ani" if step == "withdraw" else "citra"
    found = years.outcomes(lambda: office.take(appeal, step, who))
    years.walk.put(appeal, "withdrawn")
    return found


def settled(years: Years, period: str) -> dict[str, str]:
    walk = Walk(years.office, {}, {("evaluation", "delivered"): ["settlement"]})
    evaluation = years.evaluations[period]
    walk.put(evaluation, "delivered", received_on=day("2026-12-21"))
    with years.office.agency.database.owner() as owner:
        owner.execute("UPDATE engine_deadline SET closed_at = engine_now() WHERE kind = 'settlement'")
    return years.outcomes(lambda: years.office.take(evaluation, "settle", "clock"))
