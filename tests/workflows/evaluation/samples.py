"""What an evaluation rests on, as small as can be."""

from __future__ import annotations

from io import BytesIO

from tests.workflows.monitoring.samples import PDF
from workflows.monitoring.commands import add_evidence
from workflows.planning.models import Plan


def evidence(plan: Plan, person: int, name: str = "laporan.pdf") -> str:
    """The id of a file that this person has put in for the plan."""
    return str(add_evidence(plan.pk, name, BytesIO(PDF), person).pk)
