"""What the tests of evaluation and appeals do over and over: a plan in force, its evaluation, step by step."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from cycle_engine.actors import Actor
from tests.workflows.planning.desk import Desk, day
from workflows.appeals import clockwork as of_appeals
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Explanation, Heard, HearingInput, Objection
from workflows.appeals.models import Appeal
from workflows.cycles.periods import named
from workflows.evaluation import clockwork
from workflows.evaluation.commands import open_evaluation, set_achievement
from workflows.evaluation.data import (
    Rated,
    Realisation,
    Received,
    Reported,
    ResultMark,
    Said,
    SelfAssessed,
    Signed,
)
from workflows.evaluation.models import Evaluation
from workflows.monitoring.commands import add_evidence
from workflows.planning import clockwork as of_plans
from workflows.planning.contents import VALUES
from workflows.planning.models import Plan

REALISED = SelfAssessed(
    [Realisation("r1.i1", "28", note="Rata-rata sebulan"), Realisation("r2.i1", "12", evidence=[])]
)
GOOD = Rated(
    result_marks=[ResultMark("r1", "above"), ResultMark("r2", "as_expected")],
    results_rating="as_expected",
    behaviour_rating="as_expected",
    feedback=[
        Said("Pelayanan cepat", result="r1"),
        Said("Laporan lengkap", result="r2"),
        *(Said("Baik", value=value) for value in VALUES),
    ],
    recommendation="Pertahankan",
)
Q1, Q2, YEAR = "2026-Q1", "2026-Q2", "2026"
WINDOW = {
    Q1: "2026-03-20 09:00",
    Q2: "2026-06-22 09:00",
    "2026-Q3": "2026-09-21 09:00",
    YEAR: "2026-12-21 09:00",
}


def rated(**changes: Any) -> Rated:
    """A complete rating, but for these changes."""
    return replace(GOOD, **changes)


class Office(Desk):
    """Acts of evaluation and appeals by people's names; "clock" is the clock."""

    def achieved(self, period: str = Q1, word: str = "baik", unit: str = "KEC-PEL") -> None:
        set_achievement(self.agency.units[unit].pk, period, word, Actor.clock())

    def tick(self, local: str | None = None) -> None:
        """Let the clock do all that is due, at this moment."""
        if local is not None:
            self.at(local)
        of_plans.sweep_all()
        clockwork.sweep_all()
        of_appeals.sweep_all()

    def of(self, plan: Plan, period: str = Q1) -> Evaluation:
        return Evaluation.objects.get(plan=plan, period=period)

    def opened(self, period: str = Q1, plan: Plan | None = None, word: str | None = "baik") -> Evaluation:
        """The evaluation of a plan, opened by the clock on the first morning of its window."""
        plan = plan or self.in_force()
        self.at(WINDOW[period])
        if word is not None:
            self.achieved(period, word)
        clockwork.open_windows()
        return self.of(plan, period)

    def opened_by_hand(self, plan: Plan, period: str, by: str = "dewi") -> Evaluation:
        return open_evaluation(plan, named(period), actor=self.actor(by)).record

    def assessed(self, evaluation: Evaluation | None = None, who: str = "ani") -> Evaluation:
        return self.take(evaluation or self.opened(), "self_assess", who, data=REALISED)  # type: ignore[no-any-return]

    def rated(self, evaluation: Evaluation | None = None, by: str = "budi", **changes: Any) -> Evaluation:
        return self.take(evaluation or self.assessed(), "rate", by, data=rated(**changes))  # type: ignore[no-any-return]

    def signed(self, evaluation: Evaluation | None = None, by: str = "budi") -> Evaluation:
        return self.take(evaluation or self.rated(), "sign", by, data=Signed())  # type: ignore[no-any-return]

    def delivered(self, evaluation: Evaluation | None = None, by: str = "budi") -> Evaluation:
        return self.take(evaluation or self.signed(), "deliver", by)  # type: ignore[no-any-return]

    def received(self, evaluation: Evaluation | None = None, who: str = "ani") -> Evaluation:
        return self.take(evaluation or self.delivered(), "receive", who)  # type: ignore[no-any-return]

    def reported(self) -> Reported:
        return Reported("Sekretaris Daerah")

    def handed_over(self, on: str) -> Received:
        return Received(day(on))

    def leaders_contents(self) -> dict[str, Any]:
        """A leader's plan, with a perspective for each indicator, the budget's among them."""
        contents = self.agency.complete_contents()
        for result, perspective in zip(contents["results"], ("service_recipients", "budget"), strict=True):
            for indicator in result["indicators"]:
                indicator["perspective"] = perspective
                del indicator["aspects"]
        return contents

    def evidence(self, plan: Plan, who: str = "ani") -> str:
        """The id of a file that was put in for the plan."""
        return str(add_evidence(plan.pk, "bukti.pdf", BytesIO(b"%PDF-1.7\n%%EOF\n"), self.id(who)).pk)

    def unsigned(self, how_far: str) -> Evaluation:
        """An evaluation in this state, one of open, self_assessed and rated."""
        if how_far == "open":
            return self.opened()
        return self.assessed() if how_far == "self_assessed" else self.rated()

    # Appeals

    def filed(self, evaluation: Evaluation | None = None, who: str = "ani") -> Appeal:
        about = evaluation or self.received()
        return file_appeal(about, Objection("Hasil kerja di atas target"), actor=self.actor(who)).record

    def explained(self, appeal: Appeal | None = None, by: str = "budi") -> Appeal:
        data = Explanation("Ekspektasi pimpinan lebih tinggi")
        return self.take(appeal or self.filed(), "explain", by, data=data)  # type: ignore[no-any-return]

    def heard(self, appeal: Appeal | None = None, by: str = "citra") -> Appeal:
        appeal = appeal or self.explained()
        today = self.now().date()
        minutes = Heard(
            [HearingInput("owner", today, "Menjelaskan"), HearingInput("rater", absent_because="Sakit")]
        )
        return self.take(appeal, "record_hearing", by, data=minutes)  # type: ignore[no-any-return]
