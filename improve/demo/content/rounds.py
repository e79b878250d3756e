"""The improvement committee: its rubric, and what its members write beside their scores."""

from __future__ import annotations

from improve.core.localized import Localized
from improve.reviews.values import CriterionData, PracticeText

COMMITTEE_NAME = Localized(zh_Hans="改善评审委员会", en="Improvement committee")
RUBRIC_NAME = Localized(zh_Hans="改善建议评分标准", en="Rubric for ideas")


def _both(chinese: str, english: str) -> Localized:
    return Localized(zh_Hans=chinese, en=english)


CRITERIA = (
    CriterionData(
        name=_both("收益", "Benefit"),
        question=_both("如果有效，工作会好多少？", "If it works, how much better does work get?"),
        weight=40,
        anchor_1=_both("几乎感觉不到", "Barely noticeable"),
        anchor_3=_both("一个班组每班省时间", "One team saves time each shift"),
        anchor_5=_both("客户或安全受益", "Customers or safety gain"),
    ),
    CriterionData(
        name=_both("依据", "Evidence"),
        question=_both("问题说明得有多清楚？", "How well is the problem shown?"),
        weight=20,
        anchor_1=_both("一种看法", "An opinion"),
        anchor_3=_both("有例子或计数", "Examples or counts"),
        anchor_5=_both("有一段时间的数据", "A series of data"),
    ),
    CriterionData(
        name=_both("投入", "Effort"),
        question=_both("多久能开始试点？", "How soon could a pilot start?"),
        weight=25,
        anchor_1=_both("六个月以上", "More than 6 months"),
        anchor_3=_both("三个月内", "Within 3 months"),
        anchor_5=_both("四周内", "Within 4 weeks"),
    ),
    CriterionData(
        name=_both("覆盖面", "Reach"),
        question=_both("还有哪里用得上？", "Where else would it help?"),
        weight=15,
        anchor_1=_both("只在这里", "Only here"),
        anchor_3=_both("两三个班组", "Two or three teams"),
        anchor_5=_both("每个地点", "Every site"),
    ),
)

# How strict the members are, in points of a criterion: above 0 they give more.
SEVERITY = {
    "刘洋": 0.05,
    "马强": -0.35,
    "肖剑": -0.15,
    "袁霞": 0.3,
    "朱明": 0.1,
    "周婷": 0.35,
    "Tom Berger": -0.25,
    "Sara Okafor": 0.0,
}
# What members of the open round have done so far: the share of their ideas that they have scored.
PROGRESS = {
    "刘洋": 0.55,
    "马强": 1.0,
    "肖剑": 0.8,
    "袁霞": 1.0,
    "朱明": 0.3,
    "周婷": 0.65,
    "Tom Berger": 0.0,
    "Sara Okafor": 0.35,
}
# Who stepped back from which idea (title), and why.
DECLARED = (
    ("朱明", "整箱与零散订单分波次释放", "involved"),
    ("周婷", "高峰时段提供回拨", "benefit"),
    ("肖剑", "维修工单写清停机到恢复的时间", "involved"),
    ("马强", "漏水测试改为在线自动判断", "involved"),
)

# What the members of the open round score first: an idea of an earlier round, and one that was written for it; and how
# good both are.
PRACTICED = "Carriers book a dock slot"
PRACTICE = PracticeText(
    title="备件柜贴上最低库存线 / A line for the least stock in the spare-parts cabinet",
    problem="维修时常发现备件用完，临时采购要等两三天。没有人记过一个月发生几次。\n"
    "Parts are often found to be used up, and buying takes two or three days. Nobody has counted how often.",
    idea="每格贴一条红线，低于红线就把卡片挂到门上，由班长每周五下单。\n"
    "A red line in each box; below it the card goes to the door and the shift lead orders on Fridays.",
    expected_result="不再因缺备件而等待。\nNo repair waits for a part.",
)
PRACTICE_QUALITY = (68.0, 42.0)

# Notes that the author reads with the decision, without the name of who wrote them: by how high the score is.
NOTES_HIGH = {
    "zh_Hans": (
        "问题描述具体，还附了次数，读完就能动手。",
        "花费小、见效快，建议先做一条线，四周后看数据。",
        "期望结果可以量，这一点比多数建议做得好。",
        "这个办法别的班组也能用，试点时请留下照片。",
        "支持。开始前先记两周现状，免得以后说不清。",
        "请把每天的次数继续记下去，评审时一眼能看懂。",
    ),
    "en": (
        "Clear problem, and somebody has counted. Easy to support.",
        "Cheap to try and easy to undo: start with one station.",
        "Please write down today’s numbers before anything changes.",
        "I would like to see this at the other sites if it works.",
    ),
}
NOTES_LOW = {
    "zh_Hans": (
        "想法不错，但现在看不出这个问题多久发生一次，请先数两周。",
        "投入偏大，能不能先用一个便宜的办法试出效果？",
        "期望结果写得有点笼统，写一个数会更有说服力。",
        "请说明谁来维护，以后坏了找谁。",
        "和在做的一个项目有重叠，请先联系项目负责人。",
    ),
    "en": (
        "I could not tell how often this happens. A tally for two weeks would help.",
        "The cost is clear, the gain is not yet. Could a small trial show it?",
        "Who would look after it once it is there?",
    ),
}
# Those of them that ask for something definite.
DEFINITE = frozenset(
    {
        "花费小、见效快，建议先做一条线，四周后看数据。",
        "支持。开始前先记两周现状，免得以后说不清。",
        "想法不错，但现在看不出这个问题多久发生一次，请先数两周。",
        "请说明谁来维护，以后坏了找谁。",
        "和在做的一个项目有重叠，请先联系项目负责人。",
        "Cheap to try and easy to undo: start with one station.",
        "Please write down today’s numbers before anything changes.",
        "I could not tell how often this happens. A tally for two weeks would help.",
        "Who would look after it once it is there?",
    }
)
# What authors answer to the notes of members.
ANSWERS = {
    "zh_Hans": "谢谢各位的意见。次数我们已经连续记了两周，每班平均三次，记录贴在班组看板上；日常维护由当班组长负责。",
    "en": "Thank you. We have counted for two weeks: three times a shift on average. The shift lead would look after it.",
}
# What leads make of them: (for it, against it).
SUMMARIES = {
    "zh_Hans": (
        (
            "问题说得清楚，次数也数过，评委一致认为值得解决。",
            "投入和维护还没有说清，建议补上两周的记录和负责人后再报。",
        ),
        ("花费小、见效快，多数评委主张先做一条线试点。", "开始前要先记录两周现状，否则之后看不出效果。"),
    ),
    "en": (
        (
            "The problem is clear and somebody has counted: all agree that it is worth solving.",
            "Cost and upkeep are open. With two weeks of figures and a name it could come back.",
        ),
        (
            "Cheap to try and easy to undo; most would begin with one station.",
            "Two weeks of today’s figures have to come first, or nobody will see what it did.",
        ),
    ),
}
# Seen by the committee only.
NOTES_PRIVATE = (
    "和去年的一条类似，当时卡在预算。",
    "会上请生产和设备一起谈。",
    "收益我偏保守，没看到现场。",
    "Would like to hear the author before deciding.",
    "Effort depends on the IT queue.",
)
