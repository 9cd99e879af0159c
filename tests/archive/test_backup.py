"""The drill: a system that lived is backed up, destroyed and restored, and goes on as if nothing had happened."""

from __future__ import annotations

import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from knox.models import AuthToken
from pytest_django import Settings

from archive import backup as of_archive
from archive import programs, restore
from cycle_engine.ledger.verify import verify
from cycle_engine.models import Entry, Event
from notifications.commands import relay
from notifications.models import Channel, Delivery
from notifications.queries import notices_of
from tests.archive.conftest import PostOffice
from tests.archive.life import evidence, live, rows
from tests.archive.test_agency import OUTGOING, change_byte, said, seal
from tests.databases import Database, used
from tests.notifications.conftest import send_mail
from tests.workflows.evaluation.office import Office

# Who may do what, and what the database defends itself with.
DEFENCES = (
    "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
    " WHERE grantee = 'cycle_app' AND table_schema = 'public' ORDER BY 1, 2, 3",
    "SELECT table_name, privilege_type FROM information_schema.table_privileges"
    " WHERE grantee IN ('cycle_app', 'PUBLIC') AND table_schema = 'public' ORDER BY 1, 2",
    "SELECT proname, proowner::regrole::text, prosrc, has_function_privilege('cycle_app', oid, 'execute')"
    " FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    # By name: PostgreSQL writes some casts otherwise when it has read them once more.
    "SELECT conrelid::regclass::text, conname, contype::text, condeferred FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "SELECT name, has_schema_privilege('cycle_app', 'public', name) FROM unnest(ARRAY['usage', 'create']) AS name",
)


def defences() -> list[list[Any]]:
    with connection.cursor() as cursor:
        return [list(cursor.execute(query)) for query in DEFENCES]


def destroy(database: Database) -> None:
    """Lose the database and the evidence."""
    connections.close_all()
    with database.owner() as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
    shutil.rmtree(settings.EVIDENCE_DIR)


@pytest.fixture
def kept(office: Office, post_office: PostOffice, tmp_path: Path) -> Path:
    """The backup of an office's life."""
    live(office)
    call_command("backup", tmp_path / "kept")
    return tmp_path / "kept"


# The drill


def test_what_was_destroyed_is_restored_and_nothing_is_sent_twice(
    office: Office, post_office: PostOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live(office)
    AuthToken.objects.create(office.agency.user("ani"))
    database = office.agency.database
    before, files, strength = rows(), evidence(), defences()
    sent, waiting = (
        len(post_office.letters),
        Delivery.objects.filter(channel=Channel.EMAIL, sent_at=None).count(),
    )
    assert sent and waiting and Event.objects.filter(relayed_at=None).exists()
    told = said("backup", tmp_path / "kept", capsys=capsys)
    assert f"{Entry.objects.count()} entries" in told and "1 files" in told
    # After the backup the mail goes out; then everything is lost.
    relay()
    assert send_mail() > 0
    lost = len(post_office.letters)
    destroy(database)

    told = said("restore", tmp_path / "kept", capsys=capsys)
    assert f"{len(before['engine_entry'])} entries" in told
    assert "Everybody signs in again" in told
    after = rows()
    assert {name for name, lines in before.items() if after[name] != lines} <= OUTGOING
    assert evidence() == files
    assert defences() == strength
    assert verify().fault is None
    assert not AuthToken.objects.exists()
    # Nothing goes out again, and nothing is lost of the inbox.
    assert (relay(), send_mail()) == (0, 0)
    assert len(post_office.letters) == lost > sent
    assert notices_of(office.id("budi")).filter(event__kind="plan.submit").exists()
    # The application works, with the rights that it had.
    office.agency.at("2026-05-04 09:00")
    office.in_force("indah", by="wibawa")
    relay()
    assert send_mail() > 0
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE planning_plan SET state = 'void'")


def test_a_backup_is_of_one_moment_while_others_write(
    office: Office, elsewhere: Database, tmp_path: Path
) -> None:
    plan, stop, written = office.drafted("eko"), threading.Event(), []

    def write() -> None:
        try:
            while not stop.is_set():
                office.take(plan, "submit", "eko")
                office.take(plan, "withdraw", "eko")
                office.evidence(plan, "eko")
                written.append(1)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            assert writer.is_alive()
        call_command("backup", tmp_path / "kept")
        begun = len(written)
        while len(written) < begun + 3:
            assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    with used(elsewhere):
        call_command("restore", tmp_path / "kept")
        assert verify().fault is None
        assert 7 <= Entry.objects.filter(chain="plan").count() < 2 * len(written) + 2


# What is in it


def test_the_key_lies_apart_and_only_its_owner_reads_it(office: Office, tmp_path: Path) -> None:
    folder, keys = tmp_path / "kept", tmp_path / "keys"
    with pytest.raises(CommandError, match="lies in the backup"):
        call_command("backup", folder, keys=folder / "keys")
    assert not folder.exists()
    call_command("backup", folder, keys=keys)
    assert keys.read_text() == f"SECRET_KEY={settings.SECRET_KEY}\n"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not [file for file in files if settings.SECRET_KEY.encode() in file.read_bytes()]


def test_another_key_is_found_out(kept: Path, elsewhere: Database, settings: Settings) -> None:
    settings.SECRET_KEY = "another key, which is as long as any that the settings would take"
    with used(elsewhere):
        with pytest.raises(CommandError, match="SECRET_KEY is not that of the backup"):
            call_command("restore", kept)
        assert not Entry.objects.exists()
        call_command("restore", kept, new_key=True)
        assert Entry.objects.exists()


def test_evidence_that_was_lost_before_is_named(
    office: Office, elsewhere: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.evidence(office.in_force())
    (name,) = evidence()
    Path(settings.EVIDENCE_DIR, name).unlink()
    call_command("backup", tmp_path / "kept")
    lost = name.replace("/", "")
    assert f"lost the evidence {lost}" in capsys.readouterr().err
    with used(elsewhere):
        call_command("restore", tmp_path / "kept")
    assert f"The evidence {lost} was lost before" in capsys.readouterr().err


def test_a_backup_that_fails_leaves_nothing(office: Office, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", tmp_path / "there")
    monkeypatch.setattr(programs, "WHEEL", "nowhere_at_all")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="pg_dump of PostgreSQL 18 or newer is needed"):
        call_command("backup", tmp_path / "kept")
    assert not list(tmp_path.glob("kept*"))


def test_a_program_older_than_the_server_is_not_used(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4'\n")
    old.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    call_command("backup", tmp_path / "kept")  # by the wheel's
    monkeypatch.setattr(programs, "WHEEL", "nowhere_at_all")
    with pytest.raises(CommandError, match=r"install it .postgresql-client-18."):
        call_command("backup", tmp_path / "second")


# What is refused before anything is touched


@pytest.fixture
def untouched(kept: Path, elsewhere: Database) -> Iterator[None]:
    """A system in which a restore leaves everything as it is."""
    with used(elsewhere):
        before = defences()
        yield
        assert defences() == before
        assert not Entry.objects.exists()


@pytest.mark.parametrize("file", ["database.dump", "manifest.json", "evidence.sha256", "evidence"])
def test_one_changed_byte_is_refused(kept: Path, untouched: None, file: str) -> None:
    path = kept / file
    if path.is_dir():
        (path,) = [each for each in path.rglob("*") if each.is_file()]
    for at in (0, path.stat().st_size // 2, path.stat().st_size - 2):
        change_byte(path, at)
        with pytest.raises(CommandError, match=path.name):
            call_command("restore", kept)
        change_byte(path, at)


def test_missing_files_are_named(kept: Path, untouched: None) -> None:
    (file,) = [each for each in (kept / "evidence").rglob("*") if each.is_file()]
    for path in (file, kept / "database.dump", kept / "manifest.json"):
        path.unlink()
        with pytest.raises(CommandError, match=path.name):
            call_command("restore", kept)


def test_a_backup_of_a_newer_program_is_refused(kept: Path, untouched: None) -> None:
    seal(kept, lambda contents: contents["migrations"].update(planning="0099_goals"))
    with pytest.raises(CommandError, match="no migration planning 0099_goals"):
        call_command("restore", kept)


def test_a_full_system_is_replaced_only_by_who_types_its_name(
    kept: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.drafted("dewi")
    before, name = rows(), connection.settings_dict["NAME"]
    with pytest.raises(CommandError, match="is not empty"):
        call_command("restore", kept)
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    with pytest.raises(CommandError, match="Nothing was touched"):
        call_command("restore", kept, force=True)
    assert rows() == before
    monkeypatch.setattr("builtins.input", lambda question: name if name in question else "")
    call_command("restore", kept, force=True)
    assert len(rows()["planning_plan"]) == len(before["planning_plan"]) - 1
    monkeypatch.setattr("builtins.input", lambda question: 1 / 0)
    call_command("restore", kept, force=True, yes=True)


def test_a_system_that_is_in_use_is_not_replaced(kept: Path, office: Office) -> None:
    with office.agency.database.owner(), pytest.raises(CommandError, match="1 others use this database"):
        call_command("restore", kept, force=True, yes=True)
    assert Entry.objects.exists()


def test_the_application_is_kept_out_of_what_is_not_whole(kept: Path, elsewhere: Database) -> None:
    seal(kept, lambda contents: contents["ledger"].update(entries=3))
    with used(elsewhere):
        with pytest.raises(CommandError, match="kept out"):
            call_command("restore", kept)
        with pytest.raises(DatabaseError, match="does not exist"):
            Entry.objects.exists()


def test_the_names_of_files_are_those_of_the_documentation() -> None:
    text = Path("docs/archive.md").read_text(encoding="utf-8")
    for name in (
        of_archive.FORMAT,
        of_archive.DUMP,
        "cycle-engine-archive/1",
        "evidence.sha256",
        "manifest.json",
    ):
        assert name in text
    for label in restore.ENTRANCES:
        assert label.split(".")[1].removeprefix("auth") in text
