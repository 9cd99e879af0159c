"""Pages of managers."""

from django.urls import path

from web.office import (
    calendars,
    change_sheets,
    changes,
    cycles,
    exports,
    files,
    imports,
    invitations,
    late,
    plans,
    policy,
    progress,
    rehearsal,
    start,
    steps,
    templates,
)

urlpatterns = [
    path("manage/", start.StartPage.as_view(), name="office"),
    path("manage/imports/", imports.ImportsPage.as_view(), name="office_imports"),
    path("manage/imports/new/", imports.NewImportPage.as_view(), name="office_import_new"),
    path("manage/imports/<int:key>/", imports.ImportPage.as_view(), name="office_import"),
    path(
        "manage/imports/<int:key>/errors.<sheet:ending>",
        imports.ImportErrorsFile.as_view(),
        name="office_import_errors",
    ),
    path("manage/imports/<int:key>/apply/", imports.ApplyPage.as_view(), name="office_import_apply"),
    path("manage/post-changes/", changes.ChangesPage.as_view(), name="office_changes"),
    path("manage/post-changes/new/", changes.NewChangePage.as_view(), name="office_change_new"),
    path("manage/post-changes/sheet/", change_sheets.ChangesSheetPage.as_view(), name="office_changes_sheet"),
    path("manage/post-changes/<int:key>/", changes.ChangePage.as_view(), name="office_change"),
    path("manage/post-changes/<int:key>/cancel/", changes.CancelPage.as_view(), name="office_change_cancel"),
    path("manage/templates/", templates.TemplatesPage.as_view(), name="office_templates"),
    path("manage/templates/sheet/", templates.TemplatesSheetPage.as_view(), name="office_templates_sheet"),
    path("manage/templates/<int:key>/", templates.TemplatePage.as_view(), name="office_template"),
    path(
        "manage/templates/all.<sheet:ending>", templates.TemplatesFile.as_view(), name="office_templates_file"
    ),
    path("manage/invitations/", invitations.InvitationsPage.as_view(), name="office_invitations"),
    path("manage/invitations/<int:unit>/", invitations.InvitePage.as_view(), name="office_invite"),
    path("manage/exports/", exports.ExportsPage.as_view(), name="office_exports"),
    path("manage/plans/", plans.PlansPage.as_view(), name="office_plans"),
    path("manage/plans.<sheet:ending>", files.PlansFile.as_view(), name="office_plans_file"),
    path("manage/cycles/<int:key>/late.<sheet:ending>", files.LateFile.as_view(), name="office_late_file"),
    path(
        "manage/cycles/<int:key>/rehearsal.<sheet:ending>",
        files.RehearsalFile.as_view(),
        name="office_rehearsal_file",
    ),
    path("manage/plans/new/", plans.NewPlanPage.as_view(), name="office_plan_new"),
    path("manage/cycles/new/", cycles.NewCyclePage.as_view(), name="office_cycle_new"),
    path("manage/cycles/<int:key>/rehearsal/", rehearsal.RehearsalPage.as_view(), name="office_rehearsal"),
    path("manage/cycles/<int:key>/opening/", cycles.OpeningPage.as_view(), name="office_opening"),
    path("manage/cycles/<int:key>/policy/", policy.PolicyPage.as_view(), name="office_policy"),
    path("manage/cycles/<int:key>/policy/new/", policy.NewDraftPage.as_view(), name="office_draft_new"),
    path("manage/cycles/<int:key>/policy/<int:number>/", policy.DraftPage.as_view(), name="office_draft"),
    path("manage/calendars/<int:year>/", calendars.CalendarPage.as_view(), name="office_calendar"),
    path("manage/calendars/<int:year>/new/", calendars.NewCalendarPage.as_view(), name="office_calendar_new"),
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
