"""The form by which a chair records a conflict of interest."""

from __future__ import annotations

from collections.abc import Sequence

from improve.core.messages import _l
from improve.reviews.models import Membership, RoundItem
from improve.reviews.queries import reading_of
from improve.reviews.values import RECORDED_KIND_WORDS, RecordedConflict
from improve.web.forms import ValueForm, choice


class RecordForm(ValueForm):
    """Which member, which idea, which kind; nothing is preselected."""

    value_class = RecordedConflict
    person_id = choice(_l("Member"))
    item_id = choice(_l("Idea"))
    kind = choice(_l("The member"), radio=True, hint=_l("The member hears that one idea left their list."))

    def __init__(self, items: Sequence[RoundItem], members: Sequence[Membership]) -> None:
        super().__init__()
        self.person_id.choices = [
            ("", _l("Choose a member")),
            *((str(one.person_id), one.person.name) for one in members),
        ]
        self.item_id.choices = [
            ("", _l("Choose an idea")),
            *((str(item.id), f"#{item.suggestion_id} {reading_of(item).title}") for item in items),
        ]
        self.kind.choices = [(str(kind), word) for kind, word in RECORDED_KIND_WORDS.items()]
