"""A store of evidence that cannot hold any, or that would be served, stops the start."""

from pathlib import Path

import pytest

from tests.config.test_settings import ROOT, refusal, start


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EVIDENCE_LIMIT", "0", 'expected 1 to 9999 MiB, got "0"'),
        ("EVIDENCE_LIMIT", "10 MB", 'expected 1 to 9999 MiB, got "10 MB"'),
        ("EVIDENCE_DIR", "/dev/null/evidence", "expected a folder that can be written to, but"),
        ("EVIDENCE_DIR", f"{ROOT}/static", "expected a folder that nothing serves, got"),
        ("EVIDENCE_DIR", "static/evidence", "expected a folder that nothing serves, got"),
    ],
)
def test_a_wrong_setting_of_evidence_names_itself(name: str, value: str, says: str) -> None:
    assert refusal("check", **{name: value}).startswith(f"{name}: {says}")


def test_the_folder_is_made_for_our_eyes_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "evidence"
    assert start(EVIDENCE_DIR=str(folder), EVIDENCE_LIMIT="20").returncode == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert list(folder.iterdir()) == []
