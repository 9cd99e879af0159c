"""Who comes into the technical administration, and by which door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cycle_engine.errors import type_sentence
from directory.models import User
from web.audit.words import KINDS
from web.headers import guarded

View = Callable[..., Any]


# What is listed, by the name of its model.
NAMES: dict[str, type_sentence] = KINDS | {
    "accessattempt": _("Wrong passwords"),
    "authtoken": _("Tokens of programs"),
    "endpoint": _("Webhooks"),
    "entry": _("Ledger"),
    "fault": _("What is broken"),
    "logentry": _("What operators did"),
    "policydraft": _("Drafts of policies"),
    "policyrow": _("Policies"),
    "user": _("Accounts"),
    "webhookdelivery": _("Deliveries of webhooks"),
}


class TechnicalSite(admin.AdminSite):
    """For accounts of the staff that belong to no person: who decides about people does not keep the machine too.

    One signs in where everybody does; for everybody else there is nothing here.
    """

    site_header = site_title = _("Technical administration")
    index_title = _("What keeps running")

    def has_permission(self, request: HttpRequest) -> bool:
        user = cast(User, request.user)
        return user.is_active and user.is_staff and user.person_id is None

    def admin_view(self, view: View, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - as Django calls it
        inner = super().admin_view(view, cacheable)

        def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            answer: HttpResponse = inner(request, *args, **kwargs)
            return guarded(answer)

        return ours

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """One list, by what things are called, whatever room their tables are in."""
        rooms = super().get_app_list(request, app_label)
        if app_label is not None:
            return rooms
        models = [model for room in rooms for model in room["models"]]
        for each in models:
            each["name"] = str(NAMES.get(each["object_name"].lower(), each["name"]))
        models.sort(key=lambda each: each["name"])
        whole = {"name": self.index_title, "app_label": "all", "app_url": reverse("admin:index")}
        return [whole | {"has_module_perms": True, "models": models}]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """By our own door, which counts wrong passwords."""
        there = {"next": request.GET.get("next") or reverse("admin:index")}
        return redirect(f"{reverse('web:sign_in')}?{urlencode(there)}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return _signed_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("web:account_password")


@require_POST
def _signed_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:sign_in")


site = TechnicalSite()
