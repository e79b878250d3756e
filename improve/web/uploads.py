"""Files in pages: reading what was sent, and giving it out so that nothing in it is ever executed.

    sent = received("files", most=5)              # outside of transaction(): decoding takes its time
    with transaction():
        service.attach(suggestion, sent.taken, by=current_actor())
    for problem in sent.problems: flash(problem, "error")

A page that takes files has `enctype="multipart/form-data"` and `components/uploads.html`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, current_app, request, send_file
from werkzeug.datastructures import FileStorage

from improve.core.errors import Missing
from improve.core.messages import LazyText, _l
from improve.core.text import excerpt
from improve.core.uploads import storage
from improve.core.uploads.columns import StoredFile
from improve.core.uploads.inspection import inspect
from improve.core.uploads.names import harmless
from improve.core.uploads.values import FileKind, Inspected, NotTaken

# Even opened in a tab, a file is nobody's page: no script, no form, no origin.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
# What the chooser of a phone offers; naming JPEG makes it convert what browsers cannot show.
ACCEPT = (
    "image/jpeg,image/png,image/webp,image/gif,application/pdf,"
    ".docx,.xlsx,.pptx,.doc,.xls,.ppt,.odt,.ods,.odp,.txt,.csv"
)
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Received:
    """The files of a request: those that can be taken, and why the others cannot."""

    taken: tuple[Inspected, ...] = ()
    problems: tuple[LazyText, ...] = field(default=())


def received(*fields: str, most: int = MOST_AT_ONCE) -> Received:
    """Read and judge the files sent in these fields, at most `most` of them."""
    sent = [file for name in fields for file in request.files.getlist(name) if file.filename]
    taken: list[Inspected] = []
    problems: list[LazyText] = []
    for file in sent[:most]:
        try:
            taken.append(_inspected(file))
        except NotTaken as error:
            name = excerpt(harmless(file.filename or ""), 60)
            problems.append(_l("“%(name)s”: %(problem)s", name=name, problem=error.message))
    if len(sent) > most:
        problems.append(_l("At most %(most)s files fit here; the others were left out.", most=max(most, 0)))
    return Received(tuple(taken), tuple(problems))


def _inspected(file: FileStorage) -> Inspected:
    return inspect(file.stream, file.filename or "", most_megabytes=current_app.config["ATTACHMENT_MAX_MB"])


def download(file: StoredFile, *, name: str | None = None) -> Response:
    """The file as an attachment under its shown name, or another. Whoever calls has asked whether it may be seen."""
    path = storage.path_of(file.key)
    if path is None:
        raise Missing()
    answer = send_file(
        path,
        mimetype=file.file_kind.mimetype,
        as_attachment=True,
        download_name=name or file.name,
        etag=file.sha256[:32],
        max_age=0,
    )
    return _sealed(answer)


def thumbnail(file: StoredFile) -> Response:
    """The small picture, for pages."""
    path = storage.path_of(file.key, thumbnail=True)
    if path is None:
        raise Missing()
    answer = send_file(path, mimetype=FileKind.JPEG.mimetype, etag=f"{file.sha256[:32]}-t", max_age=0)
    answer.headers["Content-Disposition"] = "inline"
    return _sealed(answer)


def _sealed(answer: Response) -> Response:
    """Shown again only after asking again whether it may be seen."""
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
