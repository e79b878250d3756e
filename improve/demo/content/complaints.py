"""The survey after complaints, by mail: what customers do with the mail, and what they answer."""

from __future__ import annotations

from improve.core.localized import Localized

TITLE = Localized(zh_Hans="投诉处理回访", en="After a complaint")
INTRO = Localized(
    zh_Hans="您的投诉已经办结。想确认一下问题是否真的解决了，大约1分钟。",
    en="Your complaint has been closed. Is the matter really settled? It takes a minute.",
)
THANKS_LOW = Localized(
    zh_Hans="很抱歉没有让您满意。您写下的内容今天就会转给处理投诉的同事。",
    en="We are sorry. What you wrote goes to the people who handle complaints today.",
)
KEYWORDS = "退款\n赔偿\nrefund\nlawyer"
# At most so many answers, and so many of owners of fridges, who complain most.
WANTED, FRIDGES_WANTED = 60, 25

# What becomes of the mails. "answer": opened without a click on a score; "program": a gateway that opens every link.
CLICKED_AND_SENT, SENT, PROGRAM, LATE = 10, 4, 5, 3
CLICKS, STOPPED = (2, 3, 3, 4, 4, 5), (4, 2, 3, 4, 5)
# Score, whether it is settled, and what is still open in the language of whoever says so.
ANSWERS: tuple[tuple[int, str, Localized | None], ...] = (
    (5, "yes", None),
    (4, "yes", None),
    (
        2,
        "no",
        Localized(zh_Hans="换了零件又坏了，第三次报修。", en="The new part failed as well; third visit now."),
    ),
    (5, "yes", None),
    (
        4,
        "partly",
        Localized(zh_Hans="修好了，说好的赔偿还没到账。", en="Repaired, but the refund has not come."),
    ),
    (5, "yes", None),
    (3, "partly", Localized(zh_Hans="答应回电的人没有回电。", en="Nobody rang back as promised.")),
    (4, "yes", None),
    (5, "yes", None),
    (
        1,
        "no",
        Localized(zh_Hans="到现在也没有人联系我，要求退款。", en="Nobody has contacted me. I want a refund."),
    ),
    (4, "yes", None),
    (5, "yes", None),
    (
        3,
        "partly",
        Localized(zh_Hans="解释清楚了，但等得太久。", en="Well explained, but it took far too long."),
    ),
    (4, "yes", None),
    (5, "yes", None),
    (2, "partly", Localized(zh_Hans="漏水止住了，地板没人管。", en="The leak is fixed, the floor is not.")),
    (4, "yes", None),
)
