"""What operators may do: revoke tokens, lift locks, open and close accounts, send webhooks once more."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.accounts import sign_out_everywhere
from directory.models import User
from notifications.models import WebhookDelivery
from notifications.webhooks.commands import send_again
from web.technical.reading import ReadOnly
from web.technical.site import site


class Removable(ReadOnly):
    """What may be taken away, and is never changed."""

    actions = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)


@admin.register(apps.get_model("knox", "AuthToken"), site=site)
class Tokens(Removable):
    """Without its row a token opens nothing any more."""

    fields = list_display = ("user", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("-created",)


@admin.register(AccessAttempt, site=site)
class Locks(Removable):
    """Wrong passwords. Without its row nobody is locked out any more."""

    fields = list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("username", "ip_address")


@admin.register(WebhookDelivery, site=site)
class Deliveries(ReadOnly):
    fields = ("endpoint", "event_id", "attempts", "next_try_at", "sent_at", "response_code", "last_error")
    readonly_fields = ("event_id",)
    list_display = ("id", *fields)
    list_select_related = ("endpoint",)
    ordering = ("-pk",)
    actions = ("send_again",)

    @admin.action(description=gettext_lazy("Send once more"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[WebhookDelivery]) -> None:
        """Each under the same id, where its endpoint is on."""
        count = send_again(list(chosen.values_list("pk", flat=True)))
        messages.success(request, _("%(count)s are sent once more.") % {"count": count})


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whether an account is open, and whether it is an operator's."""

    def clean_is_staff(self) -> bool:
        """Nobody of the directory is an operator."""
        if self.cleaned_data["is_staff"] and self.instance.person_id is not None:
            raise forms.ValidationError(
                _("This account belongs to a person. An operator has an account of his own.")
            )
        return bool(self.cleaned_data["is_staff"])


@admin.register(User, site=site)
class Accounts(ReadOnly):
    """Accounts are opened and closed here, never made: that is an act of the directory, or of the command line."""

    form = AccountForm
    fields = ("username", "is_active", "is_staff", "last_login", "date_joined")
    readonly_fields = ("username", "last_login", "date_joined")
    list_display = ("username", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username",)
    ordering = ("username",)
    actions = ("sign_out",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of every account but one's own: nobody locks himself out."""
        return self.admin_site.has_permission(request) and (obj is None or obj.pk != request.user.pk)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Whose account is closed is out at once."""
        obj.save(update_fields=["is_active", "is_staff"])
        if not obj.is_active:
            sign_out_everywhere(obj)

    @admin.action(description=gettext_lazy("Sign out everywhere"))
    def sign_out(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """End the sessions and revoke the tokens."""
        for user in chosen:
            sign_out_everywhere(user)
        messages.success(request, _("%(count)s accounts are signed out.") % {"count": len(chosen)})
