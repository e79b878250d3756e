"""The form by which a chair records a conflict of interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from improve.core.messages import _l, _pl
from improve.reviews.models import Membership, RoundItem
from improve.reviews.queries import reading_of
from improve.reviews.values import RECORDED_KIND_WORDS, RecordedConflict
from improve.web.forms import ValueForm, choice, line


class RecordForm(ValueForm):
    """Which member, which idea, which kind; nothing is preselected."""

    value_class = RecordedConflict
    person_id = choice(_pl("committee", "Member"))
    item_id = choice(_pl("column", "Idea"))
    kind = choice(_l("The member"), radio=True, hint=_l("The member hears that one idea left their list."))

    def __init__(self, members: Sequence[Membership], items: Sequence[RoundItem] = ()) -> None:
        super().__init__()
        self.person_id.choices = [
            ("", _l("Choose a member")),
            *((str(one.person_id), one.person.name) for one in members),
        ]
        self.kind.choices = [(str(kind), word) for kind, word in RECORDED_KIND_WORDS.items()]
        if isinstance(self.item_id, SelectField):
            choices: list[tuple[str, Any]] = [
                ("", _l("Choose an idea")),
                *((str(item.id), f"#{item.suggestion_id} {reading_of(item).title}") for item in items),
            ]
            self.item_id.choices = choices


class NumberedForm(RecordForm):
    """The same in a long round: the idea by its number."""

    item_id = line(_l("Number of the idea"), inputmode="numeric")
