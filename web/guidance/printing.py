"""Forms B.1.6-B.1.10 as PDF, for who may read what stands on them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import Missing
from web.pages import PersonPage
from web.printing import attachment
from web.records import COUNSELLING, GUIDANCE
from workflows.guidance.disclosure import papers
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.guidance.printing import (
    counselling_document,
    counselling_forms,
    guidance_document,
    guidance_forms,
)


class GuidanceFormPage(PersonPage):
    """A guidance on one of the regulation's forms."""

    def get(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        record = GUIDANCE.find(key, self)
        found = papers([record], GuidanceFacts([record], *self.moment), self.reader)[key]
        there_are = guidance_forms(record, found)
        if form not in there_are:
            raise Missing
        printed = guidance_document(record, found, form, self.moment)
        return attachment(self, form, printed, there_are, f"guidance-{key}")


class CounsellingFormPage(PersonPage):
    """The report of a behaviour on the regulation's form."""

    def get(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        record = COUNSELLING.find(key, self)
        found = papers([record], CounsellingFacts([record], *self.moment), self.reader)[key]
        there_are = counselling_forms(found)
        if form not in there_are:
            raise Missing
        printed = counselling_document(record, found, self.moment)
        return attachment(self, form, printed, there_are, f"counselling-{key}")
