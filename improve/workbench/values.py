"""What the workbench is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import _l
from improve.core.values import Decimal, Line, OneOf, Prose, Whole

LONGEST_TEXT = 100_000
MOST_ROWS = 2_000


@dataclass(frozen=True)
class ChangeQuestion:
    """Did it get better? `changed_on` is the first period after the change as it stands in the text, or "#5" for
    the fifth row of data; without it there is a chart and no verdict. `smallest_useful` is a size in the unit of the values."""

    text: Annotated[str, Prose(LONGEST_TEXT)]
    changed_on: Annotated[str, Line(40)] = ""
    # Without a side that is better a chart is drawn; a change cannot be judged.
    better: Annotated[str, OneOf(("", "up", "down"))] = ""
    name: Annotated[str, Line(120)] = ""
    smallest_useful: Annotated[float | None, Decimal(low=0)] = None
    settle_in: Annotated[int, Whole(0, 60)] = 0
    kind: Annotated[str, OneOf(("auto", "xmr", "run"))] = "auto"
    rules: Annotated[str, OneOf(("auto", "nhs", "nelson", "western-electric", "anhoej"))] = "auto"
    date_order: Annotated[str, OneOf(("", "dmy", "mdy"))] = ""


TOO_MANY = _l("At most %(most)s rows fit here. Use the command “improve analyze change”.", most=MOST_ROWS)
