"""The verb of appeals beside the steps themselves: filing one."""

from __future__ import annotations

from typing import Any

from cycle_engine import clock
from cycle_engine.perform import Act, bear
from workflows.appeals.data import Objection
from workflows.appeals.models import Appeal
from workflows.evaluation.models import Evaluation


def file_appeal(evaluation: Evaluation, data: Objection, **wish: Any) -> Act[Appeal]:
    """File an appeal against an evaluation. Raises what `perform` raises."""
    today = clock.now().date()
    appeal = Appeal(plan_id=evaluation.plan_id, evaluation_id=evaluation.pk, filed_on=today, duty_since=today)
    return bear(appeal, "file", data=data, **wish)
