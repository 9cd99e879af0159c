"""What usually follows when another rater comes: expectations are clarified with him (`6/2022:II.C.7`)."""

from __future__ import annotations

from demo.acts.planning import is_approved, submits, writes
from demo.world import World, scene
from workflows.planning.models import Amendment

LINE = "Kesepakatan ulang jadwal dialog kinerja dengan pejabat penilai yang baru"


@scene
def clarify(world: World) -> None:
    """Employees with a new rater write down what they have agreed, and submit it."""
    for owner in _owners(world, "drafting"):
        writes(owner, "accountability", LINE).play(world)
        submits(owner).play(world)


@scene
def agree(world: World) -> None:
    """The new raters approve it."""
    for owner in _owners(world, "submitted"):
        is_approved(owner).play(world)


def _owners(world: World, state: str) -> list[str]:
    """Whose plans have such a change in this state and no other cause for it, and are not suspended."""
    found = Amendment.objects.filter(state=state, causes=["new_rater"], plan__held_from=None)
    people = found.order_by("pk").values_list("plan__employee", flat=True)
    return [world.names[person] for person in people]
