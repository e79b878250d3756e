"""The lines of 问卷星's text: which of them begin a question, a page or a condition, and what an answer's line says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from improve.surveys.values.kinds import Kind

_SYMBOLS = "○◯☐□●■◎"
_HEAD = re.compile(r"^\s*(?:第?\s*(\d{1,3})\s*(?:题\s*)?[.、．:：)）]?\s*)?(.*)$")
_TAG = re.compile(r"\[([^\[\]]{1,40})\]|【([^【】]{1,40})】|［([^［］]{1,40})］|[（(]([^（）()]{1,40})[）)]")
_PAGE = re.compile(r"^(?:=+\s*分页\s*=+|[\[【]分页栏?[\]】])$")
_LINE = re.compile(r"^[=\-—*]{3,}$")
_BLANK = re.compile(r"^[_＿\s]+$")
_DEPENDS = re.compile(
    r"^[\[【（(]?\s*(?:此题|本题)?\s*依赖于?\s*第\s*(\d+)\s*题\s*第\s*([\d\s;；,，、]+)\s*个?选项.*$"
)
_JUMP = re.compile(
    r"\s*[（(\[【]?\s*(?:请\s*)?(?:跳转?[至到]|→)\s*(?:第\s*(\d+)\s*题|(?:问卷)?(?:末尾|结束|结尾|提交)[^）)\]】]*)\s*[）)\]】]?\s*$"
)
_POINTS = re.compile(r"\s*[（(\[【]\s*(?:分值|得分|计分)\s*[:：]?\s*-?\d+(?:\.\d+)?\s*分?\s*[）)\]】]")
_FILL = re.compile(r"[\s]*[_＿]{2,}\s*$")
_BULLET = re.compile(rf"^\s*(?:[{_SYMBOLS}]\s*|\[\s?\]\s*|[-–•·]\s+|[A-Za-z][.、．)）]\s*)*")
_LETTERED = re.compile(r"^\s*([A-Z])[.、．)）\s]\s*(\S.*)$")
_SEVERAL = re.compile(rf"(?:^|\s)[{_SYMBOLS}]\s*(?=\S)")
_CELLS = re.compile(rf"(?:[\t |]+[{_SYMBOLS}])+[\s|]*$")
_REQUIRED, _FREE = frozenset(("必填", "必答")), frozenset(("选填", "非必填", "选答", "可选"))
_AMOUNTS = (
    (re.compile(r"^(?:请)?(?:至少|最少)选择?\s*(\d+)\s*项$"), "least"),
    (re.compile(r"^(?:请)?(?:至多|最多|限)选择?\s*(\d+)\s*项$"), "most"),
)
_BETWEEN = re.compile(r"^(?:请)?选择?\s*(\d+)\s*(?:[-~～至到]\s*(\d+)\s*)?项$")

KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("单选题", "单选", "下拉题", "下拉框", "下拉单选", "评分单选题", "评分单选"), Kind.CHOICE
    ),
    **dict.fromkeys(("多选题", "多选", "评分多选题", "评分多选", "不定项选择题"), Kind.MULTIPLE),
    **dict.fromkeys(("排序题", "排序"), Kind.RANKING),
    **dict.fromkeys(("填空题", "填空", "单行文本题", "单项填空题"), Kind.SHORT_TEXT),
    **dict.fromkeys(("简答题", "问答题", "多行文本题"), Kind.LONG_TEXT),
    **dict.fromkeys(("量表题", "反向量表题", "评分题", "打分题", "评价题", "星级题"), Kind.RATING),
    **dict.fromkeys(("NPS量表题", "NPS题", "净推荐值", "净推荐值题"), Kind.NPS),
    "判断题": Kind.YES_NO,
    **dict.fromkeys(("日期题", "日期"), Kind.DATE),
    **dict.fromkeys(("滑动条", "滑动条题"), Kind.NUMBER),
    **dict.fromkeys(("文件上传", "上传文件", "上传文件题", "文件上传题", "附件题"), Kind.FILE),
    **dict.fromkeys(("段落说明", "段落"), Kind.STATEMENT),
    **dict.fromkeys(("矩阵题", "矩阵单选题", "矩阵量表题", "矩阵反向量表题"), Kind.MATRIX),
}
# A question for each of their lines or blanks.
SPLIT: dict[str, Kind] = {
    "矩阵多选题": Kind.MULTIPLE,
    "矩阵填空题": Kind.SHORT_TEXT,
    "多项填空题": Kind.SHORT_TEXT,
}
# What has no place here; it begins a question all the same.
_UNKNOWN = frozenset(
    (
        "绘图",
        "多级下拉",
        "级联",
        "签名",
        "比重",
        "表格",
        "矩阵滑动条",
        "地理位置",
        "图片",
        "录音",
        "视频",
        "标签",
        "商品",
        "签到",
    )
)
_SOME_KIND = re.compile(r"(?!.*[第跳本此上下])[\u4e00-\u9fffA-Za-z]{2,9}题")
_PREFIX = re.compile(r"^(?:考试|测试|投票|图片)(?=单选|多选|填空|简答|判断)")


@dataclass
class Block:
    """A question of the text with its lines."""

    number: str
    words: str
    kind: str
    is_required: bool = False
    begins_page: bool = False
    limits: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    depends: list[tuple[str, list[int]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"第{self.number}题"


def head(line: str, following: int) -> Block | None:
    """The question that a line begins; None when it begins none. `following`: its number where it has none."""
    numbered = _HEAD.match(line)
    assert numbered is not None  # noqa: S101  (every line matches)
    number, rest = numbered.groups()
    if rest[:1] in _SYMBOLS:
        return None
    tags = [
        (match, _PREFIX.sub("", next(filter(None, match.groups())).strip())) for match in _TAG.finditer(rest)
    ]
    at = next((place for place, (_m, name) in enumerate(tags) if _is_kind(name)), None)
    if at is None and number:
        at = next(
            (place for place, (m, _n) in enumerate(tags) if _ends(rest, m) and m.group(4) is None), None
        )
    if at is None:
        return None
    match, kind = tags[at]
    words, behind = rest[: match.start()].strip(), rest[match.end() :]
    if not words and not number and kind not in KINDS:
        return None
    block = Block(number or str(following), words.rstrip("* ＊").strip(), kind)
    block.is_required = words.endswith(("*", "＊")) or "*" in behind
    for other, name in tags[at + 1 :]:
        behind = behind.replace(other.group(0), "", 1)
        _note(block, name)
    left = behind.strip(" *＊\t")
    if left:
        block.notes.append(left)
    return block


def _is_kind(name: str) -> bool:
    return name in KINDS or name in SPLIT or name in _UNKNOWN or _SOME_KIND.fullmatch(name) is not None


def _ends(text: str, match: re.Match[str]) -> bool:
    return not text[match.end() :].strip(" *＊")


def _note(block: Block, name: str) -> None:
    """A mark behind the kind: whether it must be answered, how many may be chosen, or something to report."""
    between = _BETWEEN.match(name)
    if name in _REQUIRED:
        block.is_required = True
    elif name in _FREE:
        block.is_required = False
    elif between is not None:
        block.limits = {"least": between[1], "most": between[2] or between[1]}
    else:
        for pattern, limit in _AMOUNTS:
            found = pattern.match(name)
            if found is not None:
                block.limits[limit] = found[1]
                return
        depends = _DEPENDS.match(name)
        if depends is not None:
            block.depends.append(_dependence(depends))
        else:
            block.notes.append(name)


def blocks_of(text: str) -> tuple[list[str], list[Block]]:
    """What stands before the first question, and each question with its lines."""
    before: list[str] = []
    blocks: list[Block] = []
    begins = False
    for raw in text.replace("\ufeff", "").splitlines():
        line = raw.strip()
        if not line:
            continue
        if _PAGE.match(line):
            begins = bool(blocks)
            continue
        block = head(line, len(blocks) + 1)
        if block is not None:
            block.begins_page, begins = begins, False
            blocks.append(block)
        elif not blocks:
            before.append(line)
        elif (depends := _DEPENDS.match(line)) is not None:
            blocks[-1].depends.append(_dependence(depends))
        elif not _BLANK.match(line) and not _LINE.match(line):
            # With the white space before it: the first line of a matrix begins with an empty cell.
            blocks[-1].lines.append(raw.rstrip())
    return [line for line in before if not _LINE.match(line)], blocks


def _dependence(match: re.Match[str]) -> tuple[str, list[int]]:
    return match[1], [int(number) for number in re.findall(r"\d{1,3}", match[2])]


@dataclass
class Option:
    """An answer's line: its words, where choosing it leads (a number, "end" or nothing), and its points."""

    text: str
    leads_to: str = ""
    has_points: bool = False
    has_blank: bool = False


def options(lines: list[str]) -> list[Option]:
    """The answers of these lines, one a line or several with a circle each, every text once."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    lettered = [_LETTERED.match(piece) for piece in pieces]
    in_order = len(pieces) > 1 and all(
        match is not None and match[1] == chr(ord("A") + place) for place, match in enumerate(lettered)
    )
    found: dict[str, Option] = {}
    for piece, match in zip(pieces, lettered, strict=True):
        option = _option(match[2] if in_order and match is not None else piece)
        if option.text:
            found.setdefault(option.text, option)
    return list(found.values())


def _pieces(line: str) -> list[str]:
    starts = [match.start() for match in _SEVERAL.finditer(line)]
    if len(starts) < 2:
        return [line]
    return [line[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(line)], strict=True)]


def _option(piece: str) -> Option:
    text = _BULLET.sub("", piece, count=1).strip()
    jump = _JUMP.search(text)
    leads_to = (jump[1] or "end") if jump is not None else ""
    if jump is not None:
        text = text[: jump.start()]
    plain = _POINTS.sub("", text)
    words = _FILL.sub("", plain)
    return Option(words.strip(), leads_to, has_points=plain != text, has_blank=words != plain)


def cells(line: str) -> list[str]:
    """The columns of a matrix: apart by tabs or pipes, else by spaces."""
    mark = next((mark for mark in ("\t", "|") if mark in line.strip()), None)
    return [piece.strip() for piece in (line.split(mark) if mark else line.split()) if piece.strip()]


def matrix(lines: list[str]) -> tuple[list[str], list[str]]:
    """The columns and rows of a matrix: the first line and the others, or those under 列： and 行：."""
    marked: dict[str, list[str]] = {}
    here = ""
    for line in lines:
        plain = line.strip().rstrip("：: ")
        if plain in ("行", "列"):
            here = plain
            marked[here] = []
        elif here:
            marked[here].append(_row(line))
    if "列" in marked and "行" in marked:
        return marked["列"], marked["行"]
    return cells(lines[0]) if lines else [], [row for line in lines[1:] if (row := _row(line))]


def _row(line: str) -> str:
    return _BULLET.sub("", _CELLS.sub("", _FILL.sub("", line)), count=1).strip()


_NUMBERS = re.compile(r"^(.*?)\s*((?:\d{1,2}\s+)+\d{1,2})(?!\d)\s*(.*?)$")
_RANGE = re.compile(r"^(\d{1,2})\s*[-~～至到]\s*(\d{1,2})$")


def scale(lines: list[str]) -> tuple[list[int], list[str]]:
    """The numbers of a scale and the words at its steps; no numbers where the lines do not say any.

    "很不满意 ○1 ○2 ○3 ○4 ○5 很满意" has words at both ends, a line for each step has one at every step.
    """
    plain = [" ".join(re.sub(f"[{_SYMBOLS}]", " ", line).split()) for line in lines]
    for line in plain:
        span = _RANGE.match(line)
        if span is not None:
            return list(range(int(span[1]), int(span[2]) + 1)), []
        row = _NUMBERS.match(line)
        if row is not None:
            return [int(number) for number in row[2].split()], [row[1].strip(), row[3].strip()]
    if len(plain) > 1 and all(line.isdecimal() for line in plain):
        return [int(line) for line in plain], []
    words = [option.text for option in options(lines)]
    return (list(range(1, len(words) + 1)), words) if len(words) > 1 else ([], words)
