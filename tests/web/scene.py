"""Everything that pages can be about, standing at once: for walks through all addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from cycle_engine import clock
from directory.commands import ask_for_stand_in
from directory.models import User
from notifications.commands import relay
from notifications.models import Delivery
from tests.agency import PASSWORD, Agency
from tests.web.visiting import Visitors
from tests.workflows.development.years import developed
from tests.workflows.evaluation.office import Q1, Office
from tests.workflows.guidance.room import Room
from tests.workflows.planning.desk import day
from tests.workflows.staffing.moves import changed
from tests.workflows.voice.counter import Counter
from workflows.cycles.commands import draft_policy
from workflows.cycles.models import Running
from workflows.goals.commands import enter_items, set_goal, set_indicator, set_measure
from workflows.goals.data import GoalInput, IndicatorInput, ItemInput, MeasureInput
from workflows.jobs.commands import run_waiting
from workflows.monitoring.commands import ask_for_feedback
from workflows.monitoring.data import About
from workflows.planning.commands import open_cycle, put_templates
from workflows.planning.data import Answer, RemarkInput
from workflows.planning.models import Plan, Remark
from workflows.planning.reminding import remind
from workflows.planning.roles import Role, set_roles
from workflows.staffing.models import Import
from workflows.voice.commands import answer, open_form, set_service
from workflows.voice.data import AnswerInput, ServiceInput
from workflows.voice.models import Comment

PARAMETER = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
# What is asked beside the address.
ASKED = {
    "units/{key}/results/": f"?period={Q1}",
    **dict.fromkeys(
        ("units/{key}/matrix/", "units/{key}/matrix.{ending}", "units/{key}/matrix/{employee}/"),
        "?team={ani}",
    ),
    **dict.fromkeys(("inspect/", "inspect/entries.csv", "inspect/entries.jsonl"), "?plan={plans}"),
}
FORMS = {"plans": "A.1.7", "guidance": "B.1.6", "counselling": "B.1.10"}
STEPS = {"counselling": "rest", "complaints": "dismiss", "remarks": "answer"}
UNITS = "code,name,parent_code,timezone,work_week\nPKM,Puskesmas,KEC,Asia/Jakarta,6\n"


def addresses() -> Iterator[URLPattern]:
    """Every address of a page."""
    (pages,) = [
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and each.namespace == "web"
    ]
    for each in pages.url_patterns:
        assert isinstance(each, URLPattern)
        yield each


def route(pattern: URLPattern) -> str:
    """The address with names in place of what differs: "plans/{key}/"."""
    plain = PARAMETER.sub(lambda found: "{%s}" % (found[1] or found[2]), str(pattern.pattern))
    return plain.strip("^$").replace("\\", "")


def sent_whole(answer: HttpResponseBase) -> None:
    """Read it to its end, at which the server closes it; what is no stream was closed by the client."""
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]


class Scene:
    """Ani's year as far as her appeal, an amendment that she writes, and what Dewi has begun; on 24 March 2026."""

    def __init__(self, agency: Agency) -> None:
        self.office = office = Office(agency)
        User.objects.create_superuser("operator", password=PASSWORD)
        self.visit = Visitors(agency)
        self.clients = {name: getattr(self.visit, name).client for name in [*agency.people, "operator"]}
        plan, self.remark = self._agreed()
        amendment = office.proposed(plan)
        evidence = office.evidence(plan)
        evaluation = office.opened(plan=plan)
        for step in (office.assessed, office.rated, office.signed, office.delivered, office.received):
            evaluation = step(evaluation)
        appeal = office.take(office.filed(evaluation), "appoint_decider", "citra", reason="Benturan")
        asked = ask_for_feedback(plan.pk, About(), "Bagaimana kerjanya?", office.post("eko"), agency.ani)
        room = Room(agency)
        put_templates({office.post("ani"): agency.complete_contents()})
        set_roles(plan, [Role(agency.eko, "r1", "Data warga mutakhir")], actor=office.actor("dewi"))
        relay()
        self.keys: dict[str, Any] = {
            "plans": plan.pk,
            "amendments": amendment.pk,
            "remarks": self.remark.pk,
            "evidence": evidence,
            "evaluations": evaluation.pk,
            "appeals": appeal.pk,
            "guidance": room.assessed(room.agreed(room.signed(room.arranged(plan=plan)))).pk,
            "counselling": room.assigned(room.reported(room.told(plan))).pk,
            "feedback": asked.pk,
            "inspect/plans": plan.pk,
            "notifications": Delivery.objects.filter(channel="inbox", person=agency.ani).latest("pk").pk,
            "letters": office.letter("eko", "budi", "2026-12-01", "2026-12-04").pk,
            "letters/requests": ask_for_stand_in(
                day("2026-05-04"), day("2026-05-08"), "Diklat", actor=office.actor("budi")
            ).pk,
            "units": agency.units["KEC-PEL"].pk,
            "ani": agency.ani,
            "cycles": agency.cycle.pk,
            "services": self._commented(),
            "complaints": self._complained(),
            **self._measured(),
            **self._begun_by_dewi(),
            **developed(office, evaluation),
        }

    def _agreed(self) -> tuple[Plan, Remark]:
        """Ani's plan in force, after a remark on it."""
        office = self.office
        plan = office.returned(RemarkInput("Perjelas target", "r1"))
        remark: Remark = plan.remarks.get()
        office.take(remark, "answer", "ani", data=Answer("Sudah"))
        office.take(remark, "resolve", "budi")
        office.take(plan, "submit", "ani")
        office.take(plan, "approve", "budi", data=office.named(plan))
        return plan, remark

    def _commented(self) -> int:
        """A comment on a service of Ani's unit."""
        service = ServiceInput(self.office.agency.units["KEC-PEL"].pk, "ktp", "KTP elektronik")
        set_service(service, actor=self.office.actor("dewi"))
        form = open_form("ktp", clock.moment())
        scores = dict.fromkeys(form.service.instrument.codes, 3)
        given = AnswerInput(form.token, scores, "Antreannya panjang.")
        answer(form.service, given, None, clock.moment())
        return Comment.objects.latest("pk").pk

    def _complained(self) -> int:
        """A complaint that Ani handles; its code is `receipt`."""
        counter = Counter(self.office)
        self.receipt = counter.sent()
        return int(counter.assigned(counter.of(self.receipt)).pk)

    def _measured(self) -> dict[str, int]:
        """A goal of Ani's unit, its indicator, a measure and a register; its `thing` is an item of it."""
        unit, dewi = self.office.agency.units["KEC-PEL"].pk, self.office.actor("dewi")
        today = clock.now().date()
        measure = MeasureInput("Kepuasan", "index", "", "higher", "entered")
        indicator = IndicatorInput(2026, "Kepuasan", "index", "higher", goal="S1", measure="M1")
        made = {
            "goals": set_goal(unit, "S1", GoalInput("Pelayanan"), today, actor=dewi),
            "measures": set_measure(unit, "M1", measure, today, actor=dewi),
            "registers": set_measure(unit, "M2", replace(measure, source="register"), today, actor=dewi),
            "indicators": set_indicator(unit, "IKU-1", indicator, today, actor=dewi),
        }
        self.thing = enter_items([ItemInput("M2", today, "Antrean daring")], actor=dewi)[0].pk
        return {name: int(each.pk) for name, each in made.items()}

    def _begun_by_dewi(self) -> dict[str, Any]:
        office, agency, dewi = self.office, self.office.agency, self.office.actor("dewi")
        sheet = SimpleUploadedFile("units.csv", UNITS.encode())
        form = self.visit.dewi.get("/manage/imports/new/")
        self.visit.dewi.press(form, "Look at what would change", units=sheet)
        self.draft = draft_policy(
            agency.cycle, {"rater_decides_days": 8}, day("2026-06-01"), Running.KEEP, dewi
        ).number
        self.job = remind(agency.cycle, None, None, dewi).pk
        opening = open_cycle(agency.cycle, dewi).pk
        run_waiting()
        return {
            "jobs": opening,
            "manage/imports": Import.objects.latest("pk").pk,
            "manage/post-changes": changed(office, "eko", "retirement", "2026-11-02").pk,
            "manage/templates": office.post("ani"),
            "manage/cycles": agency.cycle.pk,
        }

    def address(self, pattern: URLPattern) -> str:
        """One address of this pattern, about what stands here."""
        named = route(pattern)
        said = re.sub(r"{(\w+)}", lambda found: self._value(named, found[1]), named)
        return f"/{said}{ASKED.get(named, '').format_map(self.keys)}"

    def _value(self, named: str, name: str) -> str:
        first = "amendments" if named.startswith(("{path}/{key}/edit", "{path}/{key}/remarks")) else "plans"
        others = {
            "path": first,
            "number": self.draft if "policy" in named else 1,
            "before": 1,
            "after": 1,
            "step": STEPS.get(named.partition("/")[0], "void"),
            "item": self.thing if named.startswith("registers") else "r1",
            "kind": "plan",
            "form": next((form for start, form in FORMS.items() if named.startswith(start)), "C.1.3"),
            "ending": "csv",
            "job": self.job,
            "year": 2026,
            "code": self.receipt if named.startswith("complaints") else "ktp",
            "period": Q1,
            "unit": self.keys["units"],
            "employee": self.office.agency.eko,
            "uidb64": "MQ",
            "token": "x-y",
        }
        if name != "key":
            assert name in others, f"{named}: say in the scene what stands for {name}"
            return str(others[name])
        place = max((each for each in self.keys if named.startswith(f"{each}/")), key=len, default=first)
        return str(self.keys[place])
