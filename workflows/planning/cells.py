"""The matrix of roles and results (form A.1.5): what an employee is to achieve for one item of his leader's plan."""

from __future__ import annotations

from django.db import models

from directory.dated import Dated, ends_after_it_begins, never_two
from directory.models import Person, Thing


class Cell(Thing):
    """Where the matrix of a leader's `plan` has an item of it (`column`: an indicator or a result) above and an
    employee beside; results of the employee's own plan can serve it, by its id."""

    dated = ("set_role",)

    plan = models.ForeignKey("planning.Plan", models.PROTECT, related_name="cells")
    column = models.CharField(max_length=40)
    employee = models.ForeignKey(Person, models.PROTECT, related_name="cells")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "column", "employee"], name="planning_cell_once")
        ]


class CellRow(Dated):
    """What stands in a cell: a result, or nothing where the employee has no role."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="rows")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            never_two("cell_described_once", "cell", room="planning"),
            ends_after_it_begins("cellrow", "planning"),
        ]
