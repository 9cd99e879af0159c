"""Entries of progress: whose, of which day, for which indicator; and how one is corrected."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import translation

from cycle_engine.errors import Missing, NotYourTurn, RulesBroken, WrongState
from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import Desk, broken, day
from workflows.monitoring.commands import RUNNING, add_evidence, write_progress
from workflows.monitoring.data import NewEntry
from workflows.monitoring.models import ProgressEntry
from workflows.planning.machine import PlanState
from workflows.planning.models import Plan


def entry(on: str = "2026-01-12", indicator: str = "r2.i1", value: str = "1", **more: Any) -> NewEntry:
    return NewEntry(indicator, day(on), value, **more)


def write(desk: Desk, plan: Plan, *entries: NewEntry, who: str = "ani") -> list[ProgressEntry]:
    return write_progress(plan.pk, entries, desk.id(who))


@pytest.fixture
def plan(desk: Desk) -> Plan:
    """Ani's, in force since 12 January, on Monday 6 April."""
    found = desk.in_force()
    desk.at("2026-04-06 08:00")
    return found


def test_an_entry_is_kept_as_it_was_typed(desk: Desk, plan: Plan) -> None:
    (written,) = write(desk, plan, entry("2026-02-27", value=" 1,0 laporan", note="Laporan Januari\n"))
    found = ProgressEntry.objects.get(pk=written.pk)
    assert (found.indicator, found.day, found.value) == ("r2.i1", day("2026-02-27"), " 1,0 laporan")
    assert (found.note, found.corrects, found.written_by_id) == ("Laporan Januari\n", None, desk.id("ani"))
    assert f"{found.written_at:%Y-%m-%d %H}" == "2026-04-06 01"


def test_only_the_owner_enters_her_work(desk: Desk, plan: Plan) -> None:
    for who in ("budi", "citra", "dewi", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            write(desk, plan, entry(), who=who)
    with pytest.raises(Missing):
        write_progress(4711, [entry()], desk.id("ani"))


def test_work_is_entered_for_any_day_of_the_plan_up_to_today(desk: Desk, plan: Plan) -> None:
    assert len(write(desk, plan, entry("2026-01-01"), entry("2026-04-06"))) == 2
    for wrong in ("2025-12-31", "2026-04-07"):
        with broken("ours:progress_day", says="between 1 January 2026 and 6 April 2026"):
            write(desk, plan, entry(wrong))


def test_today_is_the_day_where_the_unit_is(desk: Desk, plan: Plan) -> None:
    desk.zone("Asia/Jayapura")
    desk.at("2026-04-06 23:00")
    assert write(desk, plan, entry("2026-04-07"))


def test_after_the_plans_last_day_the_days_before_may_still_be_entered(desk: Desk, plan: Plan) -> None:
    desk.take(plan, "end_early", "dewi", data=desk.ending("2026-03-31", "retirement", None))
    assert Plan.objects.get(pk=plan.pk).state == PlanState.FINAL_APPRAISAL
    write(desk, plan, entry("2026-03-31"))
    with broken("ours:progress_day", says="31 March 2026"):
        write(desk, plan, entry("2026-04-01"))


def test_work_is_entered_while_the_plan_runs_and_at_no_other_time(desk: Desk) -> None:
    assert {*RUNNING} == {"in_force", "mid_year_review", "second_half", "final_appraisal"}
    plan = desk.submitted()
    with pytest.raises(WrongState) as refused:
        write(desk, plan, entry())
    assert refused.value.state == "submitted"
    plan = desk.take(plan, "approve", "budi", data=desk.named(plan))
    assert write(desk, plan, entry())
    desk.take(plan, "end_early", "dewi", data=desk.ending("2026-01-31"))
    with pytest.raises(WrongState):
        write(desk, plan, entry())


def test_an_indicator_is_one_of_the_revision_in_force(desk: Desk, plan: Plan) -> None:
    for wrong in ("r1", "r9.i1", ""):
        with broken("ours:progress_indicator"):
            write(desk, plan, entry(indicator=wrong))
    amendment = desk.proposed(plan)
    contents = desk.agency.complete_contents()
    contents["results"][1] = contents["results"][1] | {"id": "r3"}
    contents["results"][1]["indicators"][0]["id"] = "r3.i1"
    desk.write(amendment, contents)
    desk.take(amendment, "submit", "ani")
    with broken("ours:progress_indicator"):
        write(desk, plan, entry(indicator="r3.i1"))
    desk.take(amendment, "approve", "budi", data=desk.named(amendment))
    write(desk, plan, entry(indicator="r3.i1"))
    with broken("ours:progress_indicator"):
        write(desk, plan, entry(indicator="r2.i1"))


def test_an_entry_says_something_and_not_too_much(desk: Desk, plan: Plan) -> None:
    assert write(desk, plan, entry(value="", note="Rapat persiapan"))
    with broken("ours:progress_says"):
        write(desk, plan, entry(value=" ", note="\n"))
    assert write(desk, plan, entry(note="x" * 4000))
    with broken("ours:progress_length", says="200 characters"):
        write(desk, plan, entry(note="x" * 4001))
    with broken("ours:progress_length", "ours:progress_value"):
        write(desk, plan, entry(value="x" * 201))


@pytest.mark.parametrize("value", ["12", "11,5", "1.000", "12 laporan"])
def test_a_figure_is_read_as_people_write_it(desk: Desk, plan: Plan, value: str) -> None:
    assert write(desk, plan, entry(value=value))


@pytest.mark.parametrize("value", ["dua belas", "12-13", ">= 12", "12 lembar"])
def test_what_cannot_be_read_is_refused_with_its_words(desk: Desk, plan: Plan, value: str) -> None:
    with broken("ours:progress_value", says=f"Entry 1: “{value}” is not a number"):
        write(desk, plan, entry(value=value))


def test_where_the_target_is_told_in_words_so_is_what_was_reached(desk: Desk) -> None:
    contents = desk.agency.complete_contents()
    contents["results"][1]["indicators"][0]["target"] = "WTP"
    plan = desk.in_force(contents=contents)
    assert write(desk, plan, entry(value="WDP dengan catatan"))


def test_a_qualitative_plan_asks_for_no_figures(desk: Desk) -> None:
    contents = desk.agency.complete_contents() | {"approach": "kualitatif"}
    for result in contents["results"]:
        result["indicators"][0] = {
            "id": f"{result['id']}.i1",
            "text": "Terlayani",
            "aspects": ["quality"],
            "narrative": "12 laporan yang disusun lengkap",
        }
    plan = desk.in_force(contents=contents)
    assert write(desk, plan, entry(value="hampir seluruhnya"))


def test_evidence_is_the_plans_own(desk: Desk, plan: Plan) -> None:
    own = add_evidence(plan.pk, "a.pdf", io.BytesIO(samples.PDF), desk.id("ani")).pk
    strange = add_evidence(desk.drafted("eko").pk, "a.pdf", io.BytesIO(samples.PDF), desk.id("eko")).pk
    (written,) = write(desk, plan, entry(evidence=[own, own]))
    assert [each.pk for each in written.evidence.all()] == [own]
    with broken("ours:progress_evidence", says=f"{strange}, 4711"):
        write(desk, plan, entry(evidence=[own, strange, 4711]))


def test_all_are_taken_or_none_and_each_refusal_names_its_place(desk: Desk, plan: Plan) -> None:
    wrong = [entry(), entry("2027-01-01", value="banyak"), entry(indicator="r9.i1", value="")]
    with translation.override("en"):
        with pytest.raises(RulesBroken) as refused:
            write(desk, plan, *wrong)
        found = [(each.rule, each.message.partition(":")[0]) for each in refused.value.blockers]
    assert found == [
        ("ours:progress_day", "Entry 2"),
        ("ours:progress_value", "Entry 2"),
        ("ours:progress_indicator", "Entry 3"),
        ("ours:progress_says", "Entry 3"),
    ]
    assert not ProgressEntry.objects.exists()


def test_an_entry_is_corrected_by_another_and_stays(desk: Desk, plan: Plan) -> None:
    (first,) = write(desk, plan, entry(value="1"))
    (second,) = write(desk, plan, entry(value="2", corrects=first.pk))
    assert ProgressEntry.objects.get(pk=first.pk).corrected_by == second
    with broken("ours:progress_corrects"):
        write(desk, plan, entry(value="3", corrects=first.pk))
    (third,) = write(desk, plan, entry(value="3", corrects=second.pk))
    assert ProgressEntry.objects.get(pk=second.pk).corrected_by == third
    assert [each.value for each in ProgressEntry.objects.order_by("pk")] == ["1", "2", "3"]


def test_two_entries_sent_together_do_not_correct_the_same(desk: Desk, plan: Plan) -> None:
    (first,) = write(desk, plan, entry())
    with broken("ours:progress_corrects", says="Entry 2"):
        write(desk, plan, entry(corrects=first.pk), entry(corrects=first.pk))


def test_an_entry_of_another_plan_is_not_corrected(desk: Desk, plan: Plan) -> None:
    (first,) = write(desk, plan, entry())
    other = desk.in_force("eko", by="wibawa")
    with broken("ours:progress_corrects"):
        write(desk, other, entry(corrects=first.pk), who="eko")


def test_the_application_cannot_change_or_take_back_an_entry(desk: Desk, plan: Plan) -> None:
    write(desk, plan, entry())
    for statement in (
        "UPDATE monitoring_progressentry SET value = '9'",
        "DELETE FROM monitoring_progressentry",
    ):
        with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)


def test_many_entries_take_no_more_queries_than_one(
    desk: Desk, plan: Plan, django_assert_num_queries: Any
) -> None:
    file = add_evidence(plan.pk, "a.pdf", io.BytesIO(samples.PDF), desk.id("ani")).pk
    one = entry(evidence=[file])
    write(desk, plan, one)
    with django_assert_num_queries(8):
        write(desk, plan, one)
    with django_assert_num_queries(8):
        write(desk, plan, *[one] * 200)


def test_no_day_is_too_far_away(desk: Desk, plan: Plan) -> None:
    for far in (datetime.date.min, datetime.date.max):
        with broken("ours:progress_day"):
            write_progress(plan.pk, [NewEntry("r2.i1", far, "1")], desk.id("ani"))
