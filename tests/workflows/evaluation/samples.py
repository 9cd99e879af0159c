"""What an evaluation rests on, as small as can be."""

from __future__ import annotations

from io import BytesIO

from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring.samples import PDF
from workflows.evaluation.models import Evaluation
from workflows.monitoring.commands import add_evidence
from workflows.planning.models import Plan


def evidence(plan: Plan, person: int, name: str = "laporan.pdf") -> str:
    """The id of a file that this person has put in for the plan."""
    return str(add_evidence(plan.pk, name, BytesIO(PDF), person).pk)


def crowd(office: Office, count: int) -> list[Evaluation]:
    """The reported first quarters of so many officers beneath Budi, in a unit that did well."""
    plans = []
    for number in range(count):
        name = f"pegawai{number}"
        office.new_post(name, below="budi")
        office.person(name, post=name)
        plans.append(office.in_force(name))
    office.opened(plan=plans[0])
    return [office.assessed(office.of(plan), who=f"pegawai{number}") for number, plan in enumerate(plans)]
