"""Documents: recognized without being unpacked or interpreted, kept as they came, given out as downloads only.

Archives are judged by their list of entries, which is read within limits; nothing in them is ever inflated, so
a zip bomb is a small file like any other. Documents with macros are not taken.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from improve.core.messages import _l
from improve.core.uploads.values import NOT_THIS_KIND, FileKind, NotTaken

HAS_MACROS = _l("This document has macros. Please save it without them.")
LOOKS_LIKE_A_PAGE = _l("This is a web page or a drawing with code in it, which is not taken.")

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _ENTRY, _ZIP64 = b"PK\x05\x06", b"PK\x01\x02", b"PK\x06\x07"
MOST_ENTRIES = 10_000
OPEN_XML = ((b"word/", FileKind.DOCX), (b"xl/", FileKind.XLSX), (b"ppt/", FileKind.PPTX))
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
# Names of streams in the old Office format, which writes them in UTF-16.
OLD_OFFICE = (
    ("WordDocument", FileKind.DOC),
    ("Workbook", FileKind.XLS),
    ("PowerPoint Document", FileKind.PPT),
)
OLD_MACROS = ("_VBA_PROJECT", "Macros")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|style|link|meta)\b", re.IGNORECASE
)
_MARKUP_LOOKED_FOR = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def kind_of(content: bytes) -> FileKind:
    """What a file that is no picture is; raises `NotTaken`."""
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(ZIP):
        return _archive(content)
    if content.startswith(OLE):
        return _old_office(content)
    return _text(content)


def _archive(content: bytes) -> FileKind:
    names = list(_entries(content))
    if any(name.lower().endswith(b"vbaproject.bin") for name in names):
        raise NotTaken(HAS_MACROS)
    if b"[Content_Types].xml" in names:
        for folder, kind in OPEN_XML:
            if any(name.startswith(folder) for name in names):
                return kind
    for mimetype, kind in OPEN_DOCUMENT.items():
        # The first entry, stored: its name and content stand at fixed places (ODF 1.3 part 2, 3.3).
        if content[30:38] == b"mimetype" and content[38:].startswith(mimetype):
            if any(name.startswith(b"Basic/") for name in names):
                raise NotTaken(HAS_MACROS)
            return kind
    raise NotTaken(NOT_THIS_KIND)


def _entries(content: bytes) -> Iterator[bytes]:
    """The names in an archive's central directory. One that lies about its size or needs ZIP64 is not taken."""
    end = content.rfind(_END, max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22 or content[end - 20 : end - 16] == _ZIP64:
        raise NotTaken(NOT_THIS_KIND)
    count, size, start = struct.unpack_from("<HII", content, end + 10)
    if count > MOST_ENTRIES or start + size > end:
        raise NotTaken(NOT_THIS_KIND)
    at = start
    for _number in range(count):
        if content[at : at + 4] != _ENTRY or at + 46 > end:
            raise NotTaken(NOT_THIS_KIND)
        name, extra, comment = struct.unpack_from("<HHH", content, at + 28)
        yield content[at + 46 : at + 46 + name]
        at += 46 + name + extra + comment


def _old_office(content: bytes) -> FileKind:
    if any(name.encode("utf-16-le") in content for name in OLD_MACROS):
        raise NotTaken(HAS_MACROS)
    for name, kind in OLD_OFFICE:
        if name.encode("utf-16-le") in content:
            return kind
    raise NotTaken(NOT_THIS_KIND)


def _text(content: bytes) -> FileKind:
    text = decoded(content)
    if text is None or _CONTROL.search(text):
        raise NotTaken(NOT_THIS_KIND)
    if text.lstrip("\ufeff \t\r\n").startswith("<") or _MARKUP.search(text[:_MARKUP_LOOKED_FOR]):
        raise NotTaken(LOOKS_LIKE_A_PAGE)
    return FileKind.TEXT


def decoded(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 with its mark or GB18030; None when it is none of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
