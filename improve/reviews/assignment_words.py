"""How assignments are put into words."""

from __future__ import annotations

from improve.core.messages import _, _n, _p
from improve.reviews.rules.assigning import Short


def assignment_heading(short: int, each: int) -> str:
    """Does every idea have its reviewers?"""
    if short:
        return _n("%(n)s idea lacks members", "%(n)s ideas lack members", short)
    return _n("Every idea has its %(n)s member", "Every idea has its %(n)s members", each)


def short_sentence(one: Short) -> str:
    """Why nobody more could be found for an idea."""
    parts = [_("%(found)s of %(wanted)s members", found=one.found, wanted=one.wanted)]
    if one.conflicts:
        parts.append(
            _n(
                "%(n)s member has a conflict of interest",
                "%(n)s members have a conflict of interest",
                one.conflicts,
            )
        )
    if one.full:
        parts.append(_n("%(n)s member is full", "%(n)s members are full", one.full))
    if not one.conflicts and not one.full:
        parts.append(_("the committee has no more members"))
    return _p("clauses", ", ").join(parts)


def plan_sentences(least: int, most: int, parts: int) -> list[str]:
    """What the automatic assignment did, and what to do about groups that cannot be compared."""
    said = [
        _n("Assigned: %(n)s idea for each member.", "Assigned: %(n)s ideas for each member.", most)
        if least == most
        else _("Assigned: %(least)s to %(most)s ideas for each member.", least=least, most=most)
    ]
    if parts > 1:
        said.append(
            _(
                "Some groups of ideas share no member, so their scores cannot be compared; assign one member across."
            )
        )
    return said
