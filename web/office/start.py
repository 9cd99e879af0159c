"""Where managers begin: what needs them, and how far their cycles have come."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence
from cycle_engine.remembered import remembered
from directory.models import UnitRow
from web.office.bars import Bar
from web.office.manager import ManagerPage
from workflows.cycles.models import Cycle, Outcome, PolicyDraft
from workflows.planning.progress import Progress, progress_of
from workflows.staffing import queries as staffing

RECENT = 3  # cycles that are shown
DOORS = (
    (
        "office_plans",
        gettext_lazy("Plans"),
        gettext_lazy("Find one; suspend, end or void it, change its rater."),
    ),
    (
        "office_changes",
        gettext_lazy("Changes of posts"),
        gettext_lazy("Transfers, retirements and the like, shown before they are applied."),
    ),
    (
        "office_imports",
        gettext_lazy("Imports"),
        gettext_lazy("Units, posts, people and capacities from sheets."),
    ),
    (
        "coverage",
        gettext_lazy("What nobody works for"),
        gettext_lazy("Goals that nobody serves, and work that serves none."),
    ),
    ("cascade", gettext_lazy("From goals to people"), gettext_lazy("The tree of goals, walked down and up.")),
    ("services", gettext_lazy("Services"), gettext_lazy("What citizens are asked, and what they say.")),
    (
        "goals",
        gettext_lazy("Goals and key indicators"),
        gettext_lazy("What a unit is to achieve, by what it is measured, and how far it is."),
    ),
    ("office_templates", gettext_lazy("Templates"), gettext_lazy("With what plans of a post begin.")),
    ("office_invitations", gettext_lazy("Invitations"), gettext_lazy("Who has no password yet.")),
    (
        "unit_needs",
        gettext_lazy("Development"),
        gettext_lazy("Needs, hours of training, improvement plans and recognitions."),
    ),
    ("office_exports", gettext_lazy("Exports"), gettext_lazy("Sheets to keep, as CSV or workbook.")),
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for a manager, and where he does it."""

    words: type_sentence
    label: type_sentence
    address: str


class StartPage(ManagerPage):
    """The start page of managers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What needs me, how far the latest cycle has come, and all that a manager does."""
        found = self.cycles[:RECENT]
        present = next((each for each in found if each.year <= self.day.year), found[0] if found else None)
        known = progress_of(found, self.units, self.moment) if found else {}
        told = {cycle: sum(each.values(), Progress()) for cycle, each in known.items()}
        whole = told[present.pk] if present else Progress()
        return self.show(
            "web/office/start.html",
            cycles=found,
            present=present,
            whole=whole,
            bar=Bar.of(whole),
            needs=[*self._beginnings(present, whole), *self._needs(found, told)],
            doors=[(reverse(f"web:{name}"), label, about) for name, label, about in DOORS],
            year=self.day.year,
            makes=self._manages_an_agency(),
        )

    def _manages_an_agency(self) -> bool:
        """Whether the reader may make cycles: he manages a whole agency."""
        known = remembered(self.moment.epoch, _topmost, self.units, self.day)
        return any(known.values())

    def _beginnings(self, present: Cycle | None, whole: Progress) -> Iterator[Need]:
        """What whoever manages the whole agency does before anybody can begin: make a cycle, then open it."""
        if present is None and self._manages_an_agency():
            yield Need(_("There is no cycle yet"), _("Make a cycle"), reverse("web:office_cycle_new"))
        if present and present.unit_id in self.units and not whole.plans:
            words = _("Nobody has a plan of %(year)s yet") % {"year": present.year}
            yield Need(words, _("Open the cycle"), reverse("web:office_opening", args=[present.pk]))

    def _needs(self, found: list[Cycle], told: dict[int, Progress]) -> Iterator[Need]:
        for cycle in found:
            if count := told[cycle.pk].late:
                said = _("Plans of %(year)s for which somebody is late: %(count)d")
                words = said % {"count": count, "year": cycle.year}
                yield Need(words, _("See who is late"), reverse("web:office_late", args=[cycle.pk]))
        yield from self._unconfirmed(found)
        yield from self._imports()

    def _unconfirmed(self, found: list[Cycle]) -> Iterator[Need]:
        whole = [cycle for cycle in found if cycle.unit_id in self.units]
        drafts = PolicyDraft.objects.filter(cycle__in=whole, outcome=Outcome.OPEN)
        drafts = drafts.exclude(drafted_by=self.reader)
        for draft in drafts.select_related("cycle"):
            words = _("A draft of the policy of %(year)s waits for a second manager") % {
                "year": draft.cycle.year
            }
            yield Need(
                words,
                _("Confirm or reject"),
                reverse("web:office_draft", args=[draft.cycle_id, draft.number]),
            )

    def _imports(self) -> Iterator[Need]:
        wrong = staffing.own_imports(self.reader, self.moment).filter(
            summary__problems__gt=0, applied_at=None
        )
        for each in wrong.prefetch_related(None).order_by("-pk")[:RECENT]:
            words = _("An import of %(day)s has things to mend") % {"day": date_format(each.day)}
            yield Need(words, _("See what is wrong"), reverse("web:office_import", args=[each.pk]))


def _topmost(units: Collection[int], day: date) -> dict[int, bool]:
    rows = UnitRow.objects.on(day).filter(unit__in=units, parent=None).values_list("unit", flat=True)
    return dict.fromkeys(rows, True)
