"""Pages of progress, evidence, evaluations and feedback."""

from django.urls import path
from django.urls.resolvers import URLPattern

from web.evaluation import (
    achievements,
    actions,
    evaluations,
    evidence,
    feedback,
    grounds,
    opening,
    progress,
    progress_rows,
    rating,
    receiving,
    reporting,
    self_assessment,
    signing,
    unnamed,
)
from web.printing import EvaluationFormPage, PlanFormPage
from web.steps import CHOOSES, StepPage


def _step(kind: str, name: str, page: type[StepPage]) -> URLPattern:
    """A step with a page of its own, at the address that all steps have."""
    address = f"{kind}s/<int:key>/steps/{name}/"
    return path(address, page.as_view(), {"path": f"{kind}s", "step": name}, name=name)


CHOOSES["evaluation.propose_earlier_result", "evaluation"] = receiving.earlier_results

urlpatterns = [
    path("plans/<int:key>/progress/", progress.ProgressPage.as_view(), name="plan_progress"),
    path("plans/<int:key>/progress/enter/", progress.EnterPage.as_view(), name="enter_progress"),
    path("plans/<int:key>/progress/rows/", progress_rows.RowsPage.as_view(), name="progress_rows"),
    path(
        "plans/<int:key>/progress/rows/sheet.csv",
        progress_rows.RowsSheetPage.as_view(),
        name="progress_sheet",
    ),
    path("plans/<int:key>/evidence/", evidence.PlanEvidencePage.as_view(), name="plan_evidence"),
    path("plans/<int:key>/feedback/", feedback.FeedbackPage.as_view(), name="plan_feedback"),
    path("plans/<int:key>/feedback/give/", feedback.GivePage.as_view(), name="give_feedback"),
    path("plans/<int:key>/feedback/ask/", feedback.AskPage.as_view(), name="ask_feedback"),
    path("plans/<int:key>/actions/", actions.ActionsPage.as_view(), name="plan_actions"),
    path("plans/<int:key>/actions/<str:item>/", actions.WriteActionsPage.as_view(), name="write_actions"),
    path("feedback/unnamed/", unnamed.ReceiversPage.as_view(), name="unnamed_feedback"),
    path("feedback/unnamed/<int:key>/", unnamed.GiveUnnamedPage.as_view(), name="give_unnamed"),
    path("feedback/", feedback.AskedPage.as_view(), name="feedback_asked"),
    path("feedback/<int:key>/", feedback.AnswerPage.as_view(), name="answer_feedback"),
    path("plans/<int:key>/evaluations/", opening.EvaluationsPage.as_view(), name="plan_evaluations"),
    path("plans/<int:key>/evaluations/open/", opening.OpenPage.as_view(), name="open_evaluation"),
    path("achievements/", achievements.AchievementsPage.as_view(), name="achievements"),
    path("achievements/set/", achievements.SetAchievementPage.as_view(), name="set_achievement"),
    path("units/<int:key>/report/<str:period>/", reporting.ReportPage.as_view(), name="report_unit"),
    path("evidence/<int:key>/", evidence.EvidencePage.as_view(), name="evidence"),
    path("evaluations/<int:key>/", evaluations.EvaluationPage.as_view(), name="evaluation"),
    path(
        "evaluations/<int:key>/documents/",
        evaluations.DocumentsPage.as_view(),
        name="evaluation_documents",
    ),
    path(
        "evaluations/<int:key>/history/",
        evaluations.EvaluationHistoryPage.as_view(),
        name="evaluation_history",
    ),
    path("evaluations/<int:key>/forms/<str:form>.pdf", EvaluationFormPage.as_view(), name="evaluation_form"),
    path("evaluations/<int:key>/outlook/", grounds.OutlookPage.as_view(), name="rating_outlook"),
    _step("evaluation", "self_assess", self_assessment.SelfAssessPage),
    _step("evaluation", "rate", rating.RatePage),
    _step("evaluation", "rate_by_superior", rating.RatePage),
    _step("evaluation", "receive", receiving.ReceivePage),
    _step("evaluation", "acknowledge", receiving.ReturnPage),
    _step("evaluation", "sign", signing.SignPage),
    _step("evaluation", "sign_by_superior", signing.SignPage),
    path("plans/<int:key>/forms/<str:form>.pdf", PlanFormPage.as_view(), name="plan_form"),
]
