"""What savings put on pages of others."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, url_for
from markupsafe import Markup

from improve.accounts.queries import company_currency
from improve.core.messages import LazyText, _l, _ln
from improve.core.panels import Figure, Waiting
from improve.core.policy import Actor, allows
from improve.metrics.queries import company_day
from improve.projects.models import Project, Stage
from improve.savings import words
from improve.savings.models import Saving
from improve.savings.policy import Permission
from improve.savings.queries import (
    WAITS_FOR_FINANCE,
    State,
    concerned_people,
    headline,
    standings,
    visible_to,
)
from improve.web.formatting import money, number


def of_project(actor: Actor, project: Project) -> Markup | None:
    """What a project saves, on its page; and the way to claim it."""
    found = standings(visible_to(actor).where(Saving.project_id == project.id))
    may_claim = (
        project.metric_id is not None
        and project.stage != Stage.PLAN
        and allows(actor, Permission.CLAIM, project)
    )
    if not found and not may_claim:
        return None
    return Markup(  # noqa: S704  (a rendered template)
        render_template(
            "savings/_of_project.html",
            items=found,
            project=project,
            may_claim=may_claim,
            today=company_day(),
            words=words,
        )
    )


def waiting(actor: Actor) -> Iterable[Waiting]:
    """For finance: savings that the data show and nobody has validated."""
    if actor.actor_id is None or not allows(actor, Permission.VALIDATE):
        return
    open_ones = [
        item
        for item in standings(visible_to(actor), *WAITS_FOR_FINANCE)
        if allows(actor, Permission.VALIDATE, item.saving)
    ]
    concerned = concerned_people([item.saving for item in open_ones])
    open_ones = [item for item in open_ones if actor.actor_id not in concerned[item.saving.id]]
    if len(open_ones) == 1:
        saving = open_ones[0].saving
        yield Waiting(
            _l("Validate a saving"),
            saving.project.title,
            url_for("savings.show", saving_id=saving.id),
            _l("Look at it"),
            order=45,
        )
    elif open_ones:
        yield Waiting(
            _ln("Validate %(n)s saving", "Validate %(n)s savings", len(open_ones)),
            _l("The data show them."),
            url_for("savings.index", state=str(State.MEASURED)),
            _l("Look at them"),
            order=45,
        )


def achieved(actor: Actor) -> Iterable[Figure]:
    """Validated money of the last twelve months, against the target."""
    realized, base = headline(actor, company_day())
    if realized > 0:
        yield Figure(
            money(realized, company_currency()),
            _l("saved in twelve months, validated by finance"),
            small=_against_target(100 * realized / base.yearly, base.target) if base is not None else "",
            order=50,
        )


def _against_target(rate: float, target: float) -> LazyText:
    return _l("%(rate)s %% of costs; target %(target)s %%", rate=number(rate, 1), target=number(target))
