"""What notices say of plans, and of their amendments, evaluations and appeals."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Told(NamedTuple):
    """What is said to others, and to the employee whom it is about where he is told otherwise."""

    title: Promise
    theirs: Promise
    yours: Promise | None = None


OF_PLANS = {
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
}
