"""The survey on deliveries that is running now, and what customers wrote. Each comment once."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized

TITLE = Localized(zh_Hans="送货安装满意度", en="Delivery and installation")
INTRO = Localized(
    zh_Hans="感谢您选择青禾。想听听您对这次送货和安装的看法，大约1分钟。",
    en="Thank you for choosing Qinghe. Tell us how delivery and installation went; it takes a minute.",
)
PRIVACY = Localized(
    zh_Hans="回答不记录姓名，也不影响售后服务。",
    en="No name is kept, and your answer has no effect on later service.",
)
# The field that the link carries: `?channel=sms`; with how many answers.
CHANNEL = "channel"
CHANNEL_NAME = Localized(zh_Hans="渠道", en="Channel")
CHANNELS = {"sms": 5, "card": 3, "website": 2}
# The company's shop shows the survey below an order that has arrived.
SHOP = "https://shop.qinghe.example"
PHOTO = "photo"
PHOTO_TEXT = Localized(zh_Hans="方便的话，请附上照片。", en="Would you like to send a photo of it?")
PHOTO_IF = "csat <= 3"


@dataclass(frozen=True)
class Photo:
    """An answer that came with a picture, so many days ago."""

    days_ago: int
    language: str
    drawn: str
    name: str
    said: str


PHOTOS = (
    Photo(11, "zh_Hans", "dent", "侧面.jpg", "拆箱后发现右侧有一块凹陷，已经拍照。"),
    Photo(6, "zh_Hans", "puddle", "漏水.jpg", "装好当晚地上就有一滩水。"),
    Photo(3, "en", "box", "carton on arrival.jpg", "The carton was torn open on one side when it arrived."),
)

COMMENTS: dict[str, dict[str, str]] = {
    "high": {
        "zh_Hans": """
两位师傅抬上六楼没有一句怨言。
安装完把包装全带走了，很省心。
送货当天就装好，试机也做了。
师傅自带水平仪，调得很稳。
提前一天约好时间，分毫不差。
外箱完好，里面护角也很扎实。
""",
        "en": """
Two people, one careful staircase, no scratch.
They took the old machine along.
Level, connected and tested in half an hour.
""",
    },
    "middle": {
        "zh_Hans": """
装得不错，就是水管要另外买。
送到了，安装隔了一天才来。
师傅没有带走泡沫。
""",
        "en": """
Fine, but the hose was too short.
Delivered on time, installed a day later.
""",
    },
    "low": {
        "zh_Hans": """
玻璃盖板到货就裂了，换货要等一周。
说好两个人，只来了一个，叫我帮忙抬。
地漏接口没装紧，第一次用就漏水。
""",
        "en": """
Dented on the left side. The driver asked me to sign anyway.
Nobody rang; the parcel note said I was not at home.
""",
    },
}


def comments(group: str, language: str) -> list[str]:
    """What customers of that class wrote in that language."""
    return COMMENTS[group][language].strip().splitlines()
