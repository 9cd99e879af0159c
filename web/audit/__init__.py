"""Pages of inspectors."""

from django.urls import path

from web.audit import entries, plans, verifying

urlpatterns = [
    path("inspect/", entries.EntriesPage.as_view(), name="audit"),
    path("inspect/entries.csv", entries.FilePage.as_view(ending="csv"), name="audit_csv"),
    path("inspect/entries.jsonl", entries.FilePage.as_view(ending="jsonl"), name="audit_jsonl"),
    path("inspect/verify/", verifying.VerifyPage.as_view(), name="audit_verify"),
    path("inspect/plans/<int:key>/", plans.TimelinePage.as_view(), name="audit_plan"),
]
