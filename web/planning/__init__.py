"""Pages of plans."""

from django.urls import path

from web.planning import plans

urlpatterns = [
    path("plans/<int:key>/", plans.PlanPage.as_view(), name="plan"),
]
