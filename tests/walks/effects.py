"""What a step that was taken changes in the model, with all that it takes and that follows it."""

from __future__ import annotations

from tests.machines.walking import ALLOWED
from tests.walks.model import (
    AMENDING,
    APPEALED,
    ENDS,
    GONE,
    REVIEW,
    RUNNING,
    STAYS,
    UNSIGNED,
    YEAR,
    Amendment,
    Appeal,
    Command,
    Day,
    Evaluation,
    Model,
)
from tests.walks.rules import broken, led_is_refused


def take(model: Model, command: Command) -> None:
    """The step is taken; its record goes where the matrix says, or where the effect says."""
    effect = EFFECTS.get(f"{command.record}.{command.step}")
    thing = model.thing(command)
    target = _target(command, thing.state) if thing is not None else None
    if effect is not None:
        effect(model, command)
    if thing is not None and target is not None:
        thing.state = target


def _target(command: Command, state: str) -> str | None:
    """The state after, where the matrix knows only one; else the effect has said it."""
    found = {
        targets
        for (record, source, step, _), targets in ALLOWED.items()
        if (record, source, step) == (command.record, state, command.step)
    }
    (targets,) = found or {frozenset[str]()}
    return next(iter(targets)) if len(targets) == 1 else None


# The plan


def in_force(model: Model, command: Command) -> None:
    model.plan.in_force_from = model.today


def hold(model: Model, command: Command) -> None:
    model.plan.held_from = model.today


def resume(model: Model, command: Command) -> None:
    """A deadline that had not passed is put off by the working days of the suspension; a change's begins anew."""
    plan = model.plan
    assert plan.held_from is not None
    if plan.set_by >= plan.held_from:
        days = model.calendar.workdays_between(plan.held_from, model.today)
        plan.set_by = model.after(plan.set_by, days)
    plan.held_from = None
    for amendment in model.amendments:
        if amendment.state in AMENDING:
            amendment.turn_since = model.today


def void(model: Model, command: Command) -> None:
    _cancel_changes(model)
    _excuse_unsigned(model)


def end_early(model: Model, command: Command) -> None:
    plan, cause = model.plan, command.of or "suspension"
    plan.ends_on = ending(model) if command.who != "clock" else plan.ends_on
    plan.end_cause, plan.held_from = cause, None
    _cancel_changes(model)
    stays = cause in STAYS or cause == "suspension"
    if cause in ("transfer", "death"):
        _excuse_unsigned(model)
    if not stays or plan.in_force_from is None:
        plan.state = "ended"
    elif plan.state != "final_appraisal":
        plan.state = "final_appraisal"
        if YEAR not in model.evaluations:
            closing = Evaluation("open", YEAR, closing=plan.ends_on)
            _count_late(model, closing)
            model.evaluations[YEAR] = closing


def ending(model: Model) -> Day:
    """The last day that is named when the plan ends now."""
    return min(max(model.today, Day(2026, 1, 1)), model.plan.ends_on)


def _cancel_changes(model: Model) -> None:
    for amendment in model.amendments:
        if amendment.state in AMENDING:
            amendment.state = "cancelled"


def _excuse_unsigned(model: Model) -> None:
    for evaluation in model.evaluations.values():
        if evaluation.state in UNSIGNED:
            evaluation.state = "excused"


def propose(model: Model, command: Command) -> None:
    model.amendments.append(Amendment("drafting", turn_since=model.today))


def amendments_turn(model: Model, command: Command) -> None:
    model.amendments[-1].turn_since = model.today


# Evaluations


def open_evaluation(model: Model, command: Command) -> None:
    evaluation = Evaluation("open", command.of)
    _count_late(model, evaluation)
    model.evaluations[command.of] = evaluation
    if command.of == REVIEW and model.plan.state == "in_force":
        model.plan.state = "mid_year_review"
    if command.of == YEAR:
        model.plan.state = "final_appraisal"
        _cancel_changes(model)


def _count_late(model: Model, evaluation: Evaluation) -> None:
    """One that opens when its window has closed has days of its own."""
    if model.passed(model.closes(evaluation)):
        evaluation.counted_from = model.today


def rate(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    evaluation.rated_by = command.who
    evaluation.rated_as = "superior" if command.step == "rate_by_superior" else "rater"


def sign(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    own = command.who == evaluation.rated_by
    evaluation.signed_by, evaluation.signed_on = command.who, model.today
    evaluation.signed_as = evaluation.rated_as if own else "superior"
    _review_is_complete(model, evaluation)


def _review_is_complete(model: Model, evaluation: Evaluation) -> None:
    if evaluation.period == REVIEW and model.plan.state == "mid_year_review":
        model.plan.state = "second_half"


def deliver(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    evaluation.delivered_on = model.today
    _take_of_the_plan(model, evaluation, "appraised")


def _take_of_the_plan(model: Model, evaluation: Evaluation, state: str) -> None:
    if evaluation.yearly and model.plan.state not in GONE:
        model.plan.state = state


def receive(model: Model, command: Command) -> None:
    model.evaluations[command.of].received_on = model.today


def acknowledge(model: Model, command: Command) -> None:
    model.evaluations[command.of].returned = True


def settle(model: Model, command: Command) -> None:
    _take_of_the_plan(model, model.evaluations[command.of], "closed")


def recall(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    evaluation.recalled_on, evaluation.received_on, evaluation.returned = model.today, None, False
    evaluation.signed_as = ""
    _take_of_the_plan(model, evaluation, "final_appraisal")


def excuse(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    _review_is_complete(model, evaluation)
    if evaluation.yearly and model.plan.state == "final_appraisal":
        model.plan.state = "closed"


def reopen(model: Model, command: Command) -> None:
    if model.evaluations[command.of].yearly and model.plan.state == "closed":
        model.plan.state = "final_appraisal"


# Appeals


def file(model: Model, command: Command) -> None:
    evaluation = model.evaluations[command.of]
    parties = {evaluation.rated_by, evaluation.signed_by, "budi"}
    deciders = tuple(each for each in ("citra", "wibawa") if each not in parties)
    model.appeals.append(Appeal("filed", evaluation, model.today, model.today, deciders))
    evaluation.state = "contested"
    _take_of_the_plan(model, evaluation, "under_appeal")


def resolve(model: Model, command: Command) -> None:
    evaluation = model.appeals[-1].against
    back = command.step == "withdraw" and not model.passed(model.appealed_until(evaluation))
    evaluation.state = ("acknowledged" if evaluation.returned else "delivered") if back else "settled"
    _take_of_the_plan(model, evaluation, "appraised" if back else "closed")


def appoint_decider(model: Model, command: Command) -> None:
    appeal = model.appeals[-1]
    appeal.deciders, appeal.duty_since = appeal.deciders[1:], model.today


EFFECTS = {
    "plan.approve": in_force,
    "plan.set_by_superior": in_force,
    "plan.set_unsigned": in_force,
    "plan.hold": hold,
    "plan.resume": resume,
    "plan.void": void,
    "plan.end_early": end_early,
    "amendment.propose": propose,
    "amendment.submit": amendments_turn,
    "evaluation.open": open_evaluation,
    "evaluation.rate": rate,
    "evaluation.rate_by_superior": rate,
    "evaluation.sign": sign,
    "evaluation.sign_by_superior": sign,
    "evaluation.deliver": deliver,
    "evaluation.receive": receive,
    "evaluation.acknowledge": acknowledge,
    "evaluation.settle": settle,
    "evaluation.recall": recall,
    "evaluation.excuse": excuse,
    "evaluation.reopen": reopen,
    "appeal.file": file,
    "appeal.confirm": resolve,
    "appeal.amend": resolve,
    "appeal.dismiss": resolve,
    "appeal.withdraw": resolve,
    "appeal.appoint_decider": appoint_decider,
}


# The clock


def tick(model: Model) -> None:
    """Everything that is due happens, in the order in which the clock comes to it."""
    plan = model.plan
    if plan.state in {"drafting", "submitted", "returned", *RUNNING} and plan.held_from:
        _clock(model, Command("plan", "end_early", "clock"))
    if plan.state in ("drafting", "submitted", "returned"):
        _clock(model, Command("plan", "void", "clock"))
    for period in ENDS:
        there = RUNNING if period == YEAR else {*RUNNING, "final_appraisal"}
        if plan.state in there and not plan.end_cause:
            _clock(model, Command("evaluation", "open", "clock", period))
    for step, states in (
        ("deliver", {"signed"}),
        ("receive", {"delivered"}),
        ("settle", {"delivered", "acknowledged"}),
    ):
        for period, evaluation in model.evaluations.items():
            if evaluation.state in states:
                _clock(model, Command("evaluation", step, "clock", period))
    for appeal in model.appeals[-1:]:
        if appeal.state == "filed":
            _clock(model, Command("appeal", "lapse_explanation", "clock"))
        if appeal.state in APPEALED:
            _clock(model, Command("appeal", "appoint_decider", "clock"))


def _clock(model: Model, command: Command) -> None:
    if not broken(model, command, "clock") and not led_is_refused(model, command):
        take(model, command)
