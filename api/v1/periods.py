"""How a period is named in bodies and filters."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

NAMED = RegexValidator(
    r"^2[0-9]{3}(-(Q[1-4]|0[1-9]|1[0-2]))?\Z", _("Name a period like this: 2026-Q2, 2026-06 or 2026.")
)
PERIOD = {"serializer_kwargs": {"validators": [NAMED], "allow_blank": False}}
