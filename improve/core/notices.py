"""What people hear of a fact: plain values that the notifications feature stores and delivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from improve.core.messages import LazyText


@dataclass(frozen=True)
class Notice:
    """One message to some people: shown in the inbox in each reader's language, mailed when `mail`.

    `endpoint` and `values` make the link. The person who caused it is not told. `detail` is plain text, or the
    source of `improve.core.markdown` when `is_markdown`.
    """

    person_ids: tuple[int, ...]
    text: LazyText
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    is_markdown: bool = False
    mail: bool = True
