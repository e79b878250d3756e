"""What was done with what customers said: they read it on the last page of the survey."""

from improve.core.localized import Localized

# Days ago, and the text.
OUTCOMES = (
    (
        150,
        Localized(
            zh_Hans="很多人说“等了半天”。现在师傅上门前一天会发短信，给出2小时的时段。",
            en="Many of you waited half a day. You now get a message the day before, with a slot of two hours.",
        ),
    ),
    (
        24,
        Localized(
            zh_Hans="有人说打不通电话。热线在9点到11点增加了4个人，取消预约不用再打电话。",
            en="Some of you could not get through. Four more people now answer from 9 to 11, and cancelling needs no call.",
        ),
    ),
)
# They want to hear of the next one.
FOLLOWERS = (
    ("customer3@example.com", "zh_Hans"),
    ("customer17@example.com", "en"),
    ("customer21@example.com", "zh_Hans"),
)
