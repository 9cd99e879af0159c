"""The births of this room: arranging a guidance, and telling an employee of his behaviour."""

from __future__ import annotations

from typing import Any

from cycle_engine.perform import Act, bear
from workflows.guidance.data import Arrangement, Concern
from workflows.guidance.models import Counselling, Guidance


def arrange_guidance(plan: int, data: Arrangement, **wish: Any) -> Act[Guidance]:
    """Arrange a guidance of the employee of this plan (id). Raises what `perform` raises."""
    return bear(Guidance(plan_id=plan, way=data.way), "arrange", data=data, **wish)


def tell_of_behaviour(plan: int, data: Concern, **wish: Any) -> Act[Counselling]:
    """Tell the employee of this plan (id) of a behaviour that hinders the work. Raises what `perform` raises."""
    return bear(Counselling(plan_id=plan), "tell", data=data, **wish)
