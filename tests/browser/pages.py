"""The pages that are walked through in the demo's year, and whose eyes see each: a new page is one more line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from directory.models import Grant, Letter, StandInRequest, Unit, User
from tests.browser.hands import let_in
from workflows.appeals.models import Appeal
from workflows.development.models import Improvement, Need, Recognition, Training
from workflows.evaluation.models import Evaluation
from workflows.goals.models import Goal, KeyIndicator, Measure, RegisterItem
from workflows.guidance.models import Counselling, Guidance
from workflows.planning.models import Amendment, Plan
from workflows.planning.rows import Template
from workflows.voice.models import Comment, Complaint

Arguments = Callable[[], Sequence[Any]]


@dataclass(frozen=True)
class Seen:
    """A page by the name of its address, the user name of who looks at it, and the address's arguments.

    `of` is called when the database can be asked. A page with a `picture` is shown in the documents.
    """

    name: str
    eyes: str = ""
    of: Arguments = tuple
    query: str = ""
    picture: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, [self.name.removeprefix("web:"), self.eyes, self.query]))

    @property
    def address(self) -> str:
        return reverse(self.name, args=list(self.of())) + self.query

    def visit(self, page: Page) -> None:
        """Come here, and find the page and no other."""
        if self.eyes:
            let_in(page, self.eyes)
        there = self.address
        answer = page.goto(there)
        assert answer is not None
        assert answer.ok, f"{there} answers {answer.status}"
        expect(page).to_have_url(there)
        expect(page.locator("h1")).to_have_count(1)


def plan_of(name: str) -> Arguments:
    """The last plan of whoever has this user name."""
    return lambda: [Plan.objects.filter(employee__accounts__username=name).latest("starts_on", "pk").pk]


def amendment_of_any() -> Sequence[object]:
    """The last change of a plan."""
    return [Amendment.objects.latest("pk").pk]


def cycle_of(name: str) -> Arguments:
    """The cycle in which whoever has this user name has a plan."""
    return lambda: [Plan.objects.filter(employee__accounts__username=name).latest("starts_on", "pk").cycle_id]


def managed_by(name: str) -> Arguments:
    """The unit that whoever has this user name manages."""
    return lambda: [Grant.objects.get(person__accounts__username=name, capacity="manager").unit_id]


def evaluation_of(name: str) -> Arguments:
    """The first evaluation of whoever has this user name."""
    return lambda: [Evaluation.objects.filter(plan__employee__accounts__username=name).earliest("pk").pk]


def evaluated_plan() -> Sequence[Any]:
    """The plan of Ani's first evaluation."""
    return [Evaluation.objects.get(pk=evaluation_of("ani")()[0]).plan_id]


def reported_unit() -> Sequence[Any]:
    """The unit and period of Ani's first evaluation."""
    found = Evaluation.objects.get(pk=evaluation_of("ani")()[0])
    return [found.unit_id, found.period]


def appeal_of_any() -> Sequence[object]:
    """The last appeal."""
    return [Appeal.objects.latest("pk").pk]


def letter_of_any() -> Sequence[object]:
    """The last letter."""
    return [Letter.objects.latest("pk").pk]


def request_of_any() -> Sequence[object]:
    """The last request for a stand-in, which waits."""
    return [StandInRequest.objects.latest("pk").pk]


def person_of(name: str) -> Arguments:
    """Whoever has this user name."""
    return lambda: [User.objects.get(username=name).person_id]


def need_of_any() -> Sequence[object]:
    """The last need of development."""
    return [Need.objects.latest("pk").pk]


def training_of_any() -> Sequence[object]:
    """The last training."""
    return [Training.objects.latest("pk").pk]


def recognition_of_any() -> Sequence[object]:
    """The last recognition."""
    return [Recognition.objects.latest("pk").pk]


def improvement_of_any() -> Sequence[object]:
    """The last improvement plan."""
    return [Improvement.objects.latest("pk").pk]


def guidance_of(name: str) -> Arguments:
    """The last guidance of whoever has this user name."""
    return lambda: [Guidance.objects.filter(plan__employee__accounts__username=name).latest("pk").pk]


def counselling_of_any() -> Sequence[object]:
    """The last counselling."""
    return [Counselling.objects.latest("pk").pk]


def led_by(name: str) -> Arguments:
    """The unit of the plan of whoever has this user name."""
    return lambda: [Plan.objects.filter(employee__accounts__username=name).latest("starts_on", "pk").unit_id]


def roles_of(name: str, leader: str) -> Arguments:
    """The unit that somebody leads, and one of his people (user names)."""
    return lambda: [*led_by(leader)(), *person_of(name)()]


def templated() -> Sequence[object]:
    """A post with a template."""
    return [Template.objects.earliest("pk").post_id]


def surveyed() -> Sequence[object]:
    """The service of Budi's section."""
    return ["paten"]


def commented() -> Sequence[object]:
    """The last comment on it."""
    return ["paten", Comment.objects.filter(service__code="paten").latest("pk").pk]


def of_catalogue(model: type[Any], code: str) -> Arguments:
    """The goal, key indicator or measure with this code."""
    return lambda: [model._default_manager.get(code=code).pk]


def unit_of(code: str) -> Arguments:
    """The unit with this code."""
    return lambda: [Unit.objects.get(code=code).pk]


def register_item() -> Sequence[object]:
    """The last thing in a register, after its measure."""
    item = RegisterItem.objects.latest("pk")
    return [item.measure_id, item.pk]


def complaint_of_any() -> Sequence[object]:
    """The last complaint."""
    return [Complaint.objects.latest("pk").pk]


PAGES = (
    Seen("web:forgotten"),
    Seen("web:sent"),
    Seen("web:chosen"),
    Seen("web:sign_in", picture="sign-in"),
    Seen("web:home", "ani"),
    Seen("web:home", "budi"),
    Seen("web:home", "citra", picture="home"),
    Seen("web:home", "dewi"),
    Seen("web:notices", "ani", picture="notifications"),
    Seen("web:plan", "ani", plan_of("ani"), picture="plan"),
    Seen("web:plan", "budi", plan_of("ani")),
    Seen("web:plan", "indah", plan_of("ani")),
    Seen("web:plan_serves", "ani", plan_of("ani")),
    Seen("web:cascade", "ani"),
    Seen("web:cascade", "dewi"),
    Seen("web:coverage", "budi"),
    Seen("web:coverage", "dewi"),
    Seen("web:matrix", "ani", led_by("budi")),
    Seen("web:matrix", "budi", led_by("budi")),
    Seen("web:matrix_roles", "budi", roles_of("ani", "budi")),
    Seen("web:goals", "citra"),
    Seen("web:goals", "dewi"),
    Seen("web:goals_sheet", "dewi"),
    Seen("web:goal", "dewi", of_catalogue(Goal, "KAB.S1")),
    Seen("web:goal_new", "dewi", unit_of("DINKES")),
    Seen("web:indicator", "lilis", of_catalogue(KeyIndicator, "DISDUKCAPIL.3"), picture="key-indicator"),
    Seen("web:indicator_describe", "dewi", of_catalogue(KeyIndicator, "DISDUKCAPIL.3")),
    Seen("web:indicator_end", "dewi", of_catalogue(KeyIndicator, "DISDUKCAPIL.3")),
    Seen("web:indicator_new", "dewi", unit_of("DINKES")),
    Seen("web:measures", "dewi"),
    Seen("web:measure", "lilis", of_catalogue(Measure, "DISDUKCAPIL.3")),
    Seen("web:measure", "citra", of_catalogue(Measure, "KEC-SMU.INOVASI")),
    Seen("web:measure_describe", "dewi", of_catalogue(Measure, "DISDUKCAPIL.3")),
    Seen("web:measure_new", "dewi", unit_of("DINKES")),
    Seen("web:measure_value", "lilis", of_catalogue(Measure, "DISDUKCAPIL.3")),
    Seen("web:measure_item", "citra", of_catalogue(Measure, "KEC-SMU.INOVASI")),
    Seen("web:measure_strike", "citra", register_item),
    Seen("web:office", "dewi", picture="managing"),
    Seen("web:office_calendar", "dewi", lambda: [2026]),
    Seen("web:office_calendar_new", "dewi", lambda: [2026]),
    Seen("web:office_change_new", "dewi"),
    Seen("web:office_change_new", "dewi", query="?change=hire"),
    Seen("web:office_change_new", "dewi", query="?change=transfer"),
    Seen("web:office_changes", "dewi"),
    Seen("web:office_changes_sheet", "dewi"),
    Seen("web:office_cycle", "dewi", cycle_of("ani"), picture="progress"),
    Seen("web:office_cycle_new", "dewi"),
    Seen("web:office_draft_new", "dewi", cycle_of("ani")),
    Seen("web:office_exports", "dewi"),
    Seen("web:office_import_new", "dewi"),
    Seen("web:office_imports", "dewi"),
    Seen("web:office_invitations", "dewi"),
    Seen("web:office_invite", "dewi", managed_by("dewi")),
    Seen("web:office_late", "dewi", cycle_of("ani"), picture="late"),
    Seen("web:office_opening", "dewi", cycle_of("ani")),
    Seen("web:office_plan_new", "dewi"),
    Seen("web:office_plans", "dewi"),
    Seen("web:office_plans", "dewi", query="?q=a&state=closed"),
    Seen("web:office_policy", "dewi", cycle_of("ani")),
    Seen("web:office_rehearsal", "dewi", cycle_of("ani")),
    Seen("web:office_remind", "dewi", cycle_of("ani")),
    Seen("web:office_template", "dewi", templated),
    Seen("web:office_templates", "dewi"),
    Seen("web:office_templates_sheet", "dewi"),
    Seen("web:step", "dewi", lambda: ["plans", *plan_of("ani")(), "hold"]),
    Seen("web:plan_history", "ani", plan_of("ani")),
    Seen("web:plan_revisions", "ani", plan_of("ani")),
    Seen("web:plan_revision", "ani", lambda: [*plan_of("ani")(), 1]),
    Seen("web:plan_diff", "ani", lambda: [*plan_of("ani")(), 1, 2]),
    Seen("web:plan_propose", "ani", plan_of("ani")),
    Seen("web:begin_plan", "ani", lambda: [Plan.objects.get(pk=plan_of("ani")()[0]).cycle_id]),
    Seen("web:remark_new", "budi", lambda: ["plans", *plan_of("ani")()]),
    Seen("web:plan_actions", "ani", plan_of("ani")),
    Seen("web:write_actions", "ani", lambda: [*plan_of("ani")(), "r1"]),
    Seen("web:unnamed_feedback", "ani"),
    Seen("web:plan_guidance", "budi", plan_of("ani")),
    Seen("web:arrange_guidance", "budi", plan_of("ani")),
    Seen("web:tell_of_behaviour", "budi", plan_of("ani")),
    Seen("web:guidances", "dadang"),
    Seen("web:guidance", "ani", guidance_of("ani")),
    Seen("web:guidance_sign", "dadang", guidance_of("lina")),
    Seen("web:guidance_assess", "dadang", guidance_of("lina")),
    Seen("web:guidance_give_feedback", "ani", guidance_of("ani")),
    Seen("web:counselling", "lina", counselling_of_any),
    Seen("web:name_counsellor", "dewi", counselling_of_any),
    Seen("web:counselling_step", "dewi", lambda: [*counselling_of_any(), "rest"]),
    Seen("web:amendment", "indah", amendment_of_any),
    Seen("web:amendment_history", "indah", amendment_of_any),
    Seen("web:development", "ani", picture="development"),
    Seen("web:development_of", "budi", person_of("ani")),
    Seen("web:credits", "ani", person_of("ani")),
    Seen("web:need_new", "ani", person_of("ani")),
    Seen("web:need_answer", "dewi", need_of_any),
    Seen("web:training_new", "ani", person_of("ani")),
    Seen("web:training_decide", "dewi", training_of_any),
    Seen("web:unit_needs", "dewi"),
    Seen("web:unit_hours", "dewi"),
    Seen("web:unit_trainings", "dewi"),
    Seen("web:unit_improvements", "dewi"),
    Seen("web:recognitions", "dewi", query="?year=2026"),
    Seen("web:recognition", "dewi", recognition_of_any),
    Seen("web:recognition_withdraw", "dewi", recognition_of_any),
    Seen("web:recognise", "dewi", evaluation_of("ani")),
    Seen("web:evaluation_need", "budi", evaluation_of("ani")),
    Seen("web:improvement", "dewi", improvement_of_any),
    Seen("web:improvement_history", "dewi", improvement_of_any),
    Seen("web:improvement_targets", "dewi", improvement_of_any),
    Seen("web:machine", "ani", lambda: ["plan"], "?at=in_force"),
    Seen("web:team", "budi"),
    Seen("web:team", "citra", query="?as=superior", picture="team"),
    Seen("web:stand_in", "budi"),
    Seen("web:approve_many", "budi"),
    Seen("web:plan_review", "budi", plan_of("ani")),
    Seen("web:amendment_review", "indah", amendment_of_any),
    Seen("web:set_unsigned", "budi", plan_of("ani")),
    Seen("web:plan_progress", "ani", evaluated_plan, picture="progress-of-a-plan"),
    Seen("web:enter_progress", "ani", plan_of("ani")),
    Seen("web:plan_evidence", "ani", plan_of("ani")),
    Seen("web:progress_rows", "ani", plan_of("ani")),
    Seen("web:plan_feedback", "budi", evaluated_plan),
    Seen("web:give_feedback", "budi", evaluated_plan),
    Seen("web:ask_feedback", "ani", evaluated_plan),
    Seen("web:feedback_asked", "ani"),
    Seen("web:plan_evaluations", "ani", evaluated_plan),
    Seen("web:open_evaluation", "dewi", evaluated_plan),
    Seen("web:evaluation", "ani", evaluation_of("ani"), picture="evaluation"),
    Seen("web:evaluation", "budi", evaluation_of("ani")),
    Seen("web:evaluation_history", "ani", evaluation_of("ani")),
    Seen("web:evaluation_documents", "ani", evaluation_of("ani")),
    Seen("web:self_assess", "ani", evaluation_of("ani")),
    Seen("web:rate", "budi", evaluation_of("ani")),
    Seen("web:rate_by_superior", "citra", evaluation_of("ani")),
    Seen("web:receive", "ani", evaluation_of("ani")),
    Seen("web:acknowledge", "ani", evaluation_of("ani")),
    Seen("web:sign", "budi", evaluation_of("ani")),
    Seen("web:sign_by_superior", "citra", evaluation_of("ani")),
    Seen("web:appeal_amend", "indah", appeal_of_any),
    Seen("web:achievements", "citra"),
    Seen("web:appeal", "indah", appeal_of_any, picture="appeal"),
    Seen("web:appeal_history", "indah", appeal_of_any),
    Seen("web:appeal_explain", "indah", appeal_of_any),
    Seen("web:appeal_record_hearing", "indah", appeal_of_any),
    Seen("web:appeal_dismiss", "indah", appeal_of_any),
    Seen("web:appeal_confirm", "indah", appeal_of_any),
    Seen("web:appeal_withdraw", "indah", appeal_of_any),
    Seen("web:appeal_appoint_decider", "indah", appeal_of_any),
    Seen("web:file_appeal", "ani", evaluation_of("ani")),
    Seen("web:superior", "citra"),
    Seen("web:superior_units", "citra"),
    Seen("web:distribution", "citra", lambda: reported_unit()[:1], picture="distribution"),
    Seen("web:unit_results", "citra", lambda: reported_unit()[:1]),
    Seen("web:letters", "dewi", query="?all=1"),
    Seen("web:letter", "dewi", letter_of_any),
    Seen("web:letter_end", "dewi", letter_of_any),
    Seen("web:letter_new", "dewi"),
    Seen("web:letters", "citra"),
    Seen("web:stand_in_ask", "budi"),
    Seen("web:stand_in_request", "citra", request_of_any),
    Seen("web:stand_in_decline", "citra", request_of_any),
    Seen("web:stand_in_withdraw", "budi", request_of_any),
    Seen("web:set_achievement", "citra"),
    Seen("web:report_unit", "budi", reported_unit),
    Seen("web:account", "ani"),
    Seen("web:account_accesses", "ani"),
    Seen("web:account_channel", "ani"),
    Seen("web:account_notices", "ani"),
    Seen("web:account_password", "ani"),
    Seen("web:account_tokens", "ani"),
    Seen("web:surveys"),
    Seen("web:survey", of=surveyed, picture="survey"),
    Seen("web:survey_index", of=surveyed),
    Seen("web:survey_thanks", of=surveyed),
    Seen("web:services", "budi"),
    Seen("web:service", "dewi", surveyed, picture="service"),
    Seen("web:service_new", "dewi"),
    Seen("web:service_change", "dewi", surveyed),
    Seen("web:service_comments", "budi", surveyed),
    Seen("web:service_comment", "budi", commented),
    Seen("web:complain", of=surveyed, picture="complain"),
    Seen("web:complaint_find"),
    Seen("web:complaints", "dewi", query="?show=all", picture="complaints"),
    Seen("web:complaint", "dewi", complaint_of_any, picture="complaint"),
    Seen("web:complaint", "indah", complaint_of_any),
    Seen("web:complaint_assign", "dewi", complaint_of_any),
    Seen("web:complaint_reassign", "dewi", complaint_of_any),
    Seen("web:complaint_forward", "dewi", complaint_of_any),
    Seen("web:complaint_step", "dewi", lambda: [*complaint_of_any(), "dismiss"]),
    Seen("web:audit", "indah"),
    Seen("web:audit", "indah", query="?act=plan.approve", picture="inspecting"),
    Seen("web:audit_plan", "indah", plan_of("ani")),
)

# Addresses that are no pages, such as files, and pages that only a test of their own can come to.
ELSEWHERE = {
    "answer_feedback",
    "audit_csv",
    "audit_jsonl",
    "job",
    "evidence",
    "evaluation_form",
    "plan_form",
    "guidance_form",
    "counselling_form",
    "give_unnamed",
    "progress_sheet",
    "rating_outlook",
    "choose_password",
    "office_change",
    "office_change_cancel",
    "office_draft",
    "office_import",
    "office_import_apply",
    "office_reminded",
    "office_templates_file",
    "office_late_file",
    "office_plans_file",
    "office_rehearsal_file",
    "office_import_errors",
    "matrix_file",
    "unit_needs_file",
    "unit_hours_file",
    "edit",
    "edit_annexes",
    "edit_behaviours",
    "edit_result",
    "review_next",
    "service_poster",
    "complaint_status",
    "complaint_thanks",
    "cascade_changed",
    "goals_file",
}
