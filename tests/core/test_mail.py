"""Mails are read whatever they are written in, cut to what was written, and trusted only when our server says so."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.core.mail.parsing import parse, text_of_html
from improve.core.mail.trimming import plain_subject, written
from improve.core.mail.trust import vouches
from tests.mailbox.letters import letter

WORDS = "油漏在地上，请放接油盘。"


def raw(head: bytes, body: bytes = b"x") -> bytes:
    return b"From: ada@example.org\r\nTo: ideas@example.org\r\n" + head + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("utf-8", WORDS.encode()),
        ("gb18030", WORDS.encode("gb18030")),
        ("gbk", WORDS.encode("gbk")),
        ("gb2312", (WORDS + "镕").encode("gb18030")),  # a character that gb2312 does not have
        ("x-unknown", WORDS.encode("gb18030")),
        ("us-ascii", WORDS.encode()),
        ("utf-8", WORDS.encode("gb18030")),  # a charset that lies
        ("", WORDS.encode()),
        ("big5", WORDS.encode("big5", "ignore")),
    ],
)
def test_a_text_is_read_in_its_charset_or_the_likeliest(charset: str, encoded: bytes) -> None:
    head = f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: base64'.encode()
    text = parse(raw(head, base64.b64encode(encoded))).text
    assert text.startswith("油漏在地上") or charset == "big5"
    assert "\ufffd" not in text


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: =?utf-8?b?" + base64.b64encode("接油盘".encode()) + b"?=",
        b"Subject: =?gb2312?B?" + base64.b64encode("接油盘".encode("gbk")) + b"?=",
        b"Subject: =?GBK?q?=BD=D3=D3=CD=C5=CC?=",
        b"Subject: " + "接油盘".encode(),
        b"Subject: " + "接油盘".encode("gb18030"),
        b"Subject: =?utf-8?b?"
        + base64.b64encode("接油".encode())
        + b"?=\r\n =?utf-8?b?"
        + base64.b64encode("盘".encode())
        + b"?=",
    ],
)
def test_a_subject_is_read_however_it_is_written(head: bytes) -> None:
    assert parse(raw(head)).subject == "接油盘"


def test_the_plain_part_is_read_and_files_are_kept() -> None:
    mail = letter("plain words")
    mail.add_alternative("<p>html words</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="计划.pdf")
    found = parse(bytes(mail))
    assert found.text == "plain words"
    assert [(file.name, file.content) for file in found.files] == [("计划.pdf", b"%PDF-1.7")]


def test_html_alone_becomes_its_words() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ada@example.org", "s"
    mail.set_content(
        "<style>p{color:red}</style><p>First &amp; <b>best</b></p><script>alert(1)</script><div>Second</div>"
        "<blockquote>quoted</blockquote>",
        subtype="html",
    )
    assert parse(bytes(mail)).text == "First & best\n\nSecond"
    assert "alert" not in text_of_html("<script>alert(1)</script>x<!-- alert -->")


QUOTED = {
    "angle brackets": "Yes.\n\n> old\n> words\n",
    "english": "Yes.\n\nOn Tue, 3 Mar 2026 at 09:30, Improve <a@b.c> wrote:\n> old\n",
    "wrapped": "Yes.\n\nOn Tue, 3 Mar 2026 at 09:30, Improve\n<a@b.c> wrote:\n> old\n",
    "chinese": "Yes.\n\n在 2026年3月3日，Improve <a@b.c> 写道：\n> old\n",
    "outlook": "Yes.\n\n________________________________\nFrom: Improve\nold",
    "outlook headers": "Yes.\n\nFrom: Improve <a@b.c>\nSent: Tuesday\nTo: Ada\nSubject: Old\n\nold",
    "foxmail": "Yes.\n\n发件人： Improve\n发送时间： 2026-03-03\n收件人： Ada\n主题： Old\nold",
    "original": "Yes.\n\n-----Original Message-----\nold",
    "qq": "Yes.\n\n------------------ 原始邮件 ------------------\nold",
    "signature": "Yes.\n\n-- \nAda Adams\nTel. 123",
    "phone": "Yes.\n\nSent from my iPhone",
    "chinese phone": "Yes.\n\n发自我的iPhone",
    "nothing": "Yes.",
}


@pytest.mark.parametrize("text", QUOTED.values(), ids=QUOTED)
def test_what_was_quoted_and_the_signature_are_cut(text: str) -> None:
    assert written(text) == "Yes."


@pytest.mark.parametrize(
    "text",
    [
        "From: the gate to the hall it takes long.\nPlease move the rack.",
        "Oil\n\n- first\n- second",
        "He wrote: more trays",
        "价格：高\n主题：接油盘",
    ],
)
def test_what_was_written_is_not_cut(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: Fwd: RE[2]: Trays", "Trays"),
        ("回复：转发: 接油盘", "接油盘"),
        ("Reuse trays", "Reuse trays"),
        ("Re:", ""),
    ],
)
def test_a_subject_loses_its_prefixes(subject: str, plain: str) -> None:
    assert plain_subject(subject) == plain


AUTOMATIC = {
    "absence": {"Auto_Submitted": "auto-replied"},
    "generated": {"Auto_Submitted": "auto-generated (vacation)"},
    "bulk": {"Precedence": "bulk"},
    "list": {"List_Id": "<all.example.org>"},
    "bounce": {"Return_Path": "<>"},
    "daemon": {"sender": "MAILER-DAEMON@example.org"},
    "no reply": {"sender": "no-reply@example.org"},
    "ourselves": {"sender": "Improve <improve@example.org>"},
}


@pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC)
def test_what_nobody_wrote_is_recognized(headers: dict[str, str]) -> None:
    assert parse(bytes(letter(**headers)), own_addresses=["improve@example.org"]).is_automatic  # type: ignore[arg-type]


def test_what_somebody_wrote_is_not_taken_for_automatic() -> None:
    assert not parse(bytes(letter(Auto_Submitted="no")), own_addresses=["improve@example.org"]).is_automatic


@pytest.mark.parametrize(
    ("header", "trusted"),
    [
        ("mx.example.org; dmarc=pass header.from=example.org", True),
        ("MX.example.org 1; spf=pass; dmarc=pass (p=reject) header.from=Example.ORG", True),
        ("mx.example.org; dkim=pass header.d=example.org header.s=a", True),
        ("mx.example.org; dkim=pass header.i=@example.org", True),
        ("mx.example.org; dkim=fail header.d=example.org; dmarc=fail header.from=example.org", False),
        ("mx.example.org; spf=pass smtp.mailfrom=example.org", False),
        ("mx.example.org; dkim=pass header.d=evil.org", False),
        ("mx.example.org; dmarc=pass header.from=evil.org", False),
        ("mx.evil.org; dmarc=pass header.from=example.org", False),
        ("mx.example.org.evil.org; dmarc=pass header.from=example.org", False),
        ("mx.example.org; none (dmarc=pass header.from=example.org)", False),
        ("mx.example.org; dkim=pass header.d=example.org.evil.org", False),
        ("mx.example.org; x=1 dmarc=pass header.from=example.org", False),
        ("mx.example.org", False),
        ("", False),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(header: str, trusted: bool) -> None:
    assert vouches(header, "mx.example.org", "ada@example.org") is trusted
    assert not vouches(header, "", "ada@example.org")


def test_only_the_topmost_results_count() -> None:
    good, bad = (
        "mx.example.org; dmarc=pass header.from=example.org",
        "mx.example.org; dmarc=fail header.from=example.org",
    )
    forged = f"Authentication-Results: {bad}\r\nAuthentication-Results: {good}\r\n".encode()
    assert not parse(forged + raw(b"Subject: s"), vouching_server="mx.example.org").is_vouched_for
    honest = f"Authentication-Results: {good}\r\nAuthentication-Results: {bad}\r\n".encode()
    assert parse(honest + raw(b"Subject: s"), vouching_server="mx.example.org").is_vouched_for


@pytest.mark.parametrize(
    "head",
    [
        b"From: bob@example.org, eve@evil.org",
        b"From: bob@example.org\r\nFrom: eve@evil.org",
        b"From: undisclosed",
        b"From: ",
        b"Subject: none",
    ],
)
def test_a_mail_with_no_or_several_senders_has_none(head: bytes) -> None:
    assert parse(head + b"\r\n\r\nx").sender == ""


@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    found = parse(content)
    found.text.encode("utf-8")
    assert "\x00" not in found.text + found.subject + found.message_id


@given(st.text(max_size=300))
def test_no_text_breaks_the_cutting(text: str) -> None:
    assert len(written(text)) <= len(text)
    assert written(written(text)) == written(text)
