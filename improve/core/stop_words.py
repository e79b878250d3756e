"""Words that say nothing of what a text is about: English as they are written, Chinese as they are cut."""

from __future__ import annotations

ENGLISH_STOP = frozenset(
    "a an the to of in on for and or is are be it its it's we our us you your they their them i me my so not no"
    " don't doesn't didn't do does did with at from by as that this these those can cannot can't when if have has"
    " had having need needs should would could let lets let's up than there then who what which how just only even"
    " also get gets got was were will been being because but into about same such any some more most very too much"
    " over under after before per via where why she he her his him am i'm i'd i've it'd they're we're we've isn't"
    " aren't wasn't won't wouldn't shouldn't still yet again every all both each so that's there's one two".split()
)
CHINESE_STOP = frozenset(
    "的 了 着 过 是 在 有 和 与 及 就 都 也 还 很 太 又 再 没 要 能 会 可以 得 地 把 被 给 让 对 从 到 里 上 下 中 个 们 这"
    " 那 哪 什么 怎么 为 因为 时候 时 老是 老 每次 一直 一下 一个 一 两 三 四 五 六 七 八 九 十 几 半 点 多少 现在 以后"
    " 以前 之后 之前 如果 所以 但是 或者 而且 然后 应该 需要 希望 建议 能不能 可不可以 能否 是否 我们 咱们 他们 你 我 他 她"
    " 它 自己 人家 别人 有人 没人 谁 吗 呢 吧 啊 呀 嘛 来 去 用 做 弄 搞 成 好 些 点儿 张 台 只 条 辆 块 次 种 位 名 份"
    " 处 边 后 内 外 旁 旁边 左右 以上 以下 按 由 等 跟 同 将 并 而 且 或 已 已经 才 却 只能 只有 还是 还要 不是 不会 不能"
    " 不用 没有 非 每 各 某 该 其 此 之 所 者 出 进 起 起来 下来 上来 出来 进来 过来 回 回来 开 一起 一点 这样 那样 怎样"
    " 比较 特别 非常 直接 完 掉 住 像 最 更 挺 真 总 总是 经常 往 向".split()
)
