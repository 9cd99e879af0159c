"""The citizens' voice: pages for everybody, and pages of those who answer for a service."""

from django.urls import path

from web.voice import comments, poster, public, services

urlpatterns = [
    path("s/", public.ServicesPage.as_view(), name="surveys"),
    path("s/<slug:code>/", public.SurveyPage.as_view(), name="survey"),
    path("s/<slug:code>/thanks/", public.ThanksPage.as_view(), name="survey_thanks"),
    path("s/<slug:code>/index/", public.IndexPage.as_view(), name="survey_index"),
    path("services/", services.ServicesPage.as_view(), name="services"),
    path("manage/services/new/", services.NewServicePage.as_view(), name="service_new"),
    path("services/<slug:code>/", services.ServicePage.as_view(), name="service"),
    path("services/<slug:code>/change/", services.ServiceFormPage.as_view(), name="service_change"),
    path("services/<slug:code>/poster.pdf", poster.PosterPage.as_view(), name="service_poster"),
    path("services/<slug:code>/comments/", comments.CommentsPage.as_view(), name="service_comments"),
    path("services/<slug:code>/comments/<int:key>/", comments.CommentPage.as_view(), name="service_comment"),
]
