"""Pages of who rates and who supervises."""

from django.urls import path

from web.team import board, stand_in

urlpatterns = [
    path("team/", board.TeamPage.as_view(), name="team"),
    path("team/stand-in/", stand_in.StandInPage.as_view(), name="stand_in"),
]
