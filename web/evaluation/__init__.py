"""Pages of progress, evidence, evaluations and feedback."""

from django.urls import path
from django.urls.resolvers import URLPattern

from web.evaluation import evaluations, evidence, progress, progress_rows, self_assessment
from web.printing import EvaluationFormPage, PlanFormPage
from web.steps import StepPage


def _step(kind: str, name: str, page: type[StepPage]) -> URLPattern:
    """A step with a page of its own, at the address that all steps have."""
    address = f"{kind}s/<int:key>/steps/{name}/"
    return path(address, page.as_view(), {"path": f"{kind}s", "step": name}, name=name)


urlpatterns = [
    path("plans/<int:key>/progress/", progress.ProgressPage.as_view(), name="plan_progress"),
    path("plans/<int:key>/progress/enter/", progress.EnterPage.as_view(), name="enter_progress"),
    path("plans/<int:key>/progress/rows/", progress_rows.RowsPage.as_view(), name="progress_rows"),
    path(
        "plans/<int:key>/progress/rows/sheet.csv",
        progress_rows.RowsSheetPage.as_view(),
        name="progress_sheet",
    ),
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
    _step("evaluation", "self_assess", self_assessment.SelfAssessPage),
    path("plans/<int:key>/forms/<str:form>.pdf", PlanFormPage.as_view(), name="plan_form"),
]
