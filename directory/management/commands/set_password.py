"""Give an account its password; whoever came in by the old one is out."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.accounts import set_password
from directory.models import User


class Command(BaseCommand):
    help = "Set the password of an account; asks for it twice, or reads one line with --stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, username: str, stdin: bool, **options: Any) -> None:
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        password = sys.stdin.readline().rstrip("\n") if stdin else _asked()
        try:
            set_password(user, password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None


def _asked() -> str:
    password = getpass.getpass()
    if getpass.getpass("Password (again): ") != password:
        raise CommandError("The two passwords differ.")
    return password
