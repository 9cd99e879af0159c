"""Pages of plans."""

from django.urls import path

from web import machines
from web.planning import plans
from web.planning.writing import overview, parts, results

urlpatterns = [
    path("plans/<int:key>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:key>/history/", plans.HistoryPage.as_view(), name="plan_history"),
    path("<str:path>/<int:key>/edit/", overview.OverviewPage.as_view(), name="edit"),
    path("<str:path>/<int:key>/edit/results/<str:item>/", results.ResultPage.as_view(), name="edit_result"),
    path("<str:path>/<int:key>/edit/behaviours/", parts.BehavioursPage.as_view(), name="edit_behaviours"),
    path("<str:path>/<int:key>/edit/annexes/", parts.AnnexesPage.as_view(), name="edit_annexes"),
    path("ways/<str:kind>/", machines.MachinePage.as_view(), name="machine"),
]
