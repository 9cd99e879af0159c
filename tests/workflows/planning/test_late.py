"""What comes late: a turn that begins after the deadline, and who is then asked and told."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, Stale
from tests.workflows.planning.desk import REASON, Desk, broken, day, due
from workflows.planning import clockwork
from workflows.planning.commands import write_plan
from workflows.planning.data import Signed
from workflows.planning.models import Plan


def test_a_plan_submitted_late_is_the_superiors_first_and_only_then_the_next_posts(desk: Desk) -> None:
    plan = desk.drafted()
    desk.at("2026-02-20 09:00")
    plan = desk.take(plan, "submit", "ani")
    with pytest.raises(NotYourTurn):
        desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan))
    assert desk.take(plan, "set_by_superior", "citra", data=desk.named(plan)).state == "in_force"


def test_the_superior_of_a_plan_submitted_late_has_his_days_from_then_on(desk: Desk) -> None:
    plan = desk.drafted()
    desk.at("2026-02-20 09:00")
    plan = desk.take(plan, "submit", "ani")
    desk.at("2026-02-28 09:00")
    with pytest.raises(NotYourTurn):
        desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    assert desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan)).state == "in_force"


def test_who_lets_a_returned_plan_lie_after_the_deadline_is_reminded_until_it_can_be_set_without_him(
    desk: Desk,
) -> None:
    plan = desk.submitted()
    desk.at("2026-03-02 09:00")
    plan = desk.take(plan, "return_for_revision", "budi")
    with broken("ours:reminded_twice", says="so far: 0"):
        desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan))
    for morning in ("2026-03-03", "2026-03-05"):
        desk.at(f"{morning} 07:00")
        assert clockwork.sweep_all()["told"] == 1
    assert due(plan, "plan_set").told == 2
    assert desk.take(plan, "set_unsigned", "budi", data=desk.edit(plan)).state == "in_force"


def test_who_signs_a_draft_that_was_edited_since_he_read_it_is_told(desk: Desk) -> None:
    plan = desk.drafted()
    read = desk.edit(plan).edit
    write_plan(plan.pk, desk.agency.complete_contents(), read, desk.id("ani"))
    with pytest.raises(Stale):
        desk.take(plan, "submit", "ani", data=Signed(read))
    assert desk.take(plan, "submit", "ani", data=Signed(read + 1)).state == "submitted"


def test_whoever_the_duty_has_come_to_does_not_manage_the_plan_as_well(desk: Desk) -> None:
    plan = desk.submitted()
    desk.grant("wibawa", "manager")
    desk.at("2026-02-12 09:00")
    assert desk.take(plan, "set_by_superior", "wibawa", data=desk.named(plan)).state == "in_force"
    other = desk.submitted("eko")
    with pytest.raises(NotYourTurn):
        desk.take(other, "void", "wibawa", reason=REASON)
    assert Plan.objects.get(pk=other.pk).state == "submitted"


def test_an_exemption_that_begins_with_the_cycle_keeps_its_person_out_of_it(desk: Desk) -> None:
    desk.exempt("ani", "unpaid_leave", since=day("2026-01-01"))
    desk.at("2025-12-20 09:00")
    with broken("6/2022:II.C.8", says="Unpaid leave"):
        desk.drafted()
