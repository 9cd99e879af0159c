"""What a file is, by its content alone; a name that says otherwise is refused."""

from __future__ import annotations

import codecs
import lzma
import mmap
import re
import struct
import zipfile
import zlib
from pathlib import Path

import puremagic

from workflows.monitoring.errors import UnfitFile

PDF, PLAIN, CSV = "application/pdf", "text/plain", "text/csv"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

# What is taken, and how its name may end.
ENDINGS = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/heif": (".heic", ".heif"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    PLAIN: (".txt",),
    CSV: (".csv",),
}
BY_SIGNATURE = (PDF, "image/png", "image/jpeg", "image/webp", "image/heif")

ZIP, ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
HEAD = 4096  # bytes in which a signature stands
MOST_ENTRIES = 10_000  # of an office file, so that nobody is kept busy with names
PART = 2**20  # bytes of a part of an office file that tells what it is
BLOCK = 2**16
CONTROL = re.compile(r"[^\t\n\f\r\x20-\x7e\x80-\U0010ffff]")
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, KeyError, RuntimeError, ValueError),
)


def recognise(file: Path, name: str) -> str:
    """The media type of the file's content. UnfitFile if it is not taken, or if `name` ends as another does."""
    head = _head(file)
    ending = Path(name).suffix.lower()
    found = _by_signature(head)
    if found is None and head.startswith(ZIP):
        found = _of_office(file)
    elif found is None and _is_text(file):
        found = CSV if ending in ENDINGS[CSV] else PLAIN
    if found is None or ending not in ENDINGS[found]:
        raise UnfitFile
    return found


def _head(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(HEAD)


def _by_signature(head: bytes) -> str | None:
    try:
        said = {each.mime_type for each in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):  # nothing known; nothing there
        return None
    return next((each for each in BY_SIGNATURE if each in said), None)


def _of_office(file: Path) -> str | None:
    """What an office file calls itself. One that carries macros calls itself something else."""
    if _entries(file) > MOST_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(file) as parts:
            if "mimetype" in parts.namelist():
                said = _part(parts, "mimetype").decode("ascii")
                return said if said in (ODT, ODS) else None
            types = _part(parts, "[Content_Types].xml")
    except BROKEN_ZIP:
        return None
    return next((each for each in (DOCX, XLSX) if f"{each}.main+xml".encode() in types), None)


def _entries(file: Path) -> int:
    """How many entries the zip can have at most, counted without reading them."""
    with file.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        place, count = whole.find(ZIP_ENTRY), 0
        while place >= 0 and count <= MOST_ENTRIES:
            place, count = whole.find(ZIP_ENTRY, place + 1), count + 1
    return count


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        return part.read(PART)


def _is_text(file: Path) -> bool:
    """Whether it is UTF-8 without control characters, and no markup that a browser would run."""
    decoder, first = codecs.getincrementaldecoder("utf-8-sig")(), ""
    with file.open("rb") as content:
        try:
            while block := content.read(BLOCK):
                text = decoder.decode(block)
                first = first or text.lstrip()[:1]
                if CONTROL.search(text):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return first not in ("", "<")
