"""Extra fields, places, pictures, talk, ready answers, drafts and views: the board as people use it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO

from sqlalchemy import select

from improve.core.db import db
from improve.core.policy import SYSTEM
from improve.core.uploads.inspection import inspect
from improve.core.uploads.values import Inspected
from improve.demo.content import board
from improve.demo.scenes.sketches import sketch
from improve.demo.story import Story, Told
from improve.suggestions import service
from improve.suggestions.models import Category, Comment
from improve.suggestions.service import further
from improve.suggestions.service.further import Place
from improve.suggestions.values import CommentText

A_MOMENT = timedelta(minutes=10)
LATELY = timedelta(hours=5)
POSTERS_UP = timedelta(days=20)
MOST_MEGABYTES = 5

Fields = dict[str, further.Field]


def set_up(categories: dict[str, Category]) -> Fields:
    """What categories ask besides, and the answers that handlers have ready."""
    fields: Fields = {}
    for order, text in enumerate(board.FIELDS):
        data = further.FieldData(
            label=text.label,
            kind=text.kind,
            help=text.help,
            unit=text.unit,
            options=text.options,
            code=text.code,
            order=order,
        )
        fields[text.code] = further.add_field(categories[text.category], data, by=SYSTEM)
    for order, ready in enumerate(board.READY):
        further.create_canned(further.CannedData(title=ready.title, body=ready.body, order=order), by=SYSTEM)
    return fields


def plan(story: Story, categories: dict[str, Category], fields: Fields) -> None:
    """Plan what people add to their ideas, what they say to each other, and what they keep for themselves."""
    story.timeline.at(story.now - POSTERS_UP, partial(_put_up, story, categories))
    for title, answers in board.ANSWERS.items():
        _after(story, title, partial(_answer, story.ideas[title], answers, fields))
    for title, drawn, name in board.PICTURES:
        _after(story, title, partial(_attach, story, title, _file(sketch(drawn), name)))
    for title, name, lines in board.TABLES:
        _after(story, title, partial(_attach, story, title, _file(lines.encode(), name)))
    for at, text in enumerate(board.REPLIES):
        story.timeline.at(story.now - LATELY + at * A_MOMENT, partial(_reply, story, text))
    for title, author, before, after in board.PUT_RIGHT:
        story.timeline.at(story.now - LATELY, partial(_put_right, story, title, author, before, after))
    for title, reporter, reason in board.REPORTED:
        story.timeline.at(story.now - LATELY, partial(_report, story, title, reporter, reason))
    story.timeline.at(story.now - LATELY, partial(_keep, story, categories))


def _put_up(story: Story, categories: dict[str, Category]) -> None:
    """Places with their posters; at one of them a tablet."""
    for place in board.PLACES:
        added = further.add_place(
            further.PlaceData(place.name, story.cast.units[place.unit].id, categories[place.category].id),
            by=SYSTEM,
        )
        for title in place.ideas:
            story.timeline.at(story.ideas[title].submitted_at + A_MOMENT, partial(_note, story, title, added))
        if place.kiosk:
            _kiosk, secret = further.issue_kiosk(added, further.NewKiosk(label=place.kiosk), by=SYSTEM)
            further.set_up_kiosk(secret)


def _note(story: Story, title: str, place: Place) -> None:
    further.note_place(story.ideas[title].suggestion, place)


def _after(story: Story, title: str, act: partial[None]) -> None:
    story.timeline.at(story.ideas[title].submitted_at + A_MOMENT, act)


def _answer(told: Told, answers: dict[str, str | int], fields: Fields) -> None:
    values = {}
    for code, value in answers.items():
        field = fields[code]
        values[field.id] = _typed(field, value)
    further.answer_fields(
        told.suggestion, values, {field.id: field for field in fields.values() if field.id in values}
    )


def _typed(field: further.Field, value: str | int) -> str | float:
    if field.kind == further.Kind.CHOICE:
        return field.newest.text.options[int(value)].code
    return float(value) if field.kind == further.Kind.NUMBER else str(value)


def _file(content: bytes, name: str) -> Inspected:
    return inspect(BytesIO(content), name, most_megabytes=MOST_MEGABYTES)


def _attach(story: Story, title: str, file: Inspected) -> None:
    told = story.ideas[title]
    further.attach_files(told.suggestion, [file], by=story.cast.actor(told.text.author))


def _first_comment(told: Told) -> Comment:
    first = select(Comment).where(Comment.suggestion_id == told.suggestion.id).order_by(Comment.id).limit(1)
    return db.session.scalars(first).one()


def _reply(story: Story, text: board.ReplyText) -> None:
    told = story.ideas[text.title]
    said = _first_comment(told)
    for name, kind in text.reactions:
        further.react(told.suggestion, said, further.ReactionKind(kind), by=story.cast.actor(name))
    answer = CommentText(text.body, reply_to=said.id)
    service.comment(told.suggestion, answer, by=story.cast.actor(text.author))


def _put_right(story: Story, title: str, author: str, before: str, after: str) -> None:
    told, actor = story.ideas[title], story.cast.actor(author)
    said = service.comment(told.suggestion, CommentText(before), by=actor)
    further.edit_comment(told.suggestion, said, CommentText(after), by=actor)


def _report(story: Story, title: str, reporter: str, reason: str) -> None:
    told = story.ideas[title]
    further.report_comment(
        told.suggestion, _first_comment(told), further.Report(reason), by=story.cast.actor(reporter)
    )


def _keep(story: Story, categories: dict[str, Category]) -> None:
    """Drafts, views and who agreed to be named."""
    for number, draft in enumerate(board.DRAFTS):
        typed = {
            "title": [draft.title],
            "problem": [draft.problem],
            "category_id": [str(categories[draft.category].id)],
        }
        further.save_draft(typed, further.Page(f"{number:032x}"), by=story.cast.actor(draft.author))
    for view in board.VIEWS:
        unit_id = story.cast.units[view.unit].id if view.unit else None
        further.save_view(further.ViewData(view.name, unit_id), view.asked, by=story.cast.actor(view.owner))
    for name in board.NAMED:
        further.agree_to_be_named(by=story.cast.actor(name))
