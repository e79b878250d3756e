"""Forms of committees and rubrics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request

from improve.core.errors import Invalid
from improve.core.messages import LazyText, _, _l
from improve.core.values import Truth, check
from improve.reviews.models import Committee, Criterion, Membership, Rubric
from improve.reviews.rules.rubrics import checked
from improve.reviews.values import (
    KIND_WORDS,
    MOST_CRITERIA,
    CommitteeData,
    CriterionData,
    ExpertiseData,
    MemberData,
    RubricData,
    TermData,
)
from improve.suggestions.models import Category
from improve.web.forms import ValueForm, choice, date_line, line, several, tick, translated

ANCHORS = ("anchor_1", "anchor_2", "anchor_3", "anchor_4", "anchor_5")
PARTS = ("name", "question", "kind", "weight", "aside", "category_id", *ANCHORS, "examples")
# What a group holds before anything is typed into it.
FRAME = frozenset({"kind", "aside", "category_id"})
ADD = "add"  # the button that adds a criterion to the form without saving


class CommitteeForm(ValueForm):
    """A committee."""

    value_class = CommitteeData
    name = translated(_l("Name"))
    unit_id = choice(_l("For"), hint=_l("Its coordinators look after the committee and its rounds."))
    is_closed = tick(_l("Closed: no new rounds"))

    def __init__(self, units: list[tuple[str, str]], committee: Committee | None, **given: Any) -> None:
        if committee is not None:
            given = {
                "name": committee.name,
                "unit_id": str(committee.unit_id or ""),
                "is_closed": "y" if committee.is_closed else "n",
            }
        super().__init__(**given)
        self.unit_id.choices = units


class MemberForm(ValueForm):
    """A new member."""

    value_class = MemberData
    login = line(
        _l("Person"), hint=_l("The login: staff number, phone or e-mail."), list="people", autocomplete="off"
    )
    since = date_line(_l("In office from"))
    until = date_line(_l("Last day"), hint=_l("Empty: until further notice."))
    is_chair = tick(_l("Chair"), hint=_l("Decides and publishes. A second chair decides where one may not."))


class TermForm(ValueForm):
    """A term that changes."""

    value_class = TermData
    until = date_line(_l("Last day"), hint=_l("Empty: until further notice."))
    is_chair = tick(_l("Chair"), hint=_l("Decides and publishes. A second chair decides where one may not."))

    def __init__(self, membership: Membership) -> None:
        super().__init__(
            until=membership.until.isoformat() if membership.until is not None else "",
            is_chair="y" if membership.is_chair else "n",
        )


class ExpertiseForm(ValueForm):
    """What a member knows well."""

    value_class = ExpertiseData
    categories = several(
        _l("Knows well"),
        hint=_l("Ideas of these categories rather come to this member when they are assigned."),
    )

    def __init__(self, choices: list[tuple[str, Any]], known: Iterable[int]) -> None:
        super().__init__(categories=[str(one) for one in known])
        self.categories.choices = choices


class RubricForm(ValueForm):
    """A rubric with as many groups of fields as it has criteria; made by `rubric_form`."""

    value_class = RubricData
    name = translated(_l("Name"))
    is_closed = tick(_l("Closed: not offered for new rounds"))
    count = 0

    def groups(self) -> list[dict[str, Any]]:
        """The fields of each criterion."""
        return [{part: self[f"c{place}_{part}"] for part in PARTS} for place in range(self.count)]

    def criteria(self) -> list[CriterionData]:
        """The criteria that were filled in; an empty group is none. Raises `Invalid` with every field's messages."""
        raw = self.raw()
        found: list[CriterionData] = []
        errors: dict[str, list[LazyText]] = {}
        for place in range(self.count):
            given = {part: raw[f"c{place}_{part}"] for part in PARTS}
            if not any(_texts(value) for part, value in given.items() if part not in FRAME):
                continue
            in_total = not Truth().check(given.pop("aside"))
            try:
                found.append(checked(check(CriterionData, {**given, "in_total": in_total})))
            except Invalid as error:
                errors |= {f"c{place}_{name}": messages for name, messages in error.errors.items()}
        if errors:
            raise Invalid(errors)
        return found


def _texts(value: Any) -> bool:
    if isinstance(value, dict):
        return any(str(text or "").strip() for text in value.values())
    return bool(str(value or "").strip())


def rubric_form(
    rubric: Rubric | None, criteria: list[Criterion], categories: Sequence[Category]
) -> RubricForm:
    """The form with the groups that the page has: those sent, one more when asked, else those of the rubric and
    an empty one.
    """
    if request.method == "POST":
        sent = sum(f"c{place}_weight" in request.form for place in range(MOST_CRITERIA))
        count = min(MOST_CRITERIA, sent + (1 if ADD in request.form else 0))
    else:
        count = min(MOST_CRITERIA, len(criteria) + 1)
    fields: dict[str, Any] = {"count": count}
    for place in range(count):
        fields |= _group(place)
    given: dict[str, Any] = {}
    if rubric is not None:
        given |= {"name": rubric.name, "is_closed": "y" if rubric.is_closed else "n"}
        for place, criterion in enumerate(criteria):
            given |= {
                f"c{place}_name": criterion.name,
                f"c{place}_question": criterion.question,
                f"c{place}_weight": criterion.weight if criterion.in_total else "",
                f"c{place}_kind": criterion.kind,
                f"c{place}_aside": "n" if criterion.in_total else "y",
                f"c{place}_category_id": str(criterion.category_id or ""),
                f"c{place}_examples": criterion.examples,
                **{f"c{place}_anchor_{value}": label for value, label in criterion.labels.items()},
            }
    made: RubricForm = type("RubricFormOfCriteria", (RubricForm,), fields)(**given)
    for group in made.groups():
        group["kind"].choices = [(str(kind), word) for kind, word in KIND_WORDS.items()]
        group["category_id"].choices = [
            ("", _l("Ideas of every category")),
            *((str(one.id), one.name) for one in categories),
        ]
    return made


def _group(place: int) -> dict[str, Any]:
    labels: dict[str, LazyText] = {
        "anchor_1": _l("1 means"),
        "anchor_2": _l("2 means"),
        "anchor_3": _l("3 means"),
        "anchor_4": _l("4 means"),
        "anchor_5": _l("5 means"),
    }
    return {
        f"c{place}_name": translated(_l("Name of the criterion")),
        f"c{place}_question": translated(_l("Question to the member")),
        f"c{place}_kind": choice(_l("Answered")),
        f"c{place}_weight": line(_l("Weight"), inputmode="numeric"),
        f"c{place}_aside": tick(
            _l("Does not count in the total"), hint=_l("The committee reads the answers, and no score moves.")
        ),
        f"c{place}_category_id": choice(_l("Asked of")),
        f"c{place}_examples": translated(
            _l("Examples"), hint=_l("An idea that would get a 1, and one that would get a 5."), prose=True
        ),
        **{f"c{place}_{part}": translated(label) for part, label in labels.items()},
    }


def unit_options(choices: list[tuple[str, str]], *, whole_company: bool) -> list[tuple[str, str]]:
    """Where a committee can serve; the whole company only for those who look after all of it."""
    first = [("", _("The whole company"))] if whole_company else [("", _("Choose a unit"))]
    return [*first, *choices]
