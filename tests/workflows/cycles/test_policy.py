"""Policy as data: what is left out has the norm's value, and what is wrong is named."""

import dataclasses
import datetime

import pytest

from workflows.cycles.guide import Limit
from workflows.cycles.policy import EvaluationPeriod, MonthDay, Policy, PolicyError, RaterPlan


def test_an_empty_policy_is_the_norm() -> None:
    policy = Policy.from_json({})
    assert policy.plan_deadline.of_year(2026) == datetime.date(2026, 1, 31)
    assert (policy.plan_begun_days, policy.rater_decides_days, policy.superior_days) == (15, 5, 5)
    assert (policy.reminders_before, policy.escalate_every) == ((7, 3, 1, 0), 3)
    assert (policy.rater_plan, policy.set_unsigned, policy.weights) == (RaterPlan.WARN, True, False)
    assert policy.evaluation_period == EvaluationPeriod.QUARTERLY
    assert policy.yearly_window_closes.of_year(2027) == datetime.date(2027, 1, 31)


def test_a_policy_survives_its_json() -> None:
    policy = Policy(
        plan_deadline=MonthDay(2, 15),
        plan_begun_days=10,
        rater_decides_days=3,
        superior_days=7,
        reminders_before=(5, 0),
        escalate_every=2,
        rater_plan=RaterPlan.WAIT,
        set_unsigned=False,
        weights=True,
        evaluation_period=EvaluationPeriod.MONTHLY,
        window_opens_on=21,
        window_days=16,
        yearly_window_opens=MonthDay(12, 1),
        yearly_window_closes=MonthDay(2, 10),
        transfer_window_days=16,
        leaver_window_days=16,
        self_assessment_before=6,
        recall_days=6,
        superior_rates_days=15,
        deliver_days=15,
        superior_delivers_days=8,
        receipt_days=15,
        return_days=15,
        superior_return_days=8,
        appeal_days=15,
        explanation_days=4,
        decision_days=8,
        report_days=31,
        achievement_days=6,
        evidence_required=True,
        distribution_guide=(Limit("baik", ("baik",), at_most=80),),
        distribution_fewest=6,
        calibration=True,
        calibration_days=4,
        unnamed_feedback=True,
        unnamed_feedback_fewest=6,
        complaint_response_days=4,
        complaint_information_days=6,
        complaint_days=15,
        complaint_field_days=61,
        complaint_reopen_days=11,
    )
    assert Policy.from_json(policy.to_json()) == policy
    untouched = {
        each.name for each in dataclasses.fields(Policy) if getattr(policy, each.name) == each.default
    }
    assert not untouched, "give every field another value here"


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(PolicyError) as refused:
        Policy.from_json({"deadline": "01-31", "weights": 1, "plan_begun_days": "15"})
    assert refused.value.errors.keys() == {"deadline", "weights", "plan_begun_days"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plan_deadline", "02-29"),
        ("plan_deadline", "1-31"),
        ("plan_deadline", 131),
        ("plan_begun_days", True),
        ("plan_begun_days", 0),
        ("plan_begun_days", 5.0),
        ("plan_begun_days", 261),
        ("rater_decides_days", 10**9),
        ("superior_days", 261),
        ("escalate_every", 261),
        ("set_unsigned", "true"),
        ("reminders_before", [3, -1]),
        ("reminders_before", [261, 3]),
        ("reminders_before", "731"),
        ("rater_plan", "block"),
        ("evaluation_period", None),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(PolicyError) as refused:
        Policy.from_json({name: value})
    assert refused.value.errors.keys() == {name}


def test_a_year_of_working_days_is_the_longest_that_a_policy_can_say() -> None:
    policy = Policy.from_json({"superior_days": 260, "reminders_before": [260, 0]})
    assert (policy.superior_days, policy.reminders_before) == (260, (260, 0))


@pytest.mark.parametrize("given", [None, [], "policy", 1])
def test_only_an_object_is_a_policy(given: object) -> None:
    with pytest.raises(PolicyError):
        Policy.from_json(given)


def test_reminders_are_told_from_the_first_to_the_last_however_they_are_given() -> None:
    assert Policy.from_json({"reminders_before": [0, 3, 7, 3]}).reminders_before == (7, 3, 0)


def test_equal_policies_have_one_hash_and_any_other_figure_another() -> None:
    assert Policy.from_json({"reminders_before": [0, 1, 3, 7]}).hash == Policy().hash
    assert len(Policy().hash) == 64
    others = {
        Policy(weights=True),
        Policy(superior_days=6),
        Policy(rater_plan=RaterPlan.WAIT),
        Policy(plan_deadline=MonthDay(2, 1)),
    }
    assert len({policy.hash for policy in others | {Policy()}}) == 5
