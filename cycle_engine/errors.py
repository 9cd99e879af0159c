"""What can be refused. Each error has a stable `code` and the data of its refusal; HTTP is the API's concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cycle_engine.actors import Capacity

type_sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Blocker:
    """One broken rule, as a person reads it."""

    rule: str
    sentence: type_sentence
    data: Mapping[str, object] = field(default_factory=dict)
    who_can_help: Capacity | None = None

    @property
    def message(self) -> str:
        """The sentence in the reader's language, with its data; days as people write them there."""
        data = {name: _said(value) for name, value in self.data.items()}
        return str(self.sentence) % data if data else str(self.sentence)


def _said(value: object) -> object:
    return date_format(value) if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class LastAct:
    """What happened to a record last: who (id, none for the clock), which step, when."""

    step: str
    actor: int | None
    at: datetime


class WorkflowError(Exception):
    """An act was refused and nothing of it stays."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[type_sentence] = _("The step was refused.")

    def __init__(self, blockers: Sequence[Blocker] = ()) -> None:
        super().__init__(self.code)
        self.blockers = tuple(blockers)
        self.record: str | None = None
        self.record_id: int | None = None
        self.state: str | None = None
        self.version: int | None = None
        self.last: LastAct | None = None

    def about(self, record: Any) -> None:
        """Note which record it is about, its state and version."""
        self.record, self.record_id = record._meta.model_name, record.pk
        self.state, self.version = record.state, record.version

    def __str__(self) -> str:
        told = [str(self.sentence), *(blocker.message for blocker in self.blockers)]
        return " ".join(told)


class Missing(WorkflowError):
    """There is no such record."""

    code = "not_found"
    sentence = _("There is no such record.")


class Stale(WorkflowError):
    """The record has changed since the person read it."""

    code = "stale"
    sentence = _("The record has changed since you read it. Read it again, then decide.")


class NotYourTurn(WorkflowError):
    """The person does not hold a capacity that may take the step."""

    code = "not_your_turn"
    sentence = _("This step is not yours to take.")


class OwnCause(NotYourTurn):
    """The person would act in a second capacity on the same person's records."""

    code = "own_cause"
    sentence = _("You stand in another capacity here; this is for somebody else to decide.")


class WrongState(WorkflowError):
    """The state does not allow the step."""

    code = "wrong_state"
    sentence = _("The record's present state does not allow this step.")


class RulesBroken(WorkflowError):
    """Rules are broken; `blockers` holds all of them."""

    code = "rules_broken"
    sentence = _("The step is not possible yet.")


class InProgress(WorkflowError):
    """The same idempotency key is being worked on at this moment."""

    code = "in_progress"
    sentence = _("The same request is being worked on. Wait a moment, then ask again.")


class KeyReused(WorkflowError):
    """The idempotency key was used before with another request."""

    code = "key_reused"
    sentence = _("This idempotency key was used before for a different request.")
