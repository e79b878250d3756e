"""Forms of projects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from improve.accounts.queries import person_meant
from improve.core.messages import _l
from improve.metrics.models import Direction
from improve.projects.models import Decision, UsefulAs
from improve.projects.values import DECISION_WORDS, DecisionData, MoveData, PlanData, ProjectData, StopData
from improve.web.forms import ValueForm, choice, date_line, line, prose, several, tick

_SEPARATORS = re.compile(r"[#,;，；、\s]+")
NOBODY = _l("There is nobody with this login, or several with this name. Type the login.")


class PersonForm(ValueForm):
    """A form with a person, typed as a login or a name."""

    person_field = "owner_id"

    def raw(self) -> dict[str, Any]:
        typed = super().raw()
        owner = (typed[self.person_field] or "").strip()
        meant = person_meant(owner) if owner else None
        typed[self.person_field] = meant.id if meant is not None else None
        return typed

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        good = super().validate(extra_validators)
        field = self._fields[self.person_field]
        if (field.data or "").strip() and self.raw()[self.person_field] is None:
            field.errors = [NOBODY]
            return False
        return good


class ProjectForm(PersonForm):
    """What a card is about."""

    value_class = ProjectData
    title = line(_l("What shall change?"), hint=_l("For example: pick lists in walking order"))
    problem = prose(_l("The problem, with what shows it"), rows=3)
    owner_id = line(
        _l("Owner"), hint=_l("Login or full name. Leads the project and is reminded of it."), list="owners"
    )
    unit_id = choice(_l("Where it is tried"))
    plan_due_on = date_line(_l("Plan due on"), hint=_l("Empty: in two weeks."))
    idea_ids = line(
        _l("Ideas behind it"),
        hint=_l(
            "Their numbers, with a comma between them: #352, #401. Their authors hear what becomes of it."
        ),
    )

    def raw(self) -> dict[str, Any]:
        typed = super().raw()
        typed["idea_ids"] = [text for text in _SEPARATORS.split(typed["idea_ids"] or "") if text]
        return typed


class PlanForm(PersonForm):
    """The measurement plan. What is missing is said at each field when the card wants to leave Plan."""

    value_class = PlanData
    owner_id = line(_l("Owner"), hint=_l("Login or full name."), list="owners")
    metric_id = choice(
        _l("Metric"),
        hint=_l("What will show whether it helped. Its readings make the verdict by themselves."),
    )
    direction = choice(
        _l("What is better?"),
        [
            (Direction.DOWN, _l("Less: the metric shall fall")),
            (Direction.UP, _l("More: the metric shall rise")),
        ],
        radio=True,
    )
    smallest_useful = line(
        _l("Smallest useful change"),
        hint=_l("Below which size would the change not be worth it? A size, without a sign."),
        inputmode="decimal",
    )
    useful_as = choice(
        _l("Meant as"),
        [
            (UsefulAs.POINTS, _l("points: in the metric's own unit")),
            (UsefulAs.RELATIVE, _l("percent of the average before")),
        ],
        hint=_l(
            "5% of 40 minutes are 2 minutes. For shares, 5 points lead from 70% to 75%, 5 percent to 73.5%."
        ),
    )
    baseline_from = date_line(
        _l("Baseline from"),
        hint=_l(
            "The baseline is how it was before: all readings from this day to the start. "
            "It is frozen at the start, so that nobody can choose it afterwards."
        ),
    )
    starts_on = date_line(
        _l("Start date"),
        hint=_l("The day on which the new way begins everywhere where it is tried. The plan is locked then."),
    )
    settle_in = line(
        _l("Settling in"),
        hint=_l("Periods right after the start that are not counted, because people still learn."),
        inputmode="numeric",
    )
    review_on = date_line(_l("Decide by"), hint=_l("Empty: when there are enough readings for a verdict."))
    after_bad_result = tick(
        _l("It was started because of a bad result"),
        hint=_l(
            "After an unusually bad result things often get better by themselves. The verdict will say so."
        ),
    )
    seasonal = tick(
        _l("The metric goes with the seasons"),
        hint=_l("Needs about two years of readings before; then the season is taken out."),
    )
    measured_unit_id = choice(
        _l("Readings of"),
        hint=_l("Where a metric has readings unit by unit, those of the unit where it is tried."),
    )
    comparison_id = choice(
        _l("Compared with"),
        hint=_l(
            "The same measured where nothing changes: another shift, line or site. "
            "The verdict then also says how much of the change happened there as well."
        ),
    )
    comparison_unit_id = choice(
        _l("or with a unit of the same metric"),
        hint=_l("Its readings of the plan’s metric, where nothing changes."),
    )
    also_ids = several(
        _l("Also looked at"),
        hint=_l("Other metrics that could get better or worse. The verdict rests on the one above alone."),
    )
    pilot = prose(_l("What is tried, where and with whom?"), rows=3)
    reason = prose(_l("Why does the plan change?"), rows=2)


class DecisionForm(ValueForm):
    """Adopt, adapt or abandon."""

    value_class = DecisionData
    decision = choice(_l("Your decision"), [(code, DECISION_WORDS[code]) for code in Decision], radio=True)
    reason = prose(_l("Reason"), rows=3)
    next_review_on = date_line(
        _l("Next review"), hint=_l("Empty: an adopted change is looked at after 30 days.")
    )


class MoveForm(ValueForm):
    """Where a card goes."""

    value_class = MoveData
    to = choice(_l("Column"))
    reason = prose(_l("Why?"), rows=2)


class StopForm(ValueForm):
    """Giving a project up."""

    value_class = StopData
    reason = prose(
        _l("Why is it stopped?"), hint=_l("The authors of the ideas read it word for word."), rows=2
    )
