"""What notices say: one title and one sentence for each kind of event, in the language of who reads."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from notifications.models import Delivery
from notifications.told_beside import BESIDE_PLANS, TOLD_OF_COMPLAINTS, TOLD_SERVING
from notifications.told_of_plans import OF_PLANS, Told
from workflows.cycles.period_words import period_words


class Words(NamedTuple):
    """A notice as it is read; `link` is the path of a page of this site."""

    title: str
    sentence: str
    link: str


TOLD = OF_PLANS | BESIDE_PLANS
NEUTRAL = Told(_("News"), _("Something has happened in a matter of %(employee)s that concerns you."))

# What a deadline asks for, by "<record>.<kind>"; it begins a sentence.
TASKS = {
    "plan.plan_set": _("The setting of the plan"),
    "plan.rater_decides": _("The decision on the plan"),
    "amendment.amendment_prepared": _("The submission of the amendment"),
    "amendment.rater_decides": _("The decision on the amendment"),
    "evaluation.realisation": _("The report of the realisation"),
    "evaluation.rating": _("The rating"),
    "evaluation.signature": _("The signature under the evaluation"),
    "evaluation.delivery": _("The delivery of the evaluation"),
    "evaluation.receipt": _("The receipt of the evaluation"),
    "evaluation.return": _("The return of the evaluation"),
    "evaluation.appeal": _("The time to appeal against the evaluation"),
    "evaluation.settlement": _("The settlement of the evaluation"),
    "evaluation.report": _("The report of the evaluation to the competent official"),
    "appeal.explanation": _("The explanation of the rating"),
    "appeal.decision": _("The decision on the appeal"),
    "improvement.targets": _("The setting of the targets of the improvement plan"),
    "improvement.signature": _("The signature under the targets of the improvement plan"),
    "improvement.conclusion": _("The conclusion of the improvement plan"),
    "complaint.first_response": _("The first response to a complaint"),
    "complaint.answer": _("The answer to a complaint"),
    "complaint.closing": _("The closing of a complaint"),
}
SOME_TASK = _("A task in a matter")
SOMEBODY = _("an employee")

# Pages, by the kind of record.
LINKS = {
    "plan": "/plans/{id}/",
    "amendment": "/amendments/{id}/",
    "remark": "/plans/{plan}/#remark-{id}",
    "evaluation": "/evaluations/{id}/",
    "appeal": "/appeals/{id}/",
    "improvement": "/improvements/{id}/",
    "development": "/development/people/{employee}/",
    "guidance": "/guidance/{id}/",
    "counselling": "/counselling/{id}/",
    "job": "/jobs/{id}/",
    "complaint": "/complaints/{id}/",
    "postchange": "/manage/post-changes/{id}/",
    "letter": "/letters/{id}/",
    "standinrequest": "/letters/requests/{id}/",
    "evidencelog": "/plans/{plan}/evidence/",
    "cycle": "/manage/cycles/{id}/",
}
# For the employee whom it is about, where he has no eyes for that page.
YOUR_LINKS = {"postchange": "/account/"}
ALL_NOTICES = "/notifications/"
CHANGED_ABOVE = "/cascade/changed/"


def words(notice: Delivery) -> Words:
    """A notice of `queries.with_names` in the language that is active; neutral words for an unknown kind."""
    told = _told(notice)
    yours = told.yours if notice.capacity == Capacity.OWNER else None
    return Words(_title(notice, told), str(yours or told.theirs) % _data(notice), _link(notice))


def _title(notice: Delivery, told: Told) -> str:
    """Of an evaluation also which of them: a person has five in a year."""
    if notice.event.record == "evaluation" and notice.period:
        return f"{told.title}: {period_words(notice.period)}"
    return str(told.title)


def _told(notice: Delivery) -> Told:
    kind = notice.event.kind
    if notice.event.record == "complaint" and kind in TOLD_OF_COMPLAINTS:
        return TOLD_OF_COMPLAINTS[kind]
    return (TOLD_SERVING if notice.capacity == Capacity.SERVING else TOLD).get(kind, NEUTRAL)


def _data(notice: Delivery) -> dict[str, object]:
    event, about = notice.event, notice.event.about
    data: dict[str, object] = {"employee": notice.employee_name or SOMEBODY}
    if "deadline" in about:
        data["task"] = TASKS.get(f"{event.record}.{about['deadline']}", SOME_TASK)
        data["last_day"] = _day(about["last_day"])
    if "from" in about:
        data["span"] = _span(about["from"], about["to"])
    return data


def _span(first: str, last: str | None) -> str:
    if last is None:
        return gettext("from %(first)s on") % {"first": _day(first)}
    return gettext("from %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}


def _day(day: str) -> str:
    return date_format(datetime.date.fromisoformat(day))


def _link(notice: Delivery) -> str:
    event = notice.event
    if notice.capacity == Capacity.SERVING:
        return CHANGED_ABOVE
    links = LINKS | YOUR_LINKS if notice.capacity == Capacity.OWNER else LINKS
    return links.get(event.record, ALL_NOTICES).format_map({"id": event.record_id, **event.about})
