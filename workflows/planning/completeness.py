"""When a plan is complete (`6/2022:7-13`): the guards that submitting asks, of a plan and of its amendments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.case import Case
from cycle_engine.rules import rule
from workflows.planning import contents, key_indicators
from workflows.planning.measuring import measures_of_units

Refusal = dict[str, object] | None
AnyCase = Case[Any]


def named(items: Iterable[str]) -> Refusal:
    """The refusal that names these items, or none when there are none."""
    names = list(items)
    return {"items": ", ".join(names)} if names else None


def blank(text: object) -> bool:
    """Whether nothing is said."""
    return not text or not str(text).strip()


@rule("6/2022:II.A.6.a", _("The plan needs at least one main result."))
def has_main_result(case: AnyCase) -> Refusal:
    has = any(result.get("kind") == "main" for result in _results(case))
    return None if has else {}


@rule("6/2022:7(3)", _("Each result and each indicator needs words that say what it is: %(items)s."))
def items_have_text(case: AnyCase) -> Refusal:
    return named(
        item["id"] for _, item in contents.items(case.facts.contents(case.record)) if blank(item.get("text"))
    )


@rule("6/2022:9(2)", _("Each result needs an indicator with a target. Missing for: %(items)s."))
def results_have_targets(case: AnyCase) -> Refusal:
    qualitative = _qualitative(case)
    return named(
        result["id"]
        for result in _results(case)
        if not any(qualitative or _target(indicator) for indicator in result.get("indicators", ()))
    )


@rule(
    "6/2022:9(3)",
    _(
        "In a quantitative plan each indicator needs a target, its unit and its direction. Missing for: %(items)s."
    ),
)
def quantitative_is_measurable(case: AnyCase) -> Refusal:
    return None if _qualitative(case) else named(_indicators(case, lambda each: not _measurable(each)))


@rule("6/2022:9(3).b", _("In a qualitative plan each indicator needs its narrative. Missing for: %(items)s."))
def qualitative_is_told(case: AnyCase) -> Refusal:
    return named(_indicators(case, lambda each: blank(each.get("narrative")))) if _qualitative(case) else None


@rule(
    "6/2022:9(2).b", _("Each indicator needs an aspect (a leader's: a perspective). Missing for: %(items)s.")
)
def indicators_have_aspects(case: AnyCase) -> Refusal:
    return named(_indicators(case, lambda each: not each.get("aspects") and not each.get("perspective")))


@rule("6/2022:II.A.2.a.8", _("A leader's plan needs at least one indicator of the budget perspective."))
def leader_has_budget(case: AnyCase) -> Refusal:
    has = any(
        item.get("perspective") == "budget" for _, item in contents.items(case.facts.contents(case.record))
    )
    return {} if case.facts.leads(case.record) and not has else None


@rule(
    "6/2022:8(1)",
    _(
        "Each result names what it serves: the superior's result, an IKU, a matrix cell, or the leader who "
        "assigned it. Missing for: %(items)s."
    ),
)
def results_serve(case: AnyCase) -> Refusal:
    return named(
        result["id"]
        for result in _results(case)
        if not result.get("study")
        and sum(bool(value) for value in (result.get("serves") or {}).values()) != 1
    )


@rule(
    "ours:carried_over",
    _("These results stand as they stood last year. Look at each and say that it still holds: %(items)s."),
)
def carried_over_is_looked_at(case: AnyCase) -> Refusal:
    return named(result["id"] for result in _results(case) if result.get("carried_over"))


@rule("policy:weights", _("The weights of the results must total 100; they total %(total)s."))
def weights_total(case: AnyCase) -> Refusal:
    if not case.facts.policy(case.record).weights:
        return None
    total = sum((_decimal(result.get("weight")) for result in _results(case)), Decimal(0))
    return None if total == 100 else {"total": str(total)}


@rule(
    "6/2022:II.A.7.a.7",
    _("Absolute words (all, always, never, every) promise more than anybody can hold: %(items)s."),
    warns=True,
)
def no_absolute_words(case: AnyCase) -> Refusal:
    return named(
        item["id"]
        for _, item in contents.items(case.facts.contents(case.record))
        if ABSOLUTE & set(_words(item.get("text", ""))) or "tidak pernah" in item.get("text", "").lower()
    )


@rule(
    "ours:measure_known",
    _(
        "No measure of the unit, or of a unit above it, has this code; the value will have to be typed: %(items)s."
    ),
    warns=True,
)
def measures_are_known(case: AnyCase) -> Refusal:
    codes = _measures_known(case) if _indicators(case, lambda each: bool(each.get("measure"))) else set()
    return named(_indicators(case, lambda each: bool(each.get("measure")) and each["measure"] not in codes))


def _measures_known(case: AnyCase) -> Collection[str]:
    known = case.facts.once(measures_of_units)
    return known[case.facts.plan(case.record).unit_id]  # type: ignore[no-any-return]


@rule(
    "ours:indicator_known",
    _("The agency has no key indicator (IKU) of this code in the plan's year: %(items)s."),
    warns=True,
)
def served_indicators_are_known(case: AnyCase) -> Refusal:
    served = {each["id"]: (each.get("serves") or {}).get("indicator") for each in _results(case)}
    if not any(served.values()):
        return None
    plan = case.facts.plan(case.record)
    codes = {code for code in served.values() if code}
    unknown = key_indicators.unknown(case.facts, plan.unit_id, plan.starts_on.year, codes)
    return named(item for item, code in served.items() if code in unknown)


ABSOLUTE = frozenset({"semua", "seluruh", "selalu", "setiap"})
COMPLETE = (
    has_main_result,
    items_have_text,
    results_have_targets,
    quantitative_is_measurable,
    qualitative_is_told,
    indicators_have_aspects,
    leader_has_budget,
    results_serve,
    carried_over_is_looked_at,
    weights_total,
    no_absolute_words,
    measures_are_known,
    served_indicators_are_known,
)


def _results(case: AnyCase) -> list[dict[str, Any]]:
    return contents.results(case.facts.contents(case.record))


def _qualitative(case: AnyCase) -> bool:
    return bool(case.facts.contents(case.record).get("approach") == "kualitatif")


def _indicators(case: AnyCase, lacking: Callable[[dict[str, Any]], bool]) -> list[str]:
    return [
        indicator["id"]
        for result in _results(case)
        for indicator in result.get("indicators", ())
        if lacking(indicator)
    ]


def _target(indicator: dict[str, Any]) -> bool:
    low, high = indicator.get("target_low"), indicator.get("target_high")
    return not blank(indicator.get("target")) or not (blank(low) or blank(high))


def _measurable(indicator: dict[str, Any]) -> bool:
    return _target(indicator) and not blank(indicator.get("unit")) and bool(indicator.get("direction"))


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()


def _decimal(text: object) -> Decimal:
    try:
        return Decimal(str(text or 0))
    except InvalidOperation:
        return Decimal(0)
