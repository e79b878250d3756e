"""Choosing channels: one's own, the company's, and with the link of a mail."""

import re

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from improve.accounts.models import Person
from improve.core import clock
from improve.core.db import db, transaction
from improve.core.errors import Invalid
from improve.core.notices import NOTHING, WAITS_FOR_YOU, Channels, Pace
from improve.core.policy import Role
from improve.notifications import compose, service
from improve.notifications.models import Choice, InboxNotice, OutgoingMail
from improve.notifications.queries import decisions
from improve.notifications.unsubscribing import EVERYTHING, Subscription, read_token, token_of
from improve.notifications.views.settings import read_matrix
from tests.notifications.conftest import (
    IN_HOUSE,
    MAILED,
    REQUIRED,
    THINGS,
    declare,
    make_reader,
    move,
    notice,
    told,
)
from tests.people import PASSWORD, act, make_person


@pytest.fixture
def wei(app, browser) -> int:
    """Somebody with an address, signed in."""
    with app.app_context():
        declare(*THINGS)
        person_id = make_reader("wei", email="wei@example.org", language=None, password=PASSWORD).id
    browser.sign_in("wei", PASSWORD)
    return person_id


def channels(app, person_id, kind):
    with app.app_context():
        return decisions([person_id], [kind]).channels(person_id, kind)


def send(browser, address, **form):
    """The matrix as a browser sends it, changed."""
    browser.get(address)
    return browser.submit("channels", raw=form)


def test_the_matrix_shows_what_holds_and_stores_what_is_chosen(app, browser, wei):
    page = browser.get("/inbox/settings")
    assert page.h1 == "What I hear of, and where"
    assert "wei@example.org" in browser.text
    assert "My ideas" in browser.text
    send(browser, "/inbox/settings", **{"mail-things.mailed": "weekly", "inbox": []})
    assert channels(app, wei, MAILED) == Channels(False, Pace.WEEKLY)
    assert channels(app, wei, IN_HOUSE) == NOTHING
    assert "Back to the company’s choice" in browser.text
    browser.submit(button="Back to the company’s choice")
    assert channels(app, wei, MAILED) == WAITS_FOR_YOU
    with app.app_context():
        assert db.session.scalars(select(Choice)).all() == []


def test_what_protects_the_account_stands_fixed_with_its_reason(app, browser, wei):
    browser.get("/inbox/settings")
    row = next(row for row in browser.page.css(".matrix tr") if "Somebody made a link" in row.text())
    assert "always reaches you" in row.text()
    assert "Inbox and mail at once" in row.text()
    assert not browser.page.css("input[name='mail-accounts.security']")
    send(browser, "/inbox/settings", **{"mail-accounts.security": "never"})
    assert channels(app, wei, REQUIRED) == WAITS_FOR_YOU
    with app.app_context(), pytest.raises(Invalid), transaction():
        service.choose({"things.required": NOTHING}, by=act(db.session.get_one(Person, wei)))


@pytest.mark.parametrize("value", ["often", "", "\x00", "AT_ONCE", "😀" * 500])
def test_an_invented_pace_is_refused_and_nothing_is_stored(app, browser, wei, value):
    browser.get("/inbox/settings")
    browser.submit("channels", raw={"mail-things.mailed": value}, status=422)
    with app.app_context():
        assert db.session.scalars(select(Choice)).all() == []


def test_a_cut_form_changes_nothing():
    """Only what was sent with its pace is chosen."""
    form = MultiDict([("inbox", "things.mailed"), ("mail-things.mailed", "daily"), ("mail-unknown", "never")])
    assert read_matrix(form, [MAILED, IN_HOUSE]) == {"things.mailed": Channels(True, Pace.DAILY)}


def test_the_company_sets_what_holds_for_who_chose_nothing(app, new_browser, browser, wei):
    with app.app_context():
        make_person("boss", roles=(Role.ADMINISTRATOR,), password=PASSWORD)
        bob = make_reader("bob", email="bob@example.org").id
        with transaction():
            service.choose({"things.mailed": NOTHING}, by=act(db.session.get_one(Person, bob)))
    browser.get("/inbox/settings/company", status=403)
    boss = new_browser()
    boss.sign_in("boss", PASSWORD)
    boss.get("/settings")
    assert "Messages" in boss.text
    boss.get("/inbox/settings/company")
    boss.submit("channels", raw={"mail-things.mailed": "daily"})
    assert channels(app, wei, MAILED) == Channels(True, Pace.DAILY)
    assert channels(app, bob, MAILED) == NOTHING
    boss.get("/inbox/settings/company")
    boss.submit("channels", raw={"mail-things.mailed": "at_once"})
    with app.app_context():
        assert [choice.person_id for choice in db.session.scalars(select(Choice))] == [bob]


# The link of a mail


def mailed(app, person_id, **more):
    """A mail to somebody, as it leaves the house."""
    with app.app_context():
        told(notice(person_id, **more))
        move()
        mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
        return compose.message(mail, clock.now())


def link_of(mail):
    return re.fullmatch(r"<http://127\.0\.0\.1:8000(/inbox/unsubscribe/\S+)>", mail["List-Unsubscribe"])[1]


def test_one_click_of_a_mail_program_ends_this_kind_of_mail(app, new_browser, wei):
    mail = mailed(app, wei)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = app.test_client()  # no session, no cookie, no token of a form
    answer = client.post(link_of(mail), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert channels(app, wei, MAILED) == Channels(True, Pace.NEVER)
    with app.app_context():
        told(notice(wei))
        move()
        assert len(db.session.scalars(select(OutgoingMail)).all()) == 1
        assert len(db.session.scalars(select(InboxNotice)).all()) == 2


def test_looking_at_the_link_changes_nothing(app, new_browser, wei):
    visitor = new_browser()
    page = visitor.get(link_of(mailed(app, wei)))
    assert page.h1 == "No more of these mails?"
    assert channels(app, wei, MAILED) == WAITS_FOR_YOU
    page = visitor.submit(button="No more of these mails")
    assert page.h1 == "You get no more of these mails"
    assert channels(app, wei, MAILED) == Channels(True, Pace.NEVER)


def test_no_mail_at_all_leaves_what_protects_the_account(app, new_browser, wei):
    visitor = new_browser()
    visitor.get(link_of(mailed(app, wei)))
    visitor.submit(button="No mail at all")
    assert channels(app, wei, MAILED) == Channels(True, Pace.NEVER)
    assert channels(app, wei, REQUIRED) == WAITS_FOR_YOU
    required = mailed(app, wei, kind=REQUIRED)
    assert required["List-Unsubscribe"] is None


def test_a_link_of_a_digest_ends_all_mail_of_that_pace(app, new_browser, wei):
    with app.app_context():
        person = act(db.session.get_one(Person, wei))
        with transaction():
            service.choose(
                {"things.mailed": Channels(True, Pace.DAILY), "things.in_house": Channels(True, Pace.WEEKLY)},
                by=person,
            )
        link = token_of(Subscription(wei, "daily"))
    app.test_client().post(f"/inbox/unsubscribe/{link}")
    assert channels(app, wei, MAILED) == Channels(True, Pace.NEVER)
    assert channels(app, wei, IN_HOUSE) == Channels(True, Pace.WEEKLY)


def test_a_link_that_we_did_not_sign_is_missing(app, wei):
    client = app.test_client()
    with app.app_context():
        good = token_of(Subscription(wei, "things.mailed"))
        far = token_of(Subscription(2**40, EVERYTHING))
        nobody = token_of(Subscription(999, EVERYTHING))
    changed = good[:-2] + ("aa" if good[-2:] != "aa" else "bb")
    for token in (changed, "x", "..", "a" * 5_000, far, nobody, f"{good}é"):
        for method in (client.get, client.post):
            assert method(f"/inbox/unsubscribe/{token}").status_code == 404
    with app.app_context():
        assert read_token(good) == Subscription(wei, "things.mailed")
    assert channels(app, wei, MAILED) == WAITS_FOR_YOU


def test_a_link_in_a_mail_leads_through_the_sign_in_to_its_page(app, new_browser, wei):
    mail = mailed(app, wei, endpoint="accounts.me")
    plain = next(iter(mail.iter_parts())).get_content()
    path = re.search(r"http://127\.0\.0\.1:8000(/inbox/\d+)", plain)[1]
    visitor = new_browser()
    assert visitor.get(path).url == "/sign-in"
    visitor.submit(login="wei", password=PASSWORD)
    assert visitor.page.url == "/me"
