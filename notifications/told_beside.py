"""What notices say of guidance, complaints, changes of posts, letters and those who ask for one, work in the
background and deadlines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.told_of_plans import Told

# Of deadlines, where no other employee's matter waits.
NEAR = _("%(task)s is due on %(last_day)s at the latest.")
PASSED = _("%(task)s was due on %(last_day)s and is late.")
STILL_LATE = _("%(task)s was due on %(last_day)s and is still not done.")

BESIDE_PLANS = {
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
    "complaint.receive": Told(
        _("New complaint"), _("A citizen has sent a complaint to a unit that you manage; assign it.")
    ),
    "complaint.assign": Told(
        _("Complaint assigned"), _("A complaint was assigned to you; respond to the citizen.")
    ),
    "complaint.reassign": Told(
        _("Complaint assigned"), _("A complaint that somebody else worked on was assigned to you.")
    ),
    "complaint.respond": Told(
        _("First response given"), _("The citizen of a complaint was given the first response.")
    ),
    "complaint.check_in_field": Told(
        _("Checked in the field"), _("A complaint is being checked in the field; its days are longer now.")
    ),
    "complaint.answer": Told(_("Complaint answered"), _("The citizen of a complaint was answered.")),
    "complaint.reopen": Told(
        _("Complaint not settled"), _("A citizen is not content with the answer; read why, and answer again.")
    ),
    "complaint.reclassify": Told(
        _("Category changed"), _("The category of a complaint was changed, and with it its days.")
    ),
    "complaint.forward": Told(
        _("Complaint forwarded"), _("A complaint was forwarded to a unit that you manage; assign it.")
    ),
    "complaint.dismiss": Told(
        _("Complaint not dealt with"), _("A complaint that was assigned to you is not dealt with any more.")
    ),
    "improvement.open": Told(
        _("Improvement plan opened"),
        _(
            "The yearly result of %(employee)s was Very poor: six months to improve have begun, and wait for targets."
        ),
        _("Your yearly result was Very poor: six months to improve have begun. Your rater sets the targets."),
    ),
    "improvement.set_targets": Told(
        _("Targets to be signed"),
        _("The targets of the improvement plan of %(employee)s were set."),
        _("The targets of your improvement plan were set; read them, and sign them or ask for others."),
    ),
    "improvement.ask_for_others": Told(
        _("Other targets asked for"),
        _("%(employee)s asks for other targets in the improvement plan; read the reason."),
    ),
    "improvement.sign": Told(
        _("Targets signed"), _("%(employee)s has signed the targets of the improvement plan.")
    ),
    "improvement.begin_unsigned": Told(
        _("Targets hold without a signature"),
        _("%(employee)s has not signed the targets of the improvement plan in time; they hold."),
        _("You have not signed the targets of your improvement plan in time; they hold all the same."),
    ),
    "improvement.review": Told(
        _("Progress reviewed"),
        _("The progress of %(employee)s in the improvement plan was reviewed."),
        _("Your progress in the improvement plan was reviewed; read the review."),
    ),
    "improvement.conclude": Told(
        _("Improvement plan concluded"),
        _("The improvement plan of %(employee)s was concluded; read the outcome, and see to what follows."),
        _("Your improvement plan was concluded; read the outcome."),
    ),
    "improvement.withdraw": Told(
        _("Improvement plan withdrawn"),
        _("The improvement plan of %(employee)s was withdrawn; read the reason."),
        _("Your improvement plan was withdrawn; read the reason."),
    ),
    "development.raise_need": Told(
        _("Need of development"),
        _("A need of development of %(employee)s was raised."),
        _("A need of development was raised for you."),
    ),
    "development.answer_need": Told(
        _("Need answered"),
        _("A need of development of %(employee)s was answered."),
        _("A need of your development was answered."),
    ),
    "development.enter_training": Told(
        _("Training entered"),
        _("%(employee)s has entered a training; it waits to be confirmed."),
        _("A training of yours was entered and counts."),
    ),
    "development.decide_training": Told(
        _("Training decided on"),
        _("A training of %(employee)s was decided on."),
        _("A training that you entered was decided on; see whether it counts."),
    ),
    "development.confirm_recognition": Told(
        _("Result recognised"),
        _("The result of %(employee)s was recognised."),
        _("Your result was recognised; read for what."),
    ),
    "development.withdraw_recognition": Told(
        _("Recognition withdrawn"),
        _("A recognition of %(employee)s was withdrawn; read the reason."),
        _("A recognition of your result was withdrawn; read the reason."),
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
    "standinrequest.ask_for_stand_in": Told(
        _("Stand-in asked for"),
        _("%(employee)s asks for a stand-in, %(span)s; name one by a letter, or decline with a reason."),
    ),
    "standinrequest.decline_stand_in": Told(
        _("Stand-in declined"),
        _("The request of %(employee)s for a stand-in, %(span)s, was declined."),
        _("Your request for a stand-in, %(span)s, was declined; read the reason."),
    ),
    "standinrequest.withdraw_request": Told(
        _("Request for a stand-in withdrawn"),
        _("%(employee)s does not ask for a stand-in any more, %(span)s."),
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
        _("Deadline near"), _("%(task)s of %(employee)s is due on %(last_day)s at the latest."), NEAR
    ),
    "deadline.passed": Told(
        _("Deadline passed"), _("%(task)s of %(employee)s was due on %(last_day)s and is late."), PASSED
    ),
    "deadline.asked": Told(
        _("Please see to what is late"),
        _(
            "%(task)s of %(employee)s was due on %(last_day)s. The personnel office asks you to see to it, and to"
            " whatever else waits for you."
        ),
        _(
            "%(task)s was due on %(last_day)s. The personnel office asks you to see to it, and to whatever else"
            " waits for you."
        ),
    ),
    "deadline.escalated": Told(
        _("Still late"),
        _("%(task)s of %(employee)s was due on %(last_day)s and is still not done."),
        STILL_LATE,
    ),
}
# What is said to who only serves what an act concerns: he has no eyes for the rest of it.
TOLD_SERVING = {
    "amendment.approve": Told(
        _("Your leader's result has changed"),
        _("The result of your leader that yours serves has changed; see whether yours still fits."),
    ),
}
# What is said of deadlines where no employee's matter waits.
TOLD_OF_COMPLAINTS = {
    "deadline.reminder": Told(_("Deadline near"), NEAR),
    "deadline.passed": Told(_("Deadline passed"), PASSED),
    "deadline.escalated": Told(_("Still late"), STILL_LATE),
}
