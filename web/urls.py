"""Addresses of pages."""

from django.urls import path

from web import (
    account,
    appeals,
    audit,
    cascade,
    complaints,
    development,
    evaluation,
    goals,
    guidance,
    home,
    letters,
    notices,
    office,
    passwords,
    planning,
    signing_in,
    steps,
    team,
    voice,
)

app_name = "web"
urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("sign-in/", signing_in.SignInView.as_view(), name="sign_in"),
    path("sign-out/", signing_in.SignOutView.as_view(), name="sign_out"),
    path("language/", signing_in.LanguageView.as_view(), name="language"),
    path("password/forgotten/", passwords.ForgottenView.as_view(), name="forgotten"),
    path("password/forgotten/sent/", passwords.SentView.as_view(), name="sent"),
    path("password/chosen/", passwords.ChosenView.as_view(), name="chosen"),
    path("password/<uidb64>/<token>/", passwords.ChooseView.as_view(), name="choose_password"),
    *evaluation.urlpatterns,
    *office.urlpatterns,
    *planning.urlpatterns,
    *cascade.urlpatterns,
    *notices.urlpatterns,
    *account.urlpatterns,
    *audit.urlpatterns,
    *appeals.urlpatterns,
    *development.urlpatterns,
    *letters.urlpatterns,
    *goals.urlpatterns,
    *complaints.urlpatterns,
    *guidance.urlpatterns,
    *team.urlpatterns,
    *voice.urlpatterns,
    # Whatever step has no page of its own.
    path("<str:path>/<int:key>/steps/<str:step>/", steps.StepPage.as_view(), name="step"),
]
