"""What leaders do beside the plans that they rate, by the commands that the API uses."""

from __future__ import annotations

from cycle_engine import clock
from demo.world import World, scene
from workflows.planning.matrix import matrix
from workflows.planning.roles import Role, set_roles


@scene
def says_who_does_what(world: World, leader: str) -> None:
    """The leader writes the matrix of roles and results as it was agreed: for each of those whom he rates the results
    that serve an item of his plan, else no role."""
    agreed = matrix(world.plan(leader), world.agency.people[leader], clock.moment())
    roles = [
        Role(row.employee, column, "; ".join(each.text for each in place.results))
        for row in agreed.rows
        for column, place in row.places.items()
    ]
    set_roles(agreed.plan, roles, actor=world.actor(leader))
