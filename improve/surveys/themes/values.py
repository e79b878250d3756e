"""The themes that comments of customers are usually about, for surveys without a codebook of their own."""

from __future__ import annotations

from dataclasses import dataclass

from improve.core.localized import Localized


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with the words that point to it."""

    key: str
    name: Localized
    words: tuple[str, ...]
    description: Localized | None = None


def _theme(key: str, en: str, zh: str, words: str) -> Theme:
    split = tuple(word.strip() for word in words.split(","))
    return Theme(key, Localized(en=en, zh_Hans=zh), split)


USUAL: tuple[Theme, ...] = (
    _theme(
        "time",
        "Waiting and punctuality",
        "等待与准时",
        "wait, late, delay, slow, queue, on time, punctual, hours, appointment, slot, morning, 等了, 等到, 准时, 迟到,"
        " 晚到, 延误, 太慢, 拖了, 预约, 时段, 上午, 下午, 排队, 几点",
    ),
    _theme(
        "people",
        "Staff and manner",
        "人员与态度",
        "friendly, polite, rude, attitude, staff, helpful, kind, technician, 态度, 礼貌, 热情, 耐心, 师傅, 服务员, 店员",
    ),
    _theme(
        "work",
        "Quality of the work or goods",
        "质量与效果",
        "quality, broken, defect, fixed, repair, faulty, damaged, leak, noisy, spare part, 质量, 修好, 没修好, 坏了, 漏水,"
        " 配件, 返修, 破损, 毛病, 手艺",
    ),
    _theme(
        "price",
        "Price and charges",
        "价格与收费",
        "price, expensive, cheap, fee, cost, charge, invoice, 价格, 太贵, 便宜, 收费, 费用, 上门费, 发票",
    ),
    _theme(
        "information",
        "Information and clarity",
        "信息与说明",
        "explain, told, inform, information, unclear, text message, notice, 解释, 说明, 讲得很清楚, 说不清, 通知, 告知, 短信,"
        " 提前说, 不清楚",
    ),
    _theme(
        "reach",
        "Reaching somebody",
        "联系与响应",
        "phone, call, hotline, e-mail, reply, answered, customer service, 电话, 接通, 客服, 联系, 回复, 打不通, 没人管",
    ),
    _theme(
        "delivery",
        "Delivery",
        "送货",
        "deliver, parcel, package, courier, shipping, 送货, 快递, 配送, 包裹, 送到, 物流",
    ),
    _theme(
        "online",
        "Website and app",
        "网站与应用",
        "website, online, app, login, password, 网站, 网页, 小程序, 线上, 登录, 密码",
    ),
)
