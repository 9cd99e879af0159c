"""What notices say: one title and one sentence for each kind of event, in the language of who reads."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from notifications.models import Delivery


class Words(NamedTuple):
    """A notice as it is read; `link` is the path of a page of this site."""

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
    "evaluation.open": Told(
        _("Evaluation opened"),
        _("An evaluation of %(employee)s was opened."),
        _("Your evaluation was opened; report what you have realised."),
    ),
    "evaluation.self_assess": Told(
        _("Realisation reported"),
        _("%(employee)s has reported the realisation; it waits for a rating."),
    ),
    "evaluation.ask_for_evidence": Told(
        _("Evidence asked for"),
        _("The rater has asked %(employee)s for evidence."),
        _("Your rater asks for evidence; read the reason and report again."),
    ),
    "evaluation.rate_by_superior": Told(
        _("Rated in your place"),
        _("The superior has rated %(employee)s, as the window has passed."),
    ),
    "evaluation.ask_to_reconsider": Told(
        _("Asked to reconsider"),
        _("The superior asks you to look again at the rating of %(employee)s; read the reason."),
    ),
    "evaluation.sign_by_superior": Told(
        _("Signed in your place"),
        _("The superior has signed the evaluation of %(employee)s, as the window has passed."),
    ),
    "evaluation.deliver": Told(
        _("Evaluation delivered"),
        _("The evaluation of %(employee)s was delivered."),
        _("Your evaluation was delivered to you; receive it, then sign and return it."),
    ),
    "evaluation.receive": Told(_("Evaluation received"), _("The evaluation of %(employee)s was received.")),
    "evaluation.acknowledge": Told(
        _("Evaluation returned"), _("%(employee)s has signed and returned the evaluation.")
    ),
    "evaluation.settle": Told(
        _("Evaluation settled"),
        _("The evaluation of %(employee)s is settled."),
        _("Your evaluation is settled."),
    ),
    "evaluation.recall": Told(
        _("Evaluation recalled"),
        _("The evaluation of %(employee)s was recalled for correction."),
        _("Your evaluation was recalled for correction; read the reason. You will get it anew."),
    ),
    "evaluation.propose_earlier_result": Told(
        _("Earlier result proposed"),
        _("The earlier result of %(employee)s was proposed for this period."),
        _(
            "Your rater proposes the result of your old unit for this period; agree, or report your realisation."
        ),
    ),
    "evaluation.adopt_earlier_result": Told(
        _("Earlier result agreed to"), _("%(employee)s has agreed to the earlier result.")
    ),
    "evaluation.excuse": Told(
        _("Excused from evaluation"),
        _("%(employee)s was excused from an evaluation."),
        _("You were excused from an evaluation."),
    ),
    "evaluation.reopen": Told(
        _("Evaluated after all"),
        _("An evaluation of %(employee)s was opened again."),
        _("Your evaluation was opened again; report what you have realised."),
    ),
    "appeal.file": Told(
        _("Appeal filed"), _("%(employee)s has appealed against an evaluation; read the reasons.")
    ),
    "appeal.explain": Told(
        _("Explanation given"),
        _("The rater has explained the rating of %(employee)s."),
        _("The rater has explained your rating; read the explanation."),
    ),
    "appeal.lapse_explanation": Told(
        _("No explanation given"),
        _("The rater of %(employee)s has given no explanation in time; the appeal goes on."),
        _("The rater has given no explanation in time; your appeal goes on."),
    ),
    "appeal.confirm": Told(
        _("Appeal decided"),
        _("The appeal of %(employee)s was decided: the result stands."),
        _("Your appeal was decided: the result stands. Read the decision."),
    ),
    "appeal.amend": Told(
        _("Appeal decided"),
        _("The appeal of %(employee)s was decided: the result was changed."),
        _("Your appeal was decided: the result was changed. Read the decision."),
    ),
    "appeal.dismiss": Told(
        _("Appeal not admissible"),
        _("The appeal of %(employee)s was found not admissible."),
        _("Your appeal was found not admissible; read the decision."),
    ),
    "appeal.withdraw": Told(_("Appeal withdrawn"), _("%(employee)s has withdrawn the appeal.")),
    "appeal.appoint_decider": Told(
        _("Another decider"),
        _("Somebody else decides the appeal of %(employee)s from now on."),
        _("Somebody else decides your appeal from now on."),
    ),
    "guidance.arrange": Told(
        _("Guidance arranged"),
        _("Guidance of %(employee)s was arranged; you write its record when it was given."),
        _("Guidance was arranged for you."),
    ),
    "guidance.sign": Told(
        _("Record of guidance to be signed"),
        _("The record of a guidance of %(employee)s was signed by the guide."),
        _("Your guide has signed the record of your guidance; read it, then sign it or return it."),
    ),
    "guidance.return_record": Told(
        _("Record of guidance returned"),
        _("%(employee)s has returned the record of the guidance; read the reason."),
    ),
    "guidance.countersign": Told(
        _("Record of guidance signed"),
        _("%(employee)s has signed the record of the guidance; the guide assesses the competence next."),
    ),
    "guidance.assess": Told(
        _("Guidance reported"),
        _("The guidance of %(employee)s was reported, with the competence that the guide has found."),
    ),
    "guidance.see": Told(
        _("Guidance seen"),
        _("The superior has seen the record of the guidance of %(employee)s."),
        _("The superior has seen the record of your guidance."),
    ),
    "guidance.give_feedback": Told(
        _("Feedback on guidance"), _("%(employee)s has said how the guidance was.")
    ),
    "guidance.cancel": Told(
        _("Guidance given up"),
        _("The guidance of %(employee)s was given up; read the reason."),
        _("Your guidance was given up; read the reason."),
    ),
    "counselling.tell": Told(
        _("A word on behaviour"),
        _("%(employee)s was told of a behaviour."),
        _("Your rater tells you of a behaviour that hinders the work; read what it is."),
    ),
    "counselling.report": Told(
        _("Behaviour reported"),
        _("A behaviour of %(employee)s was reported; decide whether somebody counsels."),
        _("Your rater has reported your behaviour to the personnel unit; read what was reported."),
    ),
    "counselling.name_counsellor": Told(
        _("Counsellor named"),
        _("You were named to counsel %(employee)s; read when and where you meet."),
        _("A counsellor was named for you; read when and where you meet."),
    ),
    "counselling.counsel": Told(
        _("Counselling recorded"),
        _("%(employee)s was counselled; read what is recommended, and decide what follows."),
        _("Your counsellor has recorded the counselling."),
    ),
    "counselling.close": Told(
        _("Counselling closed"),
        _("The personnel unit has decided what follows the counselling of %(employee)s."),
        _("The personnel unit has decided what follows your counselling."),
    ),
    "counselling.rest": Told(
        _("Matter let rest"),
        _("The matter of a behaviour of %(employee)s was let rest."),
        _("The matter of your behaviour was let rest."),
    ),
    "evidencelog.note_broken_evidence": Told(
        _("Evidence is broken"),
        _("A piece of evidence of %(employee)s is not there any more as it was."),
        _("A piece of your evidence is not there any more as it was; see which, and add it again."),
    ),
    "evidencelog.note_whole_evidence": Told(
        _("Evidence is whole again"),
        _("A piece of evidence of %(employee)s that was broken is there again."),
        _("A piece of your evidence that was broken is there again."),
    ),
    "postchange.apply": Told(
        _("Post changed"),
        _("A change of posts of %(employee)s has taken effect."),
        _("A change of your post has taken effect."),
    ),
    "postchange.refuse": Told(
        _("Change of posts refused"),
        _(
            "A change of posts of %(employee)s could not be carried out on its day; read why, and record it anew."
        ),
    ),
    "letter.issue": Told(
        _("Stand-in named"),
        _("By a letter %(employee)s stands in for the holder of a post, %(span)s."),
        _("By a letter you stand in for the holder of a post, %(span)s."),
    ),
    "letter.end": Told(
        _("Letter ended"),
        _("The letter by which %(employee)s stands in was ended early."),
        _("The letter by which you stand in was ended early; see its last day."),
    ),
    "cycle.draft_policy": Told(
        _("Policy to be confirmed"),
        _("Another manager has drafted a policy; it waits until a second one confirms it."),
    ),
    "cycle.change_policy": Told(
        _("Policy confirmed"), _("The policy that you drafted was confirmed by another manager.")
    ),
    "cycle.reject_policy": Told(
        _("Policy rejected"), _("The policy that you drafted was rejected; read the reason.")
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
    "deadline.asked": Told(
        _("Please see to what is late"),
        _(
            "%(task)s of %(employee)s was due on %(last_day)s. The personnel office asks you to see to it, and to"
            " whatever else waits for you."
        ),
    ),
    "deadline.escalated": Told(
        _("Still late"), _("%(task)s of %(employee)s was due on %(last_day)s and is still not done.")
    ),
}
# What is said to who only serves what an act concerns: he has no eyes for the rest of it.
TOLD_SERVING = {
    "amendment.approve": Told(
        _("Your leader's result has changed"),
        _("The result of your leader that yours serves has changed; see whether yours still fits."),
    ),
}
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
    "guidance": "/guidance/{id}/",
    "counselling": "/counselling/{id}/",
    "job": "/jobs/{id}/",
    "postchange": "/manage/post-changes/{id}/",
    "letter": "/letters/{id}/",
    "evidencelog": "/plans/{plan}/progress/",
    "cycle": "/manage/cycles/{id}/",
}
# For the employee whom it is about, where he has no eyes for that page.
YOUR_LINKS = {"postchange": "/account/"}
ALL_NOTICES = "/notifications/"
CHANGED_ABOVE = "/cascade/changed/"


def words(notice: Delivery) -> Words:
    """A notice of `queries.with_names` in the language that is active; neutral words for an unknown kind."""
    serving = notice.capacity == Capacity.SERVING
    told = (TOLD_SERVING if serving else TOLD).get(notice.event.kind, NEUTRAL)
    yours = told.yours if notice.capacity == Capacity.OWNER else None
    return Words(str(told.title), str(yours or told.theirs) % _data(notice), _link(notice))


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
