"""The page of a guidance, and that of a counselling: each reader sees the papers that are for his eyes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Holder
from directory.names import Names
from web.guidance.words import AGREEMENT, COACHED, COMPETENCE, CRITERIA, SCALE, SESSION, SKILL
from web.pages import PersonPage
from web.planning.words import VALUES
from web.records import COUNSELLING, GUIDANCE
from web.steps import offered
from workflows.guidance.data import Assessment, BehaviourReport, Concern, Experience, Sheet
from workflows.guidance.disclosure import Papers, papers
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.guidance.models import Guidance
from workflows.guidance.papers import text, written
from workflows.guidance.printing import counselling_forms, guidance_forms, indicators_known


class GuidancePage(PersonPage):
    """One guidance."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """How far it is, what can be done, and what was written."""
        record: Guidance = GUIDANCE.find(key, self)
        facts = GuidanceFacts([record], *self.moment)
        found = papers([record], facts, self.reader)[key]
        guide = _first(facts.guides(record))
        names = Names.of([record.plan.employee_id, guide], self.moment)
        return self.show(
            "web/guidance/guidance.html",
            record=record,
            employee=names[record.plan.employee_id],
            guide=names[guide],
            sheet=_sheet(record, found, self),
            assessment=_assessment(found),
            experience=_experience(found),
            follow_up=text(found, "follow_up"),
            forms=guidance_forms(record, found),
            steps=offered([record], self, facts)[key],
        )


class CounsellingPage(PersonPage):
    """One counselling."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """How far it is, what can be done, and what of it is for the reader's eyes."""
        record = COUNSELLING.find(key, self)
        facts = CounsellingFacts([record], *self.moment)
        found = papers([record], facts, self.reader)[key]
        concern = written(found, "concern", Concern)
        names = Names.of([record.plan.employee_id, record.counsellor_id], self.moment)
        return self.show(
            "web/guidance/counselling.html",
            record=record,
            employee=names[record.plan.employee_id],
            counsellor=names[record.counsellor_id],
            concern=concern,
            value=VALUES[concern.value] if concern else "",
            report=written(found, "report", BehaviourReport),
            texts={part: text(found, part) for part in ("meeting", "session", "recommendation", "follow_up")},
            forms=counselling_forms(found),
            steps=offered([record], self, facts)[key],
        )


def _sheet(record: Guidance, found: Papers, page: PersonPage) -> dict[str, Any] | None:
    """The record of the guidance: headings, each with what was written under it."""
    sheet = written(found, "sheet", Sheet)
    if sheet is None:
        return None
    known = indicators_known(record.plan, found["sheet"].written_at, page.moment)
    return {
        "coached": [(known[each.indicator]["text"], _told(each, COACHED)) for each in sheet.coached],
        "opportunities": sheet.opportunities,
        "skills": [(each.skill, _told(each, SKILL)) for each in sheet.skills],
        "sessions": [(each.held, _told(each, SESSION)) for each in sheet.sessions],
    }


def _told(row: Any, labels: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """What was filled in, with its labels; what heads the row is not said again."""
    _head, *names = labels if "skill" in labels or "held" in labels else ("", *labels)
    return [(labels[name], getattr(row, name)) for name in names if getattr(row, name)]


def _assessment(found: Papers) -> dict[str, Any] | None:
    said = written(found, "assessment", Assessment)
    if said is None:
        return None
    return {
        "competences": [
            (COMPETENCE.get(each.competence, each.competence), SCALE[each.score], each.because)
            for each in said.competences
        ],
        "recommendation": said.recommendation,
    }


def _experience(found: Papers) -> dict[str, Any] | None:
    said = written(found, "experience", Experience)
    if said is None:
        return None
    return {
        "answers": [(each, AGREEMENT[answer]) for each, answer in zip(CRITERIA, said.answers, strict=True)],
        "note": said.note,
    }


def _first(holders: tuple[Holder, ...]) -> int | None:
    return holders[0].person if holders else None
