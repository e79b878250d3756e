"""Who clicked a score: somebody, or a program that checks the links of mails; and when a click may be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

# Faster than this after the mail nobody has read it.
SOONEST_SECONDS = 5
# Whoever looks at two scores takes longer; a program opens all of them at once.
BURST = timedelta(minutes=1)
# Until then they may still press the button.
PATIENCE = timedelta(hours=1)
# What programs call themselves. "Cubot" is a telephone.
_AUTOMATIC = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scan|preview|link.?check|safelinks|proofpoint|mimecast|barracuda|symantec"
    r"|headless|phantomjs|curl/|wget/|python|java/|go-http-client|okhttp|libwww|http.?client|axios|node-fetch",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What was clicked in the mails of one invitation that has no answer. `score` is None where it was several."""

    score: int | None
    is_soon: bool = False
    is_automatic: bool = False
    is_burst: bool = False
    has_waited: bool = True


def looks_automatic(user_agent: str, method: str) -> bool:
    """Does the client say that it is a program, or behave like none that a person reads with?"""
    return method == "HEAD" or not user_agent.strip() or _AUTOMATIC.search(user_agent) is not None


def looks_human(opened: Opened) -> bool:
    """Is there no sign of a program? It may still be one."""
    return not (opened.is_soon or opened.is_automatic or opened.is_burst)


def counts(opened: Opened) -> bool:
    """May the click be counted beside the answers: one score, by somebody, who has had time to send it?"""
    return opened.score is not None and opened.has_waited and looks_human(opened)
