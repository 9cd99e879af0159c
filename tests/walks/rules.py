"""What the model says must come of a command: person and state by the matrix, then the rules in few words."""

from __future__ import annotations

from collections.abc import Callable

from tests.machines.walking import ALLOWED
from tests.walks.model import (
    APPEALED,
    BY,
    ENDS,
    GONE,
    RUNNING,
    YEARLY_WINDOW_CLOSES,
    Amendment,
    Appeal,
    Command,
    Day,
    Evaluation,
    Model,
)

Broken = bool | None  # None: the model leaves it open
Rule = Callable[[Model, Command, str], Broken]

# Steps that need something: a reason, or data that can be wrong.
ASKS = {
    "plan": {
        "approve",
        "set_by_superior",
        "end_early",
        "take_over_result",
        "return_for_revision",
        "set_unsigned",
    }
    | {"hold", "resume", "void"},
    "amendment": {"approve", "return_for_revision"},
    "evaluation": {
        "self_assess",
        "ask_for_evidence",
        "rate",
        "rate_by_superior",
        "ask_to_reconsider",
        "recall",
    }
    | {"report", "excuse", "reopen"},
    "appeal": {"file", "explain", "record_hearing", "confirm", "amend", "dismiss", "appoint_decider"},
}
STANDS_STILL = {
    "plan": {"submit", "withdraw", "return_for_revision", "approve", "set_by_superior", "set_unsigned"}
    | {"take_over_result", "hold"},
    "amendment": {"propose", "submit", "withdraw", "return_for_revision", "approve", "cancel"},
}


def expects(model: Model, command: Command) -> set[str]:
    """What may come of it: "done", or the kind of the refusal; two where the model leaves open whose turn it is."""
    thing = model.thing(command)
    if command.stale and thing is not None:
        return {"stale"}
    capacities = model.capacities(command) & BY[command.record, command.step]
    if not capacities:
        return {"not_his"}
    capacity = min(capacities, key=lambda each: each == "superior")
    open_turn = {"not_his"} if capacity == "superior" else set[str]()
    state = thing.state if thing is not None else "new"
    if (command.record, state, command.step, capacity) not in ALLOWED:
        return {"wrong_state"} | open_turn
    refused = broken(model, command, capacity)
    if refused is None:
        return {"done", "rules_broken"} | open_turn
    if refused:
        return {"rules_broken"} | open_turn
    return ({"wrong_state"} if led_is_refused(model, command) else {"done"}) | open_turn


def broken(model: Model, command: Command, capacity: str) -> Broken:
    if command.faulty and command.step in ASKS[command.record]:
        return True
    if model.plan.held_from is not None and command.step in STANDS_STILL.get(command.record, ()):
        return True
    rule = RULES.get(f"{command.record}.{command.step}")
    return rule(model, command, capacity) if rule else False


def _amendment(model: Model) -> Amendment:
    return model.amendments[-1]


def _evaluation(model: Model, command: Command) -> Evaluation:
    return model.evaluations[command.of]


def _appeal(model: Model) -> Appeal:
    return model.appeals[-1]


# The plan and its changes


def set_unsigned(model: Model, command: Command, capacity: str) -> Broken:
    plan = model.plan
    too_early = capacity == "superior" and not model.passed(model.after(plan.set_by, 5))
    if too_early or not model.passed(plan.set_by) or not plan.complete:
        return True
    return None  # whether the owner was reminded twice


def end_early(model: Model, command: Command, capacity: str) -> Broken:
    return capacity == "clock" and not (model.plan.held_from and model.passed(model.plan.ends_on))


def void(model: Model, command: Command, capacity: str) -> Broken:
    signed = any(each.signed_by for each in model.evaluations.values())
    never_set = model.plan.in_force_from is None and model.passed(YEARLY_WINDOW_CLOSES)
    return signed or (capacity == "clock" and not never_set)


def superior_after_amendments_limit(model: Model, command: Command, capacity: str) -> Broken:
    return capacity == "superior" and not model.passed(model.after(_amendment(model).turn_since, 5))


def propose(model: Model, command: Command, capacity: str) -> Broken:
    live = any(each.state in ("drafting", "submitted", "returned") for each in model.amendments)
    return live or model.plan.state not in RUNNING


# Evaluations


def open_evaluation(model: Model, command: Command, capacity: str) -> Broken:
    plan, period = model.plan, command.of
    if model.today < model.opens(period) or period in model.evaluations or plan.in_force_from is None:
        return True
    yearly = period == "2026"
    held = plan.held_from is not None and (yearly or plan.held_from <= first_day(period))
    in_time = yearly or plan.in_force_from <= ENDS[period]
    left = plan.ends_on < first_day(period) or (plan.end_cause != "" and not yearly)
    return held or not in_time or left or plan.state in GONE


def first_day(period: str) -> Day:
    end = ENDS[period]
    return end.replace(month=1 if period == "2026" else end.month - 2, day=1)


def rate(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    waits = evaluation.state == "open" and not model.passed(
        model.calendar.before(model.closes(evaluation), 5)
    )
    earlier = evaluation.yearly and any(
        each is not evaluation
        and each.state in ("open", "self_assessed")
        and not model.passed(model.closes(each))
        for each in model.evaluations.values()
    )
    too_late = model.passed(model.rater_until(evaluation))
    return waits or earlier or too_late or evaluation.rated_as == "superior"


def rate_by_superior(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    own = evaluation.rated_as == "superior"
    stays = evaluation.state == "rated" and not (own and evaluation.recalled_on)
    return stays or not (own or model.passed(model.rater_until(evaluation)))


def ask_to_reconsider(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    last_day = model.calendar.before(model.closes(evaluation), 3)
    return model.passed(last_day) or command.who == evaluation.rated_by


def sign_by_superior(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    return not (evaluation.rated_as == "superior" or model.passed(model.rater_until(evaluation)))


def deliver(model: Model, command: Command, capacity: str) -> Broken:
    due = model.delivered_until(_evaluation(model, command))
    return capacity == "clock" and not model.passed(due)


def receive(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    late = model.passed(model.after(evaluation.delivered_on, 14))
    if capacity == "manager" and command.faulty:
        return True
    return evaluation.received_on is not None or (capacity == "clock" and not late)


def settle(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    return evaluation.received_on is None or not model.passed(model.settled_after(evaluation))


def reopen(model: Model, command: Command, capacity: str) -> Broken:
    return model.passed(model.closes(_evaluation(model, command))) or model.plan.state in GONE


# Appeals


def file(model: Model, command: Command, capacity: str) -> Broken:
    evaluation = _evaluation(model, command)
    live = any(each.against is evaluation and each.state in APPEALED for each in model.appeals)
    if evaluation.received_on is None or evaluation.final or live:
        return True
    return model.passed(model.appealed_until(evaluation))


def appoint_decider(model: Model, command: Command, capacity: str) -> Broken:
    appeal = _appeal(model)
    overdue = model.passed(model.after(appeal.duty_since, 7))
    return len(appeal.deciders) < 2 or (capacity == "clock" and not overdue)


RULES: dict[str, Rule] = {
    "plan.submit": lambda model, command, capacity: not model.plan.complete,
    "plan.return_for_revision": lambda model, command, capacity: (
        capacity == "superior" and not model.passed(model.plan.set_by)
    ),
    "plan.set_by_superior": lambda model, command, capacity: not model.passed(model.plan.set_by),
    "plan.set_unsigned": set_unsigned,
    "plan.end_early": end_early,
    "plan.resume": lambda model, command, capacity: model.plan.held_from is None,
    "plan.void": void,
    "amendment.propose": propose,
    "amendment.submit": lambda model, command, capacity: not _amendment(model).complete,
    "amendment.return_for_revision": superior_after_amendments_limit,
    "amendment.approve": superior_after_amendments_limit,
    "evaluation.open": open_evaluation,
    "evaluation.ask_for_evidence": lambda model, command, capacity: model.passed(
        model.rater_until(_evaluation(model, command))
    ),
    "evaluation.rate": rate,
    "evaluation.rate_by_superior": rate_by_superior,
    "evaluation.ask_to_reconsider": ask_to_reconsider,
    "evaluation.sign_by_superior": sign_by_superior,
    "evaluation.deliver": deliver,
    "evaluation.receive": receive,
    "evaluation.acknowledge": lambda model, command, capacity: (
        _evaluation(model, command).received_on is None
    ),
    "evaluation.settle": settle,
    "evaluation.propose_earlier_result": lambda model, command, capacity: True,
    "evaluation.adopt_earlier_result": lambda model, command, capacity: True,
    "evaluation.reopen": reopen,
    "appeal.file": file,
    "appeal.lapse_explanation": lambda model, command, capacity: (
        not model.passed(model.after(_appeal(model).filed_on, 3))
    ),
    "appeal.withdraw": lambda model, command, capacity: model.plan.end_cause == "death",
    "appeal.appoint_decider": appoint_decider,
}


def led_is_refused(model: Model, command: Command) -> bool:
    """Whether what the step would take of another record is not in a state for it."""
    if (command.record, command.step) == ("evaluation", "open"):
        return command.of == "2026" and model.plan.state not in RUNNING
    if (command.record, command.step) == ("appeal", "file"):
        return _evaluation(model, command).state not in ("delivered", "acknowledged")
    return False
