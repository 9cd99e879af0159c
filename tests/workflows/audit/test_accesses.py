"""Whose reads are noted, and that nobody can undo a note."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection

from cycle_engine import clock
from tests.workflows.planning.desk import Desk
from workflows.audit import queries
from workflows.audit.commands import note_reads
from workflows.audit.models import Access
from workflows.planning.models import Plan


def noted(desk: Desk, who: str, *plans: Plan) -> set[int]:
    """Of which of these plans it is noted that this person has read them."""
    before = set(Access.objects.values_list("pk", flat=True))
    note_reads(desk.id(who), [plan.pk for plan in plans], "plans/", "r", clock.moment())
    return set(Access.objects.exclude(pk__in=before).values_list("plan", flat=True))


def test_a_read_says_who_what_whose_and_when(desk: Desk) -> None:
    plan, at = desk.drafted(), clock.moment()
    note_reads(desk.id("indah"), [plan.pk], "plans/{id}/", "r1", at)
    (access,) = queries.accesses_of(desk.id("ani"))
    assert (access.reader_id, access.plan_id, access.what) == (desk.id("indah"), plan.pk, "plans/{id}/")
    assert (access.at, access.request_id) == (at.now, "r1")
    assert not queries.accesses_of(desk.id("indah")).exists()


def test_of_all_who_see_a_plan_only_the_inspectors_reads_are_noted(desk: Desk) -> None:
    plan = desk.submitted()
    assert {name for name in desk.agency.people if noted(desk, name, plan)} == {"indah"}


def test_each_plan_is_noted_for_the_person_whose_it_is(desk: Desk) -> None:
    plans = [desk.drafted(name) for name in ("ani", "eko")]
    assert noted(desk, "indah", *plans) == {plan.pk for plan in plans}
    assert [queries.accesses_of(desk.id(name)).count() for name in ("ani", "eko")] == [1, 1]


def test_many_plans_are_noted_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHUNK", 2)
    plans = [desk.drafted(name) for name in ("ani", "budi", "citra", "eko", "dewi")]
    assert noted(desk, "indah", *plans) == {plan.pk for plan in plans}


def test_an_inspector_reads_his_own_plan_as_its_owner(desk: Desk) -> None:
    own, other = desk.drafted("indah"), desk.drafted()
    assert noted(desk, "indah", own, other) == {other.pk}


@pytest.mark.parametrize("who", ["budi", "citra", "dewi"])
def test_a_rater_superior_or_manager_who_inspects_as_well_reads_in_his_first_capacity(
    desk: Desk, who: str
) -> None:
    plan = desk.submitted()
    desk.grant(who, "inspector")
    assert noted(desk, who, plan) == set()


def test_a_manager_elsewhere_reads_as_an_inspector_here(desk: Desk) -> None:
    here, there = desk.drafted(), desk.drafted("eko")
    desk.grant("indah", "manager", "DUKCAPIL")
    assert noted(desk, "indah", here, there) == {here.pk}


def test_a_stand_in_reads_as_an_inspector_again_when_his_letter_has_ended(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("indah", "budi", "2026-01-12", "2026-01-13")
    assert noted(desk, "indah", plan) == set()
    desk.at("2026-01-14 00:00")
    assert noted(desk, "indah", plan) == {plan.pk}


def test_to_whom_a_duty_has_moved_he_reads_in_that_duty(desk: Desk) -> None:
    plan = desk.submitted()
    desk.grant("wibawa", "inspector")
    assert noted(desk, "wibawa", plan) == {plan.pk}
    desk.at("2026-02-07 00:00")
    assert noted(desk, "wibawa", plan) == set()


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit_access SET reader_id = reader_id",
        "UPDATE audit_access SET what = ''",
        "DELETE FROM audit_access",
        "TRUNCATE audit_access",
        "INSERT INTO audit_access (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET what = ''",
    ],
)
def test_the_application_cannot_undo_a_note(desk: Desk, attempt: str) -> None:
    assert noted(desk, "indah", desk.drafted())
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(attempt)
    assert Access.objects.count() == 1
