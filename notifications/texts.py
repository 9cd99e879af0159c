"""What notices say: one title and one sentence for each kind of event, in the language of who reads."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from notifications.models import Delivery


class Words(NamedTuple):
    """A notice as it is read; `link` is a path of this site."""

    title: str
    sentence: str
    link: str


class Told(NamedTuple):
    """What is said to others, and to the employee whom it is about where he is told otherwise."""

    title: Promise
    theirs: Promise
    yours: Promise | None = None


TOLD = {
    "plan.draft": Told(
        _("Plan to be drafted"),
        _("A plan was opened for %(employee)s."),
        _("A plan was opened for you; complete it and submit it."),
    ),
    "plan.submit": Told(
        _("Plan submitted"), _("%(employee)s has submitted the plan; it waits for a decision.")
    ),
    "plan.withdraw": Told(_("Plan withdrawn"), _("%(employee)s has withdrawn the submitted plan.")),
    "plan.return_for_revision": Told(
        _("Plan returned"),
        _("The plan of %(employee)s was returned for revision."),
        _("Your plan was returned for revision; read the reason and the remarks."),
    ),
    "plan.approve": Told(
        _("Plan approved"),
        _("The plan of %(employee)s was approved and is in force."),
        _("Your plan was approved and is in force."),
    ),
    "plan.set_by_superior": Told(
        _("Plan set by the superior"),
        _("The plan of %(employee)s was set by the rater's superior and is in force."),
        _("Your plan was set by your rater's superior and is in force."),
    ),
    "plan.set_unsigned": Told(
        _("Plan set without signature"),
        _("The plan of %(employee)s was set without a signature and is in force."),
        _("Your plan was set without your signature and is in force."),
    ),
    "plan.end_early": Told(
        _("Plan ends early"),
        _("The plan of %(employee)s ends before the end of the year."),
        _("Your plan ends before the end of the year."),
    ),
    "plan.take_over_result": Told(
        _("Result taken over"),
        _("A result of %(employee)s was taken over by the rater."),
        _("A result of your plan was taken over by your rater."),
    ),
    "plan.reassign_rater": Told(
        _("Rater changed"),
        _("The plan of %(employee)s has another rater from now on."),
        _("Your plan has another rater from now on."),
    ),
    "plan.hold": Told(
        _("Plan suspended"), _("The plan of %(employee)s was suspended."), _("Your plan was suspended.")
    ),
    "plan.resume": Told(
        _("Plan resumed"), _("The plan of %(employee)s was resumed."), _("Your plan was resumed.")
    ),
    "plan.void": Told(_("Plan void"), _("The plan of %(employee)s is void."), _("Your plan is void.")),
    "amendment.propose": Told(
        _("Amendment proposed"),
        _("An amendment of the plan of %(employee)s was proposed."),
        _("An amendment of your plan was proposed."),
    ),
    "amendment.submit": Told(
        _("Amendment submitted"),
        _("%(employee)s has submitted an amendment of the plan; it waits for a decision."),
    ),
    "amendment.withdraw": Told(
        _("Amendment withdrawn"), _("%(employee)s has withdrawn the submitted amendment of the plan.")
    ),
    "amendment.return_for_revision": Told(
        _("Amendment returned"),
        _("The amendment of the plan of %(employee)s was returned for revision."),
        _("The amendment of your plan was returned for revision; read the reason and the remarks."),
    ),
    "amendment.approve": Told(
        _("Amendment approved"),
        _("The amendment of the plan of %(employee)s was approved and is in force."),
        _("The amendment of your plan was approved and is in force."),
    ),
    "amendment.add_cause": Told(
        _("Amendment has a further cause"),
        _("The amendment of the plan of %(employee)s has a further cause."),
        _("The amendment of your plan has a further cause."),
    ),
    "amendment.cancel": Told(
        _("Amendment cancelled"),
        _("The amendment of the plan of %(employee)s was cancelled."),
        _("The amendment of your plan was cancelled."),
    ),
    "remark.pin": Told(
        _("New remark"),
        _("There is a new remark on the plan of %(employee)s."),
        _("There is a new remark on your plan; answer it."),
    ),
    "remark.answer": Told(_("Remark answered"), _("%(employee)s has answered a remark on the plan.")),
    "remark.resolve": Told(
        _("Remark resolved"),
        _("A remark on the plan of %(employee)s was resolved."),
        _("A remark on your plan was resolved."),
    ),
    "job.finish": Told(_("Job done"), _("The work in the background that you asked for is done.")),
    "job.fail": Told(
        _("Job failed"), _("The work in the background that you asked for has failed; read its errors.")
    ),
    "deadline.reminder": Told(
        _("Deadline near"), _("%(task)s of %(employee)s is due on %(last_day)s at the latest.")
    ),
    "deadline.passed": Told(
        _("Deadline passed"), _("%(task)s of %(employee)s was due on %(last_day)s and is late.")
    ),
    "deadline.escalated": Told(
        _("Still late"), _("%(task)s of %(employee)s was due on %(last_day)s and is still not done.")
    ),
}
NEUTRAL = Told(_("News"), _("Something has happened in a matter of %(employee)s that concerns you."))

# What a deadline asks for, by "<record>.<kind>"; it begins a sentence.
TASKS = {
    "plan.plan_set": _("The setting of the plan"),
    "plan.rater_decides": _("The decision on the plan"),
    "amendment.amendment_prepared": _("The submission of the amendment"),
    "amendment.rater_decides": _("The decision on the amendment"),
}
SOME_TASK = _("A task in a matter")
SOMEBODY = _("an employee")

LINKS = {
    "plan": "/api/v1/plans/{id}/",
    "amendment": "/api/v1/amendments/{id}/",
    "remark": "/api/v1/plans/{plan}/remarks/",
    "job": "/api/v1/jobs/{id}/",
}
ALL_NOTICES = "/api/v1/notifications/"


def words(notice: Delivery) -> Words:
    """A notice of `queries.with_names` in the language that is active; neutral words for an unknown kind."""
    told = TOLD.get(notice.event.kind, NEUTRAL)
    yours = told.yours if notice.capacity == Capacity.OWNER else None
    return Words(str(told.title), str(yours or told.theirs) % _data(notice), _link(notice))


def _data(notice: Delivery) -> dict[str, object]:
    event, about = notice.event, notice.event.about
    data: dict[str, object] = {"employee": notice.employee_name or SOMEBODY}
    if "deadline" in about:
        data["task"] = TASKS.get(f"{event.record}.{about['deadline']}", SOME_TASK)
        data["last_day"] = date_format(datetime.date.fromisoformat(about["last_day"]))
    return data


def _link(notice: Delivery) -> str:
    event = notice.event
    return LINKS.get(event.record, ALL_NOTICES).format_map({"id": event.record_id, **event.about})
