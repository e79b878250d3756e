"""What a mail does: an idea, a draft to confirm, or a comment."""

from __future__ import annotations

import io
from dataclasses import dataclass
from secrets import token_hex

from flask import current_app

from improve.accounts.models import Person
from improve.accounts.queries import actor_of
from improve.core.db import db
from improve.core.errors import ImproveError, Invalid
from improve.core.mail.trimming import plain_subject
from improve.core.mail.values import Outcome, ReceivedMail, Receiver, Sender
from improve.core.messages import LazyText, _l, _ln
from improve.core.policy import Actor
from improve.core.text import excerpt, tidy
from improve.core.uploads.inspection import inspect
from improve.core.uploads.values import Inspected, NotTaken
from improve.suggestions import service
from improve.suggestions.attachments.service import keep
from improve.suggestions.by_mail.answers import Said, category_addressed, said
from improve.suggestions.by_mail.replies import meant_by, token_in
from improve.suggestions.drafts import service as drafts
from improve.suggestions.drafts.values import BY_MAIL, WRITER_LENGTH, Page
from improve.suggestions.fields.service import answer
from improve.suggestions.queries import visible_one
from improve.suggestions.values import COMMENT, TEXT, TITLE, CommentText, IdeaText


@dataclass(frozen=True)
class Prepared:
    """The files of a mail that can be taken, and how many cannot."""

    files: tuple[Inspected, ...] = ()
    left_out: int = 0


def prepare(mail: ReceivedMail, sender: Sender | None) -> Prepared:
    """Judge the files; of a stranger's mail none is looked at, and of a reply neither."""
    if sender is None or (token_in(mail.to) is not None and category_addressed(mail.to) is None):
        return Prepared()
    taken: dict[str, Inspected] = {}
    most = current_app.config["ATTACHMENTS_PER_IDEA"]
    for file in mail.files[:most]:
        try:
            inspected = inspect(
                io.BytesIO(file.content), file.name, most_megabytes=current_app.config["ATTACHMENT_MAX_MB"]
            )
        except NotTaken:
            continue
        taken.setdefault(inspected.sha256, inspected)
    return Prepared(tuple(taken.values()), len(mail.files) - len(taken))


def receive(mail: ReceivedMail, sender: Sender | None, prepared: Prepared) -> Outcome:
    """An idea or a comment of the sender. Inside the transaction that claims the mail."""
    if sender is None:
        return Outcome("stranger")
    by = actor_of(db.session.get_one(Person, sender.person_id))
    token = token_in(mail.to)
    try:
        with (
            db.session.begin_nested()
        ):  # what is refused leaves nothing, and the mail is handled all the same
            if token is not None and category_addressed(mail.to) is None:
                return _comment(mail, token, by)
            return _idea(mail, prepared, by, is_certain=sender.is_vouched_for)
    except ImproveError as error:
        return Outcome("refused", _reason(error))


def _reason(error: ImproveError) -> LazyText:
    if isinstance(error, Invalid):
        return next((message for messages in error.errors.values() for message in messages), error.message)
    return error.message


def _comment(mail: ReceivedMail, token: str, by: Actor) -> Outcome:
    """A reply. A token that is not ours, or somebody else's, and an idea that is hidden now, are not explained."""
    meant = meant_by(token)
    if meant is None:
        return Outcome("unknown_token")
    person_id, suggestion_id = meant
    if person_id != by.actor_id:
        return Outcome(
            "others_token",
            _l("Your reply was not taken: the mail you answered was sent to another address."),
        )
    suggestion = visible_one(by, suggestion_id)
    if suggestion is None:
        return Outcome("hidden")
    body = tidy(mail.text, lines=True)
    if not body:
        return Outcome("empty")
    service.comment(suggestion, CommentText(_fitting(body, COMMENT.longest)), by=by)
    return Outcome("comment")


def _idea(mail: ReceivedMail, prepared: Prepared, by: Actor, *, is_certain: bool) -> Outcome:
    read = said(mail.text or mail.whole_text, category_addressed(mail.to), by)
    title = excerpt(plain_subject(tidy(mail.subject, lines=False)) or read.problem, TITLE.longest)
    if not title:
        return Outcome("empty", _l("Your mail was not taken: it has neither a subject nor a text."))
    problem = _fitting(read.problem, TEXT.longest)
    if is_certain and not read.problems:
        return _handed_in(title, problem, read, prepared, by)
    page = Page(token_hex(WRITER_LENGTH // 2))
    saved = drafts.save({"title": [title], "problem": [problem], BY_MAIL: ["1"], **read.typed}, page, by=by)
    if saved.draft is None:
        return Outcome("empty")
    drafts.attach(saved.draft, prepared.files)
    if is_certain:
        return _unfinished(title, saved.draft.id, len(read.problems))
    return Outcome(
        "draft",
        _l(
            "“%(title)s” is kept as a draft that only you see. Anybody could have written your address under it,"
            " so please hand it in yourself:\n\n%(address)s",
            title=title,
            address=_address("suggestions.drafts"),
        ),
        _l("Please confirm your idea: %(title)s", title=excerpt(title, 80)),
    )


def _unfinished(title: str, draft_id: int, questions: int) -> Outcome:
    """The category needs answers that the mail does not give, or not so that they can be taken."""
    return Outcome(
        "draft",
        _ln(
            "“%(title)s” is kept as a draft that only you see: its category asks %(n)s more question."
            " Please answer it and hand the idea in:\n\n%(address)s",
            "“%(title)s” is kept as a draft that only you see: its category asks %(n)s more questions."
            " Please answer them and hand the idea in:\n\n%(address)s",
            questions,
            title=title,
            address=_address("suggestions.new", draft=draft_id),
        ),
        _l("Please finish your idea: %(title)s", title=excerpt(title, 80)),
    )


def _handed_in(title: str, problem: str, read: Said, prepared: Prepared, by: Actor) -> Outcome:
    category_id = read.category.id if read.category is not None else None
    suggestion = service.submit(
        IdeaText(title=title, problem=problem, idea="", category_id=category_id), by=by
    )
    answer(suggestion, read.values, read.by_id)
    keep(suggestion, prepared.files, person_id=by.actor_id)
    thanks = _l(
        "Thank you. Your idea is in; its number is %(number)s:\n\n%(address)s",
        number=suggestion.id,
        address=_address("suggestions.show", suggestion_id=suggestion.id),
    )
    if prepared.left_out:
        thanks = _l(
            "Thank you. Your idea is in; its number is %(number)s. Some files could not be taken:\n\n%(address)s",
            number=suggestion.id,
            address=_address("suggestions.show", suggestion_id=suggestion.id),
        )
    return Outcome("idea", thanks, _l("Your idea is in: %(title)s", title=excerpt(title, 80)))


def _fitting(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _address(endpoint: str, **values: object) -> str:
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


RECEIVER = Receiver("suggestions", takes=lambda _mail: True, prepare=prepare, receive=receive, order=90)
