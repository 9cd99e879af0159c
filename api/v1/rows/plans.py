"""Plans as answers show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.v1.names import Names
from api.v1.shapes import Named, Plan, RevisionName, Titled
from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.look import Available, available_steps
from workflows.planning.beside import duties_in


def show(plans: Sequence[Any], reader: int, at: Moment) -> list[Plan]:
    """These plans, as `rows` found them, in their order."""
    steps = available_steps(plans, reader)
    duties = {plan.pk: duties_in(steps[plan.pk]) for plan in plans}
    people = [person for each in duties.values() for person in each.values()]
    names = Names.of([*people, *(plan.employee_id for plan in plans)], at)
    return [_plan(plan, steps[plan.pk], duties[plan.pk], names) for plan in plans]


def allowed(steps: Sequence[Available]) -> list[str]:
    return [each.step.name for each in steps if each.allowed]


def revision_name(found: Mapping[str, Any] | None) -> RevisionName | None:
    """A revision as the database's JSON names it."""
    if found is None:
        return None
    since = found["in_force_from"]
    return RevisionName(
        found["number"], found["hash"], found["signed"], date.fromisoformat(since) if since else None
    )


def _plan(plan: Any, steps: Sequence[Available], duties: Mapping[Capacity, int], names: Names) -> Plan:
    in_force = revision_name(plan.in_force)
    return Plan(
        id=str(plan.pk),
        state=plan.state,
        state_label=str(plan.get_state_display()),
        version=plan.version,
        cycle=str(plan.cycle_id),
        employee=names.named(plan.employee_id),
        post=Titled(str(plan.post_id), plan.post_title),
        unit=Named(str(plan.unit_id), plan.unit_name),
        rater=names.maybe(duties.get(Capacity.RATER)),
        superior=names.maybe(duties.get(Capacity.SUPERIOR)),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        end_cause=plan.end_cause,
        set_by=plan.set_by,
        held_from=plan.held_from,
        signed=in_force.signed if in_force else None,
        revision_in_force=in_force,
        revision_submitted=revision_name(plan.submitted) if plan.state == "submitted" else None,
        edit=plan.edit,
        live_amendment=str(plan.live_amendment) if plan.live_amendment else None,
        late=plan.is_late,
        allowed_steps=allowed(steps),
    )
