"""All addresses, and what is answered outside of them."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(url="/api/v1/docs/")),
    path("api/v1/", include("api.v1.urls")),
    path("", include("web.urls")),
]

handler400 = "api.v1.errors.bad_request"
handler404 = "api.v1.errors.not_found"
handler500 = "api.v1.errors.broken"
