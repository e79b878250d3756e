"""What is kept of an address, as a file for whoever it belongs to."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from improve.core.uploads.storage import path_of

DATA = "data.json"


def as_json(told: Mapping[str, Any]) -> str:
    """Readable by people, too. A half of a character, which no file can hold, is written as its number."""
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def packed(told: Mapping[str, Any], files: Iterable[tuple[str, str]]) -> bytes:
    """A ZIP with the object and the files. Each name begins with a number, and has no folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DATA, as_json(told))
        for number, (name, key) in enumerate(files, 1):
            path = path_of(key)
            if path is not None:
                archive.write(path, f"files/{number}-{_plain(name)}")
    return out.getvalue()


def _plain(name: str) -> str:
    return name.replace("/", "_").replace("\\", "_").lstrip(".") or "file"
