"""A wrong setting stops the start, names itself and says what was expected."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.environment import completed
from tests.databases import Database

ROOT = Path(__file__).parents[2]


def start(name: str = "check", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command, with these settings; an empty one is as good as none."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | settings
    command = [sys.executable, "manage.py", name]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)


def refusal(name: str = "check", **settings: str) -> str:
    """The one line that a refused start leaves."""
    done = start(name, **settings)
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "foo", 'expected postgres://user:password@host:port/name, got "foo"'),
        ("DATABASE_URL", "", "expected postgres://user:password@host:port/name, got nothing"),
        (
            "DATABASE_OWNER_URL",
            "mysql://a:b@c/d",
            'expected postgres://user:password@host:port/name, got "mysql://…@c/d"',
        ),
        ("REDIS_URL", "localhost", 'expected redis://host:port/0 or unix:///path?db=0, got "localhost"'),
        ("SECRET_KEY", "short", "expected at least 50 random characters, got 5 characters"),
        ("EMAIL_URL", "mail.example", 'expected smtp://user:password@host:port, got "mail.example"'),
        ("DEFAULT_FROM_EMAIL", "nobody", 'expected an e-mail address, got "nobody"'),
        ("PUBLIC_URL", "agency.example", 'expected https://host, got "agency.example"'),
        ("BIND", "8000", 'expected host:port, got "8000"'),
        ("PROXIES", "many", 'expected 0 to 9, got "many"'),
        ("DEBUG", "perhaps", 'expected 1 or 0, got "perhaps"'),
        ("DEMO", "perhaps", 'expected 1 or 0, got "perhaps"'),
        (
            "NOTIFY_CHANNELS",
            "secret-token",
            "expected URLs of apprise, separated by commas, got 12 characters",
        ),
        (
            "NOTIFY_OWN_CHANNELS",
            "chat=json://{address}/x",
            "expected name=URL of apprise with {address} after its host, separated by commas, got 23 characters",
        ),
    ],
)
def test_a_setting_that_cannot_be_read_names_itself(name: str, value: str, says: str) -> None:
    assert refusal("check", **{name: value}) == f"{name}: {says}"


def test_a_persons_address_completes_an_url_after_its_host_alone() -> None:
    one, other = "tgram://TOKEN/{address}", "json://chat.example/to/{address}?x=1"
    assert completed(f"telegram={one}, chat={other}") == {"telegram": one, "chat": other}
    for wrong in (
        one,
        f"Chat={one}",
        "chat=json://{address}/x",
        "chat=json://a:{address}@b/c",
        "chat=json://a/x",
    ):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            completed(wrong)


def test_a_database_that_does_not_answer_is_named() -> None:
    line = refusal(DATABASE_URL="postgres://app:secret@127.0.0.1:1/none")
    assert line.startswith("DATABASE_URL: expected a PostgreSQL that answers")
    assert "secret" not in line


def test_a_broker_that_does_not_answer_is_named() -> None:
    assert refusal(REDIS_URL="redis://127.0.0.1:1/0").startswith(
        "REDIS_URL: expected a Redis or Valkey that answers"
    )


def test_the_owner_may_not_serve() -> None:
    line = refusal(DATABASE_URL=os.environ["DATABASE_OWNER_URL"])
    assert line.startswith("DATABASE_URL: expected another role than that of DATABASE_OWNER_URL")


def test_an_owner_who_is_not_let_in_is_named_when_he_is_needed() -> None:
    wrong = re.sub(":[^:@/]*@", ":secret@", os.environ["DATABASE_OWNER_URL"])
    line = refusal("migrate", DATABASE_OWNER_URL=wrong)
    assert line.startswith("DATABASE_OWNER_URL: expected a role that may connect, but: ")
    assert "secret" not in line


def test_a_role_that_owns_a_table_may_not_serve(fresh_database: Database) -> None:
    line = refusal(DATABASE_URL=fresh_database.owner_url, DATABASE_OWNER_URL="")
    assert line == "DATABASE_URL: expected a role that is no superuser and owns no table, got cycle_owner"


def test_a_database_whose_time_was_moved_is_refused_but_for_the_demo(fresh_database: Database) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        owner.execute("update engine_clock set ahead = '30 days'")
    settings = {"DATABASE_URL": fresh_database.url, "DATABASE_OWNER_URL": fresh_database.owner_url}
    assert refusal(**settings).startswith("DEMO: expected 1 for a database whose time was moved")
    assert start(**settings, DEMO="1").returncode == 0


def test_https_needs_a_proxy() -> None:
    line = refusal(PUBLIC_URL="https://agency.example", PROXIES="0")
    assert line == 'PROXIES: expected 1 to 9, as https needs a proxy, got "0"'


def test_right_settings_start() -> None:
    assert start().returncode == 0
