"""Addresses of pages."""

from django.urls import path

from web import passwords

app_name = "web"
urlpatterns = [
    path("password/forgotten/", passwords.ForgottenView.as_view(), name="forgotten"),
    path("password/forgotten/sent/", passwords.SentView.as_view(), name="sent"),
    path("password/chosen/", passwords.ChosenView.as_view(), name="chosen"),
    path("password/<uidb64>/<token>/", passwords.ChooseView.as_view(), name="choose_password"),
]
