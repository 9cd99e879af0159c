"""Taking a step: a page that asks what the step needs, says what stands in its way, and takes it by the door."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cycle_engine.actors import Actor
from cycle_engine.case import Facts
from cycle_engine.errors import (
    Blocker,
    InProgress,
    KeyReused,
    Missing,
    NotYourTurn,
    RulesBroken,
    Stale,
    WorkflowError,
    WrongState,
)
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from cycle_engine.look import Available, available_steps
from cycle_engine.machine import Step, machine_of
from cycle_engine.models import Record
from cycle_engine.perform import perform
from directory.names import Names
from web.kept import safe
from web.pages import PersonPage
from web.records import BY_PATH, OWN_PAGES, Kind, owner_of, record_address, step_address
from web.refusals import last_act, status_of
from web.step_forms import Choices, StepForm, form_of, names_of
from web.titles import title_of

# What a field of a step is, where the page knows it: by the field's name.
GIVEN: dict[str, Callable[[Any], object]] = {}
# Among what a reader chooses where a field names a record: by "<record>.<step>" and the field's name.
CHOOSES: dict[tuple[str, str], Callable[[Any, PersonPage], Choices]] = {}


@dataclass(frozen=True, slots=True)
class Offered:
    """A step of a record as its page shows it. `waits_for`: names of who may take it."""

    step: Step
    address: str
    allowed: bool
    why_not: list[tuple[str, str]]  # a sentence, and who can help
    waits_for: list[str]


def worded(blocker: Blocker, called: Mapping[str, str]) -> str:
    """What a blocker says, with the items that it lists named as they are `called`, by id."""
    named = [each for each in str(blocker.data.get("items", "")).split(", ") if each in called]
    if not named:
        return blocker.message
    items = ", ".join(called[each] for each in named)
    return replace(blocker, data={**blocker.data, "items": items}).message


def offered(
    records: Sequence[Record],
    page: PersonPage,
    facts: Facts[Any] | None = None,
    called: Mapping[str, str] | None = None,
) -> dict[int, list[Offered]]:
    """The steps of records of one kind as the reader may take them now; a fixed number of queries, fewer where
    their facts are known already. `called`: names of items that sentences list."""
    found = available_steps(records, page.reader, facts)
    people = {holder.person for each in found.values() for one in each for _, holder in one.waits_for}
    names = Names.of(people, page.moment).told_to(page.reader)
    return {key: [_offered(key, each, names, called or {}) for each in steps] for key, steps in found.items()}


def _offered(key: int, available: Available, names: Names, called: Mapping[str, str]) -> Offered:
    step = available.step
    why = [
        (worded(blocker, called), str(blocker.who_can_help.label) if blocker.who_can_help else "")
        for blocker in available.blockers
    ]
    waits_for = dict.fromkeys(names[holder.person] for _, holder in available.waits_for)
    address = step_address(step.record, key, step.name)
    return Offered(step, address, available.allowed, why, list(waits_for))


def _about(kind: Kind, record: Any, name: str) -> str:
    """Whose record it is, of another person, and what it is called."""
    return " · ".join(filter(None, [name, title_of(kind.machine.kind, record)]))


class StepPage(PersonPage):
    """One step of one record. Pages of steps that ask more than a few fields are its heirs."""

    template = "web/step.html"
    _facts: Any = None

    def get(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """The form of the step, or what stands in its way."""
        if own := self.elsewhere(path, key, step):
            return redirect(own)
        kind, record, declared = self.named(path, key, step)
        return self.ask(kind, record, declared, self.form(record, declared)(initial=self.initial(record)))

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """Take it. What is refused is shown beside what was typed."""
        if own := self.elsewhere(path, key, step):
            return redirect(own)
        kind, record, declared = self.named(path, key, step)
        form = self.form(record, declared)(request.POST)
        if not form.is_valid():
            return self.ask(kind, record, declared, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self.take(kind, record, declared, form)
        except (NotYourTurn, Missing, InProgress, KeyReused):
            raise
        except WorkflowError as error:
            return self.refused(kind, record, declared, form, error)
        messages.success(request, self.done(record, declared))
        return redirect(self.after(kind, record))

    def elsewhere(self, path: str, key: int, step: str) -> str:
        """The address of the step's own page, where it has one that is not this."""
        kind = BY_PATH.get(path)
        own = kind is not None and type(self) is StepPage and f"{kind.machine.kind}.{step}" in OWN_PAGES
        return step_address(kind.machine.kind, key, step) if kind and own else ""

    def done(self, record: Any, step: Step) -> str:
        """What is said once it is taken."""
        return _("Done: %(step)s.") % {"step": step.declaration.label}

    def named(self, path: str, key: int, step: str) -> tuple[Kind, Any, Step]:
        """The kind, the record and the step that the address names; Missing where there is none."""
        kind = BY_PATH.get(path)
        declared = kind.machine.steps.get(step) if kind else None
        if kind is None or declared is None or not declared.offered or declared.is_birth:
            raise Missing
        return kind, kind.find(key, self), declared

    def form(self, record: Any, step: Step) -> type[StepForm]:
        """The form of the step on this record."""
        given = {name: GIVEN[name](record) for name in names_of(step.declaration.data) if name in GIVEN}
        choices = {name: options(record, self) for (key, name), options in CHOOSES.items() if key == step.key}
        return form_of(step, given, choices)

    def initial(self, record: Any) -> dict[str, object]:
        """What stands in the form before anything is typed."""
        return {"version": record.version, "key": uuid.uuid4().hex}

    def take(self, kind: Kind, record: Any, step: Step, form: StepForm) -> None:
        """Take the step by the door, once however often the form is sent."""
        sent = {name: value for name, value in self.request.POST.items() if name != "csrfmiddlewaretoken"}
        body_hash = hashlib.sha256(canonical(sent).encode()).hexdigest()
        perform(
            kind.model,
            record.pk,
            step.name,
            version=form.cleaned_data["version"],
            actor=Actor.of(self.reader),
            idempotency_key=Key(self.user.pk, self.request.path, form.cleaned_data["key"], body_hash),
            **form.wish(),
        )

    def after(self, kind: Kind, record: Any) -> str:
        """Where one goes on."""
        wanted = self.request.POST.get("next", "")
        return safe(wanted) if wanted else record_address(kind.machine.kind, record)

    def refused(
        self, kind: Kind, record: Any, step: Step, form: StepForm, error: WorkflowError
    ) -> HttpResponse:
        """The form again, with what was typed, what is wrong, and what has happened meanwhile."""
        if isinstance(error, RulesBroken):
            for blocker in error.blockers:
                form.add_error(None, worded(blocker, self.called(record)))
            return self.ask(kind, record, step, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        fresh = kind.find(record.pk, self)
        if isinstance(error, Stale | WrongState):
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data.update({name: str(value) for name, value in self.initial(fresh).items()})  # type: ignore[attr-defined]
        context = {"meanwhile": error, "last": last_act(error, self)}
        return self.ask(kind, fresh, step, form, status=status_of(error), **context)

    def ask(
        self, kind: Kind, record: Any, step: Step, form: StepForm, status: int = HTTPStatus.OK, **context: Any
    ) -> HttpResponse:
        """The page of the step."""
        found = self.offer(record, step)
        owner = owner_of(record)
        names = Names.of({owner, *(holder.person for _, holder in found.waits_for)}, self.moment)
        called = self.called(record)
        shown = {
            "record": record,
            "step": step,
            "about": _about(kind, record, names[owner] if owner != self.reader else ""),
            "offered": _offered(record.pk, found, names.told_to(self.reader), called),
            "warnings": [worded(warning, called) for warning in found.warnings],
            "form": form,
            "back": record_address(kind.machine.kind, record),
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
        }
        return self.show(self.template, status, **shown | self.more(record) | context)

    def offer(self, record: Any, step: Step) -> Available:
        """The step as the reader may take it now."""
        steps = available_steps([record], self.reader, self.facts(record))[record.pk]
        return next(each for each in steps if each.step is step)

    def facts(self, record: Any) -> Any:
        """What the record's machine knows of it at the moment of the page: once for a record that was not touched
        meanwhile."""
        if self._facts is None or self._facts.records[0] is not record:
            self._facts = machine_of(type(record)).facts([record], *self.moment)
        return self._facts

    def called(self, record: Any) -> Mapping[str, str]:
        """What items are called that sentences list, by id."""
        return {}

    def more(self, record: Any) -> dict[str, Any]:
        """What the page of a step shows beside its form."""
        return {}
