"""What a change of posts does: to the directory first, then to each plan of the person, through the door.

Whoever calls this is inside a transaction and holds the turn of the directory (`directory.acts.take_turns`).
What is refused is gathered, so that all of it can be told at once; the caller takes everything back then.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker, NotYourTurn, WorkflowError
from cycle_engine.perform import Act, perform
from directory import queries as directory
from directory.commands import end_letter, put_people
from directory.dated import DAY
from directory.models import Assignment, Letter, PersonRow
from directory.rows import DirectoryError, PersonData
from workflows.planning.commands import draft_plan
from workflows.planning.data import Ending, Hold
from workflows.planning.machine import LIVE, PLANNED, PlanState
from workflows.planning.models import Plan
from workflows.staffing.facts import PostChangeFacts
from workflows.staffing.kinds import EXEMPTS, INTO_A_POST, LEAVES, MOVES, Change, end_cause
from workflows.staffing.models import PostChange

ENDABLE = frozenset([*PLANNED, PlanState.FINAL_APPRAISAL])


@dataclass
class OnPlan:
    """What becomes of one plan: the act that was done, or nothing because it goes on as it is."""

    plan: Plan
    step: str = ""
    act: Act[Plan] | None = None


@dataclass
class Done:
    """What one change did: to plans, a successor, letters; and everything that forbids it."""

    change: PostChange
    today: datetime.date
    plans: list[OnPlan] = field(default_factory=list)
    successor: Plan | None = None
    letters: list[Letter] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)


def carry_out(changes: Sequence[PostChange]) -> list[Done]:
    """Do what these changes say, together: some may fill the posts that others of them leave."""
    facts = PostChangeFacts(changes, *clock.moment())
    done = [Done(change, facts.day(change)) for change in changes]
    problems = _into_directory(changes)
    for each in done:
        each.blockers += problems
        _on_plans(each)
        _on_letters(each)
    return done


def blockers_of(error: WorkflowError) -> list[Blocker]:
    """What an engine's refusal says, one sentence at least."""
    return list(error.blockers) or [Blocker(error.code, error.sentence)]


# The directory


def _into_directory(changes: Sequence[PostChange]) -> list[Blocker]:
    rows = [row for number, each in enumerate(changes, 2) if (row := _row(number, each))]
    if not rows:
        return []
    if len({each.recorded_by_id for each in changes}) > 1:
        return [
            Blocker(
                "ours:change_together", _("Who change places with each other are recorded by one manager.")
            )
        ]
    try:
        put_people(rows, day=max(each.effective for each in changes), actor=_actor(changes[0]))
    except DirectoryError as error:
        return refused_by_directory(error)
    return []


def refused_by_directory(error: DirectoryError) -> list[Blocker]:
    """What the directory says of rows that it does not take."""
    return [
        Blocker("ours:directory", _("The directory cannot take this: %(why)s"), {"why": each.message})
        for each in error.problems
    ]


def _row(number: int, change: PostChange) -> PersonData | None:
    """The person as the directory describes him, with what changes from the day on."""
    said = _described(change)
    if said is None:
        return None
    about: dict[str, Any] = {}
    if change.change in INTO_A_POST and change.new_post is not None:
        about = {"post_code": change.new_post.code, "from_": change.effective}
    elif change.change in LEAVES and (held := _held(change)):
        about = {"post_code": held.post.code, "from_": held.valid_from, "to": change.effective - DAY}
    elif change.change in EXEMPTS:
        about = {"exempt_cause": change.change, "exempt_from": change.effective}
    elif exempt := directory.exempt([change.person_id], change.effective - DAY).get(change.person_id):
        about = {
            "exempt_cause": exempt.cause,
            "exempt_from": exempt.valid_from,
            "exempt_to": change.effective - DAY,
        }
    return PersonData(number, change.person.nip, said.name, said.kind, **_kept(said), **about)


def _described(change: PostChange) -> PersonRow | None:
    rows = PersonRow.objects.filter(person=change.person_id)
    return rows.on(change.effective).first() or rows.order_by("valid_from").last()


def _kept(said: PersonRow) -> dict[str, Any]:
    names = ("email", "rank", "contract_number", "contract_from", "contract_to")
    return {name: getattr(said, name) for name in names}


def _held(change: PostChange) -> Assignment | None:
    held = Assignment.objects.on(change.effective).filter(person=change.person_id)
    return held.select_related("post").first()


# Plans


def plans_of(change: PostChange) -> list[Plan]:
    """The person's plans that are not done with, in the order of their days."""
    plans = Plan.objects.filter(employee=change.person_id, state__in=[state.value for state in LIVE])
    return list(plans.select_related("cycle").order_by("starts_on", "pk"))


def step_for(change: PostChange, plan: Plan, today: datetime.date) -> tuple[str, Any] | None:
    """The step that the change asks of the plan, and its data; nothing when the plan goes on as it is."""
    planned = plan.state in PLANNED
    if change.change == Change.RETURN:
        return ("resume", None) if plan.held_from is not None and planned else None
    if change.change == Change.DEATH and plan.state in ENDABLE and plan.starts_on < change.effective:
        return "end_early", Ending(min(change.effective - DAY, plan.ends_on), "death")
    if change.change == Change.HIRE or plan.ends_on < change.effective:
        return None
    if change.change == Change.SUSPENSION and plan.starts_on <= max(today, change.effective):
        first = max(change.effective, plan.starts_on)
        return ("hold", Hold(first)) if planned and plan.held_from is None else None
    if plan.starts_on >= change.effective:
        return ("void", None) if planned else None
    if plan.state not in ENDABLE:
        return None
    new_post = str(change.new_post_id) if change.new_post_id else None
    return "end_early", Ending(change.effective - DAY, end_cause(change.change), new_post)  # type: ignore[arg-type]


def _on_plans(done: Done) -> None:
    change, today = done.change, done.today
    for plan in plans_of(change):
        step, data = step_for(change, plan, today) or ("", None)
        told = OnPlan(plan, step)
        done.plans.append(told)
        if not step or (step == "hold" and change.effective > today):  # known, but nothing is held ahead
            continue
        try:
            told.act = perform(Plan, plan.pk, step, actor=_actor(change), reason=_reason(change), data=data)
        except WorkflowError as error:
            done.blockers += blockers_of(error)
    _draft_successor(done)


def _draft_successor(done: Done) -> None:
    """The plan in the new post, where one ended by this change and the new post is in the scheme (`II.C.6`)."""
    change = done.change
    ended = [each.plan for each in done.plans if each.step == "end_early" and each.act is not None]
    if change.change not in MOVES or change.new_post_id is None or not ended:
        return
    row = directory.posts([change.new_post_id], change.effective).get(change.new_post_id)
    agency = directory.units_below([ended[-1].cycle.unit_id], change.effective)
    planned = row is not None and row.level and row.rater_post and row.unit_id in agency
    if not planned or directory.exempt([change.person_id], done.today):
        return
    cycle, person, post = ended[-1].cycle, change.person_id, change.new_post_id
    try:
        act = draft_plan(cycle, person, post, change.effective, actor=_actor(change))
    except WorkflowError as error:
        done.blockers += blockers_of(error)
    else:
        done.successor = act.record


# Letters


def letters_of(person: int, day: datetime.date) -> list[Letter]:
    """The letters by which the person stands in for others on the day or later."""
    letters = (
        Letter.objects.filter(person=person).exclude(valid_to__lt=day).exclude(valid_to__lt=F("valid_from"))
    )
    return list(letters.order_by("valid_from", "pk"))


def _on_letters(done: Done) -> None:
    """Who leaves the service stands in for nobody: letters that the recorder may end are ended with it."""
    change = done.change
    if change.change not in LEAVES:
        return
    for letter in letters_of(change.person_id, change.effective):
        last = max(change.effective, done.today, letter.valid_from) - DAY
        try:
            done.letters.append(end_letter(letter.pk, last, actor=_actor(change)))
        except NotYourTurn:
            continue  # of a unit that he does not manage: the preview says so
        except WorkflowError as error:
            done.blockers += blockers_of(error)


def _actor(change: PostChange) -> Actor:
    return Actor.of(change.recorded_by_id)


def _reason(change: PostChange) -> str:
    return f"{change.get_change_display()} ({change.decree_number})"
