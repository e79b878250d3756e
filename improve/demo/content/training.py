"""A training on settling complaints, judged by those who took part."""

from __future__ import annotations

from improve.core.localized import Localized

TITLE = Localized(zh_Hans="投诉处理培训评价", en="Training: settling complaints")
INTRO = Localized(
    zh_Hans="培训结束了，想听听您的真实看法，约2分钟。匿名。",
    en="The training is over. What was it worth? Two minutes, no names.",
)
THANKS_LOW = Localized(
    zh_Hans="谢谢您的坦率。讲师会根据这些意见修改下一期的内容。",
    en="Thank you for being frank. The trainers change the next course by what you wrote.",
)
HINDERS = {
    "zh_Hans": ("系统里没有权限直接给客户补偿。", "现场情况和案例差得多。", "没有时间练。"),
    "en": ("I may not offer compensation myself.",),
}
