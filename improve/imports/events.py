"""Facts about imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from improve.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutRun(Event):
    subject_type: ClassVar[str] = "import"


class FileUploaded(_AboutRun):
    """A file was uploaded to be brought in."""


class ImportStarted(_AboutRun):
    """An import was started."""


@dataclass(frozen=True, kw_only=True)
class ImportFinished(_AboutRun):
    """An import has ended."""

    by_id: int


ALL = (FileUploaded, ImportStarted, ImportFinished)
