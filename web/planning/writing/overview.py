"""The overview of a draft: its results in order, its other parts, and what is still missing."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cycle_engine.errors import Missing, Stale
from web.pages import PersonPage
from web.planning.shown import ShownResult, shown
from web.planning.words import APPROACHES
from web.planning.writing.drafts import Desk, desk
from web.planning.writing.lacking import Lack, lacking, of_items
from web.planning.writing.moves import rearranged
from web.planning.writing.parts import TRIES
from workflows.planning import commands
from workflows.planning.contents import Document, results, with_ids
from workflows.planning.queries import used_item_ids
from workflows.planning.starting import is_empty

MOST = 100  # results of one plan
NEW: dict[str, Any] = {"text": "", "kind": "main", "indicators": [{"text": ""}]}


@dataclass(frozen=True, slots=True)
class Row:
    """A result, and what it still lacks."""

    result: ShownResult
    lacks: list[Lack]


class OverviewPage(PersonPage):
    """The draft of a plan or of a change of one."""

    def get(self, request: HttpRequest, path: str, key: int) -> HttpResponse:
        """What is there, what is missing, and what can be begun with."""
        found = desk(path, key, self)
        lacks, contents = lacking(found.record, found.facts, self.reader), found.contents
        document = shown(contents, found.names)
        return self.show(
            "web/planning/writing/overview.html",
            desk=found,
            contents=document,
            rows=[Row(each, of_items(lacks, _ids(each))) for each in document.results],
            lacks=lacks,
            ready=not any(not each.warns for each in lacks),
            open_remarks=found.facts.dossier(found.record).open_remarks,
            empty=is_empty(contents),
            begins=path == "plans" and found.record.state == "drafting",
            unserved=_unserved(found),
            approaches=APPROACHES.items(),
            approach=contents.get("approach"),
        )

    def post(self, request: HttpRequest, path: str, key: int) -> HttpResponse:
        """Do what the button says, on the draft as it is now."""
        for left in reversed(range(TRIES)):
            found = desk(path, key, self)
            try:
                return redirect(self._done(found, request.POST.get("do", "")))
            except Stale:
                if not left:
                    raise
        raise Stale

    def _done(self, found: Desk, asked: str) -> str:
        verb, _colon, item = asked.partition(":")
        if verb == "start" and item in ("last_year", "template"):
            commands.start_plan(found.record.pk, item, found.draft.edit, self.reader, replace=False)  # type: ignore[arg-type]
            return found.at("edit")
        if verb == "serve" and item not in found.raters_results:
            raise Missing
        contents = changed(found.contents, asked, self.request.POST.get("approach", ""))
        if contents != found.contents:
            found.save(with_ids(contents, used_item_ids(found.plan.pk)))
        if verb in ("add", "serve"):
            return found.at("edit_result", results(found.contents)[-1]["id"])
        if verb == "remove":
            messages.success(self.request, _("Removed."))
        return f"{found.at('edit')}#{'results-heading' if verb == 'remove' else f'item-{item}'}"


def changed(contents: Document, asked: str, approach: str) -> Document:
    """The contents after what a button asks; the same where it asks nothing that can be done."""
    verb, _colon, item = asked.partition(":")
    contents = copy.deepcopy(contents)
    there = results(contents)
    if verb == "approach" and approach in APPROACHES:
        return contents | {"approach": approach}
    if verb == "holds":
        for each in there:
            if each["id"] == item:
                each.pop("carried_over", None)
    elif verb in ("add", "serve") and len(there) < MOST:
        serves = {"serves": {"result": item}} if item else {}
        there.append(copy.deepcopy(NEW) | serves)
    else:
        there = rearranged(there, asked)[:MOST]
    return contents | {"results": there}


def _ids(result: ShownResult) -> set[str]:
    return {result.id, *(each.id for each in result.indicators)}


def _unserved(found: Desk) -> dict[str, str]:
    """Results of the rater that no result of the draft serves yet, by id."""
    served = {(each.get("serves") or {}).get("result") for each in results(found.contents)}
    return {item: words.split("\n")[0] for item, words in found.raters_results.items() if item not in served}
