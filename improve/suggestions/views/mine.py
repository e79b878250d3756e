"""My ideas: everything I wrote, backed, commented on or follow."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.messages import _, _n
from improve.suggestions.blueprint import blueprint
from improve.suggestions.mine.queries import TIE_WORDS, MyIdeas, Tie, my_ideas
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.web.access import current_actor, requires
from improve.web.formatting import number
from improve.web.tables import PER_PAGE, Page, page_number


@blueprint.get("/mine")
@requires(Permission.READ)
def mine() -> ResponseReturnValue:
    """With the last change of each; an unknown tie in the address means all."""
    asked = request.args.get("tie", "")
    tie = Tie(asked) if asked in tuple(Tie) else None
    found, at = _page(tie, page_number())
    return render_template(
        "suggestions/mine.html",
        heading=_heading(found.counts[None]),
        tie=tie,
        ties=[(one, word, found.counts[one]) for one, word in TIE_WORDS.items()],
        every=found.counts[None],
        page=Page(found.items, at, PER_PAGE, found.total),
        steps=steps_of([item.row for item in found.items]),
        words=TIE_WORDS,
    )


def _page(tie: Tie | None, at: int) -> tuple[MyIdeas, int]:
    """The page asked for; beyond the end, the last one."""
    found = my_ideas(current_actor(), tie, number=at, per_page=PER_PAGE)
    if found.total and not found.items:
        at = -(-found.total // PER_PAGE)
        found = my_ideas(current_actor(), tie, number=at, per_page=PER_PAGE)
    return found, at


def _heading(total: int) -> str:
    if not total:
        return _("No idea concerns you yet")
    return _n("%(n)s idea concerns you", "%(n)s ideas concern you", total, n=number(total))
