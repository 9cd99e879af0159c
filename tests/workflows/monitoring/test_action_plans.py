"""Action plans: by the owner for his results, each version kept."""

from __future__ import annotations

import pytest

from cycle_engine import clock
from cycle_engine.errors import NotYourTurn, WrongState
from tests.workflows.planning.desk import Desk, broken, day
from workflows.monitoring.actions import action_plans, actions_document, actions_of, write_action_plan
from workflows.monitoring.commands import write_progress
from workflows.monitoring.data import Action, NewEntry
from workflows.monitoring.models import ActionPlan

ACTIONS = [Action("Membuka loket kedua", "Februari", "Loket"), Action("Melatih petugas")]


def test_the_owner_writes_what_he_will_do_and_the_newest_counts(desk: Desk) -> None:
    with pytest.raises(WrongState):
        write_action_plan(desk.drafted().pk, "r1", ACTIONS, desk.id("ani"))
    desk.take(drafted := desk.agency.cycle.plans.get(), "submit", "ani")
    plan = desk.take(drafted, "approve", "budi", data=desk.named(drafted))
    with pytest.raises(NotYourTurn):
        write_action_plan(plan.pk, "r1", ACTIONS, desk.id("budi"))
    with broken("ours:action_result", says="no such result"):
        write_action_plan(plan.pk, "r9", ACTIONS, desk.id("ani"))
    with broken("6/2022:III.A.3", says="up to 50 actions"):
        write_action_plan(plan.pk, "r1", [Action(" ")], desk.id("ani"))
    write_action_plan(plan.pk, "r1", ACTIONS[:1], desk.id("ani"))
    write_action_plan(plan.pk, "r1", ACTIONS, desk.id("ani"))
    assert actions_of(action_plans(plan.pk)["r1"]) == ACTIONS
    assert ActionPlan.objects.count() == 2
    desk.at("2026-02-02 09:00")
    entry = NewEntry("r1.i1", day("2026-01-12"), "28", "Rata-rata sepekan")
    write_progress(plan.pk, [entry], desk.id("ani"))
    planned = actions_document(plan, clock.moment(), documented=False)
    assert [each["entries"] for each in planned["document"]["results"]] == [[], []]
    printed = actions_document(plan, clock.moment(), documented=True)
    first, second = printed["document"]["results"]
    assert [each["activity"] for each in first["actions"]] == ["Membuka loket kedua", "Melatih petugas"]
    assert first["entries"] == [
        {
            "day": "2026-01-12",
            "value": "28",
            "unit": "menit",
            "note": "Rata-rata sepekan",
            "evidence": [],
        }
    ]
    assert (second["actions"], second["entries"]) == ([], [])
    assert printed["signatures"][0]["name"] == printed["identities"]["employee"]["name"] == "Ani Contoh"
    signed = [each["signatures"][0]["at"][:10] for each in (planned, printed)]
    assert signed == ["2026-01-12", "2026-02-02"], "nobody signs what he has written only later"
