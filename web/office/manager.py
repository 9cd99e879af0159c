"""What pages of managers have in common: nobody else learns that they are there, and units bound what they tell."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from cycle_engine.remembered import remembered
from directory import queries as directory
from web import refusals
from web.kept import kept_fields
from web.pages import PersonPage
from workflows.cycles.models import Cycle
from workflows.jobs.models import Job

RUNNING = ("queued", "running")


class ManagerPage(PersonPage):
    """A page for managers; each sees what concerns the units that are given to him."""

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.units:
            return refusals.page(self, Missing())
        return super()._answer(request, *args, **kwargs)

    @property
    def units(self) -> frozenset[int]:
        """The units that the reader manages today, with all below them."""
        return self.me.manages

    @cached_property
    def actor(self) -> Actor:
        return Actor.of(self.reader)

    @cached_property
    def cycles(self) -> list[Cycle]:
        """The cycles of agencies in which the reader manages a unit, the latest first."""
        found = Cycle.objects.order_by("-year", "pk")
        return [cycle for cycle in found if self.units_of(cycle)]

    def cycle(self, key: int) -> Cycle:
        """One of these cycles; else Missing."""
        for cycle in self.cycles:
            if cycle.pk == key:
                return cycle
        raise Missing

    def units_of(self, cycle: Cycle) -> frozenset[int]:
        """Those of the reader's units that are of the cycle's agency."""
        return self.units & self._below(cycle.unit_id)

    def within(self, units: frozenset[int], unit: str) -> frozenset[int]:
        """Those of these units that are the one of this key, or below it; all where none is named."""
        return units & self._below(int(unit)) if unit else units

    def _below(self, unit: int) -> frozenset[int]:
        return remembered(self.moment.epoch, _all_below, [unit], self.day)[unit]

    def once(self, given: str) -> Key:
        """The key by which a form that is sent twice acts once; `given` names this sending."""
        body_hash = hashlib.sha256(canonical(kept_fields(self.request)).encode()).hexdigest()
        return Key(int(self.user.pk), self.request.path, given, body_hash)

    @property
    def wants_part(self) -> bool:
        """Whether a page that is shown already asks how far its job has come."""
        return bool(self.request.headers.get("HX-Request"))

    def progress_of(self, job: Job) -> HttpResponse:
        """How far a job has come, as a piece of the page; at its end the page is loaded anew."""
        answer = self.part("web/office/job.html", HTTPStatus.OK, job=job)
        if job.state not in RUNNING:
            answer["HX-Refresh"] = "true"
        return answer


def _all_below(units: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    return {unit: frozenset(directory.units_below([unit], day)) for unit in units}
