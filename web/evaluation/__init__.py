"""Pages of progress, evidence, evaluations and feedback."""

from django.urls import path

from web.evaluation import evidence, progress, progress_rows
from web.printing import PlanFormPage

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
    path("plans/<int:key>/forms/<str:form>.pdf", PlanFormPage.as_view(), name="plan_form"),
]
