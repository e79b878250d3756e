"""What the commands say, in English and Chinese; the application's catalogs belong to the application."""

from __future__ import annotations

from typing import Any, Protocol

from improve.stats.errors import StatsError


class Coded(Protocol):
    """An error with a code, parameters and an English message: of the reader, of a cell or of the statistics."""

    code: str
    params: dict[str, Any]


def say(language: str, english: str, **params: Any) -> str:
    """The sentence in `language`, filled with `params`."""
    return (_CHINESE.get(english, english) if language == "zh" else english).format(**params)


def explain(language: str, error: Coded) -> str:
    """What is wrong, in `language` where there is a wording for it and in English otherwise."""
    wording = None
    if language == "zh":
        # "too_large" is said of files and of numbers.
        kind = "number:" if isinstance(error, StatsError) else ""
        wording = _CHINESE_ERRORS.get(kind + error.code) or _CHINESE_ERRORS.get(error.code)
    if wording is None:
        return str(error)
    params = {
        name: "、".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in error.params.items()
    }
    try:
        return wording.format(**params)
    except (KeyError, IndexError):
        return str(error)


_CHINESE = {
    "Cells that could not be used: {n}": "{n} 个单元格无法使用：",
    "  row {row}, {column}: {message}": "  第 {row} 行，{column}：{message}",
    "  … and {n} more": "  ……另有 {n} 个",
    "NPS {score} (95 % interval {low} to {high})": "净推荐值 {score}（95% 区间 {low} 至 {high}）",
    "Satisfied: {score} % (95 % interval {low} to {high})": "满意度 {score}%（95% 区间 {low} 至 {high}）",
    "CES {score} (95 % interval {low} to {high})": "费力度均值 {score}（95% 区间 {low} 至 {high}）",
    "{n} answers: {promoters} promoters, {passives} passives, {detractors} detractors": (
        "{n} 份回答：推荐者 {promoters}，中立者 {passives}，贬损者 {detractors}"
    ),
    "{n} answers are no whole numbers: those above {low} and below {high} count as passives.": (
        "{n} 份回答不是整数：高于 {low}、低于 {high} 的计为中立者。"
    ),
    "{n} answers, {top} in the top boxes, mean {mean}": "{n} 份回答，其中最高档 {top} 份，均值 {mean}",
    "{n} answers, {share} % above the middle": "{n} 份回答，高于中点的占 {share}%",
    "No answers.": "没有回答。",
    "group": "分组",
    "answers": "回答数",
    "score": "得分",
    "low": "下限",
    "high": "上限",
    "mean": "均值",
    "From {a} to {b}: {difference} points (95 % interval {low} to {high}), p = {p}": (
        "从 {a} 到 {b}：变化 {difference} 个点（95% 区间 {low} 至 {high}），p = {p}"
    ),
    "{a} and {b} cannot be compared: one of them has no answers.": "{a} 与 {b} 无法比较：其中一组没有回答。",
    "{n} answers are needed for a margin of {points} points.": "误差控制在 ±{points} 个点，需要 {n} 份回答。",
    "{n} answers in each group are needed to see a difference of {points} points.": (
        "要看出 {points} 个点的差别，每组需要 {n} 份回答。"
    ),
    "{n} before, {m} after. Limits of the baseline: {low} to {high}, center {center}.": (
        "改动之前 {n} 个点，之后 {m} 个点。基线的上下限为 {low} 至 {high}，中心 {center}。"
    ),
    "Counts: {before} % before, {after} % after, {difference} points (95 % interval {low} to {high}).": (
        "按总数比较：之前 {before}%，之后 {after}%，相差 {difference} 个点（95% 区间 {low} 至 {high}）。"
    ),
    "Chart {type}: center {center}, {n} points, {signals} signals": (
        "{type} 图：中心 {center}，{n} 个点，{signals} 个信号"
    ),
    "Longest run {run} (at most {most}), crossings {crossings} (at least {least}): {verdict}": (
        "最长连串 {run}（上限 {most}），穿越中心线 {crossings} 次（下限 {least}）：{verdict}"
    ),
    "a signal": "有信号",
    "no signal": "无信号",
    "point": "点",
    "rule": "规则",
    "value": "值",
    "{rated} of {items} items rated, {ratings} ratings, mean {mean}": (
        "{items} 项中有 {rated} 项已评分，共 {ratings} 个评分，均值 {mean}"
    ),
    "Agreement: alpha {alpha}, ICC(1,k) {icc}": "一致性：alpha {alpha}，ICC(1,k) {icc}",
    "Agreement: too few items to say (10 are needed).": "一致性：项目太少，无法判断（至少需要 10 项）。",
    "Adjusted scores allow for each reviewer's severity.": "调整分已扣除各评审人的宽严差异。",
    "Adjusted scores equal the mean: {reason}": "调整分等于均值：{reason}",
    "no_reviewers": "没有评审人信息。",
    "one_item": "只有一个项目。",
    "one_reviewer": "只有一位评审人。",
    "few_reviews": "有评审人的评分少于 4 个。",
    "not_connected": "评审人与项目没有连成一体。",
    "item": "项目",
    "ratings": "评分数",
    "median": "中位数",
    "spread": "离散",
    "adjusted": "调整分",
    "rank": "名次",
    "reviewer": "评审人",
    "severity": "宽严",
    "… {n} more": "……另有 {n} 行",
    "{cases} cases, {events} events, {activities} activities, {variants} variants": (
        "{cases} 个案例，{events} 个事件，{activities} 种活动，{variants} 种路径"
    ),
    "Duration of a case: median {median} h, 90 % within {p90} h": "案例时长：中位数 {median} 小时，90% 在 {p90} 小时内",
    "Cases with rework: {n} ({share} %)": "有返工的案例：{n}（{share}%）",
    "Where the time goes, into each step": "时间用在哪里（进入各步骤之前）",
    "times": "次数",
    "median h": "中位数（小时）",
    "90 % within h": "90% 在（小时）内",
    "share %": "占比 %",
    "In time: {rate} % of the {decided} cases decided (95 % interval {low} to {high})": (
        "按时率 {rate}%，已有结果 {decided} 件（95% 区间 {low} 至 {high}）"
    ),
    "No case is decided yet.": "尚无已有结果的案例。",
    "in time {in_time}, late {late}, open and overdue {overdue}, open and on track {on_track}": (
        "按时 {in_time}，超时 {late}，未答复且已超时 {overdue}，未答复但未到期 {on_track}"
    ),
    "Time to the answer: median {median} h, 90 % within {p90} h": "答复用时：中位数 {median} 小时，90% 在 {p90} 小时内",
}

_ENGLISH_REASONS = {
    "no_reviewers": "the reviewers are not known.",
    "one_item": "there is only one item.",
    "one_reviewer": "there is only one reviewer.",
    "few_reviews": "a reviewer gave fewer than 4 ratings.",
    "not_connected": "reviewers and items do not hang together in one piece.",
}


def reason(language: str, code: str) -> str:
    """Why the raw mean stands in for the adjusted score."""
    return say(language, code) if language == "zh" else _ENGLISH_REASONS[code]


_CHINESE_ERRORS = {
    "not_found": "无法打开文件 {path!r}。",
    "empty": "文件是空的。",
    "too_large": "文件太大。",
    "too_many_rows": "表格超过 {limit:,} 行。",
    "too_many_columns": "表格超过 {limit:,} 列。",
    "cell_too_long": "有单元格超过 {limit:,} 个字符。",
    "binary": "这既不是文本文件，也不是工作簿。",
    "encoding": "无法识别文件中的字符，请另存为 UTF-8 后再试。",
    "unclosed_quote": "第 {row} 行开始的引号没有结束。",
    "old_excel": "这是旧版或有密码的 Excel 文件，请另存为无密码的 .xlsx。",
    "not_a_workbook": "这个压缩包不是 Excel 工作簿（.xlsx）。",
    "corrupt": "文件已损坏或有密码保护。",
    "unknown_sheet": "没有工作表 {sheet!r}。",
    "unknown_column": "没有列 {column!r}。文件中的列：{columns}",
    "unknown_group": "列 {column!r} 中没有分组 {group!r}。",
    "compare_without_by": "--compare 比较 --by 的两个分组，请先给出 --by。",
    "margin_or_difference": "请给出 --margin 或 --difference，二者选一。",
    "share_of_nps": "--share 用于 csat；nps 请用 --variance。",
    "variance_or_share": "请给出 --variance 或 --share，二者选一。",
    "points_too_small": "差别太小，任何数量的回答都看不出来。",
    "not_a_number": "{value!r} 不是数字。",
    "number:too_large": "{name}[{index}] 大于 1e100。",
    "too_large_number": "{value!r} 大于 1e100。",
    "not_whole": "{value!r} 不是整数。",
    "not_a_date": "{value!r} 不是可识别的日期或时间。",
    "not_plausible": "年份 {year} 不合理。",
    "date_order": "{value!r} 是日-月-年还是月-日-年？文件中看不出来，请用 --date-order 说明。",
    "date_order_mixed": "这一列的日期有的日在前，有的月在前，请用 --date-order 说明。",
    "time_zone": "不认识时区 {value!r}。",
    "outside_scale": "{value:g} 不在量表范围内。",
    "nps_scale": "分类与量表不符：最小值 ≤ 贬损者上限 < 推荐者下限 ≤ 最大值。",
    "boxes": "量表没有这么多档。",
    "weight": "权重必须是不为负的数字。",
    "no_weight": "这份回答没有权重。",
    "points": "误差或差别必须大于 0。",
    "share": "比例在 0 与 1（0 与 100%）之间。",
    "variance": "方差不能为负。",
    "confidence": "置信度在 0 与 1 之间。",
    "power": "检验功效在 0 与 1 之间。",
    "no_period": "这一行没有期间。",
    "repeated_period": "期间 {period!r} 重复出现。",
    "unknown_period": "没有期间 {period!r}。",
    "no_season": "这一行没有季节。",
    "season_unknown": "从期间看不出季节（{kind}）。",
    "not_positive": "必须大于 0。",
    "negative": "不能为负。",
    "count_above_size": "次数不能大于总数。",
    "freeze_too_long": "freeze 为 {freeze}，而序列只有 {periods} 个点。",
    "sizes_missing": "{type} 图需要 --size。",
    "sizes_unused": "{type} 图不使用 --size。",
    "smallest_useful_not_positive": "有用的最小变化必须大于 0。",
    "no_item": "这一行有评分但没有项目。",
    "no_rater": "这一行有评分但没有评审人。",
    "no_case": "这一行没有案例编号。",
    "no_activity": "这一行没有活动。",
    "no_time": "这一行没有时间。",
    "start_after_end": "结束早于开始。",
    "no_opening": "这一行没有开始时间。",
    "answered_before_opened": "答复早于开始。",
    "calendar": "无法识别工作时间日历。",
}
