"""What handlers do with ideas that wait for an answer, by the title of the idea; days count back from today.

Written as people write it: in Chinese in Suzhou and Wuxi, in English in Wrocław.
"""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized


@dataclass(frozen=True)
class Asked:
    """A question to the author; without an answer it is still open."""

    title: str
    days_ago: int
    question: str
    answer: str = ""


ASKED = (
    Asked("月台装车顺序按派送路线倒排", 2, "拼车时两家站点的货怎么排？请举一两个上周的例子。"),
    Asked(
        "破损纸箱改作填充料",
        9,
        "每天大约有多少破箱？您看中的切条机是哪个型号，多少钱？",
        "上周数了5天，每天110到140个。是一台带吸尘的国产切条机，报价1.9万元。",
    ),
    Asked(
        "Take the seals off the reject list",
        8,
        "How many of the torn seals come with the customs stamp?",
        "I counted two weeks: 19 of 23 had the stamp on the paper.",
    ),
)
# Title, days ago, rests for so many days, why.
PARKED = (("盘点改为每天一排", 4, 75, "年底旺季人手不够。旺季过后先在A区试一轮，到时再请财务一起看。"),)
# Title, days ago.
TAKEN_UP = (
    ("停机标签增加预计恢复时间", 10),
    ("Second handheld battery per shift", 5),
    ("质量日报只留一页图", 6),
)
TO_LOCAL_LEAD = (("空托盘按尺寸分堆", 6), ("夜班维修工配对讲机", 3))
# The title of a duplicate, of the idea that stays, days ago, why.
MERGED = (
    ("破箱切条代替牛皮纸", "破损纸箱改作填充料", 3, "两条说的是同一件事，合在一起评审，票数也算在一起。"),
    (
        "Spare battery for every handheld",
        "Second handheld battery per shift",
        1,
        "The same wish from two shifts. We look at it once, with the votes of both.",
    ),
)
# The title of an idea, how it stands to another one, that one's title, days ago.
LINKED = (
    ("停机标签增加预计恢复时间", "follows_from", "维修工单写清停机到恢复的时间", 4),
    ("打包台加脚踏式胶带机", "contradicts", "封箱胶带换成免裁宽度", 6),
    ("Take the seals off the reject list", "part_of", "One scanning desk for returns and inbound", 3),
)
# Title, days ago, why the next level has to decide.
RAISED = (("培训记录写进个人档案", 5, "涉及人事档案的权限，请部门负责人决定由谁录入、谁能看。"),)
# Title of a declined idea, days ago, what its author answers.
REPLIED = (
    (
        "Robot that carries totes to packing",
        3,
        "Since October we have passed 6,000 lines on eleven days. Could you look at the figures once more?",
    ),
)
# Title, days ago, what the later check found.
SUSTAINED = (
    ("压缩机吊装夹具加一道防脱", 12, "半年后复查：6台夹具的防脱钩都在用，没有再发生滑落。"),
    ("看板上写清“今天差什么料”", 8, "三个月后复查：白板每两小时仍有人填，上月因缺料停线1次。"),
)
# Categories whose small ideas go to the local lead.
LOCAL_LANES = ("flow", "equipment", "environment", "office")
# Categories that only authors and handlers read.
CONFIDENTIAL = ("conduct",)
# Category, unit (None: the whole company), who triages first.
ROUTES = (("safety", "SZ", "袁霞"), ("conduct", None, "何静"))

HOLIDAYS = """
2025-10-01 2025-10-08 off | 国庆节、中秋节 | National Day and Mid-Autumn
2025-09-28 2025-09-28 on | 国庆节调休上班 | Make-up day, National Day
2025-10-11 2025-10-11 on | 国庆节调休上班 | Make-up day, National Day
2026-01-01 2026-01-03 off | 元旦 | New Year
2026-01-04 2026-01-04 on | 元旦调休上班 | Make-up day, New Year
2026-02-15 2026-02-23 off | 春节 | Spring Festival
2026-02-14 2026-02-14 on | 春节调休上班 | Make-up day, Spring Festival
2026-02-28 2026-02-28 on | 春节调休上班 | Make-up day, Spring Festival
2026-04-04 2026-04-06 off | 清明节 | Qingming Festival
2026-05-01 2026-05-05 off | 劳动节 | Labor Day
2026-05-09 2026-05-09 on | 劳动节调休上班 | Make-up day, Labor Day
2026-06-19 2026-06-21 off | 端午节 | Dragon Boat Festival
2026-09-25 2026-09-27 off | 中秋节 | Mid-Autumn
2026-10-01 2026-10-07 off | 国庆节 | National Day
2026-09-20 2026-09-20 on | 国庆节调休上班 | Make-up day, National Day
2026-10-10 2026-10-10 on | 国庆节调休上班 | Make-up day, National Day
2027-01-01 2027-01-01 off | 元旦 | New Year
"""


@dataclass(frozen=True)
class Days:
    """Days off or make-up days, ISO dates."""

    first: str
    last: str
    is_working: bool
    name: Localized


def _days(line: str) -> Days:
    when, chinese, english = (cell.strip() for cell in line.split("|"))
    first, last, kind = when.split()
    return Days(first, last, kind == "on", Localized(zh_Hans=chinese, en=english))


SPECIAL_DAYS = tuple(_days(line) for line in HOLIDAYS.strip().splitlines())
