"""Feedback without a name: who may give it, when it is shown, and that nobody can be told from it."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from cycle_engine import clock
from cycle_engine.errors import Missing, WrongState
from cycle_engine.models import Answer, Entry, Event
from tests.workflows.planning.desk import Desk, broken
from workflows.audit.models import Access
from workflows.cycles.policy import Policy
from workflows.monitoring.data import About
from workflows.monitoring.models import AboutKind, Feedback, UnnamedFeedback
from workflows.monitoring.unnamed import give_unnamed, readable, receivers
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

COLLEAGUES = ("fajar", "gita", "hadi", "intan", "joko")
CALM = About(AboutKind.VALUE, "harmonis")


@pytest.fixture
def plan(desk: Desk) -> Plan:
    """Ani's, who has five colleagues; the policy allows what it says."""
    for name in COLLEAGUES:
        desk.new_post(name, below="budi")
        desk.person(name, post=name)
    desk.policy(Policy(unnamed_feedback=True))
    return desk.in_force()


def give(desk: Desk, plan: Plan, who: str, about: About = About(), text: str = "Ramah") -> None:  # noqa: B008
    give_unnamed(plan.pk, about, text, desk.id(who))


def shown(plan: Plan) -> list[UnnamedFeedback]:
    return readable([plan], PlanFacts([plan], *clock.moment()))[plan.pk]


def test_only_colleagues_and_subordinates_of_a_group_large_enough_give_it_where_it_is_allowed(
    desk: Desk, plan: Plan
) -> None:
    for who in ("ani", "budi", "citra", "dewi", "indah", "eko"):
        with pytest.raises(Missing):
            give(desk, plan, who)
    with broken("ours:feedback_about", says="one of the seven values"):
        give(desk, plan, "fajar", About(AboutKind.RESULT, "r1"))
    with broken("ours:feedback_text"):
        give(desk, plan, "fajar", text=" ")
    give(desk, plan, "fajar")
    with broken("ours:unnamed_once", says="in this period already"):
        give(desk, plan, "fajar")
    give(desk, plan, "fajar", CALM)
    assert [each.pk for each in receivers(desk.id("fajar"), clock.moment())] == [plan.pk]
    assert receivers(desk.id("eko"), clock.moment()) == []
    desk.policy(Policy(unnamed_feedback=True, unnamed_feedback_fewest=6))
    with broken("ours:unnamed_group", says="6 are needed"):
        give(desk, plan, "gita")
    assert receivers(desk.id("gita"), clock.moment()) == []
    desk.policy(Policy())
    with broken("ours:unnamed_allowed", says="lets nobody"):
        give(desk, plan, "gita")
    desk.take(plan, "void", "dewi")
    with pytest.raises(WrongState):
        give(desk, plan, "gita")


def test_it_is_shown_all_at_once_when_its_period_has_ended_and_enough_have_given(
    desk: Desk, plan: Plan
) -> None:
    for name in COLLEAGUES[:4]:
        give(desk, plan, name)
    for value in ("harmonis", "loyal", "adaptif"):  # one who says much counts once
        give(desk, plan, "fajar", About(AboutKind.VALUE, value))
    desk.at("2026-03-31 23:00")
    give(desk, plan, "joko", text="Selalu membantu")
    assert shown(plan) == []
    desk.at("2026-04-01 00:30")
    assert len(shown(plan)) == 8
    assert {each.standing for each in shown(plan)} == {"peer"}
    for name in COLLEAGUES[:4]:
        give(desk, plan, name, text="Kuartal kedua")
    desk.at("2026-07-01 09:00")
    assert "Kuartal kedua" not in {each.text for each in shown(plan)}
    desk.at("2026-12-31 23:00")
    for name in COLLEAGUES[:4]:
        give(desk, plan, name, text="Kuartal terakhir")
    give(desk, plan, "joko", text="Hari terakhir")
    desk.at("2027-01-01 00:30")
    before = len(shown(plan))
    with broken("ours:unnamed_over", says="would stand alone"):
        give(desk, plan, "joko", CALM)
    assert receivers(desk.id("joko"), clock.moment()) == []
    assert len(shown(plan)) == before == 13


def test_subordinates_speak_of_their_leader_and_no_policy_goes_below_three(desk: Desk, plan: Plan) -> None:
    desk.policy(Policy(unnamed_feedback=True, unnamed_feedback_fewest=1))
    leaders = desk.in_force("budi", by="citra")
    give(desk, leaders, "ani")
    give(desk, leaders, "fajar")
    desk.at("2026-04-01 09:00")
    assert shown(leaders) == []
    desk.at("2026-03-01 09:00")
    give(desk, leaders, "gita")
    desk.at("2026-04-01 09:00")
    assert {each.standing for each in shown(leaders)} == {"subordinate"}


def test_nothing_that_is_kept_leads_to_who_gave_it(desk: Desk, plan: Plan) -> None:
    counts = [each.objects.count() for each in (Entry, Event, Access, Answer, Feedback)]
    for name in COLLEAGUES:
        give(desk, plan, name, text=f"Dari seorang rekan {len(name)}")
    assert [each.objects.count() for each in (Entry, Event, Access, Answer, Feedback)] == counts
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t) FROM monitoring_unnamedfeedback t")
        rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    assert len(rows) == len({row["giver"] for row in rows}) == len(COLLEAGUES)
    for row in rows:
        assert set(row) == {"id", "plan_id", "about_kind", "about", "text", "standing", "until", "giver"}
        assert row["until"] == "2026-03-31"
    again = desk.in_force("budi", by="citra")
    give(desk, again, "fajar")
    (other,) = UnnamedFeedback.objects.filter(plan=again)
    assert other.giver not in {row["giver"] for row in rows}
