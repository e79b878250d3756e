"""The page behind the search field."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _, _n
from improve.core.panels import Found
from improve.core.policy import Actor
from improve.core.values import check
from improve.search.values import Search
from improve.web.access import current_actor, signed_in
from improve.web.features import contributed
from improve.web.formatting import number

blueprint = Blueprint("search", __name__)
MOST_SHOWN = 8


@blueprint.get("/search")
@signed_in
def index() -> ResponseReturnValue:
    """What holds the words of `?q=`, by kind."""
    problems: list[LazyText] = []
    text = ""
    try:
        text = check(Search, request.args.to_dict()).q
    except Invalid as error:
        problems = error.errors["q"]
    groups = _found(current_actor(), text) if text else []
    return render_template(
        "search/index.html",
        text=text,
        typed=request.args.get("q", ""),
        problems=problems,
        groups=groups,
        heading=_heading(text, sum(group.total for group in groups)),
    ), 422 if problems else 200


def _found(actor: Actor, text: str) -> list[Found]:
    fills: Iterable[Callable[[Actor, str, int], Found | None]] = contributed(current_app, "search")
    found = (fill(actor, text, MOST_SHOWN) for fill in fills)
    return [group for group in found if group is not None and group.total]


def _heading(text: str, total: int) -> str:
    if not text:
        return _("Search everything")
    if not total:
        return _("Nothing found for “%(q)s”", q=text)
    return _n("“%(q)s”: %(n)s place", "“%(q)s”: %(n)s places", total, n=number(total), q=text)
