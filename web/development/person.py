"""A person's development on one page: hours beside the norm, trainings, needs, and what his results led to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.names import Names
from web.asking import known_person
from web.pages import PersonPage
from workflows.development import queries
from workflows.development.models import Improvement
from workflows.development.norms import Hours
from workflows.development.reckoning import hours_of

BACK = 5  # years that can be looked at


@dataclass(frozen=True, slots=True)
class Bar:
    """Hours of a year for drawing, in whole percent of the longest of norm and hours, and the same in words."""

    norm: int
    counted: int
    waiting: int
    words: str


def bar_of(hours: Hours) -> Bar:
    longest = max(hours.norm.hours, hours.done + hours.waiting)

    def share(part: int) -> int:
        return round(100 * part / longest)

    words = _("%(done)s hours (JP) are confirmed, %(waiting)s wait; the norm is %(norm)s.")
    said = words % {"done": hours.done, "waiting": hours.waiting, "norm": hours.norm.hours}
    return Bar(share(hours.norm.hours), share(hours.done), share(hours.waiting), said)


class PersonDevelopmentPage(PersonPage):
    """The development of one person, for himself, for who leads him, and for managers and inspectors of his unit."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """A year's hours, `?year=`, and all that is open."""
        return self.shown(known_person(key, self))

    def shown(self, person: int) -> HttpResponse:
        """The page about this person, whom the reader may see."""
        year = self._year()
        hours = hours_of([person], year, self.day).get(person)
        trainings = queries.known_trainings(self.reader, self.moment).filter(of__person=person)
        if hours is not None:
            trainings = trainings.filter(last_day__range=(hours.first, hours.last))
        needs = list(queries.known_needs(self.reader, self.moment).filter(of__person=person).order_by("-pk"))
        recognitions = queries.known_recognitions(self.reader, self.moment).filter(of__person=person)
        improvements = Improvement.objects.filter(plan__employee=person)
        self.note_read(each.evaluation.plan_id for each in needs if each.evaluation)
        names = Names.of([person, *(each.raised_by_id for each in needs)], self.moment)
        context: dict[str, Any] = {
            "improvements": list(improvements.order_by("-starts_on")),
            "recognitions": list(recognitions.filter(withdrawal=None).order_by("-year")),
            "trainings": list(trainings.order_by("-last_day", "-pk")),
            "needs": [(each, names.told_to(self.reader)[each.raised_by_id]) for each in needs],
        }
        told = [*context["improvements"], *(each.evaluation for each in context["recognitions"])]
        self.note_read(each.plan_id for each in told)
        own = person == self.reader
        manages = not own and queries.serves_in(person, self.me.manages, self.day)
        return self.show(
            "web/development/person.html",
            person=person,
            who=names[person],
            own=own,
            manages=manages,
            year=year,
            years=range(self.day.year, self.day.year - BACK, -1),
            hours=hours,
            bar=bar_of(hours) if hours else None,
            **context,
        )

    def _year(self) -> int:
        """The year that is asked for, among those that can be; else the present one."""
        asked = self.request.GET.get("year", "")
        known = {str(self.day.year - back) for back in range(BACK)}
        return int(asked) if asked in known else self.day.year


class OwnPage(PersonDevelopmentPage):
    """The reader's own."""

    def get(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        return self.shown(self.reader)
