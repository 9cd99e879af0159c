"""Steps of guidance that ask more than a few fields, and those of counselling, of which no reason is entered."""

from __future__ import annotations

from typing import Any

from cycle_engine.machine import Step
from web.choosing import Among, posts
from web.guidance.forms import assessment_form, experience_form, sheet_form, typed
from web.office.steps import ChoosingStep
from web.step_forms import StepForm
from web.steps import StepPage
from workflows.guidance.models import Guidance, GuidancePaper


class SignPage(StepPage):
    """Writing the record of a guidance and signing it; what was returned stands there again."""

    template = "web/guidance/sheet.html"

    def form(self, record: Guidance, step: Step) -> type[StepForm]:
        return sheet_form(step, record.way, self.facts(record).indicators(record))

    def initial(self, record: Guidance) -> dict[str, object]:
        last = GuidancePaper.objects.filter(of=record, part="sheet").order_by("pk").last()
        shown = typed(last.contents) if last and self._guides(record) else {}
        return super().initial(record) | shown

    def _guides(self, record: Guidance) -> bool:
        return any(each.person == self.reader for each in self.facts(record).guides(record))


class AssessPage(StepPage):
    """Assessing the employee's competence (form B.1.9)."""

    template = "web/guidance/rows.html"

    def form(self, record: Guidance, step: Step) -> type[StepForm]:
        return assessment_form(step)


class ExperiencePage(StepPage):
    """Saying how the guidance was (form B.1.8)."""

    def form(self, record: Guidance, step: Step) -> type[StepForm]:
        return experience_form(step)


class CounsellingStepPage(StepPage):
    """A step of counselling."""

    def elsewhere(self, path: str, key: int, step: str) -> str:
        return ""

    def form(self, record: Any, step: Step) -> type[StepForm]:
        return type("OfCounselling", (super().form(record, step),), {"reason": None})


class NameCounsellorPage(ChoosingStep, CounsellingStepPage):
    """Naming who counsels, and when and where the two meet."""

    def among(self) -> dict[str, Among]:
        return {"post": posts(self.day)}
