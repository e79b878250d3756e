"""What the import of ideas takes: fields with the headings that mean them, and how a row becomes a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from improve.core.errors import Invalid
from improve.core.importing.ports import Became, Importer, ImportField
from improve.core.messages import _l
from improve.core.policy import Actor
from improve.core.text import excerpt
from improve.core.values import check
from improve.suggestions.fields.importing import FIELD
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.queries import all_fields
from improve.suggestions.policy import Permission
from improve.suggestions.service import import_suggestions
from improve.suggestions.values import STATUS_WORDS, TITLE, ImportedSuggestion, Status

# Words for the states that files of others use.
STATUS_SYNONYMS = {
    "已收到": Status.RECEIVED,
    "待处理": Status.RECEIVED,
    "评审中": Status.IN_REVIEW,
    "处理中": Status.IN_REVIEW,
    "受理中": Status.IN_TRIAGE,
    "已巩固": Status.SUSTAINED,
    "已采纳": Status.ACCEPTED,
    "采纳": Status.ACCEPTED,
    "试点中": Status.IN_PILOT,
    "已落实": Status.DONE,
    "已完成": Status.DONE,
    "未采纳": Status.DECLINED,
    "不采纳": Status.DECLINED,
    "已撤回": Status.WITHDRAWN,
    "new": Status.RECEIVED,
    "open": Status.RECEIVED,
    "rejected": Status.DECLINED,
    "implemented": Status.DONE,
    "completed": Status.DONE,
}


def parse(raw: Mapping[str, Any]) -> ImportedSuggestion:
    """A row's value. One text column is enough: the title is cut from the text, or an over-long title becomes it."""
    row = {name: value for name, value in raw.items() if value not in (None, "")}
    body = row.pop("body", None)
    if body is not None:
        row["problem"] = f"{row['problem']}\n\n{body}" if "problem" in row else body
    title = " ".join(str(row.get("title", "")).split())
    if len(title) > TITLE.longest:
        row["problem"] = f"{row['title']}\n\n{row['problem']}" if "problem" in row else row["title"]
        row["title"] = excerpt(title, TITLE.longest)
    elif not title:
        text = next((row[name] for name in ("problem", "idea", "expected_result") if name in row), None)
        if text is not None:
            row["title"] = excerpt(str(text), TITLE.longest)
    fields = {name.removeprefix(FIELD): row.pop(name) for name in list(row) if name.startswith(FIELD)}
    if fields:
        row["fields"] = fields
    if "status" in row:
        row["status"] = _status(str(row["status"]))
    return check(ImportedSuggestion, row)


def extra_fields() -> list[ImportField]:
    """The extra fields of all categories, by their codes; two categories may share a code."""
    named: dict[str, list[Field]] = {}
    for item in all_fields():
        named.setdefault(item.code, []).append(item)
    return [
        ImportField(
            f"{FIELD}{code}",
            _l(
                "%(field)s (%(category)s)",
                field=items[0].newest.label,
                category=", ".join(str(item.category.name) for item in items),
            ),
        )
        for code, items in named.items()
    ]


def _status(text: str) -> str:
    folded = text.strip().casefold()
    if folded in STATUS_SYNONYMS:
        return STATUS_SYNONYMS[folded]
    by_word = {word.msgid.casefold(): status for status, word in STATUS_WORDS.items()}
    by_word |= {
        name.casefold(): status for status, word in STATUS_WORDS.items() for name in (word.own or {}).values()
    }
    return by_word.get(folded, folded.replace(" ", "_"))


def apply(rows: Sequence[ImportedSuggestion], by: Actor) -> Sequence[Became]:
    """Store a batch."""
    found = import_suggestions(rows, by=by)
    return [became if isinstance(became, Invalid) else str(became) for became in found]


IMPORTER = Importer(
    code="suggestions",
    label=_l("Ideas"),
    line=_l("Ideas or messages collected elsewhere; votes are kept as totals, authors as names."),
    permission=Permission.IMPORT,
    icon="lightbulb",
    order=10,
    needs=("title", "body", "problem", "idea"),
    parse=parse,
    apply=apply,
    further=extra_fields,
    fields=(
        ImportField(
            "external_id", _l("Number elsewhere"), synonyms=("id", "number", "编号", "留言编号", "建议编号")
        ),
        ImportField("title", _l("Title"), synonyms=("subject", "标题", "主题", "留言主题", "建议名称")),
        ImportField(
            "body", _l("Text"), synonyms=("message", "description", "正文", "内容", "留言详情", "详情")
        ),
        ImportField("problem", _l("Problem"), synonyms=("问题", "现状", "问题描述")),
        ImportField("idea", _l("Idea"), synonyms=("solution", "proposal", "建议", "想法", "改进措施")),
        ImportField("expected_result", _l("Expected result"), synonyms=("benefit", "预期效果", "预期结果")),
        ImportField("author", _l("Author"), synonyms=("user", "name", "作者", "提出人", "留言用户")),
        ImportField(
            "submitted_at",
            _l("Submitted"),
            kind="instant",
            synonyms=("date", "created", "created at", "时间", "提出时间", "留言时间", "日期"),
        ),
        ImportField("category", _l("Category"), synonyms=("type", "类别", "分类")),
        ImportField("status", _l("Status"), synonyms=("state", "状态")),
        ImportField(
            "votes_for", _l("Votes for"), kind="whole", synonyms=("likes", "点赞数", "支持数", "赞成")
        ),
        ImportField(
            "votes_against", _l("Votes against"), kind="whole", synonyms=("dislikes", "反对数", "反对")
        ),
    ),
)
