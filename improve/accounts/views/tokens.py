"""One's own API tokens, and withdrawing those of others."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from improve.accounts import service
from improve.accounts.forms import NEVER, TokenForm
from improve.accounts.models import ApiToken
from improve.accounts.policy import Permission
from improve.accounts.queries import tokens_of
from improve.accounts.views.blueprint import blueprint, myself, private
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.web.access import current_actor, found_or_404, requires, signed_in
from improve.web.i18n import choose_time_zone

# The new token travels in the owner's own cookie from the form to the page that shows it once.
FRESH = "fresh_token"


@blueprint.route("/me/tokens", methods=["GET", "POST"])
@requires(Permission.ISSUE_TOKENS)
@private
def tokens() -> ResponseReturnValue:
    """The tokens of this person, and a new one."""
    person = myself()
    form = TokenForm(service.known_scopes())
    if form.validate_on_submit():
        with form.catching(), transaction():
            wish = form.value().token(clock.today(choose_time_zone()))
            session[FRESH] = service.issue_token(person, wish, by=current_actor())
        if form.ok:
            return redirect(url_for("accounts.tokens"), 303)
    page = render_template(
        "accounts/tokens.html",
        form=form,
        never=NEVER,
        fresh=session.pop(FRESH, None),
        tokens=db.session.scalars(tokens_of(person.id)).all(),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Withdraw a token."""
    actor = current_actor()
    token: ApiToken = found_or_404(db.session.get(ApiToken, token_id))
    is_own = token.person_id == actor.actor_id
    owner_id = token.person_id
    with transaction():
        service.revoke_token(token, by=actor)
    flash(_("The token no longer works."))
    if is_own:
        return redirect(url_for("accounts.tokens"), 303)
    return redirect(url_for("accounts.person", person_id=owner_id), 303)
