"""Signing, and what a step names to the door of what was read: the revision, the draft."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from directory.names import Names
from web.planning.differences import differences
from web.planning.shown import served, shown, titles
from web.records import KINDS
from web.steps import GIVEN, StepPage
from workflows.planning.commands import refusal_to_write
from workflows.planning.models import Plan
from workflows.planning.rows import Draft, Revision

BY_KIND = {kind: each.path for kind, each in KINDS.items()}


def _about(record: Any) -> dict[str, Any]:
    return {"plan": record, "amendment": None} if isinstance(record, Plan) else {"amendment": record}


def submitted_hash(record: Any) -> str:
    """The hash of the newest revision of a plan or an amendment; empty when there is none."""
    newest = Revision.objects.filter(**_about(record)).order_by("-number")
    return newest.values_list("hash", flat=True).first() or ""


def draft_edit(record: Any) -> int | None:
    """The counter of the draft of a plan or an amendment."""
    return Draft.objects.filter(**_about(record)).values_list("edit", flat=True).first()


GIVEN.update(revision=submitted_hash, edit=draft_edit)


class SubmitPage(StepPage):
    """Signing: the whole plan as it will be signed, before it is."""

    template = "web/planning/submit.html"

    def initial(self, record: Any) -> dict[str, object]:
        """Also the counter of the draft that is shown: another draft is not signed."""
        return super().initial(record) | {"edit": draft_edit(record)}

    def called(self, record: Any) -> dict[str, str]:
        """The items of the draft by their numbers."""
        return titles(self.facts(record).contents(record))

    def more(self, record: Any) -> dict[str, Any]:
        """The document in words; of a change also how it differs from what is in force."""
        facts = self.facts(record)
        plan, contents, in_force = facts.plan(record), facts.contents(record), facts.in_force(record)
        rater = facts.rater_person(record)
        people = Names.of([plan.employee_id, rater], self.moment)
        names = served(contents, rater, plan.cycle_id, facts.day(record), self.moment)
        before = in_force.contents if in_force and record is not plan else None
        return {
            "plan": plan,
            "contents": shown(contents, names),
            "weights": facts.policy(record).weights,
            "employee": people[plan.employee_id],
            "rater": people[rater],
            "changes": differences(before, contents, names) if before else [],
            "unanswered": facts.dossier(record).open_remarks,
            "writes": refusal_to_write(record, facts, self.reader) is None,
            "edit_page": reverse("web:edit", args=[BY_KIND[record._meta.model_name], record.pk]),
        }
