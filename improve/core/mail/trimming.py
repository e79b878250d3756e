"""What somebody wrote in a mail, without what they quoted and how they sign."""

from __future__ import annotations

import re

_HEADER = r"(?:from|sent|date|to|cc|subject|发件人|发送时间|发送日期|日期|收件人|抄送|主题)\s*[:：]"
# From one of these lines on everything is the mail that was answered.
_BEGINS_QUOTE = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发的邮件|转发邮件)\s*-{2,}"
    r"|_{20,}\s*"
    r"|-{20,}\s*"
    r"|(?:on|am|le)\s.{5,200}\s(?:wrote|schrieb|a écrit)\s?.{0,60}[:：]"
    r"|.{0,200}写道\s*[:：])\s*$",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(rf"^\s*\*?{_HEADER}", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s?$|^—\s?$")
_DEVICE = re.compile(
    r"^\s*(?:sent from my .{2,40}|get outlook for .{2,20}|发自我的\s?.{2,30}|从我的.{2,20}发送|来自.{2,20}邮箱)\s*[.。]?\s*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^\s*(?:re|aw|fw|fwd|wg|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*", re.IGNORECASE)


def written(text: str) -> str:
    """The text up to the first quoted mail or signature, without quoted lines."""
    kept: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        ends = _BEGINS_QUOTE.match(line) or _BEGINS_QUOTE.match(" ".join(lines[number : number + 2]))
        if (
            (ends and not line.lstrip().startswith(">"))
            or _SIGNATURE.match(line)
            or _is_header_block(lines, number)
        ):
            break
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line.rstrip())
    while kept and (not kept[-1].strip() or _DEVICE.match(kept[-1])):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_header_block(lines: list[str], number: int) -> bool:
    """Three header lines within four: how Outlook begins what was answered."""
    if not _HEADER_LINE.match(lines[number]):
        return False
    return sum(bool(_HEADER_LINE.match(line)) for line in lines[number : number + 4]) >= 3


def plain_subject(subject: str) -> str:
    """The subject without "Re:" and its kin."""
    while True:
        shorter = _PREFIX.sub("", subject, count=1)
        if shorter == subject:
            return subject.strip()
        subject = shorter
