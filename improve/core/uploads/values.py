"""What kinds of files there are and what is known of one that was taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from improve.core.messages import LazyText, _l
from improve.core.values import Line

NAME = Line(120)
BYTES_IN_A_MEGABYTE = 1024 * 1024


class FileKind(StrEnum):
    """What a file is, as its content says."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    TEXT = "text"

    @property
    def is_picture(self) -> bool:
        return self in (FileKind.JPEG, FileKind.PNG)

    @property
    def mimetype(self) -> str:
        return MIMETYPES[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings a name may have; the first is given to a name that has none of them."""
        return ENDINGS.get(self, (f".{self.value}",))


ENDINGS = {
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.TEXT: (".txt", ".csv", ".tsv", ".log", ".md"),
}
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MIMETYPES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OPEN_XML}wordprocessingml.document",
    FileKind.XLSX: f"{_OPEN_XML}spreadsheetml.sheet",
    FileKind.PPTX: f"{_OPEN_XML}presentationml.presentation",
    FileKind.ODT: f"{_OPEN_DOCUMENT}text",
    FileKind.ODS: f"{_OPEN_DOCUMENT}spreadsheet",
    FileKind.ODP: f"{_OPEN_DOCUMENT}presentation",
    FileKind.DOC: "application/msword",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.PPT: "application/vnd.ms-powerpoint",
    FileKind.TEXT: "text/plain",
}


class NotTaken(ValueError):
    """A file that is not taken, with the sentence for the person."""

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message


NOT_THIS_KIND = _l(
    "Photos (JPEG, PNG, WebP, GIF), PDF, Office documents, text and CSV are taken; this is something else."
)


@dataclass(frozen=True)
class Inspected:
    """A file as it will be stored: a picture drawn anew, a document as it came."""

    name: str
    kind: FileKind
    content: bytes
    sha256: str
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None
