"""All addresses, and what is answered outside of them: to programs as the API does, to people by pages."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from api.v1 import errors as api
from web import refusals as pages
from web import technical

urlpatterns = [
    path("api/v1/", include("api.v1.urls")),
    path("admin/", technical.site.urls),
    path("", include("web.urls")),
]


def _answers(request: HttpRequest) -> Any:
    return api if request.path.startswith("/api/") else pages


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return cast(HttpResponse, _answers(request).bad_request(request, exception))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return cast(HttpResponse, _answers(request).not_found(request, exception))


def handler500(request: HttpRequest) -> HttpResponse:
    return cast(HttpResponse, _answers(request).broken(request))
