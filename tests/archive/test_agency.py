"""An agency's records are exported in an open format, and loaded elsewhere just as they were."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from pytest_django import Settings

from archive.export import described, export
from archive.load import NotWhole, OtherVersion, load
from archive.places import Damaged
from archive.tables import COLUMNS_LEFT_OUT, LEFT_OUT, tables
from config.owner import as_owner
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Wrong
from cycle_engine.models import Entry, Event
from directory.models import User
from notifications.commands import relay
from notifications.models import Channel, Delivery
from notifications.queries import notices_of
from tests.archive.conftest import PostOffice
from tests.archive.life import evidence, live, rows
from tests.databases import Database, used
from tests.notifications.conftest import send_mail
from tests.workflows.evaluation.office import Office
from workflows.monitoring.models import Evidence

OUTGOING = {"notifications_delivery", "engine_outbox"}


def said(command: str, *arguments: Any, capsys: pytest.CaptureFixture[str]) -> str:
    call_command(command, *arguments)
    return capsys.readouterr().out


def seal(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change a manifest as somebody would who knows how it is sealed."""
    file = folder / "manifest.json"
    contents = json.loads(file.read_text())
    del contents["sha256"]
    change(contents)
    file.write_text(json.dumps(contents | {"sha256": digest(canonical(contents))}))


def rewrite(folder: Path, table: str, change: Callable[[list[str]], Any]) -> None:
    """Change the lines of a table, and the manifest with them."""
    file = folder / "tables" / f"{table}.jsonl"
    lines = file.read_text().splitlines()
    change(lines)
    file.write_text("".join(f"{line}\n" for line in lines))

    def fit(contents: dict[str, Any]) -> None:
        (entry,) = [each for each in contents["tables"] if each["table"] == table]
        entry.update(rows=len(lines), sha256=hashlib.sha256(file.read_bytes()).hexdigest())

    seal(folder, fit)


@pytest.fixture
def archive(office: Office, post_office: PostOffice, tmp_path: Path) -> Path:
    """The exported life of an office."""
    live(office)
    export(tmp_path / "archive", lambda _: None)
    return tmp_path / "archive"


# What is in it


def test_every_table_is_exported_or_named_as_left_out() -> None:
    every = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert {table.label for table in tables()} == every - LEFT_OUT.keys()
    assert LEFT_OUT.keys() <= every
    assert COLUMNS_LEFT_OUT.keys() <= every - LEFT_OUT.keys()


def test_no_password_and_no_secret_is_exported() -> None:
    found = [(t.name, c.name) for t in tables() for c in t.columns if re.search("passw|secret|token", c.name)]
    assert found == []


def test_a_stranger_reads_it_by_its_manifest(archive: Path) -> None:
    manifest = json.loads((archive / "manifest.json").read_text())
    assert manifest["format"] == "cycle-engine-archive/1"
    for table in manifest["tables"]:
        content = (archive / table["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == table["sha256"]
        lines = [json.loads(line) for line in content.splitlines()]
        assert len(lines) == table["rows"]
        for line in lines:
            assert list(line) == [column["name"] for column in table["columns"]]
    entries = (archive / "tables/engine_entry.jsonl").read_text().splitlines()
    first, kept = json.loads(entries[0]), Entry.objects.order_by("pk")[0]
    assert first["hash"] == "\\x" + bytes(kept.hash).hex()
    assert datetime.datetime.fromisoformat(first["at"]) == kept.at
    (file,) = Evidence.objects.all()
    listed = (archive / "evidence.sha256").read_text().split()
    assert listed == [file.sha256, f"evidence/{file.sha256[:2]}/{file.sha256[2:]}"]
    assert (archive / listed[1]).read_bytes() == b"%PDF-1.7\n%%EOF\n"
    modes = [each.stat().st_mode & 0o77 for each in (archive, *archive.rglob("*")) if not each.is_dir()]
    assert (archive.stat().st_mode & 0o77, set(modes)) == (0, {0})


def test_there_is_only_one_archive_of_a_name_and_a_half_one_leaves_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(tmp_path / "archive", lambda _: None)
    with pytest.raises(CommandError, match="there already"):
        call_command("export_agency", tmp_path / "archive")
    monkeypatch.setattr("archive.export.evidence.copy_out", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(tmp_path / "second.zip", lambda _: None)
    assert not list(tmp_path.glob("second*"))


def test_evidence_that_the_store_has_lost_is_named(
    office: Office,
    tmp_path: Path,
    elsewhere: Database,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office.evidence(office.in_force())
    (file,) = Evidence.objects.all()
    Path(settings.EVIDENCE_DIR, file.sha256[:2], file.sha256[2:]).unlink()
    call_command("export_agency", tmp_path / "archive")
    assert f"lost the evidence {file.sha256}" in capsys.readouterr().err
    with used(elsewhere):
        call_command("import_agency", tmp_path / "archive")
        assert Evidence.objects.get().sha256 == file.sha256


# There and back


@pytest.mark.parametrize("name", ["archive", "archive.zip"])
def test_an_agency_is_loaded_elsewhere_with_its_ledger_and_goes_on(
    name: str,
    office: Office,
    post_office: PostOffice,
    elsewhere: Database,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    live(office)
    before, files = rows(), evidence()
    told = said("export_agency", tmp_path / name, capsys=capsys)
    assert f"{Entry.objects.count()} entries" in told
    settings.EVIDENCE_DIR = tmp_path / "other"
    with used(elsewhere):
        call_command("import_agency", tmp_path / name)
        after = rows()
        for table, lines in before.items():
            if table not in OUTGOING | {"directory_user"}:
                assert after[table] == lines, table
        assert evidence() == files
        assert verify().fault is None
        assert not User.objects.get(username="ani").has_usable_password()
        office.agency.cloned(elsewhere).at("2026-04-20 09:00")
        office.agency.__dict__.update(database=elsewhere)
        second = office.drafted("indah")  # new keys follow the old ones
        assert second.pk == len(before["planning_plan"]) + 1
        assert verify().fault is None


def test_nothing_is_sent_again_and_every_notice_reaches_its_inbox(
    archive: Path, office: Office, post_office: PostOffice, elsewhere: Database
) -> None:
    sent, told = len(post_office.letters), Event.objects.filter(relayed_at=None).count()
    waiting = Delivery.objects.filter(channel=Channel.EMAIL, sent_at=None).count()
    assert sent and told and waiting
    with used(elsewhere):
        call_command("import_agency", archive)
        assert relay() == 0
        assert send_mail() == 0
        given_up = Delivery.objects.filter(channel=Channel.EMAIL, last_error="restored")
        assert given_up.count() > waiting
        assert notices_of(office.id("budi")).filter(event__kind="plan.submit").exists()
    assert len(post_office.letters) == sent


# What is refused


def test_a_full_system_is_not_loaded_into(archive: Path) -> None:
    before = rows()
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_agency", archive)
    assert rows() == before


REFUSED = (Damaged, NotWhole, OtherVersion)


def bring(archive: Path) -> None:
    """Load it as the command does, on a system that is migrated."""
    with as_owner():
        load(archive, lambda _: None)


def change_byte(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("tables/engine_entry.jsonl", "tables/engine_entry.jsonl"),
        ("manifest.json", "manifest.json"),
        ("evidence.sha256", "evidence.sha256"),
    ],
)
def test_one_changed_byte_is_found_before_anything_is_loaded(
    archive: Path, elsewhere: Database, file: str, says: str
) -> None:
    for at in (2, 40, (archive / file).stat().st_size // 2):
        change_byte(archive / file, at)
        with used(elsewhere):
            with pytest.raises(REFUSED, match=says):
                bring(archive)
            assert not Entry.objects.exists()
        change_byte(archive / file, at)


def test_damage_is_told_by_file_and_line(archive: Path, elsewhere: Database) -> None:
    file = archive / "tables/engine_entry.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    for broken, says in (
        ([*lines[:4], b'{"id": 5\n', *lines[5:]], "line 5 is no row"),
        (lines[:-1], f"has {len(lines) - 1} rows, and the manifest says {len(lines)}"),
        ([*lines, lines[-1]], f"has {len(lines) + 1} rows, and the manifest says {len(lines)}"),
        ([lines[1], lines[0], *lines[2:]], "no longer what was written"),
    ):
        file.write_bytes(b"".join(broken))
        with used(elsewhere), pytest.raises(REFUSED, match=says):
            bring(archive)
    file.unlink()
    with used(elsewhere), pytest.raises(REFUSED, match=r"engine_entry\.jsonl cannot be read"):
        bring(archive)


def test_lost_evidence_is_named(archive: Path, elsewhere: Database) -> None:
    (file,) = [each for each in (archive / "evidence").rglob("*") if each.is_file()]
    content = file.read_bytes()
    file.write_bytes(content + b" ")
    with used(elsewhere), pytest.raises(REFUSED, match=f"{file.name} is no longer what was written"):
        bring(archive)
    file.unlink()
    with used(elsewhere), pytest.raises(REFUSED, match=file.name):
        bring(archive)
    with used(elsewhere):
        assert not Entry.objects.exists()


def test_a_forged_archive_does_not_pass_the_ledger(archive: Path, elsewhere: Database) -> None:
    def forge(lines: list[str]) -> None:
        row = json.loads(lines[-1])
        lines[-1] = json.dumps(row | {"actor": 1, "capacity": "manager"})

    rewrite(archive, "engine_entry", forge)
    with used(elsewhere):
        with pytest.raises(REFUSED, match=str(Wrong.HASH.label)):
            bring(archive)
        assert not Entry.objects.exists()
        assert rows()["directory_person"] == []


def test_a_record_without_its_entry_is_refused_by_the_database(archive: Path, elsewhere: Database) -> None:
    def add(lines: list[str]) -> None:
        row = json.loads(lines[-1])
        lines.append(json.dumps(row | {"id": 99, "code": "SECRET-POST"}))

    rewrite(archive, "directory_post", add)
    with used(elsewhere):
        with pytest.raises(REFUSED, match="post 99 has no first entry"):
            bring(archive)
        assert not Entry.objects.exists()


def test_a_value_that_the_database_does_not_take_is_told_by_its_line(
    archive: Path, elsewhere: Database
) -> None:
    def spoil(lines: list[str]) -> None:
        lines[2] = json.dumps(json.loads(lines[2]) | {"valid_from": "never"})

    rewrite(archive, "directory_postrow", spoil)
    with (
        used(elsewhere),
        pytest.raises(REFUSED, match=r"directory_postrow\.jsonl, line 3: invalid input"),
    ):
        bring(archive)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda each: each.update(format="cycle-engine-archive/2"),
            'this program reads "cycle-engine-archive/1"',
        ),
        (lambda each: each["migrations"].update(planning="0099_later"), "planning .0099_later, here"),
        (lambda each: each["tables"].pop(), "has no table"),
        (lambda each: each["tables"][0]["columns"].pop(), "has no table"),
        (lambda each: each["tables"].append(each["tables"][0] | {"table": "goals"}), "knows no table goals"),
        (lambda each: each["ledger"].update(entries=1), "not those of the manifest"),
    ],
)
def test_another_version_is_refused(
    archive: Path, elsewhere: Database, change: Callable[[dict[str, Any]], Any], says: str
) -> None:
    seal(archive, change)
    with used(elsewhere):
        with pytest.raises(REFUSED, match=says):
            bring(archive)
        assert not Entry.objects.exists()


def test_what_is_no_archive_is_told_so(tmp_path: Path, office: Office) -> None:
    (tmp_path / "file.zip").write_bytes(b"no")
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("manifest.json", "{}")
    for name, says in (
        ("file.zip", "no ZIP file"),
        ("folder", "manifest.json"),
        ("other.zip", "no manifest"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("import_agency", tmp_path / name)


def test_the_application_role_alone_cannot_load(archive: Path, elsewhere: Database) -> None:
    with used(elsewhere), pytest.raises(ProgrammingError, match="permission denied"):
        load(archive, lambda _: None)


def test_columns_are_described_with_what_they_refer_to() -> None:
    (plan,) = [described(table) for table in tables() if table.name == "planning_plan"]
    columns = {each["name"]: each for each in plan["columns"]}
    assert columns["employee_id"]["refers_to"] == "directory_person"
    assert (columns["head"]["type"], columns["id"]["type"]) == ("bytea", "bigint")
    assert "voided" not in columns  # which follows from the state
