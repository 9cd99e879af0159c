"""Fills a ledger through the door: plans drafted, then suspended and resumed in turn. Needs a configured Django."""

from __future__ import annotations

from benchmarks import agency
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.chunks import in_chunks
from cycle_engine.perform import Act, bear_many, perform_many
from cycle_engine.record import record
from directory.models import Grant, Person
from workflows.planning.models import Plan

REASON = "Diberhentikan sementara menurut keputusan pejabat yang berwenang"
BEFORE_STEPS = 3  # entries of each plan by then: its owner's, his post's and its own first


class Filled:
    """A ledger with so many plans, which grows by an entry of each with every step."""

    def __init__(self, plans: int) -> None:
        place = agency.make(plans)
        manager = Person(nip="M", nip_hash="M")
        grant = Grant(person=manager, capacity="manager", unit_id=place.unit, valid_from=agency.EVER)
        record([manager], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])
        self.manager = Actor.of(manager.pk)
        self.keys: list[int] = []
        for chunk in in_chunks(range(plans)):
            newborn = [_plan(place, number) for number in chunk]
            self.keys += _done(bear_many(newborn, "draft", actor=Actor.clock()))

    def grow(self, steps: int) -> None:
        """Take so many steps, an even number, with each plan."""
        for step in ("hold", "resume") * (steps // 2):
            for chunk in in_chunks(self.keys):
                _done(perform_many(Plan, chunk, step, actor=self.manager, reason=REASON))


def _plan(place: agency.Agency, number: int) -> Plan:
    return Plan(
        cycle=place.cycle,
        employee_id=place.owners[number],
        post_id=place.posts[number],
        unit_id=place.unit,
        rater_post_id=place.rater_post,
        starts_on=place.cycle.starts_on,
        ends_on=place.cycle.ends_on,
        set_by=place.cycle.ends_on,
    )


def _done(acts: list[Act[Plan]]) -> list[int]:
    assert not [act.error for act in acts if act.error]
    return [act.record.pk for act in acts]
