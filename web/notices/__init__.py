"""Pages of notices."""

from django.urls import path

from web.notices import jobs, pages

urlpatterns = [
    path("notifications/", pages.NoticesPage.as_view(), name="notices"),
    path("notifications/read/", pages.AllReadPage.as_view(), name="notices_read"),
    path("notifications/<int:key>/", pages.OpenPage.as_view(), name="notice"),
    path("jobs/<int:key>/", jobs.JobPage.as_view(), name="job"),
]
