"""A complaint from the citizen to the answer: whose turn it is until when, who sees what, and what is measured."""

from __future__ import annotations

import datetime
import json
import secrets
from decimal import Decimal

import pytest
from pytest_django import Settings

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, WrongState
from cycle_engine.ledger.verify import verify
from cycle_engine.look import available_steps
from cycle_engine.models import Entry, Event
from cycle_engine.perform import perform
from tests.workflows.planning.desk import Desk, broken, state, steps_of, told
from tests.workflows.voice.counter import WORDS, Counter, clocks
from workflows.audit.capacities import misplaced
from workflows.audit.queries import Search, entries
from workflows.audit.shown import show
from workflows.cycles.commands import DayOffInput
from workflows.cycles.policy import Policy
from workflows.goals.commands import measure
from workflows.goals.data import MeasurementInput
from workflows.goals.models import Measure, Measurement
from workflows.goals.queries import measured
from workflows.jobs.commands import run_waiting
from workflows.planning.redating import effect_of_days_off, load_days_off
from workflows.voice import complaining, complaint_clockwork, receipts, tokens
from workflows.voice.complaint_data import Answered, Assigned, Classified, Dismissed, Forwarded, Reopened
from workflows.voice.complaint_queries import eyes_of, late, standing, turns, visible_complaints
from workflows.voice.complaints import Complaint
from workflows.voice.floods import Flooded
from workflows.voice.receipts import digest


@pytest.fixture
def counter(desk: Desk, settings: Settings) -> Counter:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
    return Counter(desk)


def waiting(counter: Counter, who: str) -> list[str]:
    """The steps that complaints ask of a person now."""
    return [each.step for each in turns(counter.desk.id(who), clock.moment())]


def seers(counter: Counter) -> set[str]:
    """Who sees all complaints that there are."""
    people, count = counter.desk.agency.people, Complaint.objects.count()
    at = clock.moment()
    return {who for who, each in people.items() if visible_complaints(each.pk, at).count() == count > 0}


def test_a_complaint_is_assigned_responded_answered_and_closed_each_by_its_day(counter: Counter) -> None:
    desk = counter.desk
    code = counter.sent()
    complaint = counter.of(code)
    assert clocks(complaint) == {
        "first_response": ("manager", "2026-01-15"),
        "answer": ("manager", "2026-02-02"),  # 16 January and 16 February are no working days
    }
    assert told("complaint.receive") == [{desk.id("dewi"): "manager"}]
    assert (waiting(counter, "dewi"), waiting(counter, "ani")) == (["assign"], [])
    assert seers(counter) == {"dewi", "indah"}

    counter.assigned(complaint)
    assert clocks(complaint)["first_response"] == ("handler", "2026-01-15")
    assert told("complaint.assign") == [{desk.id("ani"): "handler"}]
    assert (waiting(counter, "dewi"), waiting(counter, "ani")) == ([], ["respond"])
    assert seers(counter) == {"ani", "dewi", "indah"}

    counter.responded(complaint)
    assert clocks(complaint) == {"answer": ("handler", "2026-02-02")}
    assert waiting(counter, "ani") == ["answer"]
    counter.answered(complaint)
    assert clocks(complaint) == {"closing": ("clock", "2026-01-27")}
    assert waiting(counter, "ani") == waiting(counter, "dewi") == []
    seen = standing(counter.of(code), clock.moment())
    assert [(each.kind, each.words) for each in seen.said] == [
        ("response", "Kami periksa."),
        ("answer", "Loket sudah dibuka."),
    ]
    assert str(seen.may_reopen_until) == "2026-01-27"

    desk.at("2026-01-27 23:59:50")
    assert complaint_clockwork.close_answered() == 0
    desk.at("2026-01-28 00:00")
    assert [complaint_clockwork.sweep_all()["closed"] for _ in range(2)] == [1, 0]
    assert state(complaint) == "closed"
    assert clocks(complaint) == {}
    assert steps_of(complaint) == ["receive", "assign", "respond", "answer", "close"]


def test_days_are_those_of_what_it_is_and_begin_anew_when_the_citizen_is_not_content(
    counter: Counter,
) -> None:
    desk = counter.desk
    question = counter.received(category="information")
    assert clocks(question)["answer"] == ("manager", "2026-01-20")
    counter.take(question, "reclassify", "dewi", Classified("complaint"))
    assert clocks(question)["answer"] == ("manager", "2026-02-02")

    checked = counter.responded()
    counter.take(checked, "check_in_field", "ani", reason="Perlu melihat loket")
    assert clocks(checked) == {"answer": ("handler", "2026-04-17")}  # 60 working days

    moved = counter.assigned()
    other = Forwarded(str(desk.agency.units["DUKCAPIL"].pk))
    desk.at("2026-01-13 09:00")
    counter.take(moved, "forward", "dewi", other, reason="Urusan Dukcapil")
    moved.refresh_from_db()
    assert (state(moved), moved.post_id, moved.unit.code) == ("received", None, "DUKCAPIL")
    assert clocks(moved)["first_response"] == ("manager", "2026-01-15"), "the citizen's days go on"
    counter.take(moved, "dismiss", "dewi", Dismissed("elsewhere", "Ini urusan kantor pertanahan."))
    assert (state(moved), clocks(moved)) == ("dismissed", {})

    code = counter.sent()
    answered = counter.answered(counter.responded(counter.assigned(counter.of(code))))
    desk.at("2026-01-28 23:59:50")  # the last second: 10 working days from the answer
    complaining.reopen(answered, "Masih tutup")
    assert told("complaint.reopen") == [{desk.id("ani"): "handler", desk.id("dewi"): "manager"}]
    assert clocks(answered) == {"answer": ("handler", "2026-02-19")}
    counter.answered(answered)
    with broken("ours:complaint_once"):
        complaining.reopen(answered, "Tetap tutup")


def test_what_forbids_a_step_is_said(counter: Counter) -> None:
    desk = counter.desk
    for words in ("   ", "x" * 4001):
        with broken("ours:complaint_words", says="up to 4000 characters"):
            counter.sent(words)
    with broken("ours:complaint_kind", "ours:complaint_trap", says="catch programs"):
        counter.sent(category="praise", trap="http://example.org")
    token = complaining.form_token(clock.moment())
    counter.sent(token=token)
    for worthless in (token, "forged"):
        with broken("ours:complaint_form", says="sent before"):
            counter.sent(token=worthless)
    desk.at("2026-01-12 12:00")
    with broken("ours:complaint_form"):
        counter.sent(token=tokens.issue(0, 120, desk.now() - datetime.timedelta(hours=2)))
    with pytest.raises(Missing):
        counter.sent(to="NONE")
    assert Complaint.objects.count() == 1

    complaint = counter.received()
    for post in (str(desk.post("eko")), "4711", "x"):
        with broken("ours:complaint_post", says="of the unit"):
            counter.take(complaint, "assign", "dewi", Assigned(post))
    for unit in (complaint.unit_id, 4711):
        with broken("ours:complaint_unit", says="another unit"):
            counter.take(complaint, "forward", "dewi", Forwarded(str(unit)), reason="Bukan kami")
    with broken("ours:complaint_category"):
        counter.take(complaint, "reclassify", "dewi", Classified("complaint"))
    counter.assigned(complaint)
    with broken("ours:complaint_other_post"):
        counter.take(complaint, "reassign", "dewi", Assigned(str(desk.post("ani"))))
    counter.take(complaint, "reclassify", "ani", Classified("information"))
    counter.responded(complaint)
    with broken("ours:complaint_field"):
        counter.take(complaint, "check_in_field", "ani", reason="Perlu dilihat")
    with broken("ours:complaint_words"):
        counter.take(complaint, "answer", "ani", Answered(" "))
    with pytest.raises(WrongState):
        complaining.reopen(complaint, "Belum dijawab")
    counter.answered(complaint)
    with broken("policy:complaint_reopen_days.close", says="until 27 January 2026"):
        counter.take(complaint, "close", "clock")
    desk.at("2026-01-28 00:00")
    with broken("policy:complaint_reopen_days", says="until 27 January 2026"):
        complaining.reopen(complaint, "Terlambat sedetik")


def test_each_step_is_for_whom_it_is(counter: Counter) -> None:
    desk = counter.desk

    def allowed(who: str) -> set[str]:
        steps = available_steps([complaint], desk.id(who))[complaint.pk]
        return {each.step.name for each in steps if each.allowed}

    complaint = counter.received()
    assert allowed("dewi") == {"assign", "reclassify", "forward", "dismiss"}
    complaint = counter.assigned(complaint)
    assert allowed("dewi") == {"reassign", "reclassify", "forward", "dismiss"}
    assert allowed("ani") == {"respond", "answer", "reclassify"}
    complaint = counter.responded(complaint)
    assert allowed("dewi") == {"reassign", "reclassify", "dismiss"}
    assert allowed("ani") == {"answer", "check_in_field", "reclassify"}
    complaint = counter.take(complaint, "check_in_field", "ani", reason="Perlu dilihat")
    assert (allowed("dewi"), allowed("ani")) == ({"reassign"}, {"answer"})
    for who in ("budi", "citra", "indah", "eko"):
        assert allowed(who) == set()
    desk.letter("eko", "ani", "2026-01-12", "2026-01-31")
    assert allowed("eko") == {"answer"}, "who stands in by a letter answers"
    complaint = counter.answered(complaint)
    for who in ("ani", "dewi", "clock"):
        with pytest.raises(NotYourTurn):
            counter.take(complaint, "reopen", who, Reopened("Saya warga"))


def test_who_is_late_is_reminded_and_those_above_are_told(counter: Counter) -> None:
    desk = counter.desk
    complaint = counter.assigned()
    ani, budi, citra, dewi = (desk.id(who) for who in ("ani", "budi", "citra", "dewi"))
    desk.sweep("2026-01-14 08:00")
    assert told("deadline.reminder", complaint) == [{ani: "handler"}]
    desk.sweep("2026-01-15 23:59:50")
    assert told("deadline.passed", complaint) == []
    assert not late(Complaint.objects.all(), clock.now()).exists()
    desk.sweep("2026-01-16 00:00")
    above = {ani: "handler", budi: "superior", dewi: "superior"}
    assert told("deadline.passed", complaint) == [above]
    assert late(Complaint.objects.all(), clock.now()).get() == complaint
    desk.sweep("2026-01-21 08:00")
    assert told("deadline.escalated", complaint) == [{ani: "handler", citra: "superior", dewi: "superior"}]
    unassigned = counter.received()
    desk.sweep("2026-01-27 08:00")
    assert told("deadline.passed", unassigned) == [{dewi: "manager", budi: "superior"}], "the unit's head"


def test_the_days_follow_the_calendar_and_the_policy(counter: Counter) -> None:
    desk = counter.desk
    complaint = counter.received()
    off = DayOffInput(datetime.date(2026, 1, 14), "local", "Pindah kantor")
    promised = effect_of_days_off(2026, [off], desk.actor("dewi"), clock.moment(), complaint.unit_id)
    asked = load_days_off(2026, [off], desk.actor("dewi"), complaint.unit_id)
    assert asked is not None
    run_waiting()
    asked.refresh_from_db()
    assert (promised.open, {"moved": promised.moved}) == (2, asked.result), "complaints are promised, too"
    assert promised.moved
    assert clocks(complaint)["first_response"] == ("manager", "2026-01-19"), "16 January is a holiday"
    desk.policy(Policy(complaint_response_days=1))
    assert clocks(counter.received())["first_response"] == ("manager", "2026-01-13")


def test_response_times_of_a_month_become_a_measured_value_once_it_has_ended(counter: Counter) -> None:
    desk = counter.desk
    first, second, third = (counter.assigned() for _ in range(3))
    desk.at("2026-01-13 09:00")
    counter.responded(first)
    desk.at("2026-01-19 09:00")  # the fourth working day after the 12th
    counter.take(second, "answer", "ani", Answered("Sudah."))
    desk.at("2026-01-31 23:59:50")
    assert complaint_clockwork.measure_responses() == 0
    assert not Measure.objects.exists()
    desk.at("2026-02-01 00:00")
    assert [complaint_clockwork.sweep_all()["measured"] for _ in range(2)] == [1, 0]
    found = measured(["complaints-KEC-PEL"], desk.now().date())["complaints-KEC-PEL"]
    assert (found.value, str(found.first_day), str(found.last_day)) == (
        Decimal("2.5"),
        "2026-01-01",
        "2026-01-31",
    )
    assert (found.quality, found.measured_by) == ("system", None)
    row = found.measure.rows.get()
    assert (row.kind, row.better, row.source) == ("duration", "lower", "complaints")
    with broken("ours:measured_source"):
        value = MeasurementInput("complaints-KEC-PEL", found.first_day, found.last_day, Decimal(1))
        measure([value], actor=Actor.of(desk.id("dewi")))
    counter.responded(third)
    desk.at("2026-03-02 09:00")
    assert complaint_clockwork.measure_responses() == 1
    assert list(Measurement.objects.order_by("pk").values_list("value", flat=True)) == [Decimal("2.5"), 13]


def test_of_a_citizen_nothing_is_known_and_his_words_are_for_the_manager_alone(counter: Counter) -> None:
    desk = counter.desk
    code = counter.sent()
    complaint = counter.answered(counter.responded(counter.assigned(counter.of(code))))
    born = Entry.objects.get(record="complaint", step="receive")
    assert (born.capacity, born.actor) == ("citizen", None)
    assert complaint.receipt == digest(code)
    assert code not in json.dumps(
        [list(Event.objects.values()), list(Complaint.objects.values())], default=str
    )
    assert "Loket" not in json.dumps(list(Event.objects.values()), default=str)

    at, said = clock.moment(), complaint.sayings.order_by("pk")[0]
    reads = {
        who: eyes_of(desk.id(who), at).words(said, complaint.unit_id) for who in ("ani", "indah", "dewi")
    }
    cleaned = "Loket tutup pukul 10, hubungi saya di […]"
    assert reads == {"ani": cleaned, "indah": cleaned, "dewi": WORDS}
    (shown,) = show(list(entries(desk.id("indah"), Search(record="complaint", step="receive"), at)), (), at)
    assert shown.changes["data"] == {"words": cleaned}

    assert list(misplaced()) == []
    assert verify().fault is None
    perform(Complaint, complaint.pk, "reopen", actor=Actor.citizen(), data=Reopened("Masih tutup"))
    assert list(misplaced()) == []


def test_a_code_is_easy_to_say_and_hard_to_guess(counter: Counter) -> None:
    code = counter.sent()
    assert receipts.spelled(code.replace("-", " ")) == receipts.spelled(code.replace("-", "")) == code
    assert {receipts.spelled(typed) for typed in ("", "12", code + "1", "abcd-efgh-ijkl-mnop")} == {""}
    for wrong in ("0000-0000-0000-0000", "nonsense", ""):
        with pytest.raises(Missing):
            complaining.find(wrong, "10.9.9.9")
    for _ in range(17):
        complaining.find(code, "10.9.9.9")
    with pytest.raises(Flooded):
        complaining.find(code, "10.9.9.9")
    assert complaining.find(code, "10.9.9.8").state == "received"
