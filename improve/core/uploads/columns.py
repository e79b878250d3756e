"""What a feature's table of files has; who it belongs to and who added it are the feature's own columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import one_of
from improve.core.uploads import storage
from improve.core.uploads.values import NAME, FileKind, Inspected


class StoredFile:
    """A mixin: a file in the storage. `key` names it there, `name` is shown to people."""

    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(NAME.longest))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    added_at: Mapped[datetime]

    @property
    def file_kind(self) -> FileKind:
        return FileKind(self.kind)

    @property
    def is_picture(self) -> bool:
        """Has it a thumbnail?"""
        return self.file_kind.is_picture


def kind_check() -> CheckConstraint:
    """The constraint of `kind`, for the table's arguments."""
    return CheckConstraint(one_of("kind", FileKind), name="kind")


def stored(inspected: Inspected) -> dict[str, Any]:
    """Write the file into the storage; the values of the columns for its new row."""
    key = storage.put(inspected.content, inspected.thumbnail)
    return {
        "key": key,
        "name": inspected.name,
        "kind": str(inspected.kind),
        "size": len(inspected.content),
        "sha256": inspected.sha256,
        "width": inspected.width,
        "height": inspected.height,
        "added_at": clock.now(),
    }
