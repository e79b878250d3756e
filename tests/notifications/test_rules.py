"""Where a message goes, and which day's digest is due."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from improve.core.messages import _l
from improve.core.notices import GOOD_TO_KNOW, NOTHING, WAITS_FOR_YOU, Channels, NoticeGroup, NoticeKind, Pace
from improve.notifications import rules
from improve.notifications.rules import REQUIRED, Reach

GROUP = NoticeGroup("things", _l("Projects"))
QUIET = NoticeKind("things.quiet", GROUP, _l("Sign in"))
LOUD = NoticeKind("things.loud", GROUP, _l("Sign in"), default=WAITS_FOR_YOU)
SECURITY = NoticeKind("things.security", GROUP, _l("Sign in"), required=_l("Company"))
MAIL_ONLY = NoticeKind(
    "things.summary", GROUP, _l("Sign in"), default=Channels(False, Pace.DAILY), has_inbox=False
)
REACHED = Reach(is_active=True, has_address=True, mail_wanted=True)
NO_ADDRESS = Reach(True, False, True)
NO_MAIL = Reach(True, True, False)
GONE = Reach(False, True, True)
DAILY = Channels(True, Pace.DAILY)
ONLY_WEEKLY = Channels(False, Pace.WEEKLY)


@pytest.mark.parametrize(
    ("kind", "chosen", "company", "reach", "expected"),
    [
        (QUIET, None, None, REACHED, GOOD_TO_KNOW),
        (LOUD, None, None, REACHED, WAITS_FOR_YOU),
        (LOUD, None, DAILY, REACHED, DAILY),
        (LOUD, ONLY_WEEKLY, DAILY, REACHED, ONLY_WEEKLY),
        (LOUD, NOTHING, DAILY, REACHED, NOTHING),  # nothing is a choice, too
        (LOUD, None, NOTHING, REACHED, NOTHING),
        (LOUD, None, None, NO_ADDRESS, GOOD_TO_KNOW),
        (LOUD, None, None, NO_MAIL, GOOD_TO_KNOW),
        (LOUD, ONLY_WEEKLY, None, NO_MAIL, NOTHING),
        (LOUD, None, None, GONE, NOTHING),
        (SECURITY, NOTHING, NOTHING, REACHED, REQUIRED),
        (SECURITY, None, None, NO_MAIL, REQUIRED),
        (SECURITY, None, None, NO_ADDRESS, GOOD_TO_KNOW),
        (SECURITY, None, None, GONE, NOTHING),
        (MAIL_ONLY, None, None, REACHED, Channels(False, Pace.DAILY)),
        (MAIL_ONLY, DAILY, None, REACHED, Channels(False, Pace.DAILY)),
        (MAIL_ONLY, None, None, NO_ADDRESS, NOTHING),
    ],
)
def test_where_a_message_goes(kind, chosen, company, reach, expected):
    assert rules.channels(kind, chosen, company, reach) == expected
    assert bool(expected) == (expected != NOTHING)


SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("pace", "now", "zone", "day"),
    [
        # Wednesday, 4 March 2026
        (Pace.DAILY, datetime(2026, 3, 3, 22, 59, tzinfo=UTC), SHANGHAI, date(2026, 3, 3)),
        (Pace.DAILY, datetime(2026, 3, 3, 23, 0, tzinfo=UTC), SHANGHAI, date(2026, 3, 4)),
        (Pace.DAILY, datetime(2026, 3, 4, 5, 59, tzinfo=UTC), BERLIN, date(2026, 3, 3)),
        (Pace.DAILY, datetime(2026, 3, 4, 6, 0, tzinfo=UTC), BERLIN, date(2026, 3, 4)),
        (Pace.DAILY, datetime(2026, 3, 31, 5, 0, tzinfo=UTC), BERLIN, date(2026, 3, 31)),  # summer time
        (Pace.WEEKLY, datetime(2026, 3, 4, 12, 0, tzinfo=UTC), BERLIN, date(2026, 3, 2)),
        (Pace.WEEKLY, datetime(2026, 3, 2, 5, 0, tzinfo=UTC), BERLIN, date(2026, 2, 23)),
        (Pace.WEEKLY, datetime(2026, 3, 2, 6, 0, tzinfo=UTC), BERLIN, date(2026, 3, 2)),
    ],
)
def test_which_digest_is_due(pace, now, zone, day):
    assert rules.digest_day(pace, now, zone) == day
    assert rules.digest_instant(day, zone) <= now
