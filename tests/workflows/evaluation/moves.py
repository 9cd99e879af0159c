"""People who change their posts while they are evaluated."""

from __future__ import annotations

from tests.workflows.evaluation.office import Q1, Office
from tests.workflows.planning.desk import day
from workflows.evaluation.models import Evaluation
from workflows.planning.data import Ending
from workflows.planning.models import Plan


def move(office: Office, plan: Plan, last_day: str, first_day: str, below: str = "budi") -> None:
    """Ani's plan ends by transfer, and she takes another post, beneath this person's."""
    new = office.new_post("baru", below=below)
    office.take(plan, "end_early", "dewi", data=Ending(day(last_day), "transfer", str(new)))
    office.leaves("ani", last_day)
    office.takes_post("ani", "baru", first_day)


def successor(office: Office, first_day: str, by: str = "budi") -> Plan:
    """The plan in Ani's new post, in force since now."""
    plan = office.begun("ani", "baru", first_day, "ani")
    office.write(plan, office.agency.complete_contents())
    office.take(plan, "submit", "ani")
    return office.take(plan, "approve", by, data=office.named(plan))  # type: ignore[no-any-return]


def transferred(office: Office) -> tuple[Evaluation, Plan]:
    """The signed first quarter of Ani's old plan, and the plan of her new post since 4 May."""
    earlier = office.received()
    assert earlier.period == Q1
    office.at("2026-05-04 09:00")
    move(office, earlier.plan, "2026-05-03", "2026-05-04")
    return earlier, successor(office, "2026-05-04")
