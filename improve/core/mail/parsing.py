"""From the bytes of a mail to its words: whatever charset it claims, or claims wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

from improve.core.mail.trimming import written
from improve.core.mail.trust import vouches
from improve.core.mail.values import MailFile, ReceivedMail

# Names under which GB18030 travels; it holds the others.
CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz", "x-gbk": "gb18030"}
GUESSES = ("utf-8", "gb18030")
ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
AUTOMATIC_SENDERS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@.-]|$)", re.IGNORECASE
)
BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
SMALLEST_INLINE = 20_000  # an inline picture below it is a logo of a signature
MOST_PARTS = 200
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\]+")


def parse(content: bytes, *, vouching_server: str = "", own_addresses: Iterable[str] = ()) -> ReceivedMail:
    """The mail. Headers and parts that cannot be read are left out; nothing here raises for what a sender sent."""
    mail = message_from_bytes(content)
    sender = _sender(mail)
    text, files = _body(mail)
    return ReceivedMail(
        message_id=_one_line(mail, "message-id")[:500],
        sender=sender,
        to=tuple(_addresses(mail, ADDRESSED)),
        subject=_one_line(mail, "subject"),
        text=written(text),
        whole_text=text,
        files=files,
        is_automatic=_is_automatic(mail, sender, {address.lower() for address in own_addresses}),
        is_vouched_for=bool(sender) and vouches(_topmost(mail), vouching_server, sender),
        references=tuple(
            re.findall(r"<[^<>\s]{1,300}>", _one_line(mail, "references") + _one_line(mail, "in-reply-to"))
        ),
    )


def clean(text: str) -> str:
    """The text without characters that no database keeps."""
    return _UNREADABLE.sub("", text)


def decoded(content: bytes, charset: str | None) -> str:
    """The text in its charset, or in the one it most likely is."""
    named = (charset or "").strip().strip("\"'").lower()
    for candidate in (CHARSETS.get(named, named), *GUESSES):
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode(CHARSETS.get(named, "utf-8") if named in CHARSETS else "utf-8", errors="replace")


def header_text(raw: str) -> str:
    """A header's words: encoded ones decoded, raw bytes of eight bits read as what they are."""
    out: list[str] = []
    try:
        parts = decode_header(raw)
    except Exception:  # a malformed encoded word: the header as it stands is better than none
        parts = [(raw, None)]
    for part, charset in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        out.append(decoded(content, charset if charset != "unknown-8bit" else None))
    return " ".join(clean("".join(out)).split())


def _one_line(mail: Message, name: str) -> str:
    return header_text(_raw(mail.get(name)))


def _raw(value: object) -> str:
    """A header as its own characters; the parser hides bytes of eight bits in a Header object."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    chunks = getattr(value, "_chunks", None)
    return "".join(text for text, _charset in chunks) if chunks else str(value)


def _sender(mail: Message) -> str:
    """The one address of From; "" where there is none or more than one."""
    headers = mail.get_all("from", [])
    found = list(_addresses(mail, ("from",)))
    return found[0] if len(headers) == 1 and len(found) == 1 else ""


def _addresses(mail: Message, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        raw = [clean(_raw(value)) for value in mail.get_all(name, [])]
        for _name, address in getaddresses(raw):
            if _ADDRESS.fullmatch(address) and len(address) <= 254:
                yield address.lower()


def _topmost(mail: Message) -> str:
    """The first Authentication-Results: the one our own server wrote, if it writes any. Others may be forged."""
    return clean(_raw(mail.get("authentication-results")))


def _is_automatic(mail: Message, sender: str, own: set[str]) -> bool:
    """Did nobody write it? Such a mail is never answered and makes nothing."""
    submitted = _one_line(mail, "auto-submitted").lower()
    return (
        submitted not in ("", "no")
        or _one_line(mail, "precedence").lower() in BULK
        or any(
            name in mail
            for name in ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-failed-recipients")
        )
        or _one_line(mail, "return-path") == "<>"
        or mail.get_content_type() == "multipart/report"
        or AUTOMATIC_SENDERS.match(sender) is not None
        or sender in own
    )


def _body(mail: Message) -> tuple[str, tuple[MailFile, ...]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[MailFile] = []
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        kind, name = part.get_content_type(), _file_name(part)
        is_inline = "attachment" not in str(part.get("content-disposition", "")).lower()
        if kind == "text/plain" and is_inline and not name:
            plain.append(decoded(content, part.get_content_charset()))
        elif kind == "text/html" and is_inline and not name:
            html.append(decoded(content, part.get_content_charset()))
        elif name and not (is_inline and part.get("content-id") and len(content) < SMALLEST_INLINE):
            files.append(MailFile(name, content))
    text = "\n".join(plain) if any(map(str.strip, plain)) else "\n".join(map(text_of_html, html))
    return clean(text.replace("\r\n", "\n").replace("\r", "\n")), tuple(files)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except Exception:  # a malformed parameter
        name = None
    if name is None and part.get_content_maintype() == "image":
        name = f"image.{part.get_content_subtype()}"
    return header_text(_raw(name)) if name else ""


class _Words(HTMLParser):
    """The words of a page, a line for each block; scripts and styles have none, quoted parts are marked."""

    BLOCKS = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 table ul ol blockquote hr pre".split())
    SILENT = frozenset("script style head title template".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        if tag == "blockquote":
            self.quoted += 1
        if tag in self.BLOCKS:
            self.out.append("\n" + "> " * bool(self.quoted))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT and self.silent:
            self.silent -= 1
        if tag == "blockquote" and self.quoted:
            self.quoted -= 1
        if tag in self.BLOCKS:
            self.out.append("\n" + "> " * bool(self.quoted))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The words of an HTML part."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (line.strip() for line in "".join(words.out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != ">"))
