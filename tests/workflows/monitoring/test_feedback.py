"""Feedback: who gives it, who is asked for it, and where the giver stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, WrongState
from cycle_engine.record import record
from directory.models import Unit, UnitRow
from tests.agency import EVER
from tests.workflows.planning.desk import Desk, broken, day
from workflows.monitoring.commands import answer_request, ask_for_feedback, give_feedback
from workflows.monitoring.data import About
from workflows.monitoring.models import AboutKind, Feedback, FeedbackRequest
from workflows.monitoring.queries import asked_of
from workflows.planning.models import Plan

RESULT = About(AboutKind.RESULT, "r1")
VALUE = About(AboutKind.VALUE, "akuntabel")


def give(desk: Desk, plan: Plan, who: str, about: About = RESULT, text: str = "Antrean memendek") -> Feedback:
    return give_feedback(plan.pk, about, text, desk.id(who))


def ask(
    desk: Desk, plan: Plan, who: str, post: str, about: About = RESULT, question: str = "Bagaimana?"
) -> Any:
    return ask_for_feedback(plan.pk, about, question, desk.post(post), desk.id(who))


def answer(desk: Desk, request: FeedbackRequest, who: str, text: str = "Cepat dan ramah") -> Feedback:
    return answer_request(request.pk, text, desk.id(who))


def standing(desk: Desk, plan: Plan, who: str, post: str | None = None) -> str:
    """Where somebody who was asked stands towards the plan's owner."""
    return answer(desk, ask(desk, plan, "ani", post or who), who).standing


@pytest.fixture
def plan(desk: Desk) -> Plan:
    return desk.in_force()


def test_rater_and_superior_give_feedback_unasked_and_nobody_else(desk: Desk, plan: Plan) -> None:
    for who in ("budi", "citra"):
        assert give(desk, plan, who).standing == "leader"
    for who in ("ani", "wibawa", "dewi", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            give(desk, plan, who)
    with pytest.raises(Missing):
        give_feedback(4711, RESULT, "?", desk.id("budi"))


def test_feedback_says_what_it_is_about_and_when_it_was_given(desk: Desk, plan: Plan) -> None:
    desk.zone("Asia/Jayapura")
    desk.at("2026-03-02 23:30")
    found = Feedback.objects.get(pk=give(desk, plan, "budi", VALUE, " Cermat\n").pk)
    assert (found.plan_id, found.about_kind, found.about) == (plan.pk, "value", "akuntabel")
    assert (found.text, found.given_by_id, found.request) == (" Cermat\n", desk.id("budi"), None)
    assert (found.day, f"{found.given_at:%Y-%m-%d %H:%M}") == (day("2026-03-03"), "2026-03-02 16:30")


def test_feedback_is_about_a_result_in_force_a_value_or_the_whole(desk: Desk, plan: Plan) -> None:
    for about in (RESULT, VALUE, About()):
        assert give(desk, plan, "budi", about).pk
    wrong = [("result", "r9"), ("result", "r1.i1"), ("result", ""), ("value", "sabar"), ("whole", "r1")]
    for kind, item in wrong:
        with broken("ours:feedback_about"):
            give(desk, plan, "budi", About(AboutKind(kind), item))


def test_feedback_has_words_and_not_too_many(desk: Desk, plan: Plan) -> None:
    assert give(desk, plan, "budi", text="x" * 4000)
    for text in ("", " \n", "x" * 4001):
        with broken("ours:feedback_text", says="4000"):
            give(desk, plan, "budi", text=text)
    with broken("ours:feedback_text", "ours:feedback_about"):
        give(desk, plan, "budi", About(AboutKind.RESULT, "r9"), "")


def test_feedback_is_given_and_asked_for_while_the_plan_runs(desk: Desk) -> None:
    plan = desk.submitted()
    for refused in (lambda: give(desk, plan, "budi"), lambda: ask(desk, plan, "ani", "eko")):
        with pytest.raises(WrongState):
            refused()
    plan = desk.take(plan, "approve", "budi", data=desk.named(plan))
    request = ask(desk, plan, "ani", "eko")
    desk.take(plan, "end_early", "dewi", data=desk.ending("2026-01-31"))
    with pytest.raises(WrongState):
        answer(desk, request, "eko")


def test_owner_and_rater_ask_and_nobody_else(desk: Desk, plan: Plan) -> None:
    for who in ("ani", "budi"):
        assert ask(desk, plan, who, "eko").of_id == desk.id("eko")
    for who in ("citra", "dewi", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            ask(desk, plan, who, "wibawa")


def test_a_question_may_go_without_words(desk: Desk, plan: Plan) -> None:
    assert ask(desk, plan, "ani", "eko", question="").question == ""


def test_nobody_is_asked_about_himself_nor_asks_himself(desk: Desk, plan: Plan) -> None:
    for who, post in (("ani", "ani"), ("budi", "ani"), ("budi", "budi")):
        with broken("ours:feedback_oneself"):
            ask(desk, plan, who, post)
    assert ask(desk, plan, "ani", "budi").pk


def test_who_holds_the_post_on_that_day_is_asked(desk: Desk, plan: Plan) -> None:
    desk.leaves("eko", "2026-01-11")
    with broken("ours:feedback_whom"):
        ask(desk, plan, "ani", "eko")
    desk.person("galih", post="eko", since=day("2026-02-01"))
    desk.at("2026-02-02 09:00")
    assert ask(desk, plan, "ani", "eko").of_id == desk.id("galih")


def test_somebody_of_another_agency_is_not_asked(
    desk: Desk, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = Unit(code="PROV")
    monkeypatch.setitem(desk.agency.units, "PROV", unit)
    row = UnitRow(unit=unit, name="Provinsi", timezone="Asia/Jakarta", work_week=5, valid_from=EVER)
    record([unit], "describe", Changes([row]), actor=Actor.clock(), notes=[{}])
    desk.new_post("gubernur", below=None, unit="PROV")
    desk.person("gubernur", post="gubernur")
    with broken("ours:feedback_whom"):
        ask(desk, plan, "ani", "gubernur")
    with broken("ours:feedback_whom"):
        ask_for_feedback(plan.pk, RESULT, "", 4711, desk.id("ani"))


def test_who_was_asked_answers_once(desk: Desk, plan: Plan) -> None:
    request = ask(desk, plan, "ani", "eko", VALUE)
    given = answer(desk, request, "eko")
    assert (given.about_kind, given.about, given.request) == ("value", "akuntabel", request)
    assert given.given_by_id == desk.id("eko")
    with broken("ours:feedback_answered"):
        answer(desk, request, "eko")
    assert Feedback.objects.count() == 1


def test_what_was_asked_of_another_cannot_be_answered(desk: Desk, plan: Plan) -> None:
    request = ask(desk, plan, "ani", "eko")
    for who in ("ani", "budi", "dewi"):
        with pytest.raises(Missing):
            answer(desk, request, who)
    assert [each.pk for each in asked_of(desk.id("eko"))] == [request.pk]
    assert not asked_of(desk.id("budi")).exists()


def test_an_answer_may_come_after_its_result_has_left_the_plan(desk: Desk, plan: Plan) -> None:
    request = ask(desk, plan, "ani", "eko", About(AboutKind.RESULT, "r2"))
    amendment = desk.proposed(plan)
    contents = desk.agency.complete_contents()
    del contents["results"][1]
    desk.write(amendment, contents)
    desk.take(amendment, "submit", "ani")
    desk.take(amendment, "approve", "budi", data=desk.named(amendment))
    with broken("ours:feedback_about"):
        give(desk, plan, "budi", About(AboutKind.RESULT, "r2"))
    assert answer(desk, request, "eko").about == "r2"


# Where the giver stands


def test_all_above_in_the_line_are_leaders(desk: Desk, plan: Plan) -> None:
    assert [standing(desk, plan, who) for who in ("budi", "citra", "wibawa")] == ["leader"] * 3


def test_a_stand_in_of_the_rater_is_a_leader_for_his_time(desk: Desk, plan: Plan) -> None:
    assert standing(desk, plan, "eko") == "other"
    desk.letter("eko", "budi", "2026-02-01", "2026-02-28")
    desk.at("2026-02-02 09:00")
    assert standing(desk, plan, "eko") == "leader"
    desk.at("2026-03-02 09:00")
    assert standing(desk, plan, "eko") == "other"


def test_colleagues_of_the_same_leader_are_peers(desk: Desk, plan: Plan) -> None:
    desk.new_post("fajar", below="budi")
    desk.person("fajar", post="fajar")
    assert standing(desk, plan, "fajar") == "peer"
    assert standing(desk, plan, "dewi") == "other"


def test_those_below_are_subordinates_however_far(desk: Desk) -> None:
    plan = desk.in_force("budi", by="citra")
    for who in ("ani", "eko"):
        request = ask(desk, plan, "budi", who)
        assert answer(desk, request, who).standing == {"ani": "subordinate", "eko": "other"}[who]
    citras = desk.in_force("citra", by="wibawa")
    assert answer(desk, ask(desk, citras, "citra", "ani"), "ani").standing == "subordinate"


def test_the_application_cannot_change_or_take_back_feedback(desk: Desk, plan: Plan) -> None:
    answer(desk, ask(desk, plan, "ani", "eko"), "eko")
    for table in ("monitoring_feedback", "monitoring_feedbackrequest"):
        for statement in (f"UPDATE {table} SET about = ''", f"DELETE FROM {table}"):
            with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(statement)
