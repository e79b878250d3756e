"""The parts of the form that keep a draft, and the list of one's drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import ImproveError, Invalid, Missing, Refused
from improve.core.messages import LazyText, _, _l
from improve.core.values import check
from improve.suggestions import service as ideas
from improve.suggestions.blueprint import blueprint
from improve.suggestions.drafts import queries, service
from improve.suggestions.drafts.models import Draft, DraftFile
from improve.suggestions.drafts.service import Saved
from improve.suggestions.drafts.values import WRITER_LENGTH, ConfirmedIdea, Kept, Page, first, typed_in
from improve.suggestions.fields.service import answer
from improve.suggestions.fields.views import extra_asked
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import IdeaText
from improve.web.access import current_actor, found_or_404, requires
from improve.web.templating import is_htmx
from improve.web.uploads import ACCEPT, Received, download, received, thumbnail


@dataclass(frozen=True)
class DraftPart:
    """What the form shows of its draft."""

    page: Page
    saved_at: datetime | None = None
    kept_until: datetime | None = None
    kept: Kept | None = None
    files: Sequence[DraftFile] = ()
    others: int = 0
    problems: Sequence[LazyText] = field(default=())

    @property
    def room(self) -> int:
        most: int = current_app.config["ATTACHMENTS_PER_IDEA"]
        return max(most - len(self.files), 0)

    @property
    def accept(self) -> str:
        return ACCEPT

    @property
    def limit_mb(self) -> int:
        limit: int = current_app.config["ATTACHMENT_MAX_MB"]
        return limit


def page_sent() -> Page:
    """The form that this request comes from; what makes no sense is a page of its own."""
    writer = request.form.get("draft_writer", "")
    if len(writer) != WRITER_LENGTH or not all(character in "0123456789abcdef" for character in writer):
        writer = token_hex(WRITER_LENGTH // 2)
    return Page(writer, _number("draft_id") or None, _number("draft_version"))


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID else 0
    )


def draft_asked() -> Draft | None:
    """The draft that the address of the form names; somebody else's is missing."""
    asked = request.args.get("draft", "")
    if not asked:
        return None
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 10 else 0
    draft: Draft = found_or_404(queries.own_draft(current_actor(), number))
    return draft


def form_data_of(draft: Draft) -> MultiDict[str, str]:
    """What was typed, as a form reads it."""
    return MultiDict([(name, value) for name, values in draft.typed.items() for value in values])


def new_part(draft: Draft | None) -> DraftPart:
    """For a form that is opened: a page of its own name, showing the draft or nothing."""
    writer = token_hex(WRITER_LENGTH // 2)
    others = queries.count_of(current_actor()) - (draft is not None)
    if draft is None:
        return DraftPart(Page(writer), others=others)
    return _part(Saved(draft, Kept.SAVED), Page(writer), others=others)


def part_again(sent: Received) -> DraftPart:
    """For a form that comes back with its problems: photos that came with it stay, in a draft."""
    page = page_sent()
    if not sent.taken and page.draft_id is None:
        return DraftPart(page, problems=sent.problems)
    return _kept(page, sent, even_empty=bool(sent.taken))


def _kept(page: Page, sent: Received = Received(), *, even_empty: bool = False) -> DraftPart:  # noqa: B008
    """Save what was typed, and the files; what cannot be saved is told."""
    problems = list(sent.problems)
    saved = Saved(queries.own_draft(current_actor(), page.draft_id), Kept.NOTHING)
    try:
        with transaction():
            saved = service.save(
                typed_in(request.form.lists()), page, by=current_actor(), even_empty=even_empty
            )
            if saved.draft is not None and sent.taken:
                service.attach(saved.draft, sent.taken)
    except (Invalid, Refused) as error:
        problems += _messages(error)
        saved = Saved(queries.own_draft(current_actor(), page.draft_id), Kept.NOTHING)
    return _part(saved, page, problems=problems)


def _messages(error: ImproveError) -> list[LazyText]:
    if isinstance(error, Invalid):
        return [message for messages in error.errors.values() for message in messages]
    return [error.message]


def _part(saved: Saved, page: Page, *, others: int = 0, problems: Sequence[LazyText] = ()) -> DraftPart:
    draft = saved.draft
    if draft is None:
        return DraftPart(page, kept=saved.kept, problems=problems)
    return DraftPart(
        page=Page(page.writer, draft.id, draft.version),
        saved_at=draft.changed_at,
        kept_until=service.kept_until(draft),
        kept=saved.kept,
        files=draft.files,
        others=others,
        problems=problems,
    )


def known_idea() -> int | None:
    """The idea that was handed in from the page of this request."""
    return queries.idea_of_page(page_sent().writer)


def alone() -> None:
    """Inside the transaction that hands the idea in: other requests of this person wait."""
    service.alone(current_actor())


def kept(sent: Received) -> DraftPart:
    """Keep what this request typed, and its files, as a draft."""
    return _kept(page_sent(), sent, even_empty=bool(sent.taken))


def hand_in(suggestion: Suggestion, page: Page) -> bool:
    """Inside the transaction that hands the idea in: was the draft kept because another device wrote too?"""
    return service.hand_in(suggestion, page, by=current_actor())


@blueprint.post("/drafts")
@requires(Permission.SUBMIT)
def save_draft() -> ResponseReturnValue:
    """Keep what is typed: while typing for a script, by a button without one."""
    sent = received("files", most=current_app.config["ATTACHMENTS_PER_IDEA"])
    part = _kept(page_sent(), sent, even_empty=bool(sent.taken))
    if is_htmx():
        return render_template("suggestions/_draft.html", draft=part, alone=True)
    for problem in part.problems:
        flash(str(problem), "error")
    if part.page.draft_id is None:
        flash(_("There is nothing to save yet."), "error")
        return redirect(url_for("suggestions.new"), 303)
    flash(_kept_apart(part) or _("Your draft is saved. Only you see it."))
    return redirect(url_for("suggestions.drafts"), 303)


def _kept_apart(part: DraftPart) -> str:
    if part.kept is Kept.APART:
        return _("Another device has changed this draft too. Both texts are kept as two drafts.")
    if part.kept is Kept.GONE:
        return _(
            "The draft was handed in or discarded elsewhere. What you typed here is kept as a new draft."
        )
    return ""


@blueprint.post("/drafts/files")
@requires(Permission.SUBMIT)
def attach_to_draft() -> ResponseReturnValue:
    """Send photos and files ahead, while the text is still being written."""
    part = _kept(
        page_sent(), received("files", most=current_app.config["ATTACHMENTS_PER_IDEA"]), even_empty=True
    )
    return _files_part(part)


@blueprint.post("/drafts/files/<int:file_id>/remove")
@requires(Permission.SUBMIT)
def detach_from_draft(file_id: int) -> ResponseReturnValue:
    """Take a photo or file away from the draft being written; what is typed is kept as well."""
    with transaction():
        draft: Draft = found_or_404(queries.own_draft(current_actor(), page_sent().draft_id))
        service.detach(draft, _file(draft, file_id))
    return _files_part(_kept(page_sent()))


def _files_part(part: DraftPart) -> ResponseReturnValue:
    if is_htmx():
        return render_template("suggestions/_draft_files.html", draft=part, alone=True)
    for problem in part.problems:
        flash(str(problem), "error")
    return redirect(url_for("suggestions.new", draft=part.page.draft_id, _anchor="draft-files"), 303)


@blueprint.get("/drafts")
@requires(Permission.SUBMIT)
def drafts() -> ResponseReturnValue:
    """One's drafts."""
    found = queries.drafts_of(current_actor())
    return render_template("suggestions/drafts.html", drafts=found, kept_until=service.kept_until)


@blueprint.post("/drafts/<int:draft_id>/hand-in")
@requires(Permission.SUBMIT)
def hand_in_draft(draft_id: int) -> ResponseReturnValue:
    """Confirm an idea that came by mail, with one press; with questions left open it goes on in the form."""
    draft: Draft = found_or_404(queries.own_draft(current_actor(), draft_id))
    found_or_404(draft if draft.came_by_mail else None)
    try:
        with transaction():
            alone()
            suggestion = _confirmed(found_or_404(queries.own_draft(current_actor(), draft_id)))
    except Invalid as error:
        for message in _messages(error):
            flash(str(message), "error")
        return redirect(url_for("suggestions.new", draft=draft_id), 303)
    flash(_("Thank you. Your idea is in."))
    return redirect(url_for("suggestions.show", suggestion_id=suggestion.id), 303)


def _confirmed(draft: Draft) -> Suggestion:
    """The idea that a mail's draft is; raises `Invalid` where its category still asks something."""
    typed = form_data_of(draft)
    extra = extra_asked(typed.get("category_id"), typed, judge=True)
    if not extra.ok:
        message = _l("The category of this idea asks something more. Please answer it first.")
        raise Invalid.field("category_id", message)
    names = ("title", "problem", "category_id")
    data = check(ConfirmedIdea, {name: first(draft.typed, name) or None for name in names})
    suggestion = ideas.submit(
        IdeaText(title=data.title, problem=data.problem, idea="", category_id=data.category_id),
        by=current_actor(),
    )
    answer(suggestion, extra.values, extra.by_id)
    service.hand_in(suggestion, Page(draft.writer, draft.id, draft.version), by=current_actor())
    return suggestion


@blueprint.post("/drafts/<int:draft_id>/discard")
@requires(Permission.SUBMIT)
def discard_draft(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    with transaction():
        draft: Draft = found_or_404(queries.own_draft(current_actor(), draft_id))
        service.discard(draft)
    flash(_("The draft is discarded."))
    return redirect(url_for("suggestions.drafts"), 303)


@blueprint.get("/drafts/<int:draft_id>/files/<int:file_id>")
@requires(Permission.SUBMIT)
def draft_file(draft_id: int, file_id: int) -> ResponseReturnValue:
    """A photo or file at one's draft, as a download."""
    return download(_file(found_or_404(queries.own_draft(current_actor(), draft_id)), file_id))


@blueprint.get("/drafts/<int:draft_id>/files/<int:file_id>/small")
@requires(Permission.SUBMIT)
def draft_file_small(draft_id: int, file_id: int) -> ResponseReturnValue:
    """The small picture of a photo at one's draft."""
    return thumbnail(_file(found_or_404(queries.own_draft(current_actor(), draft_id)), file_id))


def _file(draft: Draft, file_id: int) -> DraftFile:
    found = db.session.get(DraftFile, file_id)
    if found is None or found.draft_id != draft.id:
        raise Missing()
    return found
