"""What operators read and nothing else: jobs, webhooks, policies, the ledger, the states of records."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from notifications.models import Endpoint, Fault
from web.technical.site import site
from workflows.cycles.models import PolicyDraft, PolicyRow
from workflows.jobs.models import Job


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows as they stand. What is not named in `fields` is not shown: nobody's words are for operators."""

    actions: Any = None
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Endpoint, site=site)
class Endpoints(ReadOnly):
    fields = (
        "owner_id",
        "url",
        "types",
        "created_at",
        "failing_since",
        "disabled_at",
        "told_at",
        "removed_at",
    )
    readonly_fields = ("owner_id",)
    list_display = ("url", "created_at", "failing_since", "disabled_at", "removed_at")
    ordering = ("-pk",)


@admin.register(Fault, site=site)
class Faults(ReadOnly):
    fields = list_display = ("subject", "since", "last_error", "told_at", "ended_at")
    ordering = ("-since",)


@admin.register(PolicyRow, site=site)
class Policies(ReadOnly):
    fields = ("cycle", "policy", "valid_from", "valid_to")
    list_display = ("cycle", "valid_from", "valid_to")
    list_select_related = ("cycle",)
    ordering = ("-pk",)


@admin.register(PolicyDraft, site=site)
class PolicyDrafts(ReadOnly):
    fields = ("cycle", "number", "policy", "valid_from", "running", "outcome")
    list_display = ("cycle", "number", "valid_from", "outcome")
    list_select_related = ("cycle",)
    ordering = ("-pk",)


@admin.register(LogEntry, site=site)
class Log(ReadOnly):
    """What operators did here."""

    fields = list_display = (
        "action_time",
        "user",
        "content_type",
        "object_id",
        "action_flag",
        "change_message",
    )
    list_select_related = ("user", "content_type")
    ordering = ("-pk",)


@admin.register(Entry, site=site)
class Entries(ReadOnly):
    """The ledger, without what was said."""

    fields = (
        *("chain", "chain_id", "seq", "record", "record_id", "step", "from_state", "to_state", "capacity"),
        *("unit", "at", "recorded_at", "request_id", "rule_set", "version_before", "version_after", "hashed"),
    )
    readonly_fields = ("hashed",)
    list_display = (
        "id",
        "chain",
        "chain_id",
        "seq",
        "record",
        "record_id",
        "step",
        "to_state",
        "recorded_at",
    )
    ordering = ("-pk",)

    @admin.display(description=_("Hash"))
    def hashed(self, entry: Entry) -> str:
        return bytes(entry.hash).hex()


class Records(ReadOnly):
    """Where records stand, without what is in them."""

    fields: ClassVar[tuple[str, ...]] = ("id", "state", "version")
    list_display: tuple[str, ...] = fields
    ordering = ("-pk",)


class Jobs(Records):
    """Work in the background, with how far it has come and what went wrong."""

    fields = ("id", "state", "version", "kind", "tries", "done", "total", "errors")
    list_display = ("id", "kind", "state", "tries", "done", "total")


for _machine in MACHINES.values():
    site.register(_machine.model, Jobs if _machine.model is Job else Records)
