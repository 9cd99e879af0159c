"""Approving many at once: a summary of each, those that are chosen checked once more, and what became of each."""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, WorkflowError, type_sentence
from cycle_engine.idempotency import Key
from cycle_engine.look import Available, available_steps
from cycle_engine.machine import MACHINES
from cycle_engine.perform import perform
from directory.names import Names
from web.pages import PersonPage
from web.paging import page_of
from web.records import KINDS, record_address, step_address
from web.refusals import BROKEN, MEANWHILE, UNAVAILABLE
from workflows.planning import queries
from workflows.planning.contents import diff, results
from workflows.planning.data import NamedRevision
from workflows.planning.lateness import Duty
from workflows.planning.models import Amendment
from workflows.planning.reviewing import Submitted, submitted_to

log = logging.getLogger(__name__)

MOST = 200
STEPS = {"plan": ("approve", "set_by_superior"), "amendment": ("approve",)}
CHOSEN = re.compile(r"(plan|amendment)/([0-9]{1,18})/([a-z_]{1,30})/([0-9]{1,9})/([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submitted plan or amendment that waits for a decision, summed up. `changes`: how many parts differ from what
    was read before; none where nothing was."""

    duty: Duty
    available: Available
    submitted: Submitted
    unsettled: int
    name: str

    @property
    def chosen(self) -> str:
        """What a form sends for it: what was read, so that nothing else is decided on."""
        record, step = self.duty.deadline.record, self.available.step.name
        return (
            f"{record}/{self.duty.record.pk}/{step}/{self.duty.record.version}/{self.submitted.revision.hash}"
        )

    @property
    def address(self) -> str:
        return step_address(self.duty.deadline.record, self.duty.record.pk, self.available.step.name)

    @property
    def is_change(self) -> bool:
        return isinstance(self.duty.record, Amendment)

    @property
    def warnings(self) -> list[str]:
        return [each.message for each in self.available.warnings]

    @property
    def results(self) -> int:
        return len(results(self.submitted.revision.contents))

    @property
    def changes(self) -> int | None:
        before = self.submitted.before
        return len(diff(before.contents, self.submitted.revision.contents)) if before else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: nothing in `problems` when it is done."""

    name: str
    address: str
    label: type_sentence
    problems: list[type_sentence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose to decide on, as he read it."""

    kind: str
    key: int
    step: str
    version: int
    revision: str

    @classmethod
    def of(cls, text: str) -> Chosen:
        """What this text names. Missing where it names nothing that is decided on here."""
        found = CHOSEN.fullmatch(text)
        if found is None or found[3] not in STEPS[found[1]]:
            raise Missing
        return cls(found[1], int(found[2]), found[3], int(found[4]), found[5])


class ApproveManyPage(PersonPage):
    """Deciding on several plans and changes at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What waits, each with its summary; `?all=1` chooses all of them."""
        return self._list()

    def post(self, request: HttpRequest) -> HttpResponse:
        """The chosen once more to be checked, or (`sure`) what became of each."""
        texts = list(dict.fromkeys(request.POST.getlist("chosen")))
        chosen = [Chosen.of(text) for text in texts[:MOST]]
        if not chosen or len(texts) > MOST:
            return self._list(wrong=True)
        if "sure" in request.POST:
            return self.show("web/team/approved.html", outcomes=self._decide(chosen))
        here = {each.chosen: each for each in self._candidates()}
        some = [here[text] for text in texts if text in here]
        return self.show(
            "web/team/approve_check.html",
            some=some,
            unread=sum(not each.submitted.was_read for each in some),
            changes=any(each.is_change for each in some),
            common=common_warnings(some),
            left=len(texts) - len(some),
            key=uuid.uuid4().hex,
        )

    def _list(self, *, wrong: bool = False) -> HttpResponse:
        candidates = self._candidates()
        status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return self.show(
            "web/team/approve_many.html",
            status,
            some=page_of([each for each in candidates if each.available.allowed], self.request),
            closed=[each for each in candidates if not each.available.allowed],
            common=common_warnings(candidates),
            all="all" in self.request.GET,
            wrong=wrong,
        )

    def _candidates(self) -> list[Candidate]:
        """What waits for the reader's decision, oldest deadline first; a fixed number of queries."""
        waiting = queries.to_decide(self.reader, self.moment)
        names = Names.of([each.plan.employee_id for each in waiting], self.moment)
        self.note_read(each.plan.pk for each in waiting)
        available = self._available(waiting)
        dossiers = {_subject(each): each.facts.dossier(each.record) for each in waiting}
        newest = {subject: each.revision for subject, each in dossiers.items() if each.revision}
        submitted = submitted_to(self.reader, newest)
        return [
            Candidate(
                each,
                available[each.deadline.record, each.record.pk],
                submitted[_subject(each)],
                dossiers[_subject(each)].unresolved_remarks,
                names[each.plan.employee_id],
            )
            for each in waiting
            if _subject(each) in submitted
        ]

    def _available(self, waiting: Sequence[Duty]) -> dict[tuple[str, int], Available]:
        """The decision that is asked, of each record."""
        found: dict[tuple[str, int], Available] = {}
        by_kind: dict[str, list[Duty]] = defaultdict(list)
        for each in waiting:
            by_kind[each.deadline.record].append(each)
        for kind, duties in by_kind.items():
            steps = available_steps([each.record for each in duties], self.reader, duties[0].facts)
            for each in duties:
                asked = each.step_for(self.reader)
                found[kind, each.record.pk] = next(s for s in steps[each.record.pk] if s.step.name == asked)
        return found

    def _decide(self, chosen: Sequence[Chosen]) -> list[Outcome]:
        """Each in its own transaction, once however often the form is sent."""
        records = {
            (kind, record.pk): record
            for kind in STEPS
            for record in KINDS[kind]
            .visible(self.reader, self.moment)
            .filter(pk__in=[each.key for each in chosen if each.kind == kind])
        }
        plans = {key: getattr(record, "plan", record) for key, record in records.items()}
        self.note_read(plan.pk for plan in plans.values())
        names = Names.of([plan.employee_id for plan in plans.values()], self.moment)
        return [
            Outcome(
                names[plans[each.kind, each.key].employee_id],
                record_address("plan", plans[each.kind, each.key]),
                MACHINES[each.kind].steps[each.step].declaration.label,
                self._take(each),
            )
            for each in chosen
            if (each.kind, each.key) in records
        ]

    def _take(self, chosen: Chosen) -> list[type_sentence]:
        """Why it was refused, in words; nothing when it is done."""
        said = f"{chosen.kind}/{chosen.key}/{chosen.step}/{chosen.version}/{chosen.revision}"
        sending = self.request.POST.get("key", "")[:40]
        key = Key(
            self.user.pk,
            self.request.path,
            f"{sending}/{chosen.kind}/{chosen.key}",
            hashlib.sha256(said.encode()).hexdigest(),
        )
        try:
            perform(
                MACHINES[chosen.kind].model,
                chosen.key,
                chosen.step,
                version=chosen.version,
                actor=Actor.of(self.reader),
                data=NamedRevision(chosen.revision),
                idempotency_key=key,
            )
        except WorkflowError as error:
            return [blocker.message for blocker in error.blockers] or [error.sentence]
        except IntegrityError:
            return [MEANWHILE]
        except (OperationalError, InterfaceError):
            return [UNAVAILABLE]
        except Exception:
            # Our own mistake; what became of the others must be told all the same.
            log.exception("%s broke among many", said)
            return [BROKEN]
        return []


def common_warnings(candidates: Sequence[Candidate]) -> list[str]:
    """What all that can be approved is warned of, so that it is said once."""
    warned = [each.warnings for each in candidates if each.available.allowed]
    return [message for message in warned[0] if all(message in each for each in warned)] if warned else []


def _subject(duty: Duty) -> tuple[int, int | None]:
    record: Any = duty.record
    return (record.plan_id, record.pk) if isinstance(record, Amendment) else (record.pk, None)
