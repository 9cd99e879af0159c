"""A complete plan, whether it is submitted, set unsigned, or submitted as an amendment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from cycle_engine.look import available_steps
from tests.workflows.planning.desk import Desk, broken, state
from workflows.cycles.policy import Policy
from workflows.planning.models import Amendment, Plan

Act = Callable[[], Any]
Contents = dict[str, Any]


def _no_main_result(contents: Contents) -> None:
    for result in contents["results"]:
        result["kind"] = "additional"


def _a_result_without_words(contents: Contents) -> None:
    contents["results"][0]["text"] = " "


def _an_indicator_without_words(contents: Contents) -> None:
    del contents["results"][1]["indicators"][0]["text"]


def _a_result_without_indicator(contents: Contents) -> None:
    contents["results"][1]["indicators"] = []


def _an_indicator_without_unit(contents: Contents) -> None:
    contents["results"][0]["indicators"][0]["unit"] = ""


def _an_indicator_without_direction(contents: Contents) -> None:
    del contents["results"][0]["indicators"][0]["direction"]


def _a_range_without_its_end(contents: Contents) -> None:
    second = dict(contents["results"][1]["indicators"][0], id="r2.i2", target=None, target_low="80")
    contents["results"][1]["indicators"].append(second)


def _a_qualitative_plan_without_a_narrative(contents: Contents) -> None:
    contents["approach"] = "kualitatif"
    contents["results"][0]["indicators"][0]["narrative"] = "Pemohon dilayani dengan ramah"


def _an_indicator_without_aspect(contents: Contents) -> None:
    contents["results"][1]["indicators"][0]["aspects"] = []


def _a_result_that_serves_nothing(contents: Contents) -> None:
    del contents["results"][1]["serves"]


def _a_result_that_serves_two_things(contents: Contents) -> None:
    contents["results"][0]["serves"] = {"assigned_by": "Camat", "indicator": "iku-1"}


def _weights_that_do_not_total_100(contents: Contents) -> None:
    contents["results"][0]["weight"], contents["results"][1]["weight"] = "60", "39.5"


def _a_result_of_last_year(contents: Contents) -> None:
    contents["results"][1]["carried_over"] = True


INCOMPLETE = [
    (_no_main_result, "6/2022:II.A.6.a", "at least one main result"),
    (_a_result_without_words, "6/2022:7(3)", "words that say what it is: r1."),
    (_an_indicator_without_words, "6/2022:7(3)", "words that say what it is: r2.i1."),
    (_a_result_without_indicator, "6/2022:9(2)", "Missing for: r2."),
    (_an_indicator_without_unit, "6/2022:9(3)", "its unit and its direction. Missing for: r1.i1."),
    (_an_indicator_without_direction, "6/2022:9(3)", "its unit and its direction. Missing for: r1.i1."),
    (_a_range_without_its_end, "6/2022:9(3)", "Missing for: r2.i2."),
    (_a_qualitative_plan_without_a_narrative, "6/2022:9(3).b", "its narrative. Missing for: r2.i1."),
    (
        _an_indicator_without_aspect,
        "6/2022:9(2).b",
        "an aspect (a leader's: a perspective). Missing for: r2.i1.",
    ),
    (_a_result_of_last_year, "ours:carried_over", "say that it still holds: r2."),
    (_a_result_that_serves_nothing, "6/2022:8(1)", "Missing for: r2."),
    (_a_result_that_serves_two_things, "6/2022:8(1)", "Missing for: r1."),
    (_weights_that_do_not_total_100, "policy:weights", "they total 99.5"),
]
LEADERS = [
    {"level": "jpt_pratama"},
    {"level": "jpt_madya"},
    {"level": "jpt_utama"},
    {"independent_unit_head": True},
]


def submit_plan(desk: Desk, contents: Contents) -> Act:
    plan = desk.drafted(contents=contents)
    return lambda: desk.take(plan, "submit", "ani")


def set_unsigned(desk: Desk, contents: Contents) -> Act:
    plan = desk.forgotten()
    desk.write(plan, contents)
    return lambda: desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))


def submit_amendment(desk: Desk, contents: Contents) -> Act:
    weighs = desk.agency.complete_contents()
    weighs["results"][0]["weight"], weighs["results"][1]["weight"] = "60", "40"
    for result in weighs["results"]:
        result["indicators"][0] |= {"perspective": "budget"}
    change = desk.proposed(desk.in_force(contents=weighs))
    desk.write(change, contents)
    return lambda: desk.take(change, "submit", "ani")


COMPLETED_BY = {
    "plan.submit": submit_plan,
    "plan.set_unsigned": set_unsigned,
    "amendment.submit": submit_amendment,
}


@pytest.mark.parametrize(("spoil", "code", "says"), INCOMPLETE)
@pytest.mark.parametrize("step", COMPLETED_BY)
def test_an_incomplete_plan_is_not_signed_and_is_told_what_is_missing(
    desk: Desk, step: str, spoil: Callable[[Contents], None], code: str, says: str
) -> None:
    if code == "policy:weights":
        desk.policy(Policy(weights=True))
    contents = desk.agency.complete_contents()
    spoil(contents)
    act = COMPLETED_BY[step](desk, contents)
    with broken(code, says=says):
        act()


@pytest.mark.parametrize("step", COMPLETED_BY)
@pytest.mark.parametrize("leader", LEADERS)
def test_a_leaders_plan_needs_an_indicator_of_the_budget_perspective(
    desk: Desk, step: str, leader: dict[str, Any]
) -> None:
    desk.describe("ani", **leader)
    contents = desk.agency.complete_contents()
    contents["results"][0]["indicators"][0]["perspective"] = "business_process"
    act = COMPLETED_BY[step](desk, contents)
    with broken("6/2022:II.A.2.a.8", says="the budget perspective"):
        act()


def test_everything_that_is_missing_is_told_at_once(desk: Desk) -> None:
    contents = desk.agency.complete_contents()
    for spoil in (_no_main_result, _an_indicator_without_aspect, _a_result_that_serves_two_things):
        spoil(contents)
    act = submit_plan(desk, contents)
    with broken("6/2022:II.A.6.a", "6/2022:9(2).b", "6/2022:8(1)"):
        act()


@pytest.mark.parametrize("step", COMPLETED_BY)
@pytest.mark.parametrize("word", ["semua", "Selalu", "tidak pernah", "SETIAP", "seluruh"])
def test_absolute_words_warn_and_do_not_stop(desk: Desk, step: str, word: str) -> None:
    contents = desk.agency.complete_contents()
    contents["results"][1]["text"] = f"Pemohon {word} terlayani"
    act = COMPLETED_BY[step](desk, contents)
    plan = Plan.objects.get()
    kind, _, name = step.partition(".")
    thing = plan if kind == "plan" else Amendment.objects.get()
    who = desk.id("budi" if name == "set_unsigned" else "ani")
    with translation.override("en"):
        warnings = {
            each.step.name: [(warning.rule, warning.message) for warning in each.warnings]
            for each in available_steps([thing], who)[thing.pk]
        }
    assert [code for code, _ in warnings[name]] == ["6/2022:II.A.7.a.7"]
    assert warnings[name][0][1].endswith("r2.")
    act()
    assert state(thing) in ("submitted", "in_force")


def _a_study(contents: Contents) -> None:
    contents["results"].append(
        contents["results"][0]
        | {
            "id": "r3",
            "study": True,
            "serves": None,
            "indicators": [contents["results"][0]["indicators"][0] | {"id": "r3.i1"}],
        }
    )


def _a_qualitative_plan(contents: Contents) -> None:
    contents["approach"] = "kualitatif"
    for result in contents["results"]:
        (indicator,) = result["indicators"]
        indicator |= {"narrative": "Pemohon dilayani dengan ramah", "target": None, "unit": None}


def _a_range(contents: Contents) -> None:
    contents["results"][0]["indicators"][0] |= {
        "target": None,
        "target_low": "80",
        "target_high": "90",
        "direction": "range",
    }


@pytest.mark.parametrize("good", [_a_study, _a_qualitative_plan, _a_range])
def test_what_the_norm_allows_is_submitted(desk: Desk, good: Callable[[Contents], None]) -> None:
    contents = desk.agency.complete_contents()
    good(contents)
    submit_plan(desk, contents)()
    assert state(Plan.objects.get()) == "submitted"


@pytest.mark.parametrize("leader", LEADERS)
def test_a_leaders_plan_with_a_budget_indicator_is_submitted(desk: Desk, leader: dict[str, Any]) -> None:
    desk.describe("ani", **leader)
    contents = desk.agency.complete_contents()
    contents["results"][1]["indicators"][0]["perspective"] = "budget"
    submit_plan(desk, contents)()


def test_weights_that_total_100_are_submitted_where_the_cycle_weighs(desk: Desk) -> None:
    desk.policy(Policy(weights=True))
    contents = desk.agency.complete_contents()
    contents["results"][0]["weight"], contents["results"][1]["weight"] = "60.5", "39.5"
    submit_plan(desk, contents)()


def test_weights_are_not_looked_at_where_the_cycle_does_not_weigh(desk: Desk) -> None:
    contents = desk.agency.complete_contents()
    contents["results"][0]["weight"] = "1"
    submit_plan(desk, contents)()
