"""What the figures of a policy are called, where the regulation sets them, and how two policies differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.cycles.policy import Policy

# Label, and what sets the default, mostly a place of PermenPANRB 6/2022; empty where it is left open.
FIGURES: dict[str, tuple[type_sentence, str]] = {
    "plan_deadline": (_("Last day on which a plan is set in time"), "6/2022:14, II.C.4"),
    "plan_begun_days": (_("Working days for a plan begun during the year"), ""),
    "rater_decides_days": (_("Working days in which the rater decides"), ""),
    "superior_days": (_("Working days of a superior's duty"), ""),
    "reminders_before": (_("Reminders, working days before the last day"), ""),
    "escalate_every": (_("Working days from one escalation to the next"), ""),
    "rater_plan": (_("The rater's own plan is not in force yet"), ""),
    "set_unsigned": (_("A plan may be set without the employee's signature"), ""),
    "weights": (_("Results carry weights"), ""),
    "evaluation_period": (_("Periods of the periodic evaluation"), "6/2022:24, IV.A.8.a"),
    "window_opens_on": (_("Day of a period's last month on which its window opens"), ""),
    "window_days": (_("Working days from a period's end until its window closes"), ""),
    "yearly_window_opens": (_("First day of the yearly evaluation's window"), ""),
    "yearly_window_closes": (_("Last day of the yearly evaluation"), "IV.A.8.b"),
    "transfer_window_days": (_("Working days of a window after a transfer"), ""),
    "leaver_window_days": (_("Working days of a leaver's closing evaluation"), ""),
    "self_assessment_before": (_("Working days before the window's end for the self-assessment"), ""),
    "recall_days": (_("Working days for a corrected rating"), ""),
    "superior_rates_days": (_("Working days in which the superior rates for a silent rater"), "V.A.8"),
    "deliver_days": (_("Working days from signing until delivery"), "V.A.5"),
    "superior_delivers_days": (_("The same for what the superior signed"), "V.A.9"),
    "receipt_days": (_("Working days until receipt is taken for granted"), ""),
    "return_days": (_("Working days to sign and return"), "V.A.6"),
    "superior_return_days": (_("The same to the superior who rated"), "V.A.10"),
    "appeal_days": (_("Working days to file an appeal"), "V.B.2"),
    "explanation_days": (_("Working days in which the rater explains"), ""),
    "decision_days": (_("Working days until an appeal is decided"), "V.B.6"),
    "report_days": (_("Working days until the report to the PyB"), "V.A.7, 11"),
    "achievement_days": (_("Working days until a missing achievement is replaced"), "IV.B.1.f"),
    "evidence_required": (_("Each realised value needs evidence"), ""),
    "distribution_guide": (_("How predicates should be distributed"), "IV.B.2"),
    "distribution_fewest": (_("Fewest people for whom the guide has figures"), ""),
    "calibration": (_("The superior may ask a rater to reconsider"), ""),
    "calibration_days": (_("Working days that must be left for that"), ""),
    "unnamed_feedback": (_("Feedback may be given without a name"), ""),
    "unnamed_feedback_fewest": (_("Fewest people for feedback without a name"), ""),
    "complaint_response_days": (_("Working days until the first response to a complaint"), "SP4N-LAPOR"),
    "complaint_information_days": (_("Working days until information is given"), "SP4N-LAPOR"),
    "complaint_days": (_("Working days until a complaint is answered"), "SP4N-LAPOR"),
    "complaint_field_days": (_("The same where a field check is needed"), "SP4N-LAPOR"),
    "complaint_reopen_days": (_("Working days until an answered complaint is closed"), ""),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs, as plain JSON; `default` and `source` are the regulation's."""

    name: str
    label: str
    before: Any
    after: Any
    default: Any
    source: str


def differences(before: Policy, after: Policy) -> list[Difference]:
    """The figures in which two policies differ, in their order."""
    old, new, default = before.to_json(), after.to_json(), Policy().to_json()
    return [
        Difference(name, str(label), old[name], new[name], default[name], source)
        for name, (label, source) in FIGURES.items()
        if old[name] != new[name]
    ]
