"""What the tests of guidance and counselling do over and over."""

from __future__ import annotations

from typing import Any

from tests.workflows.planning.desk import Desk
from workflows.guidance.commands import arrange_guidance, tell_of_behaviour
from workflows.guidance.data import (
    COMPETENCES,
    CRITERIA,
    Appointment,
    Arrangement,
    Assessment,
    BehaviourReport,
    Coached,
    Competence,
    Concern,
    Counsel,
    Experience,
    Session,
    Sheet,
    Skill,
)
from workflows.guidance.models import Counselling, Guidance
from workflows.monitoring.commands import give_feedback
from workflows.monitoring.data import About
from workflows.monitoring.models import AboutKind
from workflows.planning.models import Plan

COACHING = Sheet(
    coached=[
        Coached("r1.i1", baseline="45", progress="40", problem="Antrean", ahead="Loket kedua", adjust=True)
    ],
    opportunities="Pendaftaran daring",
)
MENTORING = Sheet(
    skills=[Skill("Menyusun laporan", "Tiga bulan")],
    sessions=[Session("2 Februari, ruang rapat", "Kerangka laporan", "Draf pertama", "9 Februari")],
)
ASSESSED = Assessment(
    [Competence(each, 3, "Terlihat") for each in COMPETENCES] + [Competence("Pelayanan KTP", 4, "Cekatan")],
    "Pelatihan pelayanan",
)
EXPERIENCE = Experience(["agree"] * CRITERIA, "Membantu")
CONCERN = Concern("harmonis", "Membentak pemohon")
REPORT = BehaviourReport(problem="Membentak rekan kerja", done="Sudah ditegur", others="no")
SESSION = "Masalah keluarga yang berat"
COUNSEL = Counsel(SESSION, "Cuti sepekan")


class Room(Desk):
    """Acts of guidance and counselling by people's names."""

    def arranged(self, way: Any = "coaching", guide: str | None = None, plan: Plan | None = None) -> Guidance:
        data = Arrangement(way, None if guide is None else str(self.post(guide)))
        return arrange_guidance((plan or self.in_force()).pk, data, actor=self.actor("budi")).record

    def signed(self, guidance: Guidance | None = None, by: str = "budi", sheet: Sheet = COACHING) -> Any:
        return self.take(guidance or self.arranged(), "sign", by, data=sheet)

    def agreed(self, guidance: Guidance | None = None) -> Any:
        return self.take(guidance or self.signed(), "countersign", "ani")

    def assessed(self, guidance: Guidance | None = None, by: str = "budi") -> Any:
        return self.take(guidance or self.agreed(), "assess", by, data=ASSESSED)

    def told(self, plan: Plan | None = None) -> Counselling:
        plan = plan or self.in_force()
        return tell_of_behaviour(plan.pk, CONCERN, actor=self.actor("budi")).record

    def act(self, counselling: Counselling, step: str, who: str, data: Any = None) -> Any:
        """A step of counselling, of which no reason is entered."""
        return self.take(counselling, step, who, data=data, reason="")

    def reported(self, counselling: Counselling | None = None) -> Any:
        counselling = counselling or self.told()
        self.warned(counselling.plan)
        return self.act(counselling, "report", "budi", REPORT)

    def warned(self, plan: Plan) -> None:
        """The rater's feedback on behaviour."""
        give_feedback(plan.pk, About(AboutKind.VALUE, "harmonis"), "Mohon lebih tenang", self.id("budi"))

    def assigned(self, counselling: Counselling | None = None, to: str = "eko") -> Any:
        data = Appointment(str(self.post(to)), "Senin pukul 10, ruang konseling")
        return self.act(counselling or self.reported(), "name_counsellor", "dewi", data)

    def counselled(self, counselling: Counselling | None = None) -> Any:
        return self.act(counselling or self.assigned(), "counsel", "eko", COUNSEL)
