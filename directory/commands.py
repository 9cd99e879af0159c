"""Verbs of the directory, the only entrance for writers; what they do is entered on chains."""

from directory.accounts import create_account
from directory.imports import put_grants, put_people, put_posts, put_units
from directory.letters import end_letter, record_letter
from directory.stand_in_requests import ask_for_stand_in, decline_stand_in, withdraw_request

__all__ = [
    "ask_for_stand_in",
    "create_account",
    "decline_stand_in",
    "end_letter",
    "put_grants",
    "put_people",
    "put_posts",
    "put_units",
    "record_letter",
    "withdraw_request",
]
