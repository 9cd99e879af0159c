"""Complaints: pages for citizens, and pages of those who answer them."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from web.complaints import desk, public
from web.steps import StepPage
from workflows.voice.receipts import FORM


def _step(name: str, page: type[StepPage]) -> URLPattern:
    """A step of a complaint with a page of its own, at the address that all steps have."""
    address = f"complaints/<int:key>/steps/{name}/"
    return path(address, page.as_view(), {"path": "complaints", "step": name}, name=f"complaint_{name}")


urlpatterns = [
    path("complain/<str:code>/", public.ComplainPage.as_view(), name="complain"),
    path("complaints/find/", public.FindComplaintPage.as_view(), name="complaint_find"),
    re_path(
        rf"^complaints/(?P<code>{FORM})/$", public.ComplaintStatusPage.as_view(), name="complaint_status"
    ),
    re_path(
        rf"^complaints/(?P<code>{FORM})/thanks/$",
        public.ComplaintThanksPage.as_view(),
        name="complaint_thanks",
    ),
    path("complaints/", desk.ComplaintsPage.as_view(), name="complaints"),
    path("complaints/<int:key>/", desk.ComplaintPage.as_view(), name="complaint"),
    _step("assign", desk.AssignPage),
    _step("reassign", desk.AssignPage),
    _step("forward", desk.ForwardPage),
    path(
        "complaints/<int:key>/steps/<str:step>/",
        desk.ComplaintStepPage.as_view(),
        {"path": "complaints"},
        name="complaint_step",
    ),
]
