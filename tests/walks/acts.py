"""The commands of the model as acts at the door, with data that are right or wrong."""

from __future__ import annotations

from typing import Any

from cycle_engine.errors import (
    NotYourTurn,
    RulesBroken,
    Stale,
    WorkflowError,
    WrongState,
)
from cycle_engine.models import Record
from cycle_engine.perform import perform
from tests.walks.effects import ending
from tests.walks.model import Command, Model
from tests.workflows.evaluation.office import REALISED, Office, rated
from tests.workflows.planning.desk import REASON
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Dismissal, Explanation, Heard, HearingInput, Objection
from workflows.appeals.models import Appeal
from workflows.cycles.periods import named
from workflows.evaluation.commands import open_evaluation
from workflows.evaluation.data import Received, Reported, SelfAssessed, Signed
from workflows.planning.commands import propose_amendment
from workflows.planning.data import Ending, NamedEdit, NamedRevision, Proposal, Return, TakenOver
from workflows.planning.data import RemarkInput as Said
from workflows.planning.models import Amendment, Draft, Plan, Revision

KINDS = [
    (Stale, "stale"),
    (NotYourTurn, "not_his"),
    (WrongState, "wrong_state"),
    (RulesBroken, "rules_broken"),
]
NOWHERE = "0" * 64  # the hash of no revision


class Acts:
    """Takes the commands that are about one plan."""

    def __init__(self, office: Office, plan: Plan, proof: str) -> None:
        self.office, self.plan, self.proof = office, plan, proof

    def take(self, command: Command, model: Model) -> str:
        """What came of it: "done", or the kind of the refusal."""
        try:
            self._take(command, model)
        except WorkflowError as error:
            return next(kind for cls, kind in KINDS if isinstance(error, cls))
        return "done"

    def _take(self, command: Command, model: Model) -> None:
        wish: dict[str, Any] = {"actor": self.office.actor(command.who)}
        if (command.record, command.step) == ("amendment", "propose"):
            propose_amendment(self.plan, Proposal("strategy"), **wish)
        elif (command.record, command.step) == ("evaluation", "open"):
            open_evaluation(self.plan, named(command.of), **wish)
        elif (command.record, command.step) == ("appeal", "file"):
            about = self.office.of(self.plan, command.of)
            file_appeal(about, Objection(" " if command.faulty else "Di atas target"), **wish)
        else:
            thing = self.thing(command)
            wish["reason"] = " " if command.faulty else REASON
            wish["data"] = self.data(command, model, thing)
            wish["version"] = thing.version - 1 if command.stale else None
            perform(type(thing), thing.pk, command.step, **wish)

    def thing(self, command: Command) -> Record:
        if command.record == "plan":
            return self.plan.__class__.objects.get(pk=self.plan.pk)
        if command.record == "evaluation":
            return self.office.of(self.plan, command.of)
        return {"amendment": Amendment, "appeal": Appeal}[command.record].objects.latest("pk")

    def data(self, command: Command, model: Model, thing: Record) -> Any:
        make = getattr(self, f"_{command.record}_{command.step}", None)
        return make(command, model, thing) if make else None

    def write(self, thing: Plan | Amendment, *, complete: bool) -> None:
        """Let Ani's draft be one that may be submitted, or not."""
        contents = self.office.agency.complete_contents()
        self.office.write(thing, contents if complete else contents | {"results": []})

    # What is sent with a step

    def _named(self, command: Command, model: Model, thing: Record) -> NamedRevision:
        about = {"amendment": thing} if isinstance(thing, Amendment) else {"plan": thing, "amendment": None}
        newest = Revision.objects.filter(**about).order_by("number").last()
        return NamedRevision(NOWHERE if command.faulty or newest is None else newest.hash)

    _plan_approve = _plan_set_by_superior = _amendment_approve = _named

    def _plan_set_unsigned(self, command: Command, model: Model, thing: Record) -> NamedEdit:
        return NamedEdit(Draft.objects.get(plan=self.plan, amendment=None).edit)

    def _return(self, command: Command, model: Model, thing: Record) -> Return:
        return Return([Said("Mohon diperjelas", "r99")] if command.faulty else [])

    _plan_return_for_revision = _amendment_return_for_revision = _return

    def _plan_end_early(self, command: Command, model: Model, thing: Record) -> Ending:
        if command.who == "clock":
            return Ending(model.plan.ends_on, "suspension")
        last_day = model.plan.ends_on.replace(year=2027) if command.faulty else ending(model)
        return Ending(last_day, command.of, str(self.office.post("eko")))  # type: ignore[arg-type]

    def _plan_take_over_result(self, command: Command, model: Model, thing: Record) -> TakenOver:
        return TakenOver("r99" if command.faulty else "r1", ["guided"])

    def _evaluation_self_assess(self, command: Command, model: Model, thing: Record) -> SelfAssessed:
        return SelfAssessed([]) if command.faulty else REALISED

    def _rating(self, command: Command, model: Model, thing: Record) -> Any:
        return rated(recommendation="" if command.faulty else "Pertahankan")

    _evaluation_rate = _evaluation_rate_by_superior = _appeal_amend = _rating

    def _sign(self, command: Command, model: Model, thing: Record) -> Signed:
        return Signed()

    _evaluation_sign = _evaluation_sign_by_superior = _sign

    def _evaluation_receive(self, command: Command, model: Model, thing: Record) -> Received | None:
        if command.who != "dewi":
            return None
        return Received(None if command.faulty else model.today)

    def _evaluation_report(self, command: Command, model: Model, thing: Record) -> Reported:
        return Reported("" if command.faulty else "Sekretaris Daerah")

    def _appeal_explain(self, command: Command, model: Model, thing: Record) -> Explanation:
        return Explanation(" " if command.faulty else "Ekspektasi lebih tinggi")

    def _appeal_record_hearing(self, command: Command, model: Model, thing: Record) -> Heard:
        heard = HearingInput("owner", model.today, "Menjelaskan")
        return Heard([heard] if command.faulty else [heard, HearingInput("rater", absent_because="Sakit")])

    def _appeal_dismiss(self, command: Command, model: Model, thing: Record) -> Dismissal:
        return Dismissal("late", [] if command.faulty else [self.proof])
