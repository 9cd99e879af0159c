"""Who is late, and reminding them: each person once a working day, by a manager of the unit."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.models import Deadline, Event
from cycle_engine.record import record
from directory.models import Assignment, Exemption, Grant
from notifications import commands as notifications
from tests.agency import EVER
from tests.api.asking import Asking, code
from workflows.jobs.commands import run_waiting
from workflows.planning.rows import Reminder


@pytest.fixture
def late(ask: Asking) -> Asking:
    """On Monday 2 February Budi has let two days pass, for deciding on Ani's plan and for setting it; Eko one."""
    ask.submitted("ani")
    ask.drafted("eko")
    ask.agency.at("2026-02-02 08:00")
    return ask


def cycle(ask: Asking) -> str:
    return f"cycles/{ask.agency.cycle.pk}/"


def remind(ask: Asking, who: str = "dewi", **wish: Any) -> dict[str, Any]:
    """What came of a reminder."""
    answer = getattr(ask, who).post(f"{cycle(ask)}remind/", wish)
    assert answer.status_code == 202, answer.content
    run_waiting()
    job: dict[str, Any] = getattr(ask, who).read(answer.headers["Location"])
    assert job["state"] == "done", job
    return job


def told() -> dict[int, str]:
    """Whom reminders that were asked for have told so far, in which capacity."""
    events = Event.objects.filter(kind="deadline.asked").order_by("pk")
    return {each["person"]: each["capacity"] for event in events for each in event.recipients}


def _changed(ask: Asking, name: str, act: str, row: Any) -> None:
    record([ask.agency.people[name]], act, Changes([row]), actor=Actor.clock(), notes=[{}])


# Who is late


def test_who_is_late_is_told_with_what_since_when_and_whom_it_waits_for(late: Asking) -> None:
    decision, ani, eko = late.dewi.read(f"{cycle(late)}late/")["results"]
    assert (decision["kind"], decision["last_day"]) == ("rater_decides", "2026-01-20")
    assert ani["employee"]["name"] == "Ani Contoh"
    assert ([each["name"] for each in ani["who"]], ani["capacity"]) == (["Budi Contoh"], "rater")
    assert [each["name"] for each in ani["waits_for"]] == ["Budi Contoh", "Citra Contoh"]
    assert (ani["record"], ani["kind"], ani["last_day"]) == ("plan", "plan_set", "2026-01-31")
    assert (ani["step"], ani["unit"]["name"]) == ("approve", "Unit KEC-PEL")
    assert late.dewi.read(f"plans/{ani['plan']}/")["late"]
    assert [each["name"] for each in eko["who"]] == ["Eko Contoh"]


def test_nobody_is_late_before_the_last_day_has_passed(ask: Asking) -> None:
    ask.submitted("ani")
    assert ask.dewi.read(f"{cycle(ask)}late/")["results"] == []


def test_who_is_outside_the_scheme_is_not_counted_as_late(late: Asking) -> None:
    _changed(
        late, "eko", "exempt", Exemption(person_id=late.agency.eko, cause="unpaid_leave", valid_from=EVER)
    )
    names = {row["employee"]["name"] for row in late.dewi.read(f"{cycle(late)}late/")["results"]}
    assert names == {"Ani Contoh"}
    assert remind(late)["result"]["told"] == 2
    assert late.agency.eko not in told()


def test_who_is_late_is_found_by_unit_and_kind_and_page(late: Asking) -> None:
    address = f"{cycle(late)}late/"

    def found(query: str) -> list[str]:
        return [row["employee"]["name"] for row in late.dewi.read(f"{address}?{query}")["results"]]

    assert found(f"unit={late.agency.units['DUKCAPIL'].pk}") == ["Eko Contoh"]
    assert found(f"unit={late.agency.units['KEC'].pk}") == ["Ani Contoh", "Ani Contoh"]
    assert found("kind=rater_decides") == ["Ani Contoh"]
    assert len(found("kind=plan_set")) == 2
    assert code(late.dewi.get(f"{address}?kind=tea")) == (400, "invalid")
    first = late.dewi.read(f"{address}?page_size=2")
    second = late.dewi.read(first["next"])
    ids = [row["id"] for page in (first, second) for row in page["results"]]
    assert (len(set(ids)), second["next"]) == (3, None)


def test_only_who_manages_or_inspects_reads_who_is_late(late: Asking) -> None:
    assert len(late.indah.read(f"{cycle(late)}late/")["results"]) == 3
    for stranger in (late.ani, late.budi, late.eko):
        assert code(stranger.get(f"{cycle(late)}late/")) == (403, "not_your_turn")
        assert code(stranger.get(f"{cycle(late)}remind/")) == (403, "not_your_turn")
    assert code(late.dewi.get("cycles/4711/late/")) == (404, "not_found")


def test_an_inspectors_look_at_who_is_late_is_noted(late: Asking) -> None:
    late.indah.read(f"{cycle(late)}late/")
    (noted,) = late.ani.read("me/accesses/")["results"]
    assert "late" in str(noted)


def test_many_late_ones_take_as_many_queries_as_one(late: Asking) -> None:
    address = f"{cycle(late)}late/?page_size="
    counts = []
    for size in (1, 3):
        late.dewi.read(f"{address}{size}")
        with CaptureQueriesContext(connection) as queries:
            assert len(late.dewi.read(f"{address}{size}")["results"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Reminding them


def test_all_who_are_late_are_reminded_and_the_answer_says_how_many(late: Asking) -> None:
    job = remind(late)
    agency = late.agency
    assert job["result"] == {"told": 4, "not_told": {"told_today": 0, "nobody": 0}}
    assert told() == {
        agency.budi: "rater",
        agency.citra: "superior",
        agency.eko: "owner",
        agency.people["wibawa"].pk: "superior",
    }
    notifications.relay()
    (notice,) = [
        each
        for each in late.eko.get("notifications/", **{"Accept-Language": "en"}).json()["results"]
        if each["kind"] == "deadline.asked"
    ]
    assert notice["title"] == "Please see to what is late"


def test_nobody_is_reminded_twice_on_a_working_day(late: Asking) -> None:
    remind(late, unit=str(late.agency.units["DUKCAPIL"].pk))
    assert set(told()) == {late.agency.eko, late.agency.people["wibawa"].pk}
    again = remind(late)
    assert again["result"] == {"told": 2, "not_told": {"told_today": 2, "nobody": 0}}
    assert remind(late)["result"] == {"told": 0, "not_told": {"told_today": 4, "nobody": 0}}
    assert Event.objects.filter(kind="deadline.asked").count() == 3
    late.agency.at("2026-02-03 08:00")
    assert remind(late)["result"]["told"] == 4


def test_a_weekend_belongs_to_the_working_day_before_it(late: Asking) -> None:
    late.agency.at("2026-02-06 08:00")
    assert remind(late)["result"]["told"] == 4
    late.agency.at("2026-02-08 08:00")
    assert remind(late)["result"]["told"] == 0
    late.agency.at("2026-02-09 08:00")
    assert remind(late)["result"]["told"] == 3  # Citra's turn is over, too


def test_who_is_late_with_several_duties_is_told_once(late: Asking) -> None:
    late.submitted("citra")
    late.agency.at("2026-02-20 08:00")
    remind(late)
    recipients = [
        each["person"] for event in Event.objects.filter(kind="deadline.asked") for each in event.recipients
    ]
    assert len(recipients) == len(set(recipients))
    assert late.agency.people["wibawa"].pk in recipients


def test_a_reminder_moves_nothing_of_the_agenda(late: Asking) -> None:
    before = list(Deadline.objects.order_by("pk").values())
    remind(late)
    assert list(Deadline.objects.order_by("pk").values()) == before


def test_only_duties_of_a_kind_are_reminded_of_when_that_is_asked(late: Asking) -> None:
    assert remind(late, kind="rater_decides")["result"]["told"] == 1
    assert remind(late, kind="plan_set")["result"] == {
        "told": 3,
        "not_told": {"told_today": 1, "nobody": 0},
    }
    assert code(late.dewi.post(f"{cycle(late)}remind/", {"kind": "tea"})) == (400, "invalid")


def test_a_duty_of_which_nobody_has_charge_is_named(late: Asking) -> None:
    for name in ("budi", "citra", "wibawa"):
        changes = Changes()
        row = Assignment.objects.get(person=late.agency.people[name])
        changes.change(row, valid_to=late.agency.cycle.starts_on)
        record([late.agency.people[name]], "assign", changes, actor=Actor.clock(), notes=[{}])
    job = remind(late, unit=str(late.agency.units["KEC"].pk))
    assert job["result"] == {"told": 0, "not_told": {"told_today": 0, "nobody": 2}}
    plan = late.ani.read("plans/")["results"][0]["id"]
    assert job["errors"] == [{"record": f"plan/{plan}", "code": "nobody"}] * 2


def test_a_reminder_that_is_run_again_tells_nobody_again(
    late: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflows.jobs.commands import BODIES
    from workflows.jobs.models import Job
    from workflows.planning import reminding

    address = late.dewi.post(f"{cycle(late)}remind/", {}).headers["Location"]
    job = Job.objects.get(kind=reminding.REMIND)
    BODIES[reminding.REMIND](job, lambda done, total: None)
    assert Event.objects.filter(kind="deadline.asked").count() == 3
    run_waiting()
    assert late.dewi.read(address)["result"] == {"told": 4, "not_told": {"told_today": 0, "nobody": 0}}
    assert Event.objects.filter(kind="deadline.asked").count() == 3
    assert Reminder.objects.count() == 4


def test_the_last_reminder_is_told_with_who_asked_for_it(late: Asking) -> None:
    address = f"{cycle(late)}remind/"
    assert late.dewi.read(address) == {"last": None}
    unit = late.agency.units["KEC"].pk
    remind(late, unit=str(unit))
    last = late.indah.read(address)["last"]
    assert (last["by"]["name"], last["unit"]["name"], last["kind"]) == ("Dewi Contoh", "Unit KEC", None)
    assert (last["state"], last["told"], last["not_told"]) == ("done", 2, {"told_today": 0, "nobody": 0})
    assert last["at"].startswith("2026-02-02T")
    late.dewi.post(address, {})
    assert late.dewi.read(address)["last"]["told"] is None


def test_only_a_manager_of_the_unit_reminds(late: Asking) -> None:
    address = f"{cycle(late)}remind/"
    for stranger in (late.ani, late.budi, late.eko, late.indah):
        assert code(stranger.post(address, {})) == (403, "not_your_turn")
    _changed(
        late,
        "citra",
        "grant",
        Grant(
            person_id=late.agency.citra, capacity="manager", unit=late.agency.units["KEC"], valid_from=EVER
        ),
    )
    other = {"unit": str(late.agency.units["DUKCAPIL"].pk)}
    assert code(late.citra.post(address, other)) == (403, "not_your_turn")
    assert code(late.dewi.post(address, {"unit": "4711"})) == (404, "not_found")
    assert not Reminder.objects.exists()
    assert remind(late, "citra")["result"]["told"] == 2
    assert set(told()) == {late.agency.budi, late.agency.citra}
