"""The tokens by which programs act in my name."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cycle_engine.errors import Missing
from web.pages import PersonPage


class TokensPage(PersonPage):
    """My tokens."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest first."""
        return self.show("web/account/tokens.html", tokens=self._mine().order_by("-created", "pk"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let one of them, or all, open nothing any more."""
        chosen = request.POST.get("token", "")
        taken = self._mine() if chosen == "all" else self._mine().filter(pk=chosen)
        if not taken.delete()[0] and chosen != "all":
            raise Missing
        messages.success(request, _("Revoked."))
        return redirect("web:account_tokens")

    def _mine(self) -> QuerySet[Any]:
        return cast(Any, self.user).auth_token_set.all()  # type: ignore[no-any-return]
