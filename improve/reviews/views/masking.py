"""Hidden names: what is hidden in each idea of a blind round, and what somebody marks or leaves as it is.

Pictures are read in the round; their names are neutral in a blind one, and documents stay away: they carry who made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import LARGEST_ID, transaction
from improve.core.errors import Invalid, Missing, Refused
from improve.core.messages import _
from improve.core.values import check
from improve.reviews import service
from improve.reviews.forms.masking import HideForm
from improve.reviews.models import Mask, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import Reading, answers_as_read, reading_of, readings_of, texts_of, whole_items
from improve.reviews.rules.masking import Span
from improve.reviews.values import PART_WORDS, HiddenWords, MaskKind, Part
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.suggestions.queries.judged import File, Remark, files_of, further_answers, remarks_on
from improve.web.access import current_actor, requires
from improve.web.tables import page_number, paginate
from improve.web.uploads import download, thumbnail

PER_PAGE = 25


@blueprint.app_template_global("may_mask")
def may_mask(held: Round) -> bool:
    """Does a page of the round lead its reader to the hidden names?"""
    return held.is_blind and service.may_mask(current_actor(), held)


@dataclass(frozen=True)
class Picture:
    """A picture that members see: its place among the files, and its size."""

    number: int
    name: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Beyond:
    """What members read besides the texts of the form."""

    answers: list[tuple[str, str]]
    remarks: list[Remark]
    pictures: list[Picture]
    kept_back: int
    response: str


def beyond(item: RoundItem) -> Beyond:
    """Further answers, what colleagues say, pictures; `kept_back`: files that a blind round does not show."""
    read = reading_of(item)
    asked = further_answers(item.suggestion_id)
    answers = read.mask([text for _label, text in asked], Part.FIELDS)
    said = remarks_on(item.suggestion)
    texts = read.mask([remark.text for remark in said], Part.COMMENTS)
    files = files_of(item.suggestion_id)
    shown = [(place, one) for place, one in enumerate(files, 1) if _is_shown(read, one)]
    return Beyond(
        answers=[(str(label), text) for (label, _text), text in zip(asked, answers, strict=True)],
        remarks=[
            Remark(text, "" if read.is_blind else remark.name, remark.is_author, remark.at)
            for remark, text in zip(said, texts, strict=True)
        ],
        pictures=[Picture(place, name_of(read, one, place), one.width, one.height) for place, one in shown],
        kept_back=len(files) - len(shown),
        response=answers_as_read([item]).get(item.id, ""),
    )


def _is_shown(read: Reading, one: File) -> bool:
    return one.is_picture and read.shows_picture(one.id)


def name_of(read: Reading, one: File, place: int) -> str:
    """The name of a picture; in a blind round its place alone."""
    return f"{read.suggestion.id}-{place}{_ending(one)}" if read.is_blind else one.name


def _ending(one: File) -> str:
    return "." + one.kind


@blueprint.get("/items/<int:item_id>/pictures/<int:number>")
@requires(Permission.READ)
def picture(item_id: int, number: int) -> Response:
    """A picture of an idea that one judges."""
    read, one = _picture(item_id, number)
    return download(one, name=name_of(read, one, number))


@blueprint.get("/items/<int:item_id>/pictures/<int:number>/small")
@requires(Permission.READ)
def picture_small(item_id: int, number: int) -> Response:
    """The same, small."""
    return thumbnail(_picture(item_id, number)[1])


def _picture(item_id: int, number: int) -> tuple[Reading, File]:
    item = shown_item(item_id)
    read, files = reading_of(item), files_of(item.suggestion_id)
    if not 0 < number <= len(files) or not _is_shown(read, files[number - 1]):
        raise Missing()
    return read, files[number - 1]


@dataclass(frozen=True)
class Row:
    """How many places of an idea are hidden, and how many perhaps name somebody."""

    item: RoundItem
    hidden: int
    perhaps: int


@blueprint.get("/rounds/<int:round_id>/names")
@requires(Permission.READ)
def names(round_id: int) -> ResponseReturnValue:
    """The ideas of a blind round and how much is hidden in them."""
    held = shown_round(round_id)
    service.check_may_mask(current_actor(), held)
    page = paginate(whole_items(current_actor(), held.id), page=page_number(), per_page=PER_PAGE)
    read = readings_of(page.items, blind=True)
    return render_template(
        "reviews/names.html", held=held, page=page, rows=[_row(item, read[item.id]) for item in page.items]
    )


def _row(item: RoundItem, read: Reading) -> Row:
    texts = [text for texts in texts_of(item.suggestion, own=True).values() for text in texts]
    found = [read.found(text) for text in texts]
    marked = sum(len(read.marked(text)) for text in texts)
    return Row(item, sum(len(one.sure) for one in found) + marked, sum(len(one.perhaps) for one in found))


@blueprint.route("/items/<int:item_id>/names", methods=["GET", "POST"])
@requires(Permission.READ)
def item_names(item_id: int) -> ResponseReturnValue:
    """One idea with its names, as nobody reads it who judges it."""
    item = shown_item(item_id)
    service.check_may_mask(current_actor(), item.round)
    form = HideForm()
    status = 200
    if form.validate_on_submit():
        data = form.value()
        with form.catching(), transaction():
            service.hide_words(shown_item(item_id), data, by=current_actor())
        if form.ok:
            flash(_("Hidden from those who score the idea."))
            return redirect(url_for("reviews.item_names", item_id=item_id), 303)
        status = 422
    elif form.is_submitted():
        status = 422
    return _names_page(shown_item(item_id), form), status


@blueprint.post("/items/<int:item_id>/names/one")
@requires(Permission.READ)
def one_name(item_id: int) -> ResponseReturnValue:
    """Hide or show what was found, hide a picture, or take a mark back: one button each."""
    item = shown_item(item_id)
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                _act(item)
        except (Invalid, Refused) as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.item_names", item_id=item_id), 303)


def _act(item: RoundItem) -> None:
    by, sent = current_actor(), request.form
    if "hide" in sent:
        service.hide_words(item, check(HiddenWords, {"passage": sent["hide"]}), by=by)
    elif "show" in sent:
        service.show_words(item, check(HiddenWords, {"passage": sent["show"]}), by=by)
    elif "picture" in sent:
        service.hide_picture(item, _number(sent["picture"]), by=by)
    elif "lift" in sent:
        service.lift_mark(item, _number(sent["lift"]), by=by)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= LARGEST_ID:
        raise Missing()
    return int(text)


@dataclass(frozen=True)
class Piece:
    """A piece of a text. `kind`: "", "sure", "marked" or "perhaps"."""

    text: str
    kind: str = ""


def pieces(read: Reading, text: str) -> list[Piece]:
    """The text in pieces, so that a page can mark what is hidden."""
    found = read.found(text)
    kinds: list[tuple[Span, str]] = [
        *((span, "marked") for span in read.marked(text)),
        *((span, "sure") for span in found.sure),
        *((span, "perhaps") for span in found.perhaps),
    ]
    out, behind = [], 0
    for span, kind in sorted(kinds, key=lambda one: one[0]):
        if span.end <= behind:
            continue
        start = max(span.start, behind)
        out += [Piece(text[behind:start]), Piece(text[start : span.end], kind)]
        behind = span.end
    return [piece for piece in (*out, Piece(text[behind:])) if piece.text]


def _names_page(item: RoundItem, form: HideForm) -> str:
    read = readings_of([item], blind=True)[item.id]
    parts = [
        (PART_WORDS[part], [pieces(read, text) for text in texts if text])
        for part, texts in texts_of(item.suggestion).items()
        if any(texts)
    ]
    every = [piece for _word, texts in parts for text in texts for piece in text]
    return render_template(
        "reviews/item_names.html",
        item=item,
        held=item.round,
        form=form,
        parts=parts,
        sure=_words(every, "sure"),
        perhaps=_words(every, "perhaps"),
        marks=[mark for mark in read.marks if mark.kind != MaskKind.PICTURE],
        lost=[mark for mark in read.marks if mark.kind == MaskKind.HIDE and not _stands(read, item, mark)],
        pictures=[
            (place, one, next((m for m in read.marks if _is_of(m, one)), None))
            for place, one in enumerate(files_of(item.suggestion_id), 1)
            if one.is_picture
        ],
        documents=sum(not one.is_picture for one in files_of(item.suggestion_id)),
        MaskKind=MaskKind,
        Part=Part,
        PART_WORDS=PART_WORDS,
    )


def _is_of(mark: Mask, one: File) -> bool:
    return mark.kind == MaskKind.PICTURE and mark.passage == str(one.id)


def _stands(read: Reading, item: RoundItem, mark: Mask) -> bool:
    """Can a marked passage still be found where it was marked?"""
    texts = texts_of(item.suggestion).get(Part(mark.part), [])
    return read.finds(mark, texts)


def _words(every: Sequence[Piece], kind: str) -> list[str]:
    return list(dict.fromkeys(piece.text for piece in every if piece.kind == kind))
