"""Award programs, and who got an award for what."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized


@dataclass(frozen=True)
class ProgramText:
    """An award program."""

    key: str
    name: Localized
    description: Localized
    amount: int | None
    verified_only: bool = True


@dataclass(frozen=True)
class PrizeText:
    """An award: of which program, for which project, to whom, by whom, so many weeks ago."""

    program: str
    project: str
    person: str
    by: str
    weeks_ago: int
    reason: str


PROGRAMS = (
    ProgramText(
        key="improvement",
        name=Localized(zh_Hans="改善建议奖", en="Improvement award"),
        description=Localized(
            zh_Hans="奖励提出并被数据证实有效的改善建议。每个项目每人800元。",
            en="For ideas whose improvement shows in the data. 800 yuan per person and project.",
        ),
        amount=800,
    ),
    ProgramText(
        key="safety",
        name=Localized(zh_Hans="安全之星", en="Safety star"),
        description=Localized(
            zh_Hans="奖励让大家更安全的同事。只授荣誉，不发奖金。",
            en="For colleagues who made work safer. An honor without money.",
        ),
        amount=None,
        verified_only=False,
    ),
)
PRIZES = (
    PrizeText(
        "improvement",
        "torque",
        "曾慧",
        "王敏",
        20,
        "连续记录半年数据，找到扭力枪漂移的原因，底脚松动不良率降了一半。",
    ),
    PrizeText(
        "safety",
        "torque",
        "周建华",
        "王敏",
        19,
        "把备用枪移到工位旁并坚持每班首件校验，三个月没有漏过一次。",
    ),
    PrizeText(
        "improvement",
        "gloves",
        "常亮",
        "顾晓燕",
        8,
        "冷库每小时多拣7行左右，三个班再没有人报冻伤。",
    ),
    PrizeText(
        "improvement",
        "repair-slots",
        "夏冰",
        "顾晓燕",
        7,
        "从客户的抱怨里看到问题，短信确认让按约上门的比例升了15个点以上。",
    ),
    PrizeText(
        "improvement",
        "forklift-paths",
        "于波",
        "王敏",
        4,
        "每天在路口数险肇事件，分道以后降了一半左右。",
    ),
    PrizeText(
        "safety",
        "forklift-paths",
        "江涛",
        "顾晓燕",
        3,
        "把苏州的分道办法带到无锡，并教会了六位叉车司机。",
    ),
    PrizeText(
        "improvement",
        "carrier-slots",
        "Piotr Zieliński",
        "Katarzyna Król",
        2,
        "Fourteen trucks at nine in the morning are history: turnaround is down by about a quarter of an hour.",
    ),
    PrizeText(
        "improvement",
        "pick-lists",
        "陈雨",
        "孙丽",
        1,
        "2号月台卡车平均少等7分钟左右，并且已经保持了三个月。",
    ),
    PrizeText(
        "improvement",
        "pick-lists",
        "赵倩",
        "孙丽",
        1,
        "与陈雨一起提出，并带着两个班把蛇形排序试到好用。",
    ),
)
