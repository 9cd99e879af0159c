"""Words of the pages for what the code names: fields of steps, and what is chosen in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence

# label, help
LABELS: dict[str, tuple[type_sentence, type_sentence]] = {
    "last_day": (_("Last day of the plan"), ""),
    "cause": (_("Why"), ""),
    "new_post": (_("New post"), _("Only after a transfer.")),
    "result": (_("Work result"), ""),
    "tried": (_("What was tried before"), ""),
    "rater_post": (_("Post that rates from now on"), ""),
    "letter": (_("Letter"), ""),
    "person": (_("Who decides"), ""),
    "from_day": (_("First day"), _("Today when it is left out.")),
    "answer": (_("Your answer"), ""),
    "distribution_reason": (
        _("Why the unit's ratings depart from the guide"),
        _("Only where they do."),
    ),
    "handed_over_on": (_("Day on which the document was handed over"), ""),
    "to": (_("To whom it is reported"), ""),
    "evaluation": (_("Last periodic evaluation of the old unit"), ""),
    "reasons": (_("Why the result should be another"), ""),
    "explanation": (_("Your explanation"), ""),
    "ground": (_("Ground"), ""),
    "evidence": (_("Evidence"), ""),
    "targets": (_("Targets, each in a line of its own"), ""),
    "review": (_("What both have found"), ""),
    "outcome": (_("Has the employee improved?"), ""),
    "words": (_("What the citizen reads"), _("Plainly, and without names.")),
    "to_post": (_("Post that handles it"), _("Whoever holds it, or stands in there.")),
    "to_unit": (_("Unit that it concerns"), ""),
    "category": (_("Category"), ""),
}

# by the field's name, then its value
CHOICES: dict[str, dict[str, type_sentence]] = {
    "cause": {
        "transfer": _("Transfer"),
        "death": _("Death"),
        "retirement": _("Retirement"),
        "contract_end": _("End of contract"),
        "unpaid_leave": _("Leave outside state responsibility"),
        "pre_retirement": _("Waiting for retirement"),
        "office_outside": _("Office outside the civil service"),
        "suspension": _("Suspension"),
        "assignment": _("Another assignment"),
        "resources": _("Other resources"),
        "expectation": _("Other expectations"),
        "strategy": _("Another strategy of the organisation"),
        "acting_begins": _("Acting in another post begins"),
        "acting_ends": _("Acting in another post ends"),
        "study_begins": _("Study begins"),
        "study_ends": _("Study ends"),
        "new_rater": _("A new rater"),
        "coaching": _("Coaching"),
    },
    "tried": {
        "adjusted": _("Expectations were adjusted"),
        "resources": _("Resources were added"),
        "guided": _("Guidance was given"),
        "counselled": _("Counselling was given"),
    },
    "category": {"complaint": _("Complaint"), "information": _("Question for information")},
    "others": {"yes": _("Yes"), "no": _("No")},
    "outcome": {
        "improved": _("Improved"),
        "not_improved": _("Not improved"),
    },
    "ground": {
        "final": _("The result is final"),
        "not_the_evaluee": _("Not filed by the employee appraised"),
        "late": _("Filed too late"),
        "elsewhere": _("Not this agency's business"),
        "empty": _("Says nothing that can be looked into"),
        "abusive": _("Abusive"),
    },
}
