"""An indicator names the measure from which its value is taken: of its unit, or of a unit above."""

from __future__ import annotations

from django.utils import translation

from cycle_engine.look import available_steps
from tests.workflows.monitoring.measures import a_measure
from tests.workflows.planning.desk import Desk, state
from workflows.planning.contents import diff
from workflows.planning.fitness import unfit
from workflows.planning.measuring import measures_for


def test_a_unit_may_name_its_own_measures_and_those_above_it(desk: Desk) -> None:
    a_measure(desk, "LAYANAN", "KEC-PEL", "")
    a_measure(desk, "IKM", "KAB", "poin")
    a_measure(desk, "TIKET", "DUKCAPIL")
    unit = desk.agency.units["KEC-PEL"].pk
    assert measures_for([unit], desk.now().date()) == {
        unit: {"IKM": "Ukuran IKM (poin)", "LAYANAN": "Ukuran LAYANAN"}
    }


def test_a_code_that_nobody_knows_warns_and_does_not_stop(desk: Desk) -> None:
    a_measure(desk, "IKM", "KAB")
    a_measure(desk, "TIKET", "DUKCAPIL")
    contents = desk.agency.complete_contents()
    for result, code in zip(contents["results"], ("IKM", "TIKET"), strict=True):
        result["indicators"][0]["measure"] = code
    plan = desk.drafted(contents=contents)
    with translation.override("en"):
        offered = available_steps([plan], desk.id("ani"))[plan.pk]
        (warning,) = next(each.warnings for each in offered if each.step.name == "submit")
        assert (warning.rule, warning.message.rpartition(": ")[2]) == ("ours:measure_known", "r2.i1.")
    assert state(desk.take(plan, "submit", "ani")) == "submitted"


def test_what_no_code_can_be_is_not_kept_and_a_change_is_told(desk: Desk) -> None:
    before, after = desk.agency.complete_contents(), desk.agency.complete_contents()
    after["results"][0]["indicators"][0]["measure"] = "x" * 80
    assert unfit(after) == {}
    (change,) = diff(before, after)
    assert (change.item, change.fields) == ("r1.i1", ["measure"])
    after["results"][0]["indicators"][0]["measure"] = "x" * 81
    assert list(unfit(after)) == ["results.0.indicators.0.measure"]
