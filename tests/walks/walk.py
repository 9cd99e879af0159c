"""The walk: random people take random steps at random times, beside a model that says what must come of it."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import psycopg
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from cycle_engine.ledger.verify import verify
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline
from tests.replay import assert_the_ledger_alone_gives_the_tables
from tests.walks import effects
from tests.walks.acts import Acts
from tests.walks.model import AMENDING, APPEALED, BY, ENDS, Command, Model
from tests.walks.rules import expects
from tests.workflows.evaluation.office import Office
from workflows.appeals.models import Appeal
from workflows.planning.models import Amendment, Plan

PEOPLE = ("ani", "budi", "citra", "wibawa", "dewi", "indah", "eko")
CAUSES = ("transfer", "death", "retirement", "contract_end")
A_MINUTE = datetime.timedelta(minutes=1)
# Of these the model knows nothing, and the clock's own come with it.
LEFT_OUT = {("plan", "draft"), ("plan", "reassign_rater")}
STEPS = sorted(each for each, by in BY.items() if any(" " not in one for one in by) and each not in LEFT_OUT)
MODELLED = {"plan", "amendment", "evaluation", "appeal"}
STEPS = [each for each in STEPS if each[0] in MODELLED]
HOLD = {
    "owner": ["ani"],
    "rater": ["budi"],
    "superior": ["citra", "wibawa"],
    "author": ["budi", "citra", "wibawa"],
    "decider": ["citra", "wibawa"],
    "manager": ["dewi"],
}
HOLDERS = {each: sorted({who for by in BY[each] for who in HOLD.get(by, ())}) for each in STEPS}
ENDING = {"void", "end_early", "excuse", "cancel"}
ASIDE = {
    "hold",
    "resume",
    "take_over_result",
    "return_for_revision",
    "withdraw",
    "dismiss",
    "reopen",
    "report",
}
ASIDE |= {"ask_for_evidence", "ask_to_reconsider", "recall", "appoint_decider", "propose"}
STATES = """
    SELECT 'plan', id, state FROM planning_plan UNION ALL
    SELECT 'amendment', id, state FROM planning_amendment UNION ALL
    SELECT 'evaluation', id, state FROM evaluation_evaluation UNION ALL
    SELECT 'appeal', id, state FROM appeals_appeal ORDER BY 1, 2
"""


class World:
    """The product and the model of it, side by side."""

    def __init__(
        self, office: Office, plan: Plan, proof: str, model: Model, owner: psycopg.Connection
    ) -> None:
        self.office, self.acts, self.model, self.owner = office, Acts(office, plan, proof), model, owner

    def at(self, moment: datetime.datetime) -> None:
        self.model.now = moment
        self.owner.execute("UPDATE engine_clock SET ahead = %s - clock_timestamp()", [moment])

    def do(self, command: Command) -> None:
        """Take a step: what comes of it, and all states after it, are what the model says."""
        self.at(self.model.now)
        expected = expects(self.model, command)
        came = self.acts.take(command, self.model)
        assert came in expected, f"{command}: {came}, not {expected}"
        if came == "done":
            effects.take(self.model, command)
        self.compare()

    def tick(self) -> None:
        """Let the clock do what is due."""
        self.at(self.model.now)
        self.office.tick()
        effects.tick(self.model)
        self.compare()

    def compare(self) -> None:
        found: dict[str, list[str]] = {kind: [] for kind in ("plan", "amendment", "evaluation", "appeal")}
        with connection.cursor() as cursor:
            cursor.execute(STATES)
            for kind, _, state in cursor.fetchall():
                found[kind].append(state)
        assert found == self.model.states()

    def check(self) -> None:
        """What holds after every walk."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert verify("plan").fault is None
        assert_the_ledger_alone_gives_the_tables()
        assert Amendment.objects.filter(state__in=AMENDING).count() <= 1
        live = list(Appeal.objects.filter(state__in=APPEALED).values_list("evaluation", flat=True))
        assert len(live) == len(set(live))
        for deadline in Deadline.objects.filter(closed_at=None):
            machine = MACHINES[deadline.record]
            (limit,) = (each for each in machine.limits if each.kind == deadline.kind)
            rows: Any = machine.model._base_manager
            state = rows.values_list("state", flat=True).get(pk=deadline.record_id)
            assert limit.waits_for.get(state) == deadline.waits_for, (deadline.record, state, deadline.kind)


class Walk(RuleBasedStateMachine):
    """One walk from where the world stands; at its end the world is taken back there."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.kept, self.came_at = world, world.model, world.model.now
        self.savepoint = transaction.savepoint()
        world.model = copy.deepcopy(world.model)

    def teardown(self) -> None:
        try:
            self.world.check()
        finally:
            transaction.savepoint_rollback(self.savepoint)
            self.world.model = self.kept

    @property
    def model(self) -> Model:
        return self.world.model

    def commands(self) -> list[Command]:
        """Every step on everything there is, by everybody."""
        return [each for record, step in STEPS for each in self._of(record, step, PEOPLE)]

    def possible(self, *but: str) -> list[Command]:
        """What may be done now, but for these steps."""
        theirs = [
            each
            for record, step in STEPS
            if step not in but
            for each in self._of(record, step, HOLDERS[record, step])
        ]
        return [each for each in theirs if "done" in expects(self.model, each)]

    def _of(self, record: str, step: str, people: Collection[str]) -> list[Command]:
        there = {"plan": True, "amendment": self.model.amendments, "appeal": self.model.appeals}
        about: list[str] = [""]
        if record == "evaluation":
            about = list(ENDS) if step == "open" else list(self.model.evaluations)
        elif step == "file":
            about = list(self.model.evaluations)
        elif step == "end_early":
            about = list(CAUSES)
        elif step != "propose" and not there[record]:
            about = []
        return [Command(record, step, who, of) for of in about for who in people]

    def draw(self, data: st.DataObject, possible: list[Command]) -> Command:
        """First a step, then of what and by whom: nothing is drawn more often for being there more often."""
        step = data.draw(st.sampled_from(sorted({(each.record, each.step) for each in possible})))
        return data.draw(st.sampled_from([each for each in possible if (each.record, each.step) == step]))

    @rule(data=st.data())
    def goes_on(self, data: st.DataObject) -> None:
        """Somebody does what leads further."""
        if possible := self.possible(*ENDING, *ASIDE):
            self.world.do(self.draw(data, possible))

    goes_further = goes_on_and_on = goes_on

    @rule(data=st.data())
    def strays(self, data: st.DataObject) -> None:
        """Somebody does what he may, but ends nothing."""
        if possible := self.possible(*ENDING):
            self.world.do(self.draw(data, possible))

    @rule(data=st.data())
    def ends(self, data: st.DataObject) -> None:
        if possible := [each for each in self.possible() if each.step in ENDING]:
            self.world.do(self.draw(data, possible))

    @rule(data=st.data())
    def tries(self, data: st.DataObject) -> None:
        """Anybody tries anything."""
        self.world.do(self.draw(data, self.commands()))

    @rule(data=st.data(), stale=st.booleans())
    def errs(self, data: st.DataObject, stale: bool) -> None:  # noqa: FBT001
        """Who may take a step sends something wrong with it, or has read an old version."""
        if possible := self.possible():
            self.world.do(replace(self.draw(data, possible), faulty=not stale, stale=stale))

    @rule(data=st.data())
    def clock_tries(self, data: st.DataObject) -> None:
        """The clock comes to something, whether or not it is time."""
        steps = [each for each in STEPS if "clock" in BY[each]]
        mine = [each for record, step in steps for each in self._of(record, step, ["clock"])]
        self.world.do(self.draw(data, mine))

    @rule(data=st.data(), early=st.booleans())
    def waits(self, data: st.DataObject, early: bool) -> None:  # noqa: FBT001
        """Time goes on to the midnight of a deadline, or to a minute before."""
        ends = sorted({self.model.calendar.end_of(day) for day in self.model.deadlines()})
        moments = [end - A_MINUTE if early else end for end in ends]
        ahead = [moment for moment in moments if moment > self.model.now]
        if ahead:
            self.world.at(data.draw(st.sampled_from(ahead[:6])))

    @precondition(lambda self: self.came_at != self.model.now)
    @rule()
    def clock_comes(self) -> None:
        """Not twice at one moment, when nothing could be due."""
        self.world.tick()
        self.came_at = self.model.now

    @precondition(lambda self: self.model.plan.held_from is None)
    @rule(complete=st.booleans())
    def ani_edits(self, complete: bool) -> None:  # noqa: FBT001
        """Her draft is such as may be submitted afterwards, or not."""
        plan, changes = self.model.plan, self.model.amendments
        if plan.state in ("drafting", "returned"):
            self.world.acts.write(self.world.acts.plan, complete=complete)
            plan.complete = complete
        elif changes and changes[-1].state in ("drafting", "returned"):
            self.world.acts.write(Amendment.objects.latest("pk"), complete=complete)
            changes[-1].complete = complete
