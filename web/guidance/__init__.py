"""Pages of guidance and counselling."""

from django.urls import path
from django.urls.resolvers import URLPattern

from web.guidance import births, listed, printing, shown, steps
from web.steps import StepPage


def _step(name: str, page: type[StepPage]) -> URLPattern:
    """A step of a guidance with a page of its own, at the address that all steps have."""
    address = f"guidance/<int:key>/steps/{name}/"
    return path(address, page.as_view(), {"path": "guidance", "step": name}, name=f"guidance_{name}")


urlpatterns = [
    path("guidance/", listed.MinePage.as_view(), name="guidances"),
    path("guidance/<int:key>/", shown.GuidancePage.as_view(), name="guidance"),
    path(
        "guidance/<int:key>/forms/<str:form>.pdf", printing.GuidanceFormPage.as_view(), name="guidance_form"
    ),
    path("counselling/<int:key>/", shown.CounsellingPage.as_view(), name="counselling"),
    path(
        "counselling/<int:key>/forms/<str:form>.pdf",
        printing.CounsellingFormPage.as_view(),
        name="counselling_form",
    ),
    path("plans/<int:key>/guidance/", listed.OfPlanPage.as_view(), name="plan_guidance"),
    path("plans/<int:key>/guidance/arrange/", births.ArrangePage.as_view(), name="arrange_guidance"),
    path("plans/<int:key>/counselling/tell/", births.TellPage.as_view(), name="tell_of_behaviour"),
    _step("sign", steps.SignPage),
    _step("assess", steps.AssessPage),
    _step("give_feedback", steps.ExperiencePage),
    path(
        "counselling/<int:key>/steps/name_counsellor/",
        steps.NameCounsellorPage.as_view(),
        {"path": "counselling", "step": "name_counsellor"},
        name="name_counsellor",
    ),
    path(
        "counselling/<int:key>/steps/<str:step>/",
        steps.CounsellingStepPage.as_view(),
        {"path": "counselling"},
        name="counselling_step",
    ),
]
