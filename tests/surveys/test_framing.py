"""A survey inside of other websites: who may list sites, which are sites, and what a frame is allowed."""

from __future__ import annotations

import pytest
from flask import Flask

from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.policy import SYSTEM, Role
from improve.surveys.framing import service
from improve.surveys.framing.rules import origins_of
from improve.surveys.models import Survey
from tests.people import act, make_person
from tests.surveys.conftest import SignIn
from tests.surveys.making import make_survey, stored

SITES = {
    "https://www.example.com": "https://www.example.com",
    " HTTPS://Shop.Example.com:443/ ": "https://shop.example.com",
    "http://intranet:8080": "http://intranet:8080",
    "https://例子.中国": "https://xn--fsqu00a.xn--fiqs8s",
}
NO_SITES = (
    "www.example.com", "https://a.b/path", "https://a.b?x=1", "https://*.example.com", "https://u@a.b", "'self'",
    "javascript:alert(1)", "https://a.b; script-src *", "https://a.b:99999", "https://", "*", "https://a..b",
)  # fmt: skip


def test_what_is_a_site() -> None:
    for line, origin in SITES.items():
        assert origins_of(f"{line}\n\n{line}") == [origin]
    for line in (*NO_SITES, "\n".join(f"https://s{n}.de" for n in range(21))):
        with pytest.raises(Invalid):
            origins_of(line)


def test_owner_and_administrators_list_sites(context: None) -> None:
    owner = make_person("owner", "Owner", roles=(Role.COORDINATOR,))
    other = make_person("other", "Other", roles=(Role.COORDINATOR,))
    admin = make_person("admin", "Admin", roles=(Role.ADMINISTRATOR,))
    survey = make_survey(by=act(owner))
    for by, text in ((owner, "https://a.de\nhttps://b.de"), (admin, "https://c.de")):
        with transaction():
            service.list_sites(survey, text, by=act(by))
    with pytest.raises(Forbidden), transaction():
        service.list_sites(survey, "https://evil.de", by=act(other))
    assert list(service.sites_of(survey.id)) == ["https://c.de"]


def test_a_frame_is_allowed_on_listed_sites_and_answers_count(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        survey = make_survey()
        with transaction():
            service.list_sites(db.session.get_one(Survey, survey.id), "https://www.example.com", by=SYSTEM)
        public, survey_id, bare = survey.public_id, survey.id, make_survey().public_id
    browser = sign_in(Role.COORDINATOR)
    customer = app.test_client()
    cases = [
        (f"/s/{public}?frame=1", "frame-ancestors https://www.example.com"),
        (f"/s/{public}", "frame-ancestors 'none'"),
        (f"/s/{bare}?frame=1", "frame-ancestors 'none'"),
        ("/sign-in?frame=1", "frame-ancestors 'none'"),
    ]
    for address, policy in cases:
        assert policy in customer.get(address).headers["Content-Security-Policy"], address
    framed = browser.get(f"/s/{public}?frame=1")
    assert "Set-Cookie" not in browser.response.headers and "data-sites" in framed.html
    browser.submit(q_nps=9)
    browser.submit(q_why="good")
    policy = browser.response.headers["Content-Security-Policy"]
    assert "thanks" in browser.url and "frame-ancestors https://www.example.com" in policy
    with app.app_context():
        assert stored() == 1
    script = customer.get("/s/embed.js")
    assert script.status_code == 200 and b"data-improve-survey" in script.data and len(script.data) < 3_000
    page = browser.get(f"/surveys/{survey_id}/embed")
    assert "Only the owner of the survey" in page.text
    admin = sign_in(Role.ADMINISTRATOR, login="adm")
    admin.get(f"/surveys/{survey_id}/embed")
    assert "is no site" in admin.submit(button="Save", sites="example.com", status=422).text
    assert admin.submit(button="Save", sites="").h1 == "No site may show this survey yet"
    assert "'none'" in customer.get(f"/s/{public}?frame=1").headers["Content-Security-Policy"]
