"""Fills a ledger through the door: plans drafted, then suspended and resumed in turn."""

from __future__ import annotations

from benchmarks import agency
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.perform import bear_many, in_chunks, perform_many
from cycle_engine.record import record
from directory.models import Grant, Person
from workflows.planning.models import Plan

STEPS = 8  # of each plan after its birth; a plan's owner and post have an entry each

def fill(entries: int) -> None:
    place = agency.make(entries // (STEPS + 3))
    manager = Person(nip="M", nip_hash="M")
    rows = Changes([Grant(person=manager, capacity="manager", unit_id=place.unit, valid_from=agency.EVER)])
    record([manager], "grant", rows, actor=Actor.clock(), notes=[{}])
    plans = [
        Plan(
            cycle=place.cycle, employee_id=owner, post_id=post, unit_id=place.unit, rater_post_id=place.rater_post,
            starts_on=place.cycle.starts_on, ends_on=place.cycle.ends_on, set_by=place.cycle.ends_on,
        )
        for owner, post in zip(place.owners, place.posts, strict=True)
    ]
    keys = []
    for chunk in in_chunks(range(len(plans))):
        acts = bear_many([plans[n] for n in chunk], "draft", actor=Actor.clock())
        assert not any(act.error for act in acts), acts[0].error
        keys += [act.record.pk for act in acts]
    for step in ("hold", "resume") * (STEPS // 2):
        for chunk in in_chunks(keys):
            acts = perform_many(Plan, chunk, step, actor=Actor.of(manager.pk), reason="Pemberhentian sementara menurut keputusan pejabat yang berwenang.")
            assert not any(act.error for act in acts), acts[0].error
