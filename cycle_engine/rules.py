"""Rules: a code, a sentence that a person reads, and a guard that looks at a case.

A guard returns nothing when the rule holds, else the data of its refusal (perhaps empty), which fills the
sentence. Guards are pure: they look at the case and its facts and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cycle_engine.errors import Blocker, type_sentence

if TYPE_CHECKING:
    from cycle_engine.actors import Capacity

Guard = Callable[[Any], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """See `rule`."""

    code: str
    sentence: type_sentence
    guard: Guard
    help: Capacity | None
    of_input: bool
    warns: bool
    on: str | None

    @property
    def name(self) -> str:
        return self.guard.__name__

    def broken(self, case: object) -> Blocker | None:
        """The blocker with which `case` breaks this rule, or nothing."""
        data = self.guard(case)
        return None if data is None else Blocker(self.code, self.sentence, data, self.help)


def rule(
    code: str,
    sentence: type_sentence,
    *,
    help: Capacity | None = None,  # noqa: A002 - the word that reads best where rules are written
    of_input: bool = False,
    warns: bool = False,
    on: str | None = None,
) -> Callable[[Guard], Rule]:
    """Make a rule of a guard.

    `help`: who can help the person whom it stops. `of_input`: it looks at what is sent with the step, so it is
    not asked before anything is sent. `warns`: it is told and never stops. `on`: the step ("plan.void") of a
    lower room on which it hangs beside that room's own rules.
    """

    def make(guard: Guard) -> Rule:
        made = Rule(code, sentence, guard, help, of_input, warns, on)
        if on is not None:
            HUNG.setdefault(on, []).append(made)
        return made

    return make


# Rules that upper rooms hang on steps of lower ones, by "<record>.<step>".
HUNG: dict[str, list[Rule]] = {}
