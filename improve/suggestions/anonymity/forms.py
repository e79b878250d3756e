"""Forms of unnamed authors, and of those who say where they may write."""

from __future__ import annotations

from typing import Any, ClassVar

from improve.core.messages import _l
from improve.suggestions.anonymity.values import (
    AnonymityData,
    Revealing,
    TypedCode,
    UnnamedIdea,
)
from improve.suggestions.forms import TellingForm
from improve.suggestions.values import CommentText, Withdrawal
from improve.web.forms import ValueForm, choice, line, prose, several, tick


class UnnamedForm(TellingForm):
    """An idea without a name."""

    value_class = UnnamedIdea
    unit_id = choice(
        _l("Where it applies"),
        hint=_l("Only units of five people and more are here, so that the place does not name you."),
    )


class CodeForm(ValueForm):
    """Coming back with the code."""

    value_class: ClassVar[type | None] = TypedCode
    code = line(
        _l("Your code"),
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
        placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
    )


class WordsForm(ValueForm):
    """Answering as the author."""

    value_class = CommentText
    body = prose(_l("Answer as the author"), rows=3)


class WithdrawalForm(ValueForm):
    """Taking the idea back."""

    value_class = Withdrawal
    reason = prose(_l("Why?"), hint=_l("You and the coordinators see it."), rows=2)


class RevealForm(CodeForm):
    """Giving one's name."""

    value_class = Revealing
    sure = tick(_l("I give my name as the author. I know that this cannot be undone."))


class AnonymityForm(ValueForm):
    """Where ideas are taken without a name."""

    value_class = AnonymityData
    for_members = tick(
        _l("Colleagues who are signed in may hand in without their name"),
        hint=_l("A link stands above the form for a new idea."),
    )
    at_places = tick(
        _l("Anybody at a place with our link or QR code may"),
        hint=_l("For people without an account. Print the code below and hang it up."),
    )
    named_categories = several(
        _l("Categories that take ideas with a name only"), hint=_l("Choose several with Ctrl or ⌘.")
    )

    def raw(self) -> dict[str, Any]:
        return {**super().raw(), "named_categories": list(self.named_categories.data or ())}
