"""Pages of goals, key indicators and measures: read by everybody of the agency, written by managers."""

from django.urls import path

from web.goals import catalogue, describing, ending, indicators, measures, sheets

urlpatterns = [
    path("goals/", catalogue.CataloguePage.as_view(), name="goals"),
    path("goals/sheet/", sheets.GoalsSheetPage.as_view(), name="goals_sheet"),
    path("goals/iku.<sheet:ending>", sheets.GoalsFile.as_view(), name="goals_file"),
    path("goals/<int:key>/", describing.GoalPage.as_view(), name="goal"),
    path("goals/units/<int:unit>/new/", describing.GoalPage.as_view(), name="goal_new"),
    path("indicators/<int:key>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("indicators/<int:key>/describe/", describing.IndicatorFormPage.as_view(), name="indicator_describe"),
    path("indicators/<int:key>/end/", ending.IndicatorEndPage.as_view(), name="indicator_end"),
    path("indicators/units/<int:unit>/new/", describing.IndicatorFormPage.as_view(), name="indicator_new"),
    path("measures/", measures.MeasuresPage.as_view(), name="measures"),
    path("measures/<int:key>/", measures.MeasurePage.as_view(), name="measure"),
    path("measures/<int:key>/describe/", describing.MeasureFormPage.as_view(), name="measure_describe"),
    path("measures/units/<int:unit>/new/", describing.MeasureFormPage.as_view(), name="measure_new"),
    path("measures/<int:key>/values/new/", measures.NewValuePage.as_view(), name="measure_value"),
    path("registers/<int:key>/new/", measures.NewItemPage.as_view(), name="measure_item"),
    path("registers/<int:key>/<int:item>/strike/", measures.StrikePage.as_view(), name="measure_strike"),
]
