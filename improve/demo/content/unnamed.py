"""Ideas of people who did not want to give their names. All invented, like everybody in the company."""

from __future__ import annotations

from dataclasses import dataclass

from improve.demo.content.company import ADMINISTRATOR

HANDLER = ADMINISTRATOR


@dataclass(frozen=True)
class UnnamedText:
    """What somebody put into the box, and what was asked, answered and decided."""

    title: str
    problem: str
    idea: str
    category: str
    days_ago: int
    question: str = ""
    answer: str = ""
    decision: str = ""


TEXTS = (
    UnnamedText(
        "夜班巡检签字常常是补签的，改用扫码打卡",
        "夜班人手少，巡检表有时第二天早上才一次补齐，设备异常没有及时发现。大家都知道，但没人愿意署名说。",
        "在每个巡检点贴二维码，到点扫码才算完成，超时自动提醒值班长。不用来扣分，只用来发现人手不够的时段。",
        "safety",
        75,
        question="哪些巡检点最容易漏？知道了可以先从那里试点。",
        answer="空压机房和冷库两处，凌晨两点到四点之间。那时只有一个人，要守着产线走不开。",
        decision="采纳。先在空压机房和冷库试点一个月，并给这两个小时增加一名机动人员。扫码记录不用于考核。",
    ),
    UnnamedText(
        "Say in the shift meeting what was wrong, not who did it",
        "When a pallet is damaged the name is read out in the shift meeting. So damage is hidden under the wrap and the "
        "customer finds it.",
        "Read out what happened and what we change. Talk to the person afterwards, in private.",
        "people",
        33,
        question="Is it so in all shifts, or in some? We would like to talk to the right leads.",
        answer="In two of the three. In the early shift it is already done the way I describe, and people report more.",
    ),
    UnnamedText(
        "更衣室太早锁门，下班后来不及换衣服",
        "更衣室22:10锁门，但最后一批货经常22:05才装完，只能穿着工作服回家。",
        "锁门时间改到22:30，由最后离开的班组长锁门。",
        "people",
        6,
    ),
)
