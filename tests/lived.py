"""A past of the small agency: plans, remarks and amendments in most of the states that there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.agency import living
from tests.databases import Database, clone, used
from tests.workflows.planning.desk import Desk
from workflows.planning.data import Answer, RemarkInput
from workflows.planning.models import Amendment, Plan, Remark


@contextmanager
def lived(template: Database) -> Iterator[Database]:
    """A database in which this has happened, to be used or cloned; nobody is connected to it."""
    with clone(template) as database:
        with used(database), living() as agency:
            live(Desk(agency))
        yield database


def live(desk: Desk) -> None:
    """Ani's plan is returned, answered, approved, amended, given to another rater and held."""
    plan = desk.returned(RemarkInput("Target terlalu rendah", "r1"), RemarkInput("Sebutkan sumber data"))
    _answer(desk, plan)
    desk.take(plan, "approve", "budi", data=desk.named(plan))
    amendment = desk.amending(plan)
    desk.take(amendment, "approve", "budi", data=desk.named(amendment))
    desk.take(desk.proposed(plan), "cancel", "ani")
    desk.take(plan, "reassign_rater", "dewi", data=desk.rater("citra"))
    desk.take(Amendment.objects.latest("pk"), "cancel", "ani")  # for the new rater
    desk.take(plan, "hold", "dewi")
    desk.drafted("budi")
    desk.take(desk.submitted("eko"), "withdraw", "eko")
    desk.take(desk.submitted("indah"), "void", "dewi")


def _answer(desk: Desk, plan: Plan) -> None:
    contents = desk.agency.complete_contents()
    contents["results"][0]["text"] = "Terlayaninya pemohon KTP pada hari yang sama"
    desk.write(plan, contents)
    for remark in Remark.objects.order_by("pk"):
        desk.take(remark, "answer", "ani", data=Answer("Sudah diperbaiki"))
    desk.take(plan, "submit", "ani")
    for remark in Remark.objects.order_by("pk"):
        desk.take(remark, "resolve", "budi")
