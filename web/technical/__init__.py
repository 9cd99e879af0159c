"""The technical administration: Django's admin, for operators, who are nobody in the directory."""

from web.technical import keeping, reading
from web.technical.site import site

__all__ = ["keeping", "reading", "site"]
