"""Cycles, opening them in the background, and how far they have come."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Exemption, Grant
from tests.agency import EVER
from tests.api.asking import Asking, code
from workflows.jobs.commands import run_waiting


def _new(ask: Asking, **more: Any) -> dict[str, Any]:
    return {"year": 2027, "unit": str(ask.agency.units["KAB"].pk)} | more


def test_a_manager_of_the_agency_makes_the_cycle_of_a_year(ask: Asking) -> None:
    answer = ask.dewi.post("cycles/", _new(ask, policy={"rater_decides_days": 7, "weights": True}))
    assert answer.status_code == 201
    cycle = ask.ani.read(answer.headers["Location"])
    assert cycle == answer.json()
    assert (cycle["year"], cycle["starts_on"], cycle["ends_on"]) == (2027, "2027-01-01", "2027-12-31")
    assert cycle["unit"]["name"] == "Unit KAB"
    assert (cycle["policy"]["rater_decides_days"], cycle["policy"]["weights"]) == (7, True)
    assert cycle["policy"]["plan_deadline"] == "01-31"
    listed = ask.eko.read("cycles/")["results"]
    assert [each["year"] for each in listed] == [2026, 2027]


def test_a_wrong_policy_is_refused_with_its_fields(ask: Asking) -> None:
    answer = ask.dewi.post(
        "cycles/", _new(ask, policy={"rater_decides_days": 0, "plan_deadline": "02-30", "tea": 1})
    )
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"policy.rater_decides_days", "policy.plan_deadline", "policy.tea"}


def test_nobody_else_makes_a_cycle_and_none_is_made_twice(ask: Asking) -> None:
    assert code(ask.ani.post("cycles/", _new(ask))) == (403, "not_your_turn")
    assert code(ask.dewi.post("cycles/", _new(ask, unit="4711"))) == (404, "not_found")
    assert code(ask.dewi.post("cycles/", _new(ask, year=2026))) == (422, "rules_broken")
    part = str(ask.agency.units["KEC"].pk)
    assert code(ask.dewi.post("cycles/", _new(ask, unit=part))) == (422, "rules_broken")


def test_opening_a_cycle_is_a_job_whose_end_can_be_read(ask: Asking) -> None:
    cycle = f"cycles/{ask.agency.cycle.pk}/"
    answer = ask.dewi.post(f"{cycle}open/")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    address = answer.headers["Location"]
    assert ask.dewi.read(address) == answer.json()
    run_waiting()
    job = ask.dewi.read(address)
    assert (job["state"], job["done"], job["total"]) == ("done", 6, 6)
    assert job["result"] == {"drafted": 6, "left_out": 0}
    assert [plan["state"] for plan in ask.ani.read("plans/")["results"]] == ["drafting"]


def test_a_job_is_read_only_by_who_asked_for_it(ask: Asking) -> None:
    job = ask.dewi.post(f"cycles/{ask.agency.cycle.pk}/open/").headers["Location"]
    assert code(ask.ani.get(job)) == (404, "not_found")


def test_only_a_manager_opens_a_cycle_and_sends_nothing_with_it(ask: Asking) -> None:
    address = f"cycles/{ask.agency.cycle.pk}/open/"
    assert code(ask.ani.post(address)) == (403, "not_your_turn")
    assert code(ask.dewi.post(address, {"silently": True})) == (400, "invalid")
    assert code(ask.dewi.post("cycles/4711/open/")) == (404, "not_found")


def test_progress_counts_plans_by_unit_and_state(ask: Asking) -> None:
    address = f"cycles/{ask.agency.cycle.pk}/progress/"
    ask.submitted("ani")
    ask.drafted("eko")
    units = {code: str(unit.pk) for code, unit in ask.agency.units.items()}
    progress = ask.dewi.read(address)
    assert (progress["plans"], progress["late"], progress["exempt"]) == (2, 0, 0)
    assert progress["counts"] == [
        {"unit": units["KEC-PEL"], "state": "submitted", "plans": 1},
        {"unit": units["DUKCAPIL"], "state": "drafting", "plans": 1},
    ]
    ask.agency.at("2026-02-02 08:00")
    assert ask.indah.read(address)["late"] == 2
    assert code(ask.ani.get(address)) == (403, "not_your_turn")


def test_progress_of_a_part_is_what_its_manager_sees(ask: Asking) -> None:
    ask.submitted("ani")
    ask.drafted("eko")
    assert Grant.objects.filter(person=ask.agency.dewi).exists()
    _grant(ask, "citra", "KEC")
    _exempt(ask, "ani")
    _exempt(ask, "eko")
    address = f"cycles/{ask.agency.cycle.pk}/progress/"
    part, whole = ask.citra.read(address), ask.dewi.read(address)
    assert (part["plans"], part["exempt"]) == (1, 1)
    assert (whole["plans"], whole["exempt"]) == (2, 2)


def _exempt(ask: Asking, name: str) -> None:
    person = ask.agency.people[name]
    exemption = Exemption(person=person, cause="pre_retirement", valid_from=EVER)
    record([person], "exempt", Changes([exemption]), actor=Actor.clock(), notes=[{}])


def _grant(ask: Asking, name: str, unit: str) -> None:
    person = ask.agency.people[name]
    grant = Grant(person=person, capacity="manager", unit=ask.agency.units[unit], valid_from=EVER)
    record([person], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])
