"""Forms of photos and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import _l
from improve.suggestions.attachments.models import REMOVAL_REASON
from improve.web.forms import ValueForm, line


@dataclass(frozen=True)
class TakingDown:
    """Why a photo or file has to go."""

    reason: Annotated[str, REMOVAL_REASON]


class TakeDownForm(ValueForm):
    """Removing somebody's photo or file."""

    value_class = TakingDown
    reason = line(_l("Why?"), hint=_l("The author reads it, and it stays where the file was."))
