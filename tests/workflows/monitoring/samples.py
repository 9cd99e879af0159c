"""The smallest files of each kind, and some that only pretend."""

from __future__ import annotations

import io
import zipfile

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


def office(main: str, *names: str) -> bytes:
    """An office file whose main part has this content type, with these parts beside it."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return zipped(("[Content_Types].xml", types), ("_rels/.rels", ""), *((name, "") for name in names))


def open_document(kind: str) -> bytes:
    return zipped(("mimetype", kind), ("content.xml", "<x/>"))


def zipped(*parts: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return file.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(32)
PHOTO = b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + bytes(32)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(32)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(32)
DOCX = office(f"{OFFICE}wordprocessingml.document.main+xml", "word/document.xml")
XLSX = office(f"{OFFICE}spreadsheetml.sheet.main+xml", "xl/workbook.xml")
ODT, ODS = open_document(f"{OPEN}text"), open_document(f"{OPEN}spreadsheet")
MACROS = office("application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml")
SLIDES = office(f"{OFFICE}presentationml.presentation.main+xml", "ppt/presentation.xml")
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def many_names() -> bytes:
    """An office file with more entries than any has."""
    return office(f"{OFFICE}wordprocessingml.document.main+xml", *(f"x/{n}" for n in range(10_001)))
