"""Steps of managers that name a post out of thousands: it is searched for first."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from cycle_engine.machine import Step
from directory.many import any_of
from directory.models import Letter
from web.choosing import Among, Chosen, Option, posts, searched, searches
from web.pages import PersonPage
from web.step_forms import StepForm
from web.steps import StepPage


class ChoosingStep(StepPage):
    """A step with fields that name one of many records."""

    def among(self) -> dict[str, Among]:
        """What these fields choose among."""
        raise NotImplementedError

    def form(self, record: Any, step: Step) -> type[StepForm]:
        plain = super().form(record, step)
        members: dict[str, Any] = {
            name: Chosen(
                among,
                label=plain.base_fields[name].label,
                help_text=plain.base_fields[name].help_text,
                required=plain.base_fields[name].required,
            )
            for name, among in self.among().items()
        }
        return cast(type[StepForm], type("OfChoosingStep", (plain,), members))

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """Take the step; or show what was searched for, with all that was typed."""
        if not searches(request.POST):
            return super().post(request, path, key, step)
        kind, record, declared = self.named(path, key, step)
        form = searched(self.form(record, declared), request.POST)
        return self.ask(kind, record, declared, form, HTTPStatus.OK)


class NewRaterPage(ChoosingStep):
    """Changing the rater of a plan."""

    def among(self) -> dict[str, Among]:
        return {"rater_post": posts(self.day), "letter": letters(self)}


class EndingPage(ChoosingStep):
    """Ending a plan before its time."""

    def among(self) -> dict[str, Among]:
        return {"new_post": posts(self.day)}


def letters(page: PersonPage) -> Among:
    """The letters that hold today, of posts in units that the reader manages, by number."""
    rows = Letter.objects.on(page.day).filter(Q(post__rows__unit__in=any_of(page.me.manages)))
    return Among(
        rows.order_by("number", "pk").distinct(),
        "pk",
        ("number",),
        lambda row: Option(str(row.pk), row.number, row.get_kind_display()),
    )
