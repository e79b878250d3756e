"""What a mail says, and that nothing gets into its headers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.core.notices import Subject
from improve.notifications import compose, service
from improve.notifications.errors import Refused
from improve.notifications.models import InboxNotice, OutgoingMail
from tests.notifications.conftest import make_reader, move, notice, told

pytestmark = pytest.mark.usefixtures("context")


def composed(text=None, *, name="Wei", email="wei@example.org", language="en", **more):
    wei = make_reader("wei", name=name, email=email, language=language)
    told(notice(wei, text=text or _l("“%(title)s” was moved", title="Drip trays"), **more))
    move()
    return compose.message(db.session.scalars(select(OutgoingMail)).one(), clock.now())


def test_a_mail_says_it_in_plain_text_and_html():
    mail = composed(detail="Oil on the floor")
    assert mail["Subject"] == "“Drip trays” was moved"
    assert str(mail["To"]) == "Wei <wei@example.org>"
    plain, html = (part.get_content() for part in mail.iter_parts())
    for text in (plain, html):
        assert "“Drip trays” was moved" in text
        assert "Oil on the floor" in text
        assert "http://127.0.0.1:8000/inbox/" in text
    assert '<html lang="en">' in html


def test_the_link_uses_the_address_under_which_people_reach_us(app):
    app.config["BASE_URL"] = "https://improve.example.org/kaizen/"
    number = db.session.scalar(select(InboxNotice.id))
    assert number is None
    plain = next(iter(composed().iter_parts())).get_content()
    assert "https://improve.example.org/kaizen/inbox/" in plain


def test_a_mail_is_in_the_language_of_its_reader():
    assert composed(_l("Your inbox is empty"), language="zh_Hans")["Subject"] == "收件箱是空的"


def test_without_a_choice_it_is_in_the_companys_language(app):
    mail = composed(_l("Your inbox is empty"), language=None)
    assert mail["Subject"] == "收件箱是空的"
    assert mail["Content-Language"] == "zh-Hans"


def test_a_mail_keeps_its_id_when_it_is_made_again():
    composed()
    row = db.session.scalars(select(OutgoingMail)).one()
    ids = {compose.message(row, clock.now())["Message-ID"] for _attempt in range(2)}
    assert len(ids) == 1


def test_what_people_write_is_no_markup():
    mail = composed(_l("“%(title)s” was moved", title="<b>[pay](http://evil.example)</b>"), name="<i>Wei</i>")
    html = list(mail.iter_parts())[1].get_content()
    assert "<b>[pay]" not in html
    assert 'href="http://evil' not in html


def test_a_long_title_makes_no_endless_subject():
    assert len(composed(_l("“%(title)s” was moved", title="long " * 500))["Subject"]) <= 150


NASTY = [
    "\r\nBcc: spy@evil.example",
    "\nX-Evil: 1",
    "\x00",
    "\x85Bcc: a@b.c",
    "\u2028Bcc: a@b.c",
    "\x0b\x0c\x1c",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_header_is_smuggled_in(app, nasty):
    """Neither by a title nor by a name; both get past the forms only in old or imported rows."""
    title = nasty.replace("\x00", "")  # PostgreSQL cannot store it at all
    mail = composed(_l("“%(title)s” was moved", title=f"Trays{title}"), name=f"Wei{title}")
    raw = mail.as_bytes().split(b"\r\n\r\n")[0].decode()
    names = {line.split(":")[0] for line in raw.split("\r\n") if not line.startswith((" ", "\t"))}
    assert names == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }


ADDRESSES = [
    "a@b.c\r\nBcc: spy@evil.example",
    "a@b.c, spy@evil.example",
    "a@b.c>, <spy@evil.example",
    "no-at-sign",
    "@",
    "a@",
    "a b@c.d",
    "<a@b.c>",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(Refused):
        composed(email=address)


@settings(max_examples=200)
@given(text=st.text(max_size=300))
def test_a_header_text_is_one_printable_line(text):
    line = compose.one_line(text, 150)
    assert line.isprintable()
    assert len(line) <= 150


def test_a_letter_says_what_it_was_given():
    from improve.accounts.ports import Letter

    with transaction():
        service.post(Letter("new@example.org", "zh_Hans", "设置密码", "您好！\nhttps://example.org/token\n"))
    mail = compose.message(db.session.scalars(select(OutgoingMail)).one(), clock.now())
    assert (mail["To"], mail["Subject"], mail.get_content_type()) == (
        "new@example.org",
        "设置密码",
        "text/plain",
    )
    assert "https://example.org/token" in mail.get_content()


def test_one_thing_is_one_thread_and_a_reply_goes_where_it_is_read(app):
    from dataclasses import replace

    from improve.notifications.ports import REPLY_TO
    from improve.web.features import EXTENSION, Contribution

    first, *rest = app.extensions[EXTENSION]
    fill = Contribution(REPLY_TO, lambda person_id, about: f"r{person_id}.{about.id}@example.org")
    app.extensions[EXTENSION] = [replace(first, contributions=(*first.contributions, fill)), *rest]
    mail = composed(about=Subject("thing", 7))
    assert mail["References"] == "<thing.7@localhost>"
    assert re.fullmatch(r"r\d+\.7@example\.org", mail["Reply-To"])
    for part in mail.iter_parts():
        assert "You can answer this mail" in part.get_content()


def test_a_mail_that_nobody_reads_replies_to_does_not_invite_them(app):
    assert "You can answer this mail" not in composed(about=Subject("thing", 7)).as_string()


def test_the_name_of_the_time_of_writing_is_not_kept():
    """A person who was renamed since is addressed by the present name."""
    composed()
    with transaction():
        db.session.scalars(select(Person)).one().name = "Wei Zhang"
    mail = compose.message(db.session.scalars(select(OutgoingMail)).one(), clock.now())
    assert "Wei Zhang" in mail["To"]


def test_markdown_is_formatted_in_html_and_plain_elsewhere():
    detail = "**Yes** <b>no</b>\n![p](https://evil.example/p.png)"
    mail = composed(detail=detail, is_markdown=True)
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert "Yes <b>no</b>\np (https://evil.example/p.png)" in plain
    assert "<strong>Yes</strong> &lt;b&gt;no&lt;/b&gt;<br>" in html
    assert "<img" not in html
    assert db.session.scalars(select(InboxNotice)).one().detail_plain in plain


def test_what_is_no_markdown_stays_as_it_is():
    plain, html = (part.get_content() for part in composed(detail="**a**\n<b>").iter_parts())
    assert "**a**\n<b>" in plain
    assert "**a**<br>\n&lt;b&gt;" in html
