"""Pages of managers."""

from django.urls import path

from web.office import imports, late, plans, progress, start, steps

urlpatterns = [
    path("manage/", start.StartPage.as_view(), name="office"),
    path("manage/imports/", imports.ImportsPage.as_view(), name="office_imports"),
    path("manage/imports/new/", imports.NewImportPage.as_view(), name="office_import_new"),
    path("manage/imports/<int:key>/", imports.ImportPage.as_view(), name="office_import"),
    path("manage/imports/<int:key>/apply/", imports.ApplyPage.as_view(), name="office_import_apply"),
    path("manage/plans/", plans.PlansPage.as_view(), name="office_plans"),
    path("manage/plans/new/", plans.NewPlanPage.as_view(), name="office_plan_new"),
    path("manage/cycles/<int:key>/late/", late.LatePage.as_view(), name="office_late"),
    path("manage/cycles/<int:key>/remind/", late.RemindPage.as_view(), name="office_remind"),
    path("manage/cycles/<int:key>/reminders/<int:job>/", late.RemindedPage.as_view(), name="office_reminded"),
    path("manage/cycles/<int:key>/", progress.CyclePage.as_view(), name="office_cycle"),
    *(
        path(
            f"plans/<int:key>/steps/{step}/",
            view.as_view(),
            {"path": "plans", "step": step},
        )
        for step, view in (("reassign_rater", steps.NewRaterPage), ("end_early", steps.EndingPage))
    ),
]
