"""All addresses, and what is answered outside of them."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("api.v1.urls"))]

handler400 = "api.v1.errors.bad_request"
handler404 = "api.v1.errors.not_found"
handler500 = "api.v1.errors.broken"
