"""Reviewing: what was submitted beside what was read before, remarks, and the decision; then the next one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, RulesBroken, WorkflowError
from cycle_engine.look import Available, available_steps
from cycle_engine.machine import Step
from cycle_engine.perform import perform
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.names import Names
from web.pages import PersonPage
from web.planning.remarks import remarks_on
from web.planning.shown import served, shown
from web.records import PLANS, Kind, record_address, step_address
from web.step_forms import StepForm
from web.steps import StepPage, offered
from web.team.changes import compared
from web.team.forms import REMARK, review_form
from workflows.planning import queries
from workflows.planning.contents import item_ids
from workflows.planning.models import Amendment, Remark
from workflows.planning.reviewing import Subject, Submitted, note_reading, submitted_to

log = logging.getLogger(__name__)

DECISIONS = ("approve", "set_by_superior", "return_for_revision")
TO_SETTLE = {"ours:remarks_resolved"}  # what the reviewer can do on the page itself


class ReviewPage(StepPage):
    """A submitted plan or amendment, and the decision on it."""

    kind: Kind = PLANS
    template = "web/team/review.html"
    read: int | None = None  # the revision that this answer shows to who decides on it
    _facts: Any = None
    _newest: Mapping[Subject, Submitted]

    def get(self, request: HttpRequest, key: int) -> HttpResponse:  # type: ignore[override]
        """What is new since it was read last."""
        return super().get(request, self.kind.path, key, "approve")

    def post(self, request: HttpRequest, key: int) -> HttpResponse:  # type: ignore[override]
        """Decide, by the button that was pressed."""
        decision = request.POST.get("decision", "")
        if decision not in DECISIONS:
            raise Missing
        return super().post(request, self.kind.path, key, decision)

    def form(self, record: Any, step: Step) -> type[StepForm]:
        """With a field for each item, and for those of which something was said though they are gone."""
        said = {name.removeprefix(REMARK) for name in self.request.POST if name.startswith(REMARK)}
        newest = self.newest(record)
        known = item_ids(newest.revision.contents) if newest else set()
        return review_form(step, ["", *sorted(known | said - {""})])

    def facts(self, record: Any) -> Any:
        """What is known of the record, fetched once."""
        if self._facts is None or self._facts.records[0] is not record:
            self._facts = self.kind.machine.facts([record], *self.moment)
            newest = self._facts.dossier(record).revision
            self._newest = submitted_to(self.reader, {_subject(record): newest} if newest else {})
        return self._facts

    def newest(self, record: Any) -> Submitted | None:
        """What was submitted last."""
        self.facts(record)
        return self._newest.get(_subject(record))

    def initial(self, record: Any) -> dict[str, object]:
        newest = self.newest(record)
        return super().initial(record) | {"revision": newest.revision.hash if newest else ""}

    def take(self, kind: Kind, record: Any, step: Step, form: StepForm) -> None:
        """Settle the remarks that are ticked, and decide: all of it or nothing."""
        with transaction.atomic():
            for remark in self._unsettled(record):
                if str(remark.pk) in self.request.POST.getlist("settled"):
                    perform(Remark, remark.pk, "resolve", actor=Actor.of(self.reader))
            super().take(kind, record, step, form)

    def _unsettled(self, record: Any) -> list[Remark]:
        plan, amendment = _subject(record)
        found = Remark.objects.filter(plan=plan, amendment=amendment, state__in=["open", "answered"])
        return list(found.order_by("pk"))

    def refused(
        self, kind: Kind, record: Any, step: Step, form: StepForm, error: WorkflowError
    ) -> HttpResponse:
        """What was typed stays, beside what is submitted by now."""
        if not isinstance(error, RulesBroken):
            form = self.form(kind.find(record.pk, self), step)(self.request.POST)
        return super().refused(kind, record, step, form, error)

    def after(self, kind: Kind, record: Any) -> str:
        return reverse("web:review_next")

    def done(self, record: Any, step: Step) -> str:
        plan = self.facts(record).plan(record)
        name = Names.of([plan.employee_id], self.moment)[plan.employee_id]
        return _("Done: %(step)s, %(name)s.") % {"step": step.declaration.label, "name": name}

    def ask(
        self, kind: Kind, record: Any, step: Step, form: StepForm, status: int = HTTPStatus.OK, **context: Any
    ) -> HttpResponse:
        """The page, with the decisions that the reader may take or why he may not."""
        facts = self.facts(record)
        decisions = [
            each for each in offered([record], self, facts)[record.pk] if each.step.name in DECISIONS
        ]
        may = _decides(available_steps([record], self.reader, facts)[record.pk])
        plan = facts.plan(record)
        posts = remembered(self.moment.epoch, directory.posts, [plan.post_id], facts.day(record))
        return self.show(
            self.template,
            status,
            record=record,
            plan=plan,
            kind=kind.machine.kind,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            post_title=posts[plan.post_id].title if posts else "",
            may=may,
            decisions=decisions,
            warnings=[warning.message for each in may.values() for warning in each.warnings],
            settled=self.request.POST.getlist("settled"),
            form=form,
            back=record_address("plan", plan),
            **self._document(record, facts, form, decides=bool(may)),
            **context,
        )

    def _document(self, record: Any, facts: Any, form: StepForm, *, decides: bool) -> dict[str, Any]:
        """What was submitted, beside what was read before."""
        newest = self.newest(record)
        if newest is None or record.state != "submitted":
            return {"compared": None}
        if decides and not newest.was_read:
            self.read = newest.revision.pk
        before, after, plan = newest.before, newest.revision.contents, facts.plan(record)
        raters = facts.holders(record, Capacity.RATER)
        names = served(
            after, raters[0].person if raters else None, plan.cycle_id, facts.day(record), self.moment
        )
        amendment = record if isinstance(record, Amendment) else None
        remarks = remarks_on(plan, amendment, facts, self)
        contents = shown(after, names, remarks)
        return {
            "revision": newest.revision,
            "before": before,
            "contents": contents,
            "compared": compared(contents, before.contents if before else None, after, names, form),
            "whole": form[REMARK],
            "gone": _of_gone_items(form, item_ids(after)),
            "unsettled": sum(not each.settled for each in remarks),
        }

    def _keep_notes(self) -> None:
        """That the revision was read is noted once the page has gone: never in its way."""
        super()._keep_notes()
        if self.read is None:
            return
        try:
            note_reading(self.reader, self.read, self.moment)
        except Exception:
            log.exception("person %d has read revision %d, which could not be noted", self.reader, self.read)
        self.read = None


def _decides(available: Iterable[Available]) -> dict[str, Available]:
    """The decisions that are the reader's, by name: nothing forbids them but what he can settle on the page."""
    mine = (each for each in available if {blocker.rule for blocker in each.blockers} <= TO_SETTLE)
    return {each.step.name: each for each in mine if each.step.name in DECISIONS}


def _subject(record: Any) -> Subject:
    return (record.plan_id, record.pk) if isinstance(record, Amendment) else (record.pk, None)


def _of_gone_items(form: StepForm, known: set[str]) -> list[Any]:
    """Remarks that were typed at items which are not there any more."""
    names = (name for name in form.fields if name.startswith(REMARK) and name != REMARK)
    return [form[name] for name in names if name.removeprefix(REMARK) not in known and form[name].value()]


class NextPage(PersonPage):
    """The way to what waits longest for the reader's decision."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there; with `?after=plan-12` to the one that comes after it."""
        waiting = queries.to_decide(self.reader, self.moment)
        keys = [f"{each.deadline.record}-{each.deadline.record_id}" for each in waiting]
        after = request.GET.get("after", "")
        place = keys.index(after) + 1 if after in keys else 0
        ordered = [*waiting[place:], *waiting[: max(place - 1, 0)]]
        if not ordered:
            messages.info(request, _("Nothing else waits for your decision."))
            return redirect("web:team")
        if more := len(waiting) - 1:
            messages.info(
                request, ngettext("%(count)s more waits.", "%(count)s more wait.", more) % {"count": more}
            )
        first = ordered[0]
        step = first.step_for(self.reader)
        return redirect(step_address(first.deadline.record, first.deadline.record_id, step))
