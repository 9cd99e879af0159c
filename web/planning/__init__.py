"""Pages of plans."""

from django.urls import path

from web import machines
from web.planning import amendments, answering, births, deciding, plans, revisions
from web.planning.writing import overview, parts, results

urlpatterns = [
    path("plans/<int:key>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:key>/history/", plans.HistoryPage.as_view(), name="plan_history"),
    path("<str:path>/<int:key>/edit/", overview.OverviewPage.as_view(), name="edit"),
    path("<str:path>/<int:key>/edit/results/<str:item>/", results.ResultPage.as_view(), name="edit_result"),
    path("<str:path>/<int:key>/edit/behaviours/", parts.BehavioursPage.as_view(), name="edit_behaviours"),
    path("<str:path>/<int:key>/edit/annexes/", parts.AnnexesPage.as_view(), name="edit_annexes"),
    path("plans/<int:key>/revisions/", revisions.RevisionsPage.as_view(), name="plan_revisions"),
    path("plans/<int:key>/revisions/<int:number>/", revisions.RevisionPage.as_view(), name="plan_revision"),
    path(
        "plans/<int:key>/revisions/<int:before>/<int:after>/", revisions.DiffPage.as_view(), name="plan_diff"
    ),
    path("plans/<int:key>/amendments/new/", births.ProposePage.as_view(), name="plan_propose"),
    path("cycles/<int:key>/plans/new/", births.BeginPage.as_view(), name="begin_plan"),
    path("<str:path>/<int:key>/remarks/new/", births.RemarkPage.as_view(), name="remark_new"),
    path("amendments/<int:key>/", amendments.AmendmentPage.as_view(), name="amendment"),
    path(
        "amendments/<int:key>/history/", amendments.AmendmentHistoryPage.as_view(), name="amendment_history"
    ),
    path("plans/<int:key>/steps/submit/", deciding.SubmitPage.as_view(), {"path": "plans", "step": "submit"}),
    path(
        "amendments/<int:key>/steps/submit/",
        deciding.SubmitPage.as_view(),
        {"path": "amendments", "step": "submit"},
    ),
    path("remarks/<int:key>/steps/<str:step>/", answering.RemarkStepPage.as_view(), {"path": "remarks"}),
    path("ways/<str:kind>/", machines.MachinePage.as_view(), name="machine"),
]
