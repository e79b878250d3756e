"""What people do with the board besides handing in: pictures, replies, ready answers, views. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field

from improve.core.localized import Localized


def _both(zh: str, en: str) -> Localized:
    return Localized(zh_Hans=zh, en=en)


@dataclass(frozen=True)
class FieldText:
    """An extra field of a category."""

    category: str
    code: str
    kind: str
    label: Localized
    help: Localized = field(default_factory=Localized)
    unit: str = ""
    options: Localized = field(default_factory=Localized)


FIELDS = (
    FieldText(
        "safety",
        "hurt",
        "choice",
        _both("有人因此受伤或险些受伤吗？", "Has somebody been hurt, or nearly?"),
        _both("只为判断先后，不追究个人。", "Only to see what comes first; nobody is blamed."),
        options=_both("没有\n险些\n受过伤", "No\nNearly\nYes"),
    ),
    FieldText(
        "equipment",
        "machine",
        "text",
        _both("设备编号或位置", "Machine number or place"),
        _both("设备铭牌右下角的编号最好。", "The number on the plate is best."),
    ),
    FieldText(
        "equipment",
        "minutes",
        "number",
        _both("每周大约停多久", "Standstill per week"),
        _both("粗略估计即可。", "A rough guess will do."),
        unit="min",
    ),
)
# Title of an idea -> what its author answered, by the code of the field; of a list the entry by its place.
ANSWERS: dict[str, dict[str, str | int]] = {
    "在装卸平台边缘刷荧光条": {"hurt": 1},
    "Defibrillator at the gate, not in the office": {"hurt": 2},
    "晚班接线后可以走近路回停车场": {"hurt": 0},
    "机台旁放一个“异常按钮”": {"machine": "注塑3号机", "minutes": 40},
    "Second handheld battery per shift": {"machine": "Handhelds 11 to 26", "minutes": 25},
}


@dataclass(frozen=True)
class PlaceText:
    """A place with a poster."""

    name: Localized
    unit: str
    category: str
    kiosk: str = ""
    ideas: tuple[str, ...] = ()  # written there


PLACES = (
    PlaceText(
        _both("注塑3号机", "Molding machine 3"), "SZ-MOLD", "equipment", ideas=("机台旁放一个“异常按钮”",)
    ),
    PlaceText(
        _both("二号装卸平台", "Loading dock 2"),
        "WX-REC",
        "safety",
        kiosk="二号平台平板",
        ideas=("在装卸平台边缘刷荧光条", "到货区地面划出“待检”黄区"),
    ),
    PlaceText(_both("弗罗茨瓦夫包装台", "Packing table, Wrocław"), "WR", "flow"),
)
# Title of an idea, what the picture is of, file name.
PICTURES = (
    ("在装卸平台边缘刷荧光条", "dock", "二号平台边缘.jpg"),
    ("机台旁放一个“异常按钮”", "button", "按钮位置.jpg"),
    ("Defibrillator at the gate, not in the office", "gate", "way-from-gate.jpg"),
)
# Title of an idea, file name, lines of a table.
TABLES = (
    (
        "Second handheld battery per shift",
        "battery-changes.csv",
        "week,changes,minutes lost\n40,31,62\n41,28,55\n42,35,71\n43,33,66\n",
    ),
)


@dataclass(frozen=True)
class ReplyText:
    """A reply to the first comment of an idea, and who reacts to that comment how."""

    title: str
    author: str
    body: str
    reactions: tuple[tuple[str, str], ...] = ()


REPLIES = (
    ReplyText(
        "在装卸平台边缘刷荧光条",
        "邹平",
        "谢谢！周末刷漆的时候请**避开3号台**，那里周六有到货。@金鑫 能帮忙拦一下车吗？",
        (("金鑫", "agree"), ("顾晓燕", "thanks"), ("邱勇", "same")),
    ),
    ReplyText(
        "Second handheld battery per shift",
        "Andriy Shevchuk",
        "Good point. Then *both* shifts need a charger at the desk, see the table above.",
        (("Kasia Dąbrowska", "same"), ("Tom Berger", "insight")),
    ),
    ReplyText(
        "退货检测结果客户可查", "秦岚", "这样最好，链接里只放结论，不放检测照片。", (("周婷", "agree"),)
    ),
)
# Title of an idea and the comment that its author put right afterwards: before, after.
PUT_RIGHT = (
    (
        "培训记录写进个人档案",
        "沈佳",
        "先录2025年的，一共大约300条。",
        "先录2025年的，一共大约320条，含外训。",
    ),
)
# Title of an idea, who reports its first comment, why.
REPORTED = (
    ("Show repair videos on the warranty card", "Claire Dubois", "This is an advertisement, I think."),
)


@dataclass(frozen=True)
class ReadyText:
    """A ready answer."""

    title: Localized
    body: Localized


READY = (
    ReadyText(
        _both("需要数据", "Figures are needed"),
        _both(
            "谢谢您的建议。请补充一周的次数或时间，哪怕粗略统计也行，这样我们能判断先做哪一件。",
            "Thank you. Please add how often it happened in one week; a rough count is enough to see what comes first.",
        ),
    ),
    ReadyText(
        _both("已有类似做法", "It exists already"),
        _both(
            "谢谢。类似的做法已经在试，请看所附的建议；欢迎在那里补充您的经验。",
            "Thank you. Something like it is being tried; please see the idea below and add what you know there.",
        ),
    ),
)


@dataclass(frozen=True)
class DraftText:
    """What somebody has begun to write."""

    author: str
    title: str
    problem: str
    category: str


DRAFTS = (
    DraftText("陈雨", "打包台的胶带座换个方向", "现在胶带座在左手边，右手拿箱子的时候够不着，", "flow"),
    DraftText("顾晓燕", "到货高峰分两段叫车", "九点到十点来12辆车，月台只有4个，司机在外面排队。", "flow"),
    DraftText(
        "Tom Berger", "One checklist for both repair vans", "The lists differ, so parts are", "service"
    ),
)


@dataclass(frozen=True)
class ViewText:
    """A saved view: whose, its name, what it asks for, and with which unit it is shared."""

    owner: str
    name: str
    asked: dict[str, str]
    unit: str = ""


VIEWS = (
    ViewText("顾晓燕", "太久没有消息的", {"sort": "quiet"}, unit="WX"),
    ViewText("顾晓燕", "10票以上的新建议", {"status": "received", "votes": "10"}),
    ViewText("陈雨", "正在试点的", {"status": "in_pilot", "sort": "votes"}),
    ViewText("Tom Berger", "What is being tried", {"status": "in_pilot"}),
)
# Who agreed to be named among those whose ideas were put into practice.
NAMED = ("邹平", "曹阳", "徐丽", "白露", "梁雪", "Bartosz Wójcik", "Claire Dubois", "田刚")
