"""The form of a code."""

from __future__ import annotations

from improve.core.messages import _l
from improve.surveys.codebook.values import CodeTexts
from improve.web.forms import ValueForm, prose, tick, translated


class CodeForm(ValueForm):
    """Write a code."""

    value_class = CodeTexts
    name = translated(_l("Name"), hint=_l("Short: what such comments are about."))
    description = translated(
        _l("What belongs here"), hint=_l("Two people should come to the same answer with it.")
    )
    words = prose(
        _l("Words that point to it"),
        hint=_l(
            "One word or phrase a line, in any language. They count themes and mark the code while coding."
        ),
    )
    is_shared = tick(_l("For all surveys"), hint=_l("It then stands in the codebook of every survey."))
    is_retired = tick(
        _l("Offered no more"), hint=_l("Comments that have it keep it; it is left out of coding and counts.")
    )
