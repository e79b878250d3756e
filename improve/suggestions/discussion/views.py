"""What people do in the discussion of an idea."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Person
from improve.core import markdown
from improve.core.db import db, transaction
from improve.core.errors import Missing
from improve.core.messages import _, _p
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.discussion import mentions, queries, rules, service
from improve.suggestions.discussion.forms import CommentForm, EditForm, HideForm, NoteForm, ReportForm
from improve.suggestions.discussion.values import ReactionKind
from improve.suggestions.discussion.writing import helped
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import CommentKind
from improve.suggestions.views.ideas import NOTE, page_of_idea
from improve.web.access import current_actor, found_or_404, requires
from improve.web.templating import partial_or_redirect


def comment_or_404(suggestion: Suggestion, comment_id: int) -> Comment:
    """The comment; one that the reader does not meet is missing."""
    found: Comment = found_or_404(queries.visible_comment(current_actor(), suggestion.id, comment_id))
    return found


def page_url(suggestion: Suggestion, anchor: str, **values: Any) -> str:
    """The idea's page at a place."""
    return f"{url_for('suggestions.show', suggestion_id=suggestion.id, **values)}#{anchor}"


@blueprint.post("/<int:suggestion_id>/comments")
@requires(Permission.COMMENT)
def comment(suggestion_id: int) -> ResponseReturnValue:
    """Post a comment or a reply; or have people and ready answers put into its text."""
    suggestion = visible_or_404(suggestion_id)
    form = CommentForm()
    if helped(form.body, current_actor(), suggestion):
        return page_of_idea(suggestion, comment_form=form, status=200)
    if form.validate_on_submit():
        with form.catching(), transaction():
            posted = service.comment(suggestion, form.value(), by=current_actor())
        if form.ok:
            _tell_who_is_not_told(posted)
            return redirect(_after(suggestion, posted), 303)
    return page_of_idea(suggestion, comment_form=form)


@blueprint.post("/<int:suggestion_id>/notes")
@requires(Permission.NOTE)
def note(suggestion_id: int) -> ResponseReturnValue:
    """Write a note for the others who handle the idea."""
    suggestion = visible_or_404(suggestion_id)
    form = NoteForm(prefix=NOTE)
    if helped(form.body, current_actor(), suggestion):
        return page_of_idea(suggestion, note_form=form, status=200)
    if form.validate_on_submit():
        with form.catching(), transaction():
            posted = service.note(suggestion, form.value(), by=current_actor())
        if form.ok:
            _tell_who_is_not_told(posted)
            return redirect(page_url(suggestion, f"comment-{posted.id}"), 303)
    return page_of_idea(suggestion, note_form=form)


def _after(suggestion: Suggestion, posted: Comment) -> str:
    """Back to the threads that were on the page, and to the comment among them."""
    before = request.form.get("before", "")
    known = posted.parent_id is not None and before.isascii() and before.isdigit()
    return page_url(suggestion, f"comment-{posted.id}", **({"before": before[:10]} if known else {}))


def _tell_who_is_not_told(posted: Comment) -> None:
    """Whoever mentions somebody counts on them reading it."""
    mentioned = markdown.mentioned(posted.body)
    if not mentioned:
        return
    readers = mentions.readers_among(posted, mentioned)
    left_out = [person_id for person_id in mentioned if person_id not in readers]
    names = [person.name for person in map(_person, left_out) if person is not None]
    if names:
        flash(_("Not told, because they may not read this: %(names)s", names=_p("names", ", ").join(names)))


def _person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


@blueprint.get("/<int:suggestion_id>/people")
@requires(Permission.COMMENT)
def people(suggestion_id: int) -> ResponseReturnValue:
    """Whom somebody may mean while typing: the part under the field."""
    visible_or_404(suggestion_id)
    who = request.args.get("who", "")[:80]
    return render_template("suggestions/_mentionable.html", who=who, people=mentions.offered(who))


@blueprint.route("/<int:suggestion_id>/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMMENT)
def edit_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Change one's own words."""
    suggestion = visible_or_404(suggestion_id)
    edited = comment_or_404(suggestion, comment_id)
    if edited.author_id != current_actor().actor_id:
        raise Missing()
    form = EditForm(obj=edited)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.edit_comment(suggestion, edited, form.value(), by=current_actor())
        if form.ok:
            return redirect(page_url(suggestion, f"comment-{comment_id}"), 303)
    return _act_page("edit", suggestion, edited, form)


@blueprint.get("/<int:suggestion_id>/comments/<int:comment_id>/versions")
@requires(Permission.READ)
def versions(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """What a comment said before, for whoever reads what it says now."""
    suggestion = visible_or_404(suggestion_id)
    shown = comment_or_404(suggestion, comment_id)
    if shown.edited_at is None or not queries.reads_text(current_actor(), suggestion, shown):
        raise Missing()
    earlier = queries.versions_of(shown.id)
    texts = [(version.body, version.written_at) for version in earlier] + [(shown.body, shown.edited_at)]
    names = mentions.names_in(body for body, _at in texts)
    return render_template(
        "suggestions/versions.html",
        suggestion=suggestion,
        comment=shown,
        versions=[(markdown.html(body, names), body, at) for body, at in reversed(texts)],
    )


@blueprint.post("/<int:suggestion_id>/comments/<int:comment_id>/remove")
@requires(Permission.READ)
def remove_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Remove a comment."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        removed = comment_or_404(suggestion, comment_id)
        service.remove_comment(suggestion, removed, by=current_actor())
    flash(_("The comment is removed."))
    return redirect(page_url(suggestion, "comments"), 303)


@blueprint.post("/<int:suggestion_id>/comments/<int:comment_id>/react")
@requires(Permission.COMMENT)
def react(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Say one word about a comment, or take it back: the button says which."""
    kinds = {str(kind): kind for kind in ReactionKind}
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        to = comment_or_404(suggestion, comment_id)
        given, taken = kinds.get(request.form.get("give", "")), kinds.get(request.form.get("take", ""))
        if given is not None:
            service.react(suggestion, to, given, by=current_actor())
        elif taken is not None:
            service.take_reaction_back(suggestion, to, taken, by=current_actor())
        else:
            raise Missing()
    return partial_or_redirect(
        "suggestions/_reactions.html",
        page_url(suggestion, f"comment-{comment_id}"),
        suggestion_id=suggestion_id,
        comment_id=comment_id,
        excerpt_of=markdown.plain(to.body),
        reactions=queries.reactions_to([comment_id], current_actor().actor_id)[comment_id],
        alone=True,
    )


@blueprint.route("/<int:suggestion_id>/comments/<int:comment_id>/report", methods=["GET", "POST"])
@requires(Permission.READ)
def report_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Tell the coordinators about a comment."""
    suggestion = visible_or_404(suggestion_id)
    reported = comment_or_404(suggestion, comment_id)
    rules.check_hiding(CommentKind(reported.kind))
    form = ReportForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.report_comment(suggestion, reported, form.value(), by=current_actor())
        if form.ok:
            flash(_("Thank you. The coordinators look at the comment."))
            return redirect(page_url(suggestion, f"comment-{comment_id}"), 303)
    return _act_page("report", suggestion, reported, form)


@blueprint.route("/<int:suggestion_id>/comments/<int:comment_id>/hide", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def hide_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Take a comment out of sight, with a reason for who wrote it."""
    suggestion = visible_or_404(suggestion_id)
    hidden = comment_or_404(suggestion, comment_id)
    form = HideForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.hide_comment(suggestion, hidden, form.value(), by=current_actor())
        if form.ok:
            flash(_("The comment is hidden, and who wrote it is told why."))
            return redirect(page_url(suggestion, f"comment-{comment_id}"), 303)
    return _act_page("hide", suggestion, hidden, form)


@blueprint.post("/<int:suggestion_id>/comments/<int:comment_id>/restore")
@requires(Permission.MODERATE)
def restore_comment(suggestion_id: int, comment_id: int) -> ResponseReturnValue:
    """Let a hidden comment stand again."""
    with transaction():
        suggestion = visible_or_404(suggestion_id)
        service.restore_comment(suggestion, comment_or_404(suggestion, comment_id), by=current_actor())
    flash(_("The comment stands again."))
    return redirect(page_url(suggestion, f"comment-{comment_id}"), 303)


def _act_page(act: str, suggestion: Suggestion, comment: Comment, form: Any) -> ResponseReturnValue:
    """The page that asks for a text before something is done with a comment."""
    if not queries.reads_text(current_actor(), suggestion, comment):
        raise Missing()
    return render_template(
        "suggestions/comment_act.html",
        act=act,
        suggestion=suggestion,
        comment=comment,
        html=markdown.html(comment.body, mentions.names_in([comment.body])),
        form=form,
    ), 422 if form.is_submitted() else 200
