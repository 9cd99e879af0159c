"""Many steps at once, each in its own transaction and with its own answer."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import IDEMPOTENCY, described
from api.v1.errors import Refused, of_engine, of_framework
from api.v1.fields import dump, read
from api.v1.http import Api
from api.v1.kinds import KINDS, Kind
from api.v1.steps import Wish, body_of, wished
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, WorkflowError
from cycle_engine.idempotency import Key
from cycle_engine.machine import Step
from cycle_engine.perform import perform

log = logging.getLogger(__name__)

MOST = 200
RECORD = re.compile(r"([a-z/-]+)/([0-9]{1,18})", re.ASCII)
PATHS = {kind.path: kind for kind in KINDS.values()}


@dataclass(frozen=True)
class BulkItem:
    """A step of one record, such as plans/12; the step's own fields stand beside these."""

    record: str
    step: str
    version: int
    reason: str = ""


@dataclass(frozen=True)
class BulkResult:
    """What became of one item: `answer` is the record after it, or `problem` says why not."""

    index: int
    status: int
    record: str
    answer: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True)
class BulkResults:
    """One result for each item, in their order."""

    results: list[BulkResult]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that was understood."""

    kind: Kind
    key: int
    step: Step
    version: int
    wish: Wish


class BulkView(Api):
    """Many steps at once."""

    def post(self, request: Request) -> Response:
        """Take up to 200 steps, each in its own transaction: some may be done and others refused."""
        items = _items(request.data)
        key = self.idempotency_key()
        wanted = [_understood(each) for each in items]
        seen = _seen([each for each in wanted if isinstance(each, Wanted)], self)
        outcomes = [
            self._take(each, seen, key and self.key_for(f"{key.key}/{index}", items[index]))
            if isinstance(each, Wanted)
            else each
            for index, each in enumerate(wanted)
        ]
        with after_commit():
            return Response({"results": _results(items, outcomes, self)})

    def _take(
        self, wanted: Wanted, seen: Mapping[str, set[int]], key: Key | None
    ) -> Wanted | Refused | WorkflowError:
        if wanted.key not in seen[wanted.kind.path]:
            return Missing()
        try:
            perform(
                wanted.kind.model,
                wanted.key,
                wanted.step.name,
                version=wanted.version,
                actor=Actor.of(self.reader),
                reason=wanted.wish.reason,
                data=wanted.wish.data,
                idempotency_key=key,
            )
        except WorkflowError as error:
            return error
        except Exception as error:
            if (refused := of_framework(error)) is not None:
                return refused
            # Our own mistake; what became of the others must be told all the same.
            log.exception("%s/%d: %s broke in a bulk", wanted.kind.path, wanted.key, wanted.step.name)
            return Refused("broken")
        return wanted


def _items(data: Any) -> list[Any]:
    if not isinstance(data, list) or not 1 <= len(data) <= MOST:
        raise Refused("malformed", _("A list of 1 to 200 steps was expected."))
    return data


def _understood(item: Any) -> Wanted | Refused:
    """The item as a step of a record, or why it is none."""
    try:
        if not isinstance(item, Mapping):
            raise Refused("malformed")
        named = {name: item[name] for name in ("record", "step", "version") if name in item}
        heading = read(BulkItem, named)
        kind, key = _record(heading.record)
        step = next((each for each in kind.steps if each.name == heading.step), None)
        if step is None:
            raise Refused("invalid", errors={"step": [_("There is no such step.")]})
        own = {name: value for name, value in item.items() if name not in named}
        return Wanted(kind, key, step, heading.version, wished(step, read(body_of(step), own)))
    except Refused as refused:
        return refused
    except APIException as error:
        return of_framework(error) or Refused("malformed")


def _record(text: str) -> tuple[Kind, int]:
    found = RECORD.fullmatch(text)
    kind = PATHS.get(found[1]) if found else None
    if found is None or kind is None:
        raise Refused("invalid", errors={"record": [_("Name a record like this: plans/12.")]})
    return kind, int(found[2])


def _seen(wanted: Sequence[Wanted], view: Api) -> dict[str, set[int]]:
    keys: dict[str, set[int]] = defaultdict(set)
    for each in wanted:
        keys[each.kind.path].add(each.key)
    return {path: set(PATHS[path].among(ids, view)) for path, ids in keys.items()}


def _results(
    items: Sequence[Any], outcomes: Sequence[Wanted | Refused | WorkflowError], view: Api
) -> list[Any]:
    """The outcomes as answers: records and explanations are fetched once for all."""
    done: dict[str, dict[int, Any]] = {
        path: PATHS[path].of(
            [each.key for each in outcomes if isinstance(each, Wanted) and each.kind.path == path], view
        )
        for path in {each.kind.path for each in outcomes if isinstance(each, Wanted)}
    }
    errors = [each for each in outcomes if isinstance(each, WorkflowError)]
    explained = dict(zip(map(id, errors), of_engine(errors, view), strict=True))
    results = []
    for index, (item, outcome) in enumerate(zip(items, outcomes, strict=True)):
        record = str(item.get("record", "")) if isinstance(item, Mapping) else ""
        if isinstance(outcome, Wanted):
            shape = dump(done[outcome.kind.path][outcome.key])
            results.append({"index": index, "status": 200, "record": record, "answer": shape})
        else:
            refused = outcome if isinstance(outcome, Refused) else explained[id(outcome)]
            problem = refused.document()
            results.append({"index": index, "status": refused.status, "record": record, "problem": problem})
    return results


described(
    BulkView,
    "post",
    "inbox_bulk",
    takes=list[BulkItem],
    answers=BulkResults,
    parameters=[IDEMPOTENCY],
)
