"""The page of one result with its indicators."""

from __future__ import annotations

import copy
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from cycle_engine.errors import Missing
from web.planning.remarks import remarks_on
from web.planning.shown import titles
from web.planning.writing.forms import IndicatorForm, Part, PartForm, ResultForm, tidy
from web.planning.writing.moves import rearranged
from web.planning.writing.parts import PartPage
from workflows.planning.above import Served, served_above
from workflows.planning.contents import Document, results, with_ids
from workflows.planning.fitness import ITEM_ID
from workflows.planning.machine import RUNNING
from workflows.planning.queries import used_item_ids

MOST = 50  # indicators of one result


class WholeResult:
    """The form of a result and those of its indicators, as one."""

    def __init__(self, page: ResultPage, part: Part, data: Any) -> None:
        self.part = part
        there = {each["id"]: each for each in part.get("indicators", ())}
        ids = list(there) if data is None else _ids(data.getlist("indicator"))
        self.result = ResultForm(page.desk, part, data)
        self.indicators = [IndicatorForm(page.desk, there.get(each, {"id": each}), data) for each in ids]

    @property
    def forms(self) -> list[PartForm]:
        return [self.result, *self.indicators]

    def is_valid(self) -> bool:
        return not any(each.errors for each in self.forms)

    @property
    def errors(self) -> list[tuple[Any, Any]]:
        """Each field with an error, and its words."""
        named = [(form[name], errors) for form in self.forms for name, errors in form.errors.items()]
        return [(field, words) for field, errors in named for words in errors]

    def value(self) -> Part:
        indicators = [each.value() for each in self.indicators]
        return tidy(self.result.value() | {"indicators": indicators})


class ResultPage(PartPage):
    """One result."""

    template = "web/planning/writing/result.html"

    @property
    def item(self) -> str:
        return str(self.kwargs["item"])

    def of(self, contents: Document) -> Part | None:
        """The result; None when it is not there (any more)."""
        found = next((each for each in results(contents) if each["id"] == self.item), None)
        return found and tidy(found | {"indicators": [tidy(each) for each in found.get("indicators", ())]})

    def put(self, contents: Document, part: Part) -> Document:
        """In its place; at the end when it was removed meanwhile."""
        kept = [part if each["id"] == self.item else each for each in results(contents)]
        if part not in kept:
            kept.append(part)
        return contents | {"results": kept}

    def form(self, part: Part | None, data: Any = None) -> Any:
        if part is None and (data is None or not ITEM_ID.fullmatch(self.item)):
            raise Missing
        return WholeResult(self, part or {"id": self.item, "kind": "main"}, data)

    def asked(self, part: Part) -> Part:
        """One indicator more, copied, moved or removed."""
        do, found = self.request.POST.get("do", ""), list(part["indicators"])
        found = [*found, {"text": ""}] if do == "add" else rearranged(found, do)
        return part | {"indicators": found[:MOST]}

    def write(self, part: Part) -> None:
        """Save it, with ids for what is new."""
        contents = copy.deepcopy(self.put(self.desk.contents, part))
        if not all(each.get("id") for each in part["indicators"]):
            with_ids(contents, used_item_ids(self.desk.plan.pk))
        self.desk.save(contents)

    def after(self) -> str:
        """The same page at the indicator, the next result, or the overview."""
        do, _colon, item = self.request.POST.get("do", "").partition(":")
        here = self.desk.at("edit_result", self.item)
        if do == "add":
            part = self.of(self.desk.contents)
            return f"{here}#{part['indicators'][-1]['id']}" if part else here
        if do in ("copy", "up", "down", "remove"):
            return f"{here}#{item}"
        if do == "next" and (following := self.neighbour(1)):
            return self.desk.at("edit_result", following)
        return f"{self.desk.at('edit')}#item-{self.item}"

    def changed_above(self) -> Served | None:
        """What the result serves, if that has changed since the plan was set."""
        found = served_above(self.desk.plan) if self.desk.plan.state in RUNNING else []
        return next((each for each in found if each.item == self.item and each.since), None)

    def neighbour(self, by: int) -> str | None:
        """The id of the result so many places further on."""
        ids = [each["id"] for each in results(self.desk.contents)]
        place = ids.index(self.item) + by if self.item in ids else -1
        return ids[place] if 0 <= place < len(ids) else None

    def ask(self, form: Any, read: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        """The page, with the remarks on the result and its indicators."""
        record, plan = self.desk.record, self.desk.plan
        ids = {self.item} | {each.part["id"] for each in form.indicators}
        on = remarks_on(plan, None if record is plan else record, self.desk.facts, self)
        numbers = titles(self.desk.contents)
        return super().ask(
            form,
            read,
            status,
            title=numbers.get(self.item, ""),
            of=len(results(self.desk.contents)),
            titles=numbers,
            item=self.item,
            following=self.neighbour(1),
            remarks=[each for each in on if each.item in ids and not each.settled],
            above=self.changed_above(),
            **context,
        )


def _ids(named: list[str]) -> list[str]:
    """Ids of indicators as they were sent, each once."""
    return [each for each in dict.fromkeys(named) if ITEM_ID.fullmatch(each)][:MOST]
