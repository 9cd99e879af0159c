"""Asking for a stand-in: of whom, what forbids it, and how it ends."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.models import Entry, Event
from cycle_engine.record import record
from directory import commands
from directory.commands import ask_for_stand_in, decline_stand_in, end_letter, record_letter, withdraw_request
from directory.models import Letter, Post, StandInRequest
from directory.stand_in_requests import NotARater
from directory.stand_ins import known_requests, waiting_requests
from directory.today import today
from tests.directory.agency import DAY, ONE, OPERATOR, Agency, post_rows, unit_rows
from workflows.audit.capacities import misplaced

WEEK = 7 * ONE


def day() -> datetime.date:
    return today(clock.moment())


def ask(agency: Agency, who: str = "budi", *, proposed: str | None = None, **said: Any) -> StandInRequest:
    """Somebody asks for a stand-in from tomorrow for a week."""
    words: dict[str, Any] = {"first": day() + ONE, "last": day() + WEEK, "reason": "Cuti tahunan"} | said
    post = agency.posts[proposed] if proposed else None
    return ask_for_stand_in(**words, proposed=post, actor=Actor.of(agency.people[who]))


def broken(agency: Agency, who: str = "budi", **said: Any) -> list[str]:
    before = StandInRequest.objects.count()
    with pytest.raises(RulesBroken) as error:
        ask(agency, who, **said)
    assert StandInRequest.objects.count() == before
    return [blocker.rule for blocker in error.value.blockers]


def name(agency: Agency, first: datetime.date, last: datetime.date, issuer: str = "citra") -> Letter:
    """A letter by which Gita stands in for Budi."""
    return record_letter(
        kind="plh",
        number="800/7",
        issuer=agency.people[issuer],
        post=agency.posts["KASI"],
        person=agency.people["gita"],
        valid_from=first,
        valid_to=last,
        actor=Actor.of(agency.people["dewi"]),
    )


def waits_for(agency: Agency) -> set[str]:
    """For whom a request waits now."""
    at = clock.moment()
    return {who for who, person in agency.people.items() if waiting_requests(person, at)}


def told(act: str) -> dict[int, str]:
    event = Event.objects.filter(kind=f"standinrequest.{act}").latest("pk")
    return {each["person"]: each["capacity"] for each in event.recipients}


def entered(request: StandInRequest) -> list[tuple[str, str, int | None]]:
    rows = Entry.objects.filter(chain="standinrequest", chain_id=request.pk).order_by("seq")
    return list(rows.values_list("step", "capacity", "actor"))


def out_of_place() -> list[str]:
    """Steps of requests that were entered by who did not hold that capacity."""
    return [each.step for each in misplaced() if each.chain == "standinrequest"]


def test_a_rater_asks_his_superior_and_a_letter_for_those_days_answers(agency: Agency) -> None:
    budi, citra, gita, dewi = (agency.people[each] for each in ("budi", "citra", "gita", "dewi"))
    request = ask(agency, proposed="DINAS-CLERK")
    assert (request.post_id, request.proposed_id) == (agency.posts["KASI"], gita)
    assert waits_for(agency) == {"citra"}
    assert told("ask_for_stand_in") == {citra: "superior"}
    assert Event.objects.get().about == {
        "employee": budi,
        "from": (day() + ONE).isoformat(),
        "to": (day() + WEEK).isoformat(),
    }
    seen = {who for who, person in agency.people.items() if known_requests(person, clock.moment())}
    assert seen == {"budi", "citra", "sekar", "dewi"}
    name(agency, day() + WEEK + ONE, day() + 2 * WEEK)
    assert waits_for(agency) == {"citra"}
    letter = name(agency, day() + 2 * ONE, day() + 3 * ONE)
    request.refresh_from_db()
    assert (request.standing, request.letter_id, request.answered_by_id) == ("named", letter.pk, dewi)
    assert waits_for(agency) == set()
    assert entered(request) == [("ask_for_stand_in", "rater", budi), ("name_stand_in", "manager", dewi)]
    end_letter(letter.pk, day() + ONE, actor=Actor.of(citra))
    request.refresh_from_db()
    assert request.standing == "named"
    assert ask(agency).pk != request.pk
    assert out_of_place() == []


def test_where_nobody_is_above_the_managers_of_the_unit_are_asked_who_are_not_below(agency: Agency) -> None:
    assert broken(agency, "sekar") == ["ours:stand_in_nobody_above"], "Dewi may choose nobody above herself"
    agency.leave("sekar", day() - ONE)
    answered = ask(agency, "citra")
    assert waits_for(agency) == {"dewi"}
    assert told("ask_for_stand_in") == {agency.people["dewi"]: "manager"}
    letter = record_letter(
        kind="plh",
        number="800/8",
        issuer=agency.people["dewi"],
        post=agency.posts["CAMAT"],
        person=agency.people["gita"],
        valid_from=day() + ONE,
        valid_to=day() + WEEK,
        actor=Actor.of(agency.people["dewi"]),
    )
    answered.refresh_from_db()
    assert (answered.standing, answered.letter_id) == ("named", letter.pk)
    agency.leave("citra", day() - ONE)
    left = ask(agency)
    assert waits_for(agency) == {"dewi"}
    agency.leave("budi", day() - ONE)
    assert waits_for(agency) == set()
    name(agency, day() + ONE, day() + WEEK, "dewi")  # who is not there any more has no stand-in
    left.refresh_from_db()
    assert left.standing == "open"
    agency.move("eko", "DINAS-HEAD", day())
    ask(agency, "eko")
    assert waits_for(agency) == {"dewi"}
    agency.exempt("dewi", "unpaid_leave", day())
    assert waits_for(agency) == set()


def test_what_forbids_to_ask_is_told_all_at_once(agency: Agency) -> None:
    for who in ("ani", "fajar", "indah"):
        with pytest.raises(NotARater):
            ask(agency, who)
    days: dict[str, Any] = {"first": day() - ONE, "last": day()}
    assert broken(agency, reason=" ", proposed="KASI", **days) == [
        "ours:stand_in_days",
        "ours:stand_in_reason",
        "ours:stand_in_oneself",
    ]
    assert broken(agency, first=day() + ONE, last=day(), reason="x" * 501) == [
        "ours:stand_in_days",
        "ours:stand_in_reason",
    ]
    commands.put_units(unit_rows({"PROV": ""}), day=DAY, actor=OPERATOR)
    commands.put_posts(post_rows({"GOVERNOR": ("PROV", "")}), day=DAY, actor=OPERATOR)
    agency.move("fajar", "GOVERNOR", DAY)
    agency.posts |= {"NOWHERE": 4711, "GOVERNOR": Post.objects.get(code="GOVERNOR").pk}
    far = datetime.date(2100, 1, 1)
    for nobody in ("NOWHERE", "GOVERNOR"):
        assert broken(agency, last=far, proposed=nobody) == ["ours:letter_years", "ours:stand_in_whom"]
    name(agency, day() + WEEK, day() + WEEK)
    assert broken(agency) == ["ours:stand_in_named"]
    ask(agency, last=day() + ONE)
    assert broken(agency, first=day(), last=day() + 2 * ONE) == ["ours:stand_in_asked"]


def test_only_who_could_name_one_declines_and_only_who_asked_withdraws(agency: Agency) -> None:
    request = ask(agency)
    budi, citra = agency.people["budi"], agency.people["citra"]
    for who in ("budi", "ani", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            decline_stand_in(request.pk, "Tidak", actor=Actor.of(agency.people[who]))
    with pytest.raises(RulesBroken) as wordless:
        decline_stand_in(request.pk, " ", actor=Actor.of(citra))
    assert [each.rule for each in wordless.value.blockers] == ["ours:stand_in_reason"]
    declined = decline_stand_in(request.pk, "Tunda cuti Anda", actor=Actor.of(citra))
    assert (declined.standing, declined.answer, declined.answered_by_id) == (
        "declined",
        "Tunda cuti Anda",
        citra,
    )
    assert told("decline_stand_in") == {budi: "owner"}
    second = ask(agency)
    with pytest.raises(NotYourTurn):
        withdraw_request(second.pk, actor=Actor.of(citra))
    assert withdraw_request(second.pk, actor=Actor.of(budi)).standing == "withdrawn"
    assert told("withdraw_request") == {citra: "superior"}
    with pytest.raises(RulesBroken) as gone:
        withdraw_request(second.pk, actor=Actor.of(budi))
    with pytest.raises(RulesBroken) as answered:
        decline_stand_in(request.pk, "Lagi", actor=Actor.of(agency.people["dewi"]))
    for late in (gone, answered):
        assert [each.rule for each in late.value.blockers] == ["ours:stand_in_open"]
    with pytest.raises(Missing):
        withdraw_request(0, actor=Actor.of(budi))
    assert entered(request) == [("ask_for_stand_in", "rater", budi), ("decline_stand_in", "superior", citra)]
    assert out_of_place() == []
    for act, capacity in zip(StandInRequest.dated, ("rater", "superior", "superior", "rater"), strict=True):
        stranger = Actor(agency.people["eko"], Capacity(capacity))
        record([request], act, Changes(), actor=stranger, notes=[{}], unit=agency.units["SEKSI"])
    assert out_of_place() == list(StandInRequest.dated)
    agency.leave("budi", day() - ONE)
    once_rater = Actor(budi, Capacity.RATER)  # from a post that he has left
    unit = agency.units["SEKSI"]
    record([second], "ask_for_stand_in", Changes(), actor=once_rater, notes=[{}], unit=unit)
    assert out_of_place()[-1] == "ask_for_stand_in"


def test_the_days_of_a_request_pass(agency: Agency) -> None:
    request = ask(agency, first=day(), last=day())
    assert request.standing_on(day()) == "open"
    assert request.standing_on(day() + ONE) == "passed"


def test_the_database_keeps_a_request_whole(agency: Agency) -> None:
    request = ask(agency)
    requests = StandInRequest.objects.filter(pk=request.pk)
    wrong: list[dict[str, Any]] = [
        {"standing": "declined", "answer": ""},
        {"standing": "declined", "answer": "Tidak"},
        {"standing": "named"},
        {"standing": "passed"},
        {"answer": "Tidak"},
        {"answered_by": agency.people["citra"]},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            requests.update(**change)
    for change in (
        {"reason": "x"},
        {"valid_to": day()},
        {"proposed": None},
        {"asked_by": agency.people["ani"]},
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            requests.update(**change)
    said = {"post_id": request.post_id, "asked_by_id": request.asked_by_id, "reason": "Diklat"}
    days = {"valid_from": day() + WEEK, "valid_to": day() + WEEK}
    later = {"valid_from": day() + 2 * WEEK, "valid_to": day() + 2 * WEEK}
    for new in (
        said | days,
        said | later | {"valid_to": None},
        said | later | {"valid_to": day()},
        said | later | {"reason": ""},
        said | later | {"proposed_id": request.asked_by_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            StandInRequest(**new).save()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
