"""What happened in the demo, counted in the database, and what should be there but is not."""

from __future__ import annotations

import datetime
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from cycle_engine import clock
from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Report
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry, Event
from cycle_engine.sql.write import kind_of
from demo.agency import Agency
from notifications.models import Channel, Delivery
from workflows.jobs.machine import JobState
from workflows.jobs.models import Job
from workflows.planning.models import Amendment, Plan, Remark
from workflows.planning.queries import inbox

PEOPLE = {
    "ani": "the employee",
    "budi": "her rater",
    "citra": "his superior",
    "dewi": "manager of the whole agency",
    "eko": "a stranger to them",
    "indah": "inspector of the whole agency",
}
SHOWN = {
    "plan": {"drafting", "submitted", "returned", "in_force", "ended", "void"},
    "amendment": {"drafting", "submitted", "returned", "approved", "cancelled"},
    "remark": {"open", "answered", "resolved"},
    "job": {str(JobState.DONE)},
}
"""The states in which some records must be at the end, and no record in any other."""
NOT_TAKEN = defaultdict[str, set[str]](set, job={"fail"})
WIDTH, INDENT = 110, 12
TIED = "\N{NO-BREAK SPACE}"  # between words that stay on one line


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody to sign in as, and how much waits for him."""

    username: str
    name: str
    post: str
    part: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What happened, by subject; what is wrong, in words; whom to sign in as; engine time."""

    told: Mapping[str, str]
    faults: tuple[str, ...]
    log_ins: tuple[LogIn, ...]
    now: datetime.datetime

    def lines(self) -> Iterator[str]:
        """What happened, for a terminal."""
        for subject, text in self.told.items():
            first, *more = (line for part in text.split("\n") for line in textwrap.wrap(part, WIDTH - INDENT))
            yield subject.ljust(INDENT) + first.replace(TIED, " ")
            yield from (" " * INDENT + line.replace(TIED, " ") for line in more)


def summary(agency: Agency, seconds: float) -> Summary:
    """Count what is there, verify the ledger, and look for what is missing."""
    states, steps, report = _states(), _steps(), verify()
    told = {"people": f"{len(agency.people)} in {len(agency.posts)} posts"}
    for kind in SHOWN:
        told[f"{kind}s"] = f"{states[kind].total()}: {_list(states[kind])}\nsteps: {_list(steps[kind])}"
    told |= {
        "steps": f"{sum(map(Counter.total, steps.values()))}: {_list(_capacities())}",
        "ledger": f"{report.entries} entries in {report.chains} chains, {_verified(report)}",
        "deadlines": f"told of {_told_of().total()} times: {_list(_told_of())}",
        "notices": _notices(),
        "time": f"{seconds:.1f} s",
    }
    return Summary(told, tuple(_faults(states, steps, report)), tuple(_log_ins(agency)), clock.now())


def _states() -> dict[str, Counter[str]]:
    """How many records of each kind are in each state, the most frequent first."""
    return {
        kind_of(model): Counter(
            dict(model.objects.values_list("state").annotate(count=Count("pk")).order_by("-count", "state"))
        )
        for model in (Plan, Amendment, Remark, Job)
    }


def _steps() -> dict[str, Counter[str]]:
    """How often each step of each kind of record was taken, in the order of their declarations."""
    rows = Entry.objects.filter(record__in=SHOWN).values_list("record", "step").annotate(count=Count("pk"))
    found = {(record, step): count for record, step, count in rows}
    return {
        kind: Counter({step: found[kind, step] for step in MACHINES[kind].steps if (kind, step) in found})
        for kind in SHOWN
    }


def _capacities() -> Counter[str]:
    """In which capacities the steps were taken, and how many of them for somebody else."""
    taken = Entry.objects.filter(record__in=SHOWN)
    found = Counter(taken.order_by("capacity").values_list("capacity", flat=True))
    return found | Counter({"on behalf of another": taken.exclude(on_behalf_of=None).count()})


def _notices() -> str:
    notices = Delivery.objects.filter(channel=Channel.INBOX)
    readers = notices.values("person").distinct().count()
    return f"{notices.count()} to {readers} people, {_unrelayed()} left in the outbox"


def _unrelayed() -> int:
    return Event.objects.filter(relayed_at=None).count()


def _verified(report: Report) -> str:
    return str(report.fault) if report.fault else f"verified in {report.seconds:.2f} s"


def _told_of() -> Counter[str]:
    """How often people were told of a deadline: before it, when it passed, and afterwards one post up."""
    kinds = Event.objects.filter(kind__startswith="deadline.").order_by("pk").values_list("kind", flat=True)
    return Counter(kind.removeprefix("deadline.") for kind in kinds)


def _faults(
    states: Mapping[str, Counter[str]], steps: Mapping[str, Counter[str]], report: Report
) -> Iterator[str]:
    """What is not as it must be."""
    for kind, expected in SHOWN.items():
        for state in sorted(expected ^ states[kind].keys()):
            yield f"{'no' if state in expected else 'a'} {kind} is {state}"
        for step in MACHINES[kind].steps.keys() - steps[kind].keys() - NOT_TAKEN[kind]:
            yield f"nobody took the step {kind}.{step}"
    if unrelayed := _unrelayed():
        yield f"{unrelayed} events were not relayed"
    if report.fault:
        yield str(report.fault)


def _log_ins(agency: Agency) -> Iterator[LogIn]:
    for username, part in PEOPLE.items():
        row, waiting = agency.person_rows[username], inbox(agency.people[username])
        yield LogIn(username, row.name, agency.post_rows[row.post_code].title, part, len(waiting))


def _list(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}".replace(" ", TIED) for name, count in counts.items())
