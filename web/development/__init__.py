"""Pages of development: needs, trainings, hours, credit points, improvement plans and recognitions."""

from django.urls import path

from web.development import credits, improvements, needs, person, recognitions, trainings, units  # noqa: A004

urlpatterns = [
    path("development/", person.OwnPage.as_view(), name="development"),
    path("development/people/<int:key>/", person.PersonDevelopmentPage.as_view(), name="development_of"),
    path("development/people/<int:key>/credits/", credits.CreditsPage.as_view(), name="credits"),
    path("development/people/<int:key>/needs/new/", needs.NewNeedPage.as_view(), name="need_new"),
    path(
        "development/people/<int:key>/trainings/new/",
        trainings.NewTrainingPage.as_view(),
        name="training_new",
    ),
    path("development/needs/<int:key>/answer/", needs.AnswerNeedPage.as_view(), name="need_answer"),
    path(
        "development/trainings/<int:key>/decide/",
        trainings.DecideTrainingPage.as_view(),
        name="training_decide",
    ),
    path("development/units/", units.NeedsPage.as_view(), name="unit_needs"),
    path("development/units/needs.<sheet:ending>", units.NeedsFile.as_view(), name="unit_needs_file"),
    path("development/units/hours.<sheet:ending>", units.HoursFile.as_view(), name="unit_hours_file"),
    path("development/units/hours/", units.HoursPage.as_view(), name="unit_hours"),
    path("development/units/trainings/", units.TrainingsPage.as_view(), name="unit_trainings"),
    path("development/units/improvements/", units.ImprovementsPage.as_view(), name="unit_improvements"),
    path("evaluations/<int:key>/needs/new/", needs.BesideRatingPage.as_view(), name="evaluation_need"),
    path("evaluations/<int:key>/recognise/", recognitions.RecognisePage.as_view(), name="recognise"),
    path("recognitions/", recognitions.RecognitionsPage.as_view(), name="recognitions"),
    path("recognitions/<int:key>/", recognitions.RecognitionPage.as_view(), name="recognition"),
    path(
        "recognitions/<int:key>/withdraw/", recognitions.WithdrawPage.as_view(), name="recognition_withdraw"
    ),
    path("improvements/<int:key>/", improvements.ImprovementPage.as_view(), name="improvement"),
    path(
        "improvements/<int:key>/history/",
        improvements.ImprovementHistoryPage.as_view(),
        name="improvement_history",
    ),
    path(
        "improvements/<int:key>/steps/set_targets/",
        improvements.TargetsPage.as_view(),
        {"path": "improvements", "step": "set_targets"},
        name="improvement_targets",
    ),
]
