"""The addresses of version 1."""

from django.urls import path
from django.views.decorators.http import conditional_page
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from api.v1 import (
    amendments,
    bulk,
    contents,
    cycles,
    directory,
    health,
    inbox,
    jobs,
    me,
    notices,
    plans,
    remarks,
    revisions,
    steps,
    tokens,
)
from api.v1.addresses import ID

urlpatterns = [
    path("tokens/", tokens.TokensView.as_view()),
    path("tokens/current/", tokens.CurrentTokenView.as_view()),
    path("me/", me.MeView.as_view()),
    path("units/", directory.UnitsView.as_view()),
    path("posts/", directory.PostsView.as_view()),
    path("people/", directory.PeopleView.as_view()),
    path(f"people/{ID}/", directory.PersonView.as_view()),
    path("letters/", directory.LettersView.as_view()),
    path("cycles/", cycles.CyclesView.as_view()),
    path(f"cycles/{ID}/", cycles.CycleView.as_view()),
    path(f"cycles/{ID}/open/", cycles.OpenCycleView.as_view()),
    path(f"cycles/{ID}/progress/", cycles.CycleProgressView.as_view()),
    path(f"jobs/{ID}/", jobs.JobView.as_view()),
    path("plans/", plans.PlansView.as_view()),
    path(f"plans/{ID}/", plans.PlanView.as_view()),
    path(f"plans/{ID}/contents/", contents.PlanContentsView.as_view()),
    path(f"plans/{ID}/history/", plans.PlanHistoryView.as_view()),
    path(f"plans/{ID}/remarks/", remarks.PlanRemarksView.as_view()),
    path(f"plans/{ID}/revisions/", revisions.RevisionsView.as_view()),
    path(f"plans/{ID}/revisions/<id:number>/", revisions.RevisionView.as_view()),
    path(f"plans/{ID}/revisions/<id:first>/diff/<id:second>/", revisions.DiffView.as_view()),
    path(f"plans/{ID}/amendments/", amendments.PlanAmendmentsView.as_view()),
    path(f"amendments/{ID}/", amendments.AmendmentView.as_view()),
    path(f"amendments/{ID}/contents/", contents.AmendmentContentsView.as_view()),
    path(f"amendments/{ID}/history/", amendments.AmendmentHistoryView.as_view()),
    path(f"remarks/{ID}/", remarks.RemarkView.as_view()),
    *steps.urlpatterns,
    path("inbox/", inbox.InboxView.as_view()),
    path("inbox/bulk/", bulk.BulkView.as_view()),
    path("notifications/", notices.NoticesView.as_view()),
    path(f"notifications/{ID}/read/", notices.ReadNoticeView.as_view()),
    path("health/live/", health.LiveView.as_view()),
    path("health/ready/", health.ReadyView.as_view()),
    path("schema/", conditional_page(SpectacularJSONAPIView.as_view()), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema")),
]
