"""docs/reference.md: every setting, command, page, operation, event, permission and job, from the code itself.

`python -m improve.operations.reference` writes it; a test compares, so it cannot fall behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator

from flask import Flask

from improve.app import create_app
from improve.cli import declared
from improve.config import CHECKOUT, SETTINGS
from improve.core.policy import EXTENSION as POLICY
from improve.web import access
from improve.web.features import mounted
from improve.web.rest import PREFIX, operations_of

TARGET = CHECKOUT / "docs" / "reference.md"


def reference(app: Flask) -> str:
    """The whole page."""
    parts = [
        "# Reference",
        "Written by `python -m improve.operations.reference` from the code; do not edit.",
        *_settings(),
        *_commands(),
        *_features(app),
        *_pages(app),
        *_operations(app),
        *_events(app),
        *_permissions(app),
        *_jobs(app),
    ]
    return "\n\n".join(parts) + "\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield (
        "In `instance/improve.toml` under the lower-case name, or as a variable `IMPROVE_` + name. "
        "`IMPROVE_INSTANCE` names another instance folder."
    )
    rows = [
        (f"`{s.name}`", s.kind.__name__, f"`{s.default}`" if s.default != "" else "", s.doc) for s in SETTINGS
    ]
    yield _table(("name", "type", "default", "meaning"), rows)


def _commands() -> Iterator[str]:
    yield "## Commands"
    yield _table(
        ("command", "does"),
        [(f"`improve {name}`", text) for name, (text, _target) in sorted(declared().items())],
    )


def _features(app: Flask) -> Iterator[str]:
    yield "## Features"
    rows = [(f.name, f.summary, ", ".join(f.requires)) for f in mounted(app)]
    yield _table(("feature", "what", "requires"), rows)


def _pages(app: Flask) -> Iterator[str]:
    yield "## Pages"
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        declared_access = access.declared(app.view_functions[rule.endpoint])
        if rule.rule.startswith(PREFIX) or declared_access is None:
            continue
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = {
            "public": f"everybody ({declared_access.reason})",
            "signed_in": "everybody with an account",
            "permission": f"`{declared_access.permission}`",
        }[declared_access.kind]
        rows.append((f"`{rule.rule}`", methods, who))
    yield _table(("address", "methods", "who may enter"), rows)


def _operations(app: Flask) -> Iterator[str]:
    yield "## API"
    yield f"Below `{PREFIX}`, with a bearer token; the full description is `{PREFIX}/openapi.json`."
    rows = [
        (
            f"`{operation.method} {operation.path}`",
            operation.summary.msgid,
            f"`{operation.permission}`" if operation.permission else "open",
        )
        for operation in operations_of(app)
    ]
    yield _table(("operation", "does", "permission"), rows)


def _events(app: Flask) -> Iterator[str]:
    yield "## Events"
    rows = [
        (f"`{event.name()}`", feature.name, (event.__doc__ or "").strip().split("\n")[0])
        for feature in mounted(app)
        for event in feature.publishes
    ]
    yield _table(("event", "published by", "meaning"), rows)


def _permissions(app: Flask) -> Iterator[str]:
    yield "## Permissions"
    book = app.extensions[POLICY]
    names = sorted({*book.roles, *book.relations})
    rows = [
        (
            f"`{name}`",
            ", ".join(sorted(book.roles.get(name, ()))),
            ", ".join(
                relation.__name__.strip("_").replace("_", " ") for relation in book.relations.get(name, ())
            ),
        )
        for name in names
    ]
    yield _table(("permission", "roles", "or by relation"), rows)


def _jobs(app: Flask) -> Iterator[str]:
    yield "## Jobs"
    rows = [
        (f"`{job.name}`", str(job.every), (job.run.__doc__ or "").strip().split("\n")[0])
        for feature in mounted(app)
        for job in feature.jobs
    ]
    yield _table(("job", "every", "does"), rows)


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        TARGET.write_text(reference(create_app({"INSTANCE": folder})), encoding="utf-8")


if __name__ == "__main__":
    main()
