"""The verbs of planning beside the steps themselves: births, drafts, and opening a cycle.

Steps on records that are there are taken by `cycle_engine.perform` with the record's model; nothing here
stands between.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from itertools import zip_longest
from threading import Lock
from typing import Any

from django.db import connection, transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.chunks import HANDS, by_pieces, in_chunks
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken, Stale, WorkflowError, WrongState
from cycle_engine.look import blockers_of
from cycle_engine.perform import Act, bear, bear_many
from cycle_engine.tables import lock
from directory import queries as directory
from workflows.cycles import queries as cycles
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.jobs.commands import Outcome, Progress, job, queue
from workflows.jobs.models import Job
from workflows.planning import queries, rules, templates
from workflows.planning.contents import Document, renamed
from workflows.planning.facts import AmendmentFacts, PlanFacts
from workflows.planning.machine import UNSIGNED
from workflows.planning.models import Amendment, Plan, Remark
from workflows.planning.rows import Draft
from workflows.planning.starting import NOT_EMPTY, NOTHING, Source, is_empty

OPEN_CYCLE = "open_cycle"
PIECE = 1250  # people whose plans are drafted in one transaction


# Births


def draft_plan(
    cycle: Cycle,
    employee: int,
    post: int,
    starts_on: datetime.date,
    **wish: Any,
) -> Act[Plan]:
    """Begin a plan of `employee` in `post` from this day to the cycle's end.

    `wish` as in `cycle_engine.perform.Wish`. Raises Missing when there is no such post in the cycle's agency on
    that day or nobody above it, and what `perform` raises.
    """
    begins = max(starts_on, cycle.starts_on)
    row = directory.posts([post], begins).get(post)
    agency = directory.units_below([cycle.unit_id], begins)
    if row is None or row.rater_post is None or row.unit_id not in agency or starts_on > cycle.ends_on:
        raise Missing
    calendar = cycles.calendars([row.unit_id], begins)[row.unit_id]
    plan = Plan(
        cycle=cycle,
        employee_id=employee,
        post_id=post,
        unit_id=row.unit_id,
        rater_post_id=row.rater_post,
        leader=queries.is_leader(row.level, independent_unit_head=row.independent_unit_head),
        starts_on=begins,
        ends_on=cycle.ends_on,
        set_by=_set_by(cycle, begins, cycles.policy_of([cycle.pk], begins)[cycle.pk], calendar),
    )
    with transaction.atomic():
        _one_birth_at_a_time(_lane(employee))
        return bear(plan, "draft", **wish)


def _one_birth_at_a_time(lane: int) -> None:
    """Wait until nobody else begins plans of people of this lane: who comes second is then told of the first by a
    rule, instead of by the constraint that no two plans of an employee cover one day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('births of plans', %s))", [lane])


def _lane(person: int) -> int:
    """All people go in as many lanes as there are transactions at once when a cycle is opened."""
    return person % HANDS


def _set_by(cycle: Cycle, begins: datetime.date, policy: Policy, calendar: Any) -> datetime.date:
    """31 January, or for a plan that begins later so many working days from its first day."""
    if begins == cycle.starts_on:
        return policy.plan_deadline.of_year(cycle.year)
    return calendar.after(begins, policy.plan_begun_days)  # type: ignore[no-any-return]


def propose_amendment(plan: Plan, data: Any, **wish: Any) -> Act[Amendment]:
    """Open the next revision of a plan in force. Raises what `perform` raises."""
    return bear(Amendment(plan=plan, causes=[]), "propose", data=data, **wish)


def pin_remark(plan: Plan, amendment: Amendment | None, item: str, text: str, **wish: Any) -> Act[Remark]:
    """Remark on an item of a plan under discussion, or of its amendment. Raises what `perform` raises."""
    actor: Actor = wish["actor"]
    remark = Remark(
        plan=plan,
        amendment=amendment,
        item=item,
        text=text,
        author_id=actor.person,
        said_at=clock.now(),  # type: ignore[misc]
    )
    return bear(remark, "pin", **wish)


# Drafts


def write_plan(plan: int, contents: Document, edit: int, person: int) -> Draft:
    """Save the draft of a plan; its edit counter moves by one. Only its owner, while drafting or returned.

    Raises Missing, Stale (another edit came first), NotYourTurn, WrongState or RulesBroken.
    """
    with transaction.atomic():
        records, moment = lock(Plan, [plan], skip_locked=False)
        if plan not in records:
            raise Missing
        return _write(records[plan], PlanFacts([records[plan]], *moment), contents, edit, person)


def start_plan(plan: int, source: Source, edit: int, person: int, *, replace: bool) -> Draft:
    """Begin the draft of a plan with the template of its post, or as the owner's last plan. Only its owner, while
    drafting; contents that are there only with `replace`. Errors as in `write_plan`."""
    with transaction.atomic():
        records, moment = lock(Plan, [plan], skip_locked=False)
        if plan not in records:
            raise Missing
        record = records[plan]
        facts = PlanFacts([record], *moment)
        contents = queries.beginning(record, source, facts)
        lacking = [] if contents else [NOTHING[source]]
        lacking += [] if replace or is_empty(facts.contents(record)) else [NOT_EMPTY]
        found = renamed(contents or {"results": []}, queries.used_item_ids(plan))
        return _write(record, facts, found, edit, person, states=["drafting"], lacking=lacking)


def write_amendment(amendment: int, contents: Document, edit: int, person: int) -> Draft:
    """Save the draft of an amendment: its owner or who proposed it. Errors as in `write_plan`."""
    with transaction.atomic():
        records, moment = lock(Amendment, [amendment], skip_locked=False)
        if amendment not in records:
            raise Missing
        record = records[amendment]
        return _write(record, AmendmentFacts([record], *moment), contents, edit, person)


def refusal_to_write(
    record: Any,
    facts: Any,
    person: int,
    *,
    states: Collection[str] = UNSIGNED,
    lacking: Sequence[Blocker] = (),
) -> WorkflowError | None:
    """Why this person may not write the draft of a plan or an amendment now, or nothing."""
    refusal: WorkflowError | None = None
    if person not in _writers(record, facts):
        refusal = NotYourTurn()
    elif record.state not in states:
        refusal = WrongState()
    elif blockers := [*blockers_of([rules.not_held], record, facts, Actor.of(person)), *lacking]:
        refusal = RulesBroken(blockers)
    if refusal is not None:
        refusal.about(record)
    return refusal


def _writers(record: Any, facts: Any) -> set[int]:
    """The owner; of an amendment also the rater who proposed it."""
    owner = {facts.plan(record).employee_id}
    if facts.amendment_id(record) is None:
        return owner
    return owner | {record.proposed_by_id} & {
        holder.person for holder in facts.holders(record, Capacity.RATER)
    }


def _write(record: Any, facts: Any, contents: Document, edit: int, person: int, **how: Any) -> Draft:
    """Save the draft, or raise. `how` as in `refusal_to_write`."""
    draft: Draft = facts.dossier(record).draft
    if draft.edit != edit:
        stale = Stale()
        stale.about(record)
        raise stale
    if refusal := refusal_to_write(record, facts, person, **how):
        raise refusal
    draft.contents, draft.edit = contents, edit + 1
    draft.save(update_fields=["contents", "edit"])
    return draft


def put_templates(contents: dict[int, Document]) -> int:
    """Furnish these posts with templates from today on, as the clock; how many posts that is news for."""
    return templates.put_templates(contents, clock.now().date(), actor=Actor.clock())


# Opening a cycle


def open_cycle(cycle: Cycle, actor: Actor, first: Source = "template") -> Job:
    """Ask for everybody's plans of a cycle to be drafted, as a background job. NotYourTurn for who does not
    manage the cycle's agency.

    A plan begins with the template of its post, where there is none as its owner's last plan in the post; the
    other way round when that comes `first`.
    """
    today = cycles.calendars([cycle.unit_id], clock.now().date())[cycle.unit_id].day_of(clock.now())
    if actor.person is not None and cycle.unit_id not in directory.granted(actor.person, ["manager"], today):
        raise NotYourTurn
    return queue(OPEN_CYCLE, {"cycle": cycle.pk, "first": first}, actor)


@job(OPEN_CYCLE)
def _open(opening: Job, progress: Progress) -> Outcome:
    """Draft a plan for each person in the scheme who has none yet, a thousand or so in one transaction."""
    cycle = Cycle.objects.get(pk=opening.arguments["cycle"])
    day = max(clock.now().date(), cycle.starts_on)
    people = queries.people_to_plan(cycle, day)
    progress(0, len(people))
    done, errors, counting = 0, list[dict[str, str]](), Lock()

    def draft(some: list[int]) -> int:
        nonlocal done
        with transaction.atomic():
            _one_birth_at_a_time(_lane(some[0]))
            plans, orphans = _new_plans(cycle, queries.placed(cycle, day, some))
            for plan in plans:
                plan.prefers_last_year = opening.arguments["first"] == "last_year"
            acts = bear_many(plans, "draft", actor=Actor.clock()) if plans else []
            with counting:
                done += len(some)
                progress(done, len(people))
        errors.extend({"employee": str(person), "code": "no_rater"} for person in orphans)
        refused = [(plan, act.error) for plan, act in zip(plans, acts, strict=True) if act.error is not None]
        for plan, error in refused:
            codes = [blocker.rule for blocker in error.blockers] or [error.code]
            errors.append({"employee": str(plan.employee_id), "code": ", ".join(codes)})
        return len(plans) - len(refused)

    drafted = by_pieces(_by_lanes(people), draft)
    errors.sort(key=lambda error: int(error["employee"]))
    return Outcome({"drafted": drafted, "left_out": len(errors)}, errors)


def _by_lanes(people: Sequence[int]) -> list[list[int]]:
    """All of them in pieces, each of one lane, the lanes by turns."""
    lanes = ([person for person in people if _lane(person) == lane] for lane in range(HANDS))
    turns = zip_longest(*(in_chunks(lane, PIECE) for lane in lanes), fillvalue=[])
    return [piece for turn in turns for piece in turn if piece]


def _new_plans(cycle: Cycle, people: list[queries.Placed]) -> tuple[list[Plan], list[int]]:
    """New plans for these people, and those among them above whom there is no post."""
    if not people:
        return [], []
    units = {each.unit for each in people}
    calendars = cycles.calendars(units, cycle.starts_on)
    policy = cycles.policy_of([cycle.pk], max(each.starts_on for each in people))[cycle.pk]
    plans = [
        Plan(
            cycle_id=cycle.pk,
            employee_id=each.person,
            post_id=each.post,
            unit_id=each.unit,
            rater_post_id=each.rater_post,
            leader=each.leader,
            starts_on=each.starts_on,
            ends_on=cycle.ends_on,
            set_by=_set_by(cycle, each.starts_on, policy, calendars[each.unit]),
        )
        for each in people
        if each.rater_post is not None
    ]
    return plans, [each.person for each in people if each.rater_post is None]
