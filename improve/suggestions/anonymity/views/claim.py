"""The page of a code: what became of the idea, what the author is asked, and what the author can do."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _
from improve.suggestions import rules as idea_rules
from improve.suggestions.anonymity import queries, rules, service
from improve.suggestions.anonymity.forms import WithdrawalForm, WordsForm
from improve.suggestions.anonymity.models import Answering, Claim, Letter, LetterKind
from improve.suggestions.anonymity.ports import asking, panels_of_claim
from improve.suggestions.anonymity.story import line_for_author
from improve.suggestions.anonymity.views import door
from improve.suggestions.anonymity.views.box import opened_or_back, unnamed_form
from improve.suggestions.asking.queries import questions_of
from improve.suggestions.attachments.models import Attachment
from improve.suggestions.attachments.queries import attachment_of, attachments_of
from improve.suggestions.blueprint import blueprint
from improve.suggestions.models import Suggestion
from improve.suggestions.ports import steps_of
from improve.suggestions.queries import co_authors_of, history_of, official_answer
from improve.suggestions.values import UNLISTED, Status
from improve.web.access import found_or_404
from improve.web.uploads import download, thumbnail

TEXTS = ("title", "problem", "idea", "expected_result", "category_id", "unit_id")


@blueprint.get("/box/idea")
@door.open_to_all
def claim() -> ResponseReturnValue:
    """The page of the code that is open; otherwise to where codes are entered."""
    code_hash = door.remembered()
    found = door.behind(code_hash) if code_hash is not None else None
    if code_hash is None or found is None:
        door.forget()
        return redirect(url_for("suggestions.box"), 303)
    return _page(code_hash, found)


def _page(code_hash: str, found: Claim | Letter, *, words: WordsForm | None = None) -> ResponseReturnValue:
    if isinstance(found, Letter):
        return render_template(
            "suggestions/box/in_box.html", letter=found, photos=len(queries.photos_of(found.key))
        )
    suggestion = queries.claimed_idea(found)
    history = history_of(suggestion.id)
    step = steps_of([suggestion])[suggestion.id]
    return render_template(
        "suggestions/box/claim.html",
        suggestion=suggestion,
        step=step,
        line=line_for_author(history, step, suggestion),
        answer=official_answer(history),
        files=[item for item in attachments_of(suggestion.id) if item.removed_at is None],
        co_authors=co_authors_of(suggestion.id),
        questions=questions_of(suggestion.id),
        answering=rules.answers(suggestion.state, suggestion.replied_at),
        elsewhere=_asked_elsewhere(code_hash, suggestion),
        Answering=Answering,
        comments=queries.said_about(suggestion.id),
        waiting=queries.waiting_letters(code_hash),
        notes=[LazyText.from_json(note) for note in found.notes],
        panels=panels_of_claim(suggestion),
        words=words or WordsForm(formdata=None),
        may_write=suggestion.state not in UNLISTED,
        may_edit=_allowed(suggestion, Status.RECEIVED),
        may_withdraw=Status.WITHDRAWN in idea_rules.LIFECYCLE[suggestion.state],
        LetterKind=LetterKind,
    ), 422 if words is not None else 200


def _asked_elsewhere(code_hash: str, suggestion: Suggestion) -> LazyText | None:
    """The label of what another feature asks the author, unless an answer is in the box."""
    said = {letter.content.get("to") for letter in queries.waiting_letters(code_hash)}
    if (
        Answering.ELSEWHERE in said
        or rules.answers(suggestion.state, suggestion.replied_at) != Answering.NOTHING
    ):
        return None
    wanted = asking(suggestion)
    return wanted.asks(suggestion) if wanted is not None else None


def _allowed(suggestion: Suggestion, *states: Status) -> bool:
    try:
        idea_rules.check_edit(suggestion.state)
    except Refused:
        return suggestion.state in states
    return True


@blueprint.post("/box/idea/words")
@door.open_to_all
def claim_words() -> ResponseReturnValue:
    """Answer as the author."""
    code_hash = opened_or_back()
    form = WordsForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write(code_hash, form.value())
        if form.ok:
            flash(_("It is in the box. It is posted tonight, without your name."))
            return redirect(url_for("suggestions.claim", _anchor="comments"), 303)
    found = door.behind(code_hash)
    if not isinstance(found, Claim):
        return redirect(url_for("suggestions.claim"), 303)
    return _page(code_hash, found, words=form)


@blueprint.route("/box/idea/edit", methods=["GET", "POST"])
@door.open_to_all
def claim_edit() -> ResponseReturnValue:
    """Change the text: at once in the box, else tonight."""
    code_hash = opened_or_back()
    form = unnamed_form(_present(code_hash))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change(code_hash, form.value())
        if form.ok:
            in_box = isinstance(door.behind(code_hash), Letter)
            flash(_("Saved.") if in_box else _("Your change is in the box. It is made tonight."))
            return redirect(url_for("suggestions.claim"), 303)
    return render_template("suggestions/box/edit.html", form=form), 422 if form.is_submitted() else 200


def _present(code_hash: str) -> dict[str, Any]:
    """The text as it is, with what waits in the box."""
    found = door.behind(code_hash)
    if isinstance(found, Letter):
        return dict(found.content)
    for letter in queries.waiting_letters(code_hash):
        if letter.kind == LetterKind.EDIT:
            return dict(letter.content)
    suggestion = queries.claimed_idea(found_or_404(found))
    return {name: getattr(suggestion, name) for name in TEXTS}


@blueprint.route("/box/idea/withdraw", methods=["GET", "POST"])
@door.open_to_all
def claim_withdraw() -> ResponseReturnValue:
    """Take the idea back; asks once."""
    code_hash = opened_or_back()
    form = WithdrawalForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            gone = service.withdraw(code_hash, form.value().reason)
        if form.ok and gone:
            door.forget()
            flash(_("Your idea is out of the box again; nothing of it is left."))
            return redirect(url_for("suggestions.box"), 303)
        if form.ok:
            flash(_("It is in the box: your idea is withdrawn tonight."))
            return redirect(url_for("suggestions.claim"), 303)
    in_box = isinstance(door.behind(code_hash), Letter)
    return render_template(
        "suggestions/box/withdraw.html", form=form, in_box=in_box
    ), 422 if form.is_submitted() else 200


@blueprint.post("/box/idea/take-out")
@door.open_to_all
def claim_take_out() -> ResponseReturnValue:
    """Take something out of the box again before it is emptied."""
    code_hash = opened_or_back()
    with transaction():
        service.take_out(code_hash, request.form.get("key", ""))
    flash(_("It is out of the box again."))
    return redirect(url_for("suggestions.claim"), 303)


@blueprint.get("/box/idea/files/<int:attachment_id>")
@door.open_to_all
def claim_file(attachment_id: int) -> ResponseReturnValue:
    """A photo or file of the idea, as a download."""
    return download(_attachment(attachment_id))


@blueprint.get("/box/idea/files/<int:attachment_id>/small")
@door.open_to_all
def claim_file_small(attachment_id: int) -> Response:
    """The small picture of a photo."""
    return thumbnail(_attachment(attachment_id))


def _attachment(attachment_id: int) -> Attachment:
    found = door.behind(opened_or_back())
    number = found.suggestion_id if isinstance(found, Claim) else 0
    attachment: Attachment = found_or_404(attachment_of(number, attachment_id))
    return attachment
