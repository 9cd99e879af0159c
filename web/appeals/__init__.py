"""Pages of appeals, and of superiors."""

from django.urls import path
from django.urls.resolvers import URLPattern

from web.appeals import distribution, filing, room, steps, superior
from web.steps import StepPage


def _step(name: str, page: type[StepPage]) -> URLPattern:
    """A step of an appeal with a page of its own, at the address that all steps have."""
    address = f"appeals/<int:key>/steps/{name}/"
    return path(address, page.as_view(), {"path": "appeals", "step": name}, name=f"appeal_{name}")


urlpatterns = [
    path("superior/", superior.SuperiorPage.as_view(), name="superior"),
    path("superior/units/", superior.UnitsPage.as_view(), name="superior_units"),
    path("units/<int:key>/distribution/", distribution.DistributionPage.as_view(), name="distribution"),
    path("units/<int:key>/results/", distribution.UnitResultsPage.as_view(), name="unit_results"),
    path("appeals/<int:key>/", room.AppealPage.as_view(), name="appeal"),
    path("appeals/<int:key>/history/", room.AppealHistoryPage.as_view(), name="appeal_history"),
    path("evaluations/<int:key>/appeal/", filing.FilePage.as_view(), name="file_appeal"),
    _step("explain", steps.WithEvidencePage),
    _step("record_hearing", steps.HearingPage),
    _step("dismiss", steps.DismissPage),
    _step("confirm", steps.CheckedPage),
    _step("amend", steps.AmendPage),
    _step("withdraw", steps.AppealStepPage),
    _step("appoint_decider", steps.AppointPage),
]
