"""Pages of appeals, and of superiors."""

from django.urls import path

from web.appeals import room

urlpatterns = [
    path("appeals/<int:key>/", room.AppealPage.as_view(), name="appeal"),
    path("appeals/<int:key>/history/", room.AppealHistoryPage.as_view(), name="appeal_history"),
]
