"""Steps of records: which there are, and taking one. Fields, addresses and documents come from the machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, make_dataclass
from functools import cache
from typing import Any, ClassVar

from django.db.models import Model
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.acts import taken
from api.v1.addresses import ID
from api.v1.documents import IDEMPOTENCY, IF_MATCH, described
from api.v1.errors import Refused
from api.v1.fields import WORDS
from api.v1.http import Api, answer, required
from api.v1.kinds import (
    AMENDMENTS,
    APPEALS,
    COMPLAINTS,
    COUNSELLING,
    EVALUATIONS,
    GUIDANCE,
    IMPROVEMENTS,
    PLANS,
    REMARKS,
    Kind,
)
from api.v1.names import Names
from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker
from cycle_engine.look import Available, available_steps
from cycle_engine.machine import NoData, Step
from cycle_engine.perform import perform
from directory.models import Letter, Post

# Fields of steps that name what only the directory knows. Of a rater's post a rule asks who would rate there.
NAMED: dict[str, type[Model]] = {"new_post": Post, "letter": Letter}


@dataclass(frozen=True)
class Wish:
    """What is sent with a step: its own fields, and the reason."""

    data: Any
    reason: str


def body_of(step: Step) -> type:
    """The dataclass of what is sent with a step: its own fields and a reason."""
    return _body(f"{step.record}_{step.name}".title().replace("_", ""), step.declaration.data)


@cache
def _body(name: str, data: type) -> type:
    made = make_dataclass(name, [("reason", str, "")], bases=(data,), frozen=True)
    made.__doc__ = "" if data is NoData else data.__doc__
    return made


def wished(step: Step, body: Any) -> Wish:
    """A body of `body_of(step)` as the engine takes it. Refuses what names a post or letter that is not."""
    _refuse_names_of_nothing(body)
    data = step.declaration.data
    if data is NoData:
        return Wish(None, body.reason)
    return Wish(data(**{each.name: getattr(body, each.name) for each in fields(data)}), body.reason)


def _refuse_names_of_nothing(body: Any) -> None:
    named = [(name, model, getattr(body, name, None)) for name, model in NAMED.items()]
    errors = {
        name: [_("There is none with this id.")]
        for name, model, key in named
        if key is not None and not model._default_manager.filter(pk=key).exists()
    }
    if errors:
        raise Refused("invalid", errors=errors)


class StepView(Api):
    """One step of one kind of record."""

    kind: ClassVar[Kind]
    step: ClassVar[Step]

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        wish = wished(self.step, self.body(body_of(self.step)))
        version, key = self.named_version(), self.idempotency_key()
        self.kind.find(id, self)
        perform(
            self.kind.model,
            id,
            self.step.name,
            version=required(version),
            actor=Actor.of(self.reader),
            reason=wish.reason,
            data=wish.data,
            idempotency_key=key,
        )
        return taken(self.kind, id, self)


class StepsView(Api):
    """The steps of a record as you may take them now."""

    kind: ClassVar[Kind]

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        record = self.kind.find(id, self)
        steps = available_steps([record], self.reader)[id]
        people = [holder for each in steps for _capacity, holder in each.waits_for]
        names = Names.of(
            [*(one.person for one in people), *(one.on_behalf_of for one in people)], self.moment
        )
        return answer([_shown(each, names) for each in steps])


def _shown(available: Available, names: Names) -> shapes.Step:
    step = available.step
    return shapes.Step(
        step=step.name,
        label=str(step.declaration.label),
        allowed=available.allowed,
        blockers=_blockers(available.blockers),
        warnings=_blockers(available.warnings),
        waits_for=[
            shapes.WaitsFor(capacity, names.named(holder.person), names.maybe(holder.on_behalf_of))
            for capacity, holder in available.waits_for
        ],
        fields=list(_fields(step)),
    )


def _blockers(blockers: tuple[Blocker, ...]) -> list[shapes.Blocker]:
    return [shapes.Blocker(each.rule, each.message, each.who_can_help) for each in blockers]


def _fields(step: Step) -> Iterator[shapes.Field]:
    for each in fields(step.declaration.data):
        needed = each.default is MISSING and each.default_factory is MISSING
        yield shapes.Field(WORDS.get(each.name, each.name), required=needed)
    yield shapes.Field("reason", required=step.declaration.reason)


def addresses(kind: Kind, *, prefix: str = "steps/") -> Iterator[URLPattern]:
    """The addresses of all steps of a kind, each with its own fields in the OpenAPI document."""
    name = kind.machine.kind
    listing: Any = type(f"{name.title()}Steps", (StepsView,), {"kind": kind, "__doc__": StepsView.__doc__})
    described(listing, "get", f"{kind.name}_steps", answers=list[shapes.Step])
    yield path(f"{kind.path}/{ID}/steps/", listing.as_view())
    for step in kind.steps:
        attributes = {"kind": kind, "step": step, "__doc__": step.doc}
        view: Any = type(body_of(step).__name__ + "View", (StepView,), attributes)
        described(
            view,
            "post",
            f"{kind.name}_{step.name}",
            takes=body_of(step),
            answers=kind.shape,
            parameters=[IF_MATCH, IDEMPOTENCY],
            summary=str(step.declaration.label),
        )
        yield path(f"{kind.path}/{ID}/{prefix}{step.name}/", view.as_view())


urlpatterns = [
    *addresses(PLANS),
    *addresses(AMENDMENTS),
    *addresses(REMARKS, prefix=""),
    *addresses(EVALUATIONS),
    *addresses(APPEALS),
    *addresses(GUIDANCE),
    *addresses(COUNSELLING),
    *addresses(IMPROVEMENTS),
    *addresses(COMPLAINTS),
]
