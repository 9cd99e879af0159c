"""Opening a cycle: everybody in the scheme gets a plan, once, whatever happens to the worker that does it."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from django.db import connection, connections

from cycle_engine.errors import NotYourTurn
from cycle_engine.models import Entry
from tests.workflows.planning.desk import Desk, day, due, told
from workflows.jobs.commands import run_next, run_waiting
from workflows.jobs.models import Job
from workflows.planning import commands, queries
from workflows.planning.contents import Contents, document
from workflows.planning.models import Draft, Plan

EVERYBODY = {"ani", "budi", "citra", "dewi", "eko", "indah"}


def opened(desk: Desk) -> Job:
    """The job, after a worker has done it."""
    job = commands.open_cycle(desk.agency.cycle, desk.actor("dewi"))
    run_waiting()
    job.refresh_from_db()
    assert job.state == "done"
    return job


def owners(desk: Desk) -> list[str]:
    names = {person.pk: name for name, person in desk.agency.people.items()}
    return sorted(names[employee] for employee in Plan.objects.values_list("employee", flat=True))


def plan_of(desk: Desk, name: str) -> Plan:
    return Plan.objects.get(employee=desk.id(name))


def test_everybody_in_the_scheme_gets_a_draft_and_the_regent_does_not(desk: Desk) -> None:
    job = opened(desk)
    assert owners(desk) == sorted(EVERYBODY)
    assert (job.result, job.errors) == ({"drafted": 6, "left_out": 0}, [])
    plan = plan_of(desk, "ani")
    assert (plan.state, plan.version) == ("drafting", 1)
    assert (plan.starts_on, plan.ends_on) == (day("2026-01-01"), day("2026-12-31"))
    assert (plan.rater_post_id, plan.rater_id) == (desk.post("budi"), desk.id("budi"))
    assert (due(plan, "plan_set").last_day, due(plan, "plan_set").waits_for) == (day("2026-01-31"), "owner")
    assert told("plan.draft", plan) == [{desk.id("ani"): "owner"}]
    entry = Entry.objects.get(chain="plan", chain_id=plan.pk)
    assert (entry.step, entry.capacity, entry.actor) == ("draft", "clock", None)


def test_a_plan_begins_with_the_template_of_its_post_and_else_empty(desk: Desk) -> None:
    contents = desk.agency.complete_contents()
    assert commands.put_templates({desk.post("ani"): {"results": []}}) == 1
    commands.put_templates({desk.post("ani"): contents})
    opened(desk)
    assert Draft.objects.get(plan__employee=desk.id("ani")).contents == contents
    assert Draft.objects.get(plan__employee=desk.id("eko")).contents == document(Contents())
    desk.take(plan_of(desk, "ani"), "submit", "ani")


def test_a_plan_that_the_owner_begins_is_empty_beside_a_template(desk: Desk) -> None:
    commands.put_templates({desk.post("ani"): desk.agency.complete_contents()})
    plan = commands.draft_plan(
        desk.agency.cycle, desk.id("ani"), desk.post("ani"), day("2026-01-01"), actor=desk.actor("ani")
    ).record
    assert plan.drafts.get().contents == document(Contents())


def test_who_is_outside_the_scheme_is_left_out_and_counted_apart(desk: Desk) -> None:
    desk.exempt("eko", "pre_retirement")
    opened(desk)
    assert owners(desk) == sorted(EVERYBODY - {"eko"})
    units = [unit.pk for unit in desk.agency.units.values()]
    assert queries.exempt_people(desk.agency.cycle, units, day("2026-01-12")) == 1


def test_below_a_vacant_post_the_next_person_upward_is_noted_as_rater(desk: Desk) -> None:
    desk.leaves("budi")
    opened(desk)
    plan = plan_of(desk, "ani")
    assert (plan.rater_post_id, plan.rater_id) == (desk.post("budi"), desk.id("citra"))
    assert "budi" not in owners(desk)


def test_who_has_no_post_above_is_named_and_stops_nobody(desk: Desk) -> None:
    desk.describe("eko", superior_id=None)
    job = opened(desk)
    assert owners(desk) == sorted(EVERYBODY - {"eko"})
    assert job.result == {"drafted": 5, "left_out": 1}
    assert job.errors == [{"employee": str(desk.id("eko")), "code": "no_rater"}]


def test_who_took_his_post_during_the_year_is_planned_from_that_day(desk: Desk) -> None:
    desk.leaves("eko")
    desk.person("fajar", post="eko", since=day("2026-01-08"))
    opened(desk)
    plan = plan_of(desk, "fajar")
    assert (plan.starts_on, plan.set_by) == (day("2026-01-08"), day("2026-01-30"))


def test_a_cycle_opened_twice_gives_nobody_a_second_plan(desk: Desk) -> None:
    desk.drafted()
    first, second = opened(desk), opened(desk)
    assert (first.result, second.result) == (
        {"drafted": 5, "left_out": 0},
        {"drafted": 0, "left_out": 0},
    )
    assert owners(desk) == sorted(EVERYBODY)


def test_who_had_a_void_plan_gets_a_new_one(desk: Desk) -> None:
    desk.take(desk.drafted(), "void", "dewi")
    opened(desk)
    assert Plan.objects.filter(employee=desk.id("ani")).count() == 2


def test_only_a_manager_of_the_whole_agency_opens_a_cycle(desk: Desk) -> None:
    desk.grant("eko", unit="KEC")
    for who in ("ani", "budi", "citra", "eko", "indah"):
        with pytest.raises(NotYourTurn):
            commands.open_cycle(desk.agency.cycle, desk.actor(who))
    assert not Job.objects.exists()


def test_progress_is_shown_while_the_cycle_is_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PIECE", 1)
    job = commands.open_cycle(desk.agency.cycle, desk.actor("dewi"))
    seen, begin = [], commands._new_plans

    def watched(*given: Any) -> Any:
        job.refresh_from_db()
        seen.append((job.done, job.total))
        return begin(*given)

    monkeypatch.setattr(commands, "_new_plans", watched)
    run_waiting()
    job.refresh_from_db()
    assert (job.done, job.total) == (6, 6)
    assert seen[0] == (0, 6)
    assert max(seen) in [(4, 6), (5, 6)]  # when the last piece begins at most one other is under way


def test_an_opening_whose_worker_is_killed_is_finished_by_another_and_nobody_has_two_plans(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = multiprocessing.get_context("fork")
    in_second_piece, never = runs.Event(), runs.Event()
    begin = commands._new_plans
    monkeypatch.setattr(commands, "PIECE", 1)

    def dying(*given: Any) -> Any:
        found = begin(*given)
        if Plan.objects.exists():
            in_second_piece.set()
            never.wait()
        return found

    job = commands.open_cycle(desk.agency.cycle, desk.actor("dewi"))
    connections.close_all()  # a forked worker opens its own
    with monkeypatch.context() as in_worker:
        in_worker.setattr(commands, "_new_plans", dying)
        worker = runs.Process(target=run_next)
        worker.start()
    try:
        assert in_second_piece.wait(20)
    finally:
        worker.kill()
        worker.join()
    _wait_for_lock(job)
    left = Plan.objects.count()
    assert left in (1, 2)  # each of two at once comes to its second piece, or sees what the other has done
    assert run_next()
    job.refresh_from_db()
    assert (job.state, job.result["drafted"], job.tries) == ("done", 6 - left, 2)
    assert owners(desk) == sorted(EVERYBODY)
    assert Entry.objects.filter(record="plan", step="draft").count() == 6


def _wait_for_lock(job: Job) -> None:
    """The server needs a moment to see that a killed client is gone."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone() == (0,):
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    pytest.fail("the killed worker is still connected after ten seconds")
