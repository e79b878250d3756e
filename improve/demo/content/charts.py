"""Metrics that no project measures: what their charts show of definitions, units, rare events and working days."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized
from improve.metrics.values.charting import PhaseData


@dataclass(frozen=True)
class ChartText:
    """The definition of a metric; `unit` is the code of the place, empty for the company."""

    code: str
    name: Localized
    measure: Localized
    direction: str
    kind: str
    period: str
    owner: str
    place: str
    description: str
    target: float | None = None
    decimals: int = 0
    calendar: str = "every_day"
    combine: str = "refuse"
    numerator: Localized | None = None
    denominator: Localized | None = None


CALLS = Localized(zh_Hans="全部来电", en="all calls")
HOTLINE = ChartText(
    code="CC-01",
    name=Localized(zh_Hans="热线及时接听率", en="Hotline calls answered in time"),
    measure=Localized(zh_Hans="%", en="%"),
    direction="up",
    kind="proportion",
    period="week",
    owner="叶青",
    place="WX-HOT",
    description="30秒内接听的来电，占当周全部来电。数据来自话务系统。",
    target=85.0,
    decimals=1,
    numerator=Localized(zh_Hans="30秒内接听的来电", en="calls answered within 30 seconds"),
    denominator=CALLS,
)
HOTLINE_SINCE = ChartText(
    code=HOTLINE.code,
    name=HOTLINE.name,
    measure=HOTLINE.measure,
    direction="up",
    kind="proportion",
    period="week",
    owner=HOTLINE.owner,
    place=HOTLINE.place,
    description="20秒内接听的来电，占当周全部来电。数据来自话务系统。",
    target=80.0,
    decimals=1,
    numerator=Localized(zh_Hans="20秒内接听的来电", en="calls answered within 20 seconds"),
    denominator=CALLS,
)
HOTLINE_NOTE = "与弗罗茨瓦夫统一口径：30秒改为20秒"
HOTLINE_BEFORE, HOTLINE_AFTER, HOTLINE_SPREAD, HOTLINE_CALLS = 88.4, 79.6, 1.5, 2100

AUDITS = ChartText(
    code="QA-05",
    name=Localized(zh_Hans="5S检查得分", en="5S audit score"),
    measure=Localized(zh_Hans="分", en="points"),
    direction="up",
    kind="value",
    period="week",
    owner="王敏",
    place="",
    description="每周由别的班组来查，满分100分。全公司的得分是四个班组的平均。",
    target=80.0,
)
# place | points before | points since | weeks since
_TEAMS = """
SZ-A2 | 75 | 84 | 12
SZ-MOLD | 72 | 72 | 0
WX-PICK | 86 | 86 | 0
WX-PACK | 83 | 76.5 | 9
"""
AUDIT_SPREAD = 2.4

ACCIDENTS = ChartText(
    code="EHS-02",
    name=Localized(zh_Hans="误工事故间隔", en="Days between lost-time accidents"),
    measure=Localized(zh_Hans="天", en="days"),
    direction="up",
    kind="days",
    period="day",
    owner="于波",
    place="SZ",
    description="造成一天以上缺勤的工伤，记在事故当天：距上一起多少天。",
)
# `ACCIDENTS_KEPT_FOR`: days since the metric was defined; what was before came with it.
# Days from each accident to the one before, the oldest first; the last one was so many days ago.
ACCIDENT_GAPS = (19, 34, 8, 43, 27, 12, 38, 22, 36, 15, 31, 9, 24, 44, 61, 52, 83, 57, 71, 92)
LAST_ACCIDENT = 26
ACCIDENT_MARK = (470, "停用人字梯取料，改用登高平台")
ACCIDENTS_KEPT_FOR = 330

INSPECTION = ChartText(
    code="QA-03",
    name=Localized(zh_Hans="来料检验用时", en="Incoming inspection time"),
    measure=Localized(zh_Hans="小时", en="hours"),
    direction="down",
    kind="value",
    period="day",
    owner="冯倩",
    place="SZ-IQC",
    description="每批来料从到货到放行的小时数，取当天各批的中位数。只有工作日检验。",
    target=8.0,
    decimals=1,
    calendar="working_days",
    combine="median",
)
INSPECTION_BEFORE, INSPECTION_AFTER, INSPECTION_SPREAD = 7.4, 6.3, 1.3
INSPECTION_MARK = "启用免检供应商名单，首批12家"
INSPECTION_STOCKTAKING = "盘点，当天不收货"
# In working days ago: the list of suppliers, the stocktaking without deliveries, a slip of the pen.
INSPECTION_SINCE, INSPECTION_CLOSED, INSPECTION_SLIP = 11, 23, 7

# Whoever sets new limits answers Wheeler's four questions.
HOTLINE_LIMITS = PhaseData(
    period="",
    is_different="yes",
    difference="口径改后每周都低8到10个百分点，没有一周回到原来的范围。",
    has_known_cause="yes",
    cause="口径由30秒改为20秒，21到30秒接起的电话不再算及时",
    is_desired="no",
    desired="数字变低不是服务变差；旧口径的数据没有保留通话明细，无法重算，所以保留断点。",
    is_lasting="yes",
    lasting="两个客服中心今后都用20秒口径。",
)
VISITS_LIMITS = PhaseData(
    period="",
    is_different="yes",
    difference="试点满两周以后，每周都高于原来的上限。",
    has_known_cause="yes",
    cause="上门前一天18点用短信确认2小时时段",
    is_desired="yes",
    desired="客户不用在家等半天，回访里的抱怨也少了。",
    is_lasting="yes",
    lasting="已写入派单标准，推广到全部城市；效果由后续检查跟踪。",
)


@dataclass(frozen=True)
class TeamText:
    """How a team's audits run."""

    place: str
    before: float
    since: float
    weeks: int


def _team(line: str) -> TeamText:
    place, before, since, weeks = (cell.strip() for cell in line.split("|"))
    return TeamText(place, float(before), float(since), int(weeks))


TEAMS = tuple(_team(line) for line in _TEAMS.strip().splitlines())
METRICS = (HOTLINE, HOTLINE_SINCE, AUDITS, ACCIDENTS, INSPECTION)
