"""Pages of plans."""

from django.urls import path

from web import machines
from web.planning import plans

urlpatterns = [
    path("plans/<int:key>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:key>/history/", plans.HistoryPage.as_view(), name="plan_history"),
    path("ways/<str:kind>/", machines.MachinePage.as_view(), name="machine"),
]
