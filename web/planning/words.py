"""What the words of a plan's contents are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence

Words = dict[str, type_sentence]

APPROACHES: Words = {"kuantitatif": _("Quantitative"), "kualitatif": _("Qualitative")}
KINDS: Words = {"main": _("Main result"), "additional": _("Additional result")}
ASPECTS: Words = {
    "quantity": _("Quantity"),
    "quality": _("Quality"),
    "time": _("Time"),
    "cost": _("Cost"),
}
PERSPECTIVES: Words = {
    "service_recipients": _("Service recipients"),
    "business_process": _("Business process"),
    "internal_strengthening": _("Internal strengthening or learning"),
    "budget": _("Budget"),
}
DIRECTIONS: Words = {
    "higher": _("The higher the better"),
    "lower": _("The lower the better"),
    "range": _("Within the range"),
}
VALUES: Words = {
    "berorientasi_pelayanan": _("Service-oriented"),
    "akuntabel": _("Accountable"),
    "kompeten": _("Competent"),
    "harmonis": _("Harmonious"),
    "loyal": _("Loyal"),
    "adaptif": _("Adaptive"),
    "kolaboratif": _("Collaborative"),
}
ANNEXES: Words = {
    "resources": _("Support and resources"),
    "accountability": _("Accountability scheme"),
    "consequences": _("Consequences"),
}
SERVES: Words = {
    "result": _("A result of the rater"),
    "indicator": _("A key indicator (IKU) of the unit"),
    "cell": _("A cell of the matrix of roles and results"),
    "assigned_by": _("An assignment"),
}
# What is served by an id that says nothing to a reader.
NAMELESS = _("not in force yet, or not any more")
# Fields of an item, as a difference names them.
FIELDS: Words = {
    "text": _("Text"),
    "kind": _("Kind"),
    "serves": _("Serves"),
    "weight": _("Weight"),
    "study": _("For study"),
    "carried_over": _("Carried over from last year"),
    "aspects": _("Aspects"),
    "perspective": _("Perspective"),
    "target": _("Target"),
    "target_low": _("Target, from"),
    "target_high": _("Target, to"),
    "narrative": _("Narrative"),
    "unit": _("Unit of measure"),
    "direction": _("Direction"),
    "measure": _("Value taken from the measure"),
    "expectation": _("Expectation"),
}
