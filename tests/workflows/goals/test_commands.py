"""Goals, indicators and measures as people describe them, and the values that they enter."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.models import Entry
from tests.workflows.planning.desk import Desk, day
from workflows.goals import commands, queries
from workflows.goals.data import GoalInput, IndicatorInput, ItemInput, MeasureInput, MeasurementInput
from workflows.goals.models import IndicatorRow, Measurement, RegisterItem

TODAY = day("2026-01-12")
SKM = MeasureInput("Indeks Kepuasan Masyarakat", "index", "indeks", "higher", "entered")
IKM = IndicatorInput(
    2026, "Indeks Kepuasan Masyarakat", "index", "higher", goal="S1", target="82,5", measure="SKM"
)
VALUE = MeasurementInput("SKM", day("2025-01-01"), day("2025-12-31"), Decimal("81.25"))


def catalogue(desk: Desk) -> None:
    """The goals S1 of the regency and S2 of the sub-district, which serves it, with a measure and an indicator."""
    kab, kec = desk.agency.units["KAB"].pk, desk.agency.units["KEC"].pk
    dewi = desk.actor("dewi")
    lines = [(kec, "S2", GoalInput("Pelayanan kecamatan", "S1")), (kab, "S1", GoalInput("Pelayanan publik"))]
    commands.set_goals(lines, TODAY, actor=dewi)
    commands.set_measure(kec, "SKM", SKM, TODAY, actor=dewi)
    commands.set_indicator(kec, "IKU-1", replace(IKM, responsible=desk.post("budi")), TODAY, actor=dewi)


def broken(error: pytest.ExceptionInfo[RulesBroken]) -> list[str]:
    return [each.rule for each in error.value.blockers]


def test_a_manager_describes_goals_indicators_and_measures_and_describes_them_anew(desk: Desk) -> None:
    catalogue(desk)
    units = queries.units_of(desk.id("eko"), TODAY)
    assert [str(row) for row in queries.goals(units, TODAY)] == ["Pelayanan publik", "Pelayanan kecamatan"]
    [row] = queries.indicators(units, TODAY, 2026)
    assert (row.indicator.code, row.target, row.goal and row.goal.code) == ("IKU-1", "82,5", "S1")
    assert [each.measure.code for each in queries.measures(units, TODAY)] == ["SKM"]

    desk.at("2026-03-02 09:00")
    later, kec = day("2026-03-02"), desk.agency.units["KEC"].pk
    commands.set_indicator(kec, "IKU-1", replace(IKM, target="83"), later, actor=desk.actor("dewi"))
    assert [row.target for row in queries.indicators(units, later)] == ["83"]
    assert [row.target for row in queries.indicators(units, day("2026-03-01"))] == ["82,5"]
    assert Entry.objects.filter(chain="keyindicator", unit=kec, step="set_indicator").count() == 2

    commands.set_indicator(kec, "IKU-1", replace(IKM, target="83"), later, actor=desk.actor("dewi"))
    assert IndicatorRow.objects.count() == 2  # what is said already is no news


def test_an_indicator_ends_and_what_was_said_of_it_stays(desk: Desk) -> None:
    catalogue(desk)
    kec, dewi, clock = desk.agency.units["KEC"].pk, desk.actor("dewi"), Actor.clock()
    for year in (2025, 2027):
        commands.set_indicator(kec, "IKU-1", replace(IKM, year=year), TODAY, actor=dewi)
    key = IndicatorRow.objects.values_list("indicator", flat=True)[0]
    desk.at("2026-07-15 09:00")
    today, gone = day("2026-07-15"), day("2026-07-14")
    with pytest.raises(NotYourTurn):
        commands.end_indicator(key, gone, today, actor=desk.actor("budi"))
    with pytest.raises(Missing):
        commands.end_indicator(0, gone, today, actor=dewi)
    with pytest.raises(RulesBroken) as error:
        commands.end_indicator(key, day("2026-07-13"), today, actor=dewi)
    assert broken(error) == ["ours:indicator_end_day"]

    commands.end_indicator(key, day("2026-12-30"), today, actor=dewi)
    commands.end_indicator(key, gone, today, actor=clock)
    years = queries.indicators([kec], today).values_list("year", flat=True)
    assert [*years] == [2025]
    assert [row.target for row in queries.indicators([kec], gone, 2026)] == ["82,5"]
    assert [row.indicator_id for row in queries.ended([kec], today, 2026)] == [key]
    assert not queries.ended([kec], today, 2025)
    assert Entry.objects.filter(chain="keyindicator", unit=kec, step="end_indicator").count() == 2
    with pytest.raises(RulesBroken) as error:
        commands.end_indicator(key, gone, today, actor=dewi)
    assert broken(error) == ["ours:indicator_end"]
    commands.set_indicator(kec, "IKU-1", IKM, today, actor=dewi)
    assert not queries.ended([kec], today, 2026)


def test_nobody_else_describes_them_and_each_slip_is_told(desk: Desk) -> None:
    catalogue(desk)
    kab, kec = desk.agency.units["KAB"].pk, desk.agency.units["KEC"].pk
    for name in ("budi", "citra", "indah"):
        with pytest.raises(NotYourTurn):
            commands.set_goal(kec, "S9", GoalInput("Lain"), TODAY, actor=desk.actor(name))
    with pytest.raises(Missing):
        commands.set_goal(999_999, "S9", GoalInput("Lain"), TODAY, actor=Actor.clock())

    def goals(*lines: tuple[int, str, GoalInput]) -> list[str]:
        with pytest.raises(RulesBroken) as error:
            commands.set_goals(lines, TODAY, actor=desk.actor("dewi"))
        return broken(error)

    good = GoalInput("Pelayanan")
    assert goals((kec, " S9", good)) == ["ours:goals_code"]
    assert goals((kec, "S1", good)) == ["ours:goals_code_taken"]
    assert goals((kec, "S9", GoalInput(" "))) == ["ours:goals_words"]
    assert goals((kec, "S9", GoalInput("x" * 1001))) == ["ours:goals_length"]
    assert goals((kec, "S9", good), (kec, "S9", GoalInput("Lain"))) == ["ours:goals_once"]
    assert goals((kab, "S9", GoalInput("Lain", "S2"))) == ["ours:goal_serves"]
    assert (
        goals((kec, "S8", GoalInput("a", "S9")), (kec, "S9", GoalInput("b", "S8")))
        == ["ours:goal_circle"] * 2
    )

    def indicator(**other: object) -> list[str]:
        with pytest.raises(RulesBroken) as error:
            commands.set_indicator(kec, "IKU-1", replace(IKM, **other), TODAY, actor=desk.actor("dewi"))  # type: ignore[arg-type]
        return broken(error)

    assert indicator(kind="colour") == ["ours:goals_words_known"]
    assert indicator(goal="S9") == ["ours:indicator_goal"]
    assert indicator(measure="X") == ["ours:indicator_measure"]
    assert indicator(responsible=999_999) == ["ours:indicator_post"]
    assert indicator(year=1900) == ["ours:indicator_year"]
    assert indicator(year=None) == ["ours:indicator_every_year"]
    assert indicator(quarterly=("1", "2")) == ["ours:indicator_quarters"]
    assert IndicatorRow.objects.count() == 1


def test_values_are_entered_by_whom_they_concern_and_corrected_by_another(desk: Desk) -> None:
    catalogue(desk)
    for name in ("dewi", "citra", "budi"):  # manager, head of the unit, responsible post
        commands.measure([VALUE], actor=desk.actor(name))
    for name in ("ani", "eko"):
        with pytest.raises(NotYourTurn):
            commands.measure([VALUE], actor=desk.actor(name))
    with pytest.raises(Missing):
        commands.measure([replace(VALUE, measure="X")], actor=desk.actor("dewi"))
    [_last, _mid, first] = queries.measurements(Measurement.objects.earliest("pk").measure_id)

    def refused(who: str = "dewi", **other: object) -> list[str]:
        with pytest.raises(RulesBroken) as error:
            commands.measure([VALUE, replace(VALUE, **other)], actor=desk.actor(who))  # type: ignore[arg-type]
        assert {each.data["line"] for each in error.value.blockers} <= {1, 2}
        return broken(error)

    assert refused(last_day=day("2026-01-13")) == ["ours:measured_days"]
    assert refused(value=Decimal("NaN")) == ["ours:measured_value"]
    assert refused(value=Decimal("1.23456")) == ["ours:measured_value"]
    assert refused(quality="sure") == ["ours:measured_quality"]
    assert refused(quality="system") == ["ours:measured_system"]
    assert refused(quality="evidenced") == ["ours:measured_document"]
    assert refused(quality="audited", document="LHP 3/2026") == ["ours:measured_audited"]
    assert refused(corrects=999_999) == ["ours:measured_corrects"]
    assert refused(note="x" * 2001) == ["ours:measured_length"]
    assert refused("indah") == ["ours:measured_by_inspector"] * 2

    right = replace(VALUE, value=Decimal("80.5"), corrects=first.pk)
    commands.measure([right], actor=desk.actor("dewi"))
    with pytest.raises(RulesBroken):
        commands.measure([right], actor=desk.actor("dewi"))
    audited = replace(VALUE, value=Decimal(79), quality="audited", document="LHP 3/2026")
    commands.measure([audited], actor=desk.actor("indah"))
    commands.measure([replace(VALUE, quality="system")], actor=desk.actor("dewi"), by_program=True)
    commands.measure([replace(VALUE, last_day=day("2025-06-30"))], actor=Actor.clock())
    found = queries.measured(["SKM", "X"], TODAY)
    assert {code: (each.value, each.quality) for code, each in found.items()} == {
        "SKM": (Decimal("81.25"), "system")
    }
    assert queries.measured(["SKM"], day("2025-07-01"))["SKM"].last_day == day("2025-06-30")


def test_a_register_is_counted_for_the_year_without_what_was_struck(desk: Desk) -> None:
    kec, citra = desk.agency.units["KEC"].pk, desk.actor("citra")
    register = replace(SKM, name="Inovasi", source="register", unit_of_measure="inovasi", kind="number")
    commands.set_measure(kec, "INOVASI", register, TODAY, actor=desk.actor("dewi"))
    commands.set_measure(kec, "SKM", SKM, TODAY, actor=desk.actor("dewi"))
    item = ItemInput("INOVASI", TODAY, "Antrean daring")
    old = replace(item, day=day("2025-12-31"), title="Loket malam")
    first, second, _old = commands.enter_items(
        [item, replace(item, title="Layanan keliling"), old], actor=citra
    )
    assert queries.measured(["INOVASI"], TODAY)["INOVASI"].value == 2

    struck = commands.strike_item(first.pk, "Tercatat dua kali", actor=citra)
    count = queries.measured(["INOVASI"], TODAY)["INOVASI"]
    assert (count.value, count.first_day, count.last_day) == (Decimal(1), day("2026-01-01"), TODAY)
    assert count.pk is None
    assert [each.title for each in queries.register(first.measure_id)] == ["Layanan keliling", "Loket malam"]

    def refused(**other: object) -> list[str]:
        with pytest.raises(RulesBroken) as error:
            commands.enter_items([replace(item, **other)], actor=citra)
        return broken(error)

    assert refused(day=TODAY + datetime.timedelta(days=1)) == ["ours:register_day"]
    assert refused(title=" ") == ["ours:register_title"]
    assert refused(title="x" * 301) == ["ours:register_length"]
    assert refused(measure="SKM") == ["ours:register_source"]
    with pytest.raises(RulesBroken) as error:
        commands.strike_item(first.pk, " ", actor=citra)
    assert broken(error) == ["ours:register_struck", "ours:register_reason"]
    with pytest.raises(Missing):  # a strike is no thing
        commands.strike_item(struck.pk, "Keliru", actor=citra)
    for name in ("indah", "eko", "clock"):
        with pytest.raises(NotYourTurn):
            commands.strike_item(second.pk, "Keliru", actor=desk.actor(name))
    with pytest.raises(RulesBroken) as error:
        value = MeasurementInput("INOVASI", TODAY, TODAY, Decimal(3))
        commands.measure([value], actor=desk.actor("dewi"))
    assert broken(error) == ["ours:measured_source"]
    assert RegisterItem.objects.count() == 4


def test_what_citizens_say_is_worked_out_by_the_clock_and_a_milestone_is_reached_or_not(desk: Desk) -> None:
    kec, dewi = desk.agency.units["KEC"].pk, desk.actor("dewi")
    commands.set_measure(kec, "SKM", replace(SKM, source="survey"), TODAY, actor=Actor.clock())
    commands.set_measure(kec, "PERDA", replace(SKM, kind="milestone"), TODAY, actor=dewi)
    with pytest.raises(RulesBroken) as error:
        commands.measure([VALUE], actor=dewi)
    assert broken(error) == ["ours:measured_source"]
    commands.measure([VALUE], actor=Actor.clock())
    with pytest.raises(RulesBroken) as error:
        commands.measure([replace(VALUE, measure="PERDA", value=Decimal(2))], actor=dewi)
    assert broken(error) == ["ours:measured_milestone"]
    assert Measurement.objects.get().measured_by is None
