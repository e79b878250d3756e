"""Judging a file by its content; neither its name nor its declared type decides anything."""

from __future__ import annotations

import hashlib
from typing import IO

from improve.core.messages import _l
from improve.core.uploads import documents, images
from improve.core.uploads.names import shown_name
from improve.core.uploads.values import BYTES_IN_A_MEGABYTE, Inspected, NotTaken

EMPTY = _l("This file is empty.")


def inspect(stream: IO[bytes], name: str, *, most_megabytes: int) -> Inspected:
    """The file as it will be stored; raises `NotTaken` with the sentence for the person.

    Pictures are decoded and drawn anew, which takes a tenth of a second and more: never inside `transaction()`.
    """
    limit = most_megabytes * BYTES_IN_A_MEGABYTE
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise NotTaken(
            _l("This file is larger than %(most)s MB. Please make it smaller.", most=most_megabytes)
        )
    if not content:
        raise NotTaken(EMPTY)
    if images.is_picture(content[:16]):
        drawn = images.draw(content)
        return Inspected(
            name=shown_name(name, drawn.kind),
            kind=drawn.kind,
            content=drawn.content,
            sha256=hashlib.sha256(drawn.content).hexdigest(),
            thumbnail=drawn.thumbnail,
            width=drawn.width,
            height=drawn.height,
        )
    kind = documents.kind_of(content)
    return Inspected(shown_name(name, kind), kind, content, hashlib.sha256(content).hexdigest())
