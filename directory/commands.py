"""Verbs of the directory, the only entrance for writers; what they do is entered on chains."""

from directory.accounts import create_account
from directory.imports import put_grants, put_people, put_posts, put_units
from directory.letters import end_letter, record_letter

__all__ = [
    "create_account",
    "end_letter",
    "put_grants",
    "put_people",
    "put_posts",
    "put_units",
    "record_letter",
]
