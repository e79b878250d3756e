"""What other features fill in for messages, and the kinds of messages that all of them declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask, current_app
from sqlalchemy import Select

from improve.core.notices import NoticeKind, Subject, Summary
from improve.core.policy import Actor
from improve.web.features import contributed, mounted

# `notice.subjects`: a mapping of subject types to callable(actor) -> Select of the ids that the actor may see.
# A message about (or repeating a part of) something else is neither shown nor mailed.
SUBJECTS = "notice.subjects"

# `notice.summary`: a `Summary`, mailed once a day or week to those in charge.
SUMMARY = "notice.summary"
# `notice.reply_to`: callable(person_id, about: Subject) -> the address that a reply to the mail goes to, or None.
REPLY_TO = "notice.reply_to"

Visible = Callable[[Actor], Select[tuple[int]]]
KINDS = "improve.notice_kinds"


def collect_kinds(app: Flask) -> None:
    """Gather `notice_kinds` of all manifests; two kinds with one code are an error."""
    found: dict[str, NoticeKind] = {}
    for feature in mounted(app):
        for kind in feature.notice_kinds:
            if kind.code in found:
                raise ValueError(f"two kinds of notices are called {kind.code}")
            found[kind.code] = kind
    app.extensions[KINDS] = found


def kinds() -> Mapping[str, NoticeKind]:
    """All kinds of messages by their code."""
    found: Mapping[str, NoticeKind] = current_app.extensions[KINDS]
    return found


def summaries() -> list[Summary]:
    """What people in charge are told of their duties."""
    return list(contributed(current_app, SUMMARY))


def reply_address(person_id: int, about: Subject) -> str | None:
    """Where a reply to a mail about something goes; None: nobody reads replies."""
    found = (fill(person_id, about) for fill in contributed(current_app, REPLY_TO))
    return next((address for address in found if address), None)


def visible_subjects() -> dict[str, Visible]:
    """Who sees what of each type of subject."""
    merged: dict[str, Visible] = {}
    for mapping in contributed(current_app, SUBJECTS):
        merged |= mapping
    return merged
