"""A file is what its content says, and its name must agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.monitoring import samples
from workflows.monitoring import media
from workflows.monitoring.errors import UnfitFile
from workflows.monitoring.media import recognise


def recognised(folder: Path, name: str, content: bytes) -> str | None:
    """What the file is taken for; nothing if it is refused."""
    file = folder / "file"
    file.write_bytes(content)
    try:
        return recognise(file, name)
    except UnfitFile:
        return None


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("laporan.pdf", samples.PDF, "application/pdf"),
        ("LAPORAN.PDF", samples.PDF, "application/pdf"),
        ("foto.png", samples.PNG, "image/png"),
        ("foto.jpg", samples.JPEG, "image/jpeg"),
        ("IMG_0001.JPEG", samples.PHOTO, "image/jpeg"),
        ("foto.webp", samples.WEBP, "image/webp"),
        ("IMG_0001.HEIC", samples.HEIC, "image/heif"),
        ("notula.docx", samples.DOCX, media.DOCX),
        ("rekap.xlsx", samples.XLSX, media.XLSX),
        ("notula.odt", samples.ODT, media.ODT),
        ("rekap.ods", samples.ODS, media.ODS),
        ("rekap.csv", b"bulan;jumlah\r\nJanuari;12\r\n", "text/csv"),
        ("rekap.csv", "\ufeffbulan;jumlah\nJuli;7 °C\n".encode(), "text/csv"),
        ("catatan.txt", "Rapat “bulanan” 🙂\n".encode(), "text/plain"),
        ("catatan.txt", b"BMW, MZ and PK are names, %PDF too\n", "text/plain"),
    ],
)
def test_what_is_taken(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    assert recognised(tmp_path, name, content) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("laporan.pdf", samples.HTML),
        ("catatan.txt", samples.HTML),
        ("catatan.txt", samples.SVG),
        ("foto.svg", samples.SVG),
        ("foto.jpg", samples.PNG),
        ("laporan.docx", samples.PDF),
        ("laporan.pdf.exe", samples.PDF),
        ("laporan", samples.PDF),
        (".pdf", samples.PDF),
        ("notula.docx", samples.XLSX),
        ("notula.odt", samples.DOCX),
        ("notula.docx", samples.MACROS),
        ("notula.docm", samples.MACROS),
        ("paparan.pptx", samples.SLIDES),
        ("arsip.zip", samples.zipped(("a.txt", "a"))),
        ("notula.docx", samples.zipped(("word/document.xml", ""))),
        ("notula.docx", samples.zipped(("mimetype", "application/epub+zip"))),
        ("notula.docx", samples.DOCX[:-30]),
        ("notula.docx", b"PK\x03\x04"),
        ("catatan.txt", b""),
        ("catatan.txt", b" \n "),
        ("catatan.txt", b"a\x00b"),
        ("catatan.txt", b"\x1b[2J"),
        ("catatan.txt", "é".encode("cp1252")),
        ("catatan.txt", "é".encode()[:1]),
        ("catatan.md", b"text"),
        ("program.txt", b"\x7fELF\x02\x01\x01\x00"),
        ("film.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"),
    ],
)
def test_what_is_not_taken(tmp_path: Path, name: str, content: bytes) -> None:
    assert recognised(tmp_path, name, content) is None


def test_an_office_file_of_names_alone_is_refused_before_its_names_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = samples.many_names()
    monkeypatch.setattr("zipfile.ZipFile", lambda *_: pytest.fail("it was opened"))
    assert recognised(tmp_path, "notula.docx", content) is None


def test_a_part_that_swells_is_read_only_at_its_beginning(tmp_path: Path) -> None:
    swollen = f'<Types ContentType="{media.DOCX}.main+xml"/>{" " * 50_000_000}'
    content = samples.zipped(("[Content_Types].xml", swollen))
    assert len(content) < 100_000
    assert recognised(tmp_path, "notula.docx", content) == media.DOCX


def test_text_is_read_across_blocks(tmp_path: Path) -> None:
    text = ("x" * (media.BLOCK - 1) + "é") * 3
    assert recognised(tmp_path, "catatan.txt", text.encode()) == "text/plain"
    assert recognised(tmp_path, "catatan.txt", text.encode() + b"\x00") is None


@settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(st.data())
def test_a_spoilt_file_is_taken_or_refused_and_breaks_nothing(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([samples.DOCX, samples.ODS, samples.PDF, samples.HEIC])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(1, len(content))) :]
    name = data.draw(st.sampled_from(["a.docx", "a.ods", "a.pdf", "a.txt", "a.heic"]))
    assert recognised(tmp_path, name, bytes(content)) in {None, *media.ENDINGS}
