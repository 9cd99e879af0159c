"""What a letter would change: duties, tasks, one's own cause, and what an end would give back."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.models import Entry
from directory.commands import record_letter
from directory.models import Letter
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import day
from workflows.staffing.letters import LetterPreview, preview_end, preview_letter


def wished(office: Office, who: str, post: str, since: str, until: str | None, **said: Any) -> dict[str, Any]:
    about = {"kind": "plt", "number": "800/3/2026", "issuer": office.id("wibawa")}
    days = {"valid_from": day(since), "valid_to": day(until) if until else None}
    return about | days | {"post": office.post(post), "person": office.id(who)} | said


def shown(office: Office, *letter: Any) -> LetterPreview:
    """Dewi asks what this letter would change."""
    return preview_letter(actor=office.actor("dewi"), **wished(office, *letter))


def duties(found: Any) -> list[tuple[int, str, int | None]]:
    return [(each.plan.pk, str(each.duty), each.to) for each in found]


def test_a_stand_in_for_the_superior_has_the_superiors_duties(office: Office) -> None:
    plan = office.submitted()
    told = shown(office, "eko", "citra", "2026-02-02", "2026-02-06")
    assert [(each.plan.pk, each.duty) for each in told.comes] == [(plan.pk, "superior")]
    assert (told.first_day, told.last_day, told.blockers) == (day("2026-02-02"), day("2026-02-06"), [])
    assert [each.waiting.step for each in told.tasks_coming] == ["set_by_superior"]
    assert not Letter.objects.exists()
    assert not Entry.objects.filter(chain="letter").exists()


def test_before_the_deadline_nothing_waits_for_a_superior_yet(office: Office) -> None:
    office.submitted()
    told = shown(office, "eko", "citra", "2026-01-12", "2026-01-16")
    assert (len(told.comes), told.tasks_coming) == (1, [])


def test_who_stands_in_for_his_own_rater_is_barred_from_his_own_plan_and_told_who_decides(
    office: Office,
) -> None:
    plan = office.submitted()
    told = shown(office, "ani", "budi", "2026-01-12", "2026-01-16")
    assert told.comes == []
    assert duties(told.barred) == [(plan.pk, "rater", office.id("budi"))]
    assert [(task.waiting.step, task.to) for task in told.tasks_barred] == [("approve", office.id("budi"))]
    office.leaves("budi", "2026-01-11")
    told = shown(office, "ani", "budi", "2026-01-12", "2026-01-16")
    assert duties(told.barred) == [(plan.pk, "rater", office.id("citra"))]
    assert [task.to for task in told.tasks_barred] == [office.id("citra")]


def test_a_rater_who_stands_in_for_his_superior_does_not_decide_twice(office: Office) -> None:
    plan = office.submitted()
    office.leaves("citra", "2026-01-11")
    told = shown(office, "budi", "citra", "2026-02-02", None)
    assert told.blockers == []
    assert duties(told.barred) == [(plan.pk, "superior", office.id("wibawa"))]
    assert told.tasks_barred == []  # it waits for him as the rater already
    assert plan.pk not in [each.plan.pk for each in told.comes]


def test_an_appeal_to_which_he_is_a_party_stays_with_the_decider(office: Office) -> None:
    office.heard()
    told = shown(office, "budi", "citra", "2026-04-20", "2026-04-24")
    stays = [(task.waiting.deadline.record, task.to) for task in told.tasks_barred]
    assert ("appeal", office.id("citra")) in stays
    told = shown(office, "eko", "citra", "2026-04-20", "2026-04-24")
    assert "appeal" in [task.waiting.deadline.record for task in told.tasks_coming]
    assert told.tasks_barred == []


def test_ending_a_letter_gives_its_duties_and_tasks_back(office: Office) -> None:
    plan = office.submitted()
    office.leaves("budi", "2026-01-11")
    letter = wished(office, "eko", "budi", "2026-01-12", None)
    made = record_letter(actor=office.actor("dewi"), **letter)
    told = preview_end(made.pk, day("2026-01-14"), actor=office.actor("dewi"))
    assert duties(told.goes) == [(plan.pk, "rater", office.id("citra"))]
    assert [(task.waiting.step, task.to) for task in told.tasks_going] == [("approve", office.id("citra"))]
    assert (told.comes, told.tasks_coming, told.first_day) == ([], [], day("2026-01-15"))
    made.refresh_from_db()
    assert made.valid_to is None


def test_a_preview_asks_as_much_for_many_plans_as_for_one(office: Office) -> None:
    office.drafted("ani")
    shown(office, "eko", "budi", "2026-01-12", "2026-01-16")
    with CaptureQueriesContext(connection) as one:
        assert len(shown(office, "eko", "budi", "2026-01-12", "2026-01-16").comes) == 1
    for number in range(5):
        office.new_post(f"staf{number}", below="budi")
        office.person(f"orang{number}", f"staf{number}")
        office.begun(f"orang{number}", f"staf{number}", "2026-01-01", f"orang{number}")
    shown(office, "eko", "budi", "2026-01-12", "2026-01-16")
    with CaptureQueriesContext(connection) as many:
        assert len(shown(office, "eko", "budi", "2026-01-12", "2026-01-16").comes) == 6
    assert len(many) <= len(one)
