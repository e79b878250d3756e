"""Each row of table 1a (what a board of ideas has to do) by its number: the test that holds it, or why it is not
one of ideas. A row whose test is renamed or removed fails here; what no other test says in one place is tested below.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from improve.accounts.models import Person
from improve.core.db import db, transaction
from improve.core.localized import Localized
from improve.core.policy import SYSTEM, Role
from improve.notifications.models import InboxNotice
from improve.reviews.queries import items_of
from improve.suggestions import service
from improve.suggestions.calendar import company_today
from improve.suggestions.naming.service import name_statuses
from improve.suggestions.naming.values import StatusNames
from improve.suggestions.values import CategoryData, Outcome, VotingData
from improve.suggestions.voting.jobs import show_due_counts
from improve.suggestions.voting.service import change_rule
from tests.browser import Browser
from tests.conftest import Clock
from tests.people import PASSWORD, act, make_person, make_unit
from tests.reviews.company import make_company
from tests.rows import held, lost
from tests.suggestions.ideas import idea, vote_of

HERE = "suggestions/test_table_1a.py"
OF_IDEAS = {
    1: held("problem, idea and expected result are fields of their own", f"{HERE}::test_the_form_asks_apart"),
    2: held(
        "a draft is invisible to others",
        "suggestions/test_drafts.py::test_nobody_else_has_a_way_to_a_draft",
        "suggestions/test_drafts.py::test_another_device_goes_on_where_one_stopped",
    ),
    3: held(
        "attachments and photos",
        "suggestions/test_attachments.py::test_a_photo_goes_from_the_phone_to_the_page",
        "suggestions/test_attachments.py::test_files_are_as_hidden_as_their_idea",
    ),
    4: held(
        "without a name",
        "suggestions/test_box_pages.py::test_a_colleague_hands_in_comes_back_is_asked_and_answers",
        "suggestions/test_anonymity_leaks.py::test_nothing_tells_who_it_was",
    ),
    5: held(
        "who gave no name is asked and answers",
        "suggestions/test_anonymity.py::test_the_author_is_asked_and_answers",
    ),
    6: held(
        "for somebody without an account, who is credited",
        "suggestions/test_crediting.py::test_the_colleague_is_the_author_and_who_typed_it_the_recorder",
    ),
    7: held(
        "from the phone, at the place itself, and without a network",
        "e2e/test_offline.py::test_without_a_network_nothing_typed_is_lost",
        "suggestions/test_device.py::test_it_is_handed_in_once_with_its_photo_however_often_it_is_sent",
        f"{HERE}::test_the_form_asks_apart",
        "suggestions/test_places.py::test_the_link_fills_the_form_in_and_asks_visitors_to_sign_in",
        "suggestions/test_places.py::test_a_kiosk_hands_in_and_forgets",
    ),
    8: held(
        "an idea by e-mail",
        "suggestions/test_by_mail.py::test_a_mail_our_server_vouches_for_is_an_idea",
    ),
    9: held(
        "a reply by e-mail is a comment",
        "suggestions/test_by_mail.py::test_a_reply_to_a_mail_is_a_comment",
        "notifications/test_composing.py::test_one_thing_is_one_thread_and_a_reply_goes_where_it_is_read",
    ),
    10: held(
        "similar ideas while typing the title",
        "suggestions/test_similar_form.py::test_similar_ideas_are_offered_while_typing",
        "suggestions/test_similar.py::test_the_golden_titles_reach_their_targets",
    ),
    11: held("typed links", "suggestions/test_merging_pages.py::test_links_read_from_both_ends"),
    12: held(
        "merging keeps the votes of both, nobody counts twice, and it can be undone",
        "suggestions/test_merging.py::test_votes_unite_once_and_parting_brings_the_sets_back",
        "suggestions/test_merging.py::test_any_sequence_counts_once_and_restores_exactly",
    ),
    13: held(
        "a merged author becomes a co-author and is told",
        "suggestions/test_merging_pages.py::test_people_hear_of_it_once",
        "suggestions/test_merging.py::test_votes_unite_once_and_parting_brings_the_sets_back",
    ),
    14: held(
        "a new idea finds its handler by place, else up the line",
        "suggestions/test_triage.py::test_a_new_idea_goes_to_the_coordinator_and_with_a_rule_to_the_lead",
        "suggestions/test_route_rules.py::test_the_line_goes_up_from_whom_the_rule_names",
    ),
    15: held(
        "a responsible person, a day, and a flag when it has passed",
        f"{HERE}::test_who_is_responsible_until_when_and_that_it_is_late",
        "suggestions/test_triage.py::test_a_broken_promise_goes_up_the_line_by_itself_each_level_once",
    ),
    16: held(
        "asking the next level with a reason that stays",
        "suggestions/test_triage.py::test_a_handler_asks_the_next_level_with_a_reason",
    ),
    17: held(
        "the author sees the promised day",
        f"{HERE}::test_who_is_responsible_until_when_and_that_it_is_late",
        "suggestions/test_rules.py::test_an_answer_is_promised_in_working_days",
    ),
    18: held(
        "the company's own names of statuses", f"{HERE}::test_a_status_has_the_companys_name_everywhere"
    ),
    19: held(
        "the decision with its reason, sent out",
        f"{HERE}::test_a_decision_and_its_reason_reach_author_and_followers",
        "suggestions/test_lifecycle.py::test_a_decision_owes_a_reason",
    ),
    20: held(
        "decisions prepared, then published at once",
        "reviews/test_rounds.py::test_decisions_are_prepared_then_published_at_once",
    ),
    21: held(
        "one vote a person, revocable",
        "suggestions/test_votes.py::test_a_vote_counts_once_and_can_be_taken_back_and_turned",
        "suggestions/test_votes.py::test_one_person_pressing_in_many_windows_is_one_ballot",
    ),
    22: held(
        "votes that are limited",
        "suggestions/test_voting.py::test_a_budget_is_spent_and_what_is_taken_back_is_there_again",
        "suggestions/test_voting.py::test_five_hundred_at_once_never_exceed_the_budget",
    ),
    23: held(
        "counts hidden until the end",
        "suggestions/test_voting.py::test_hidden_ballots_are_on_no_counter_until_the_last_day_is_over",
        "suggestions/test_voting_pages.py::test_no_door_tells_a_hidden_count_and_all_do_afterwards",
        f"{HERE}::test_a_round_of_reviews_shows_no_hidden_count",
    ),
    24: held(
        "pairwise ranking: which of these two is better",
        "suggestions/test_comparing.py::test_asked_answered_taken_back_and_the_order_read",
        "suggestions/test_comparing.py::test_who_is_asked_about_what",
        "stats/test_paired.py::test_the_interval_holds_the_truth_as_often_as_it_says",
    ),
    25: held(
        "comments, mentions, reactions",
        "suggestions/test_discussion_pages.py::test_a_thread_with_replies_reactions_and_a_note",
        "suggestions/test_discussion_pages.py::test_people_are_found_and_put_into_the_text_without_a_script",
    ),
    26: held(
        "moderation: before others read it, where a category says so; after the fact, by reports",
        "suggestions/test_holding.py::test_nobody_meets_it_before_and_everybody_after",
        "suggestions/test_discussion.py::test_reports_are_settled_by_hiding_or_by_leaving_it",
        "suggestions/test_hidden.py::test_no_page_file_or_answer_shows_it",
    ),
    27: held(
        "each kind of message by its channel",
        "notifications/test_settings.py::test_the_matrix_shows_what_holds_and_stores_what_is_chosen",
        "suggestions/test_hearing.py::test_the_page_never_lies",
    ),
    28: held(
        "a digest instead of single mails",
        "notifications/test_digests.py::test_the_mail_of_the_day_says_each_thing_once_newest_first",
        "notifications/test_digests.py::test_the_mail_of_the_week_comes_on_monday",
    ),
    29: held(
        "the author hears how it is put into practice, and whether it lasts",
        "suggestions/test_told.py::test_author_and_follower_hear_of_project_verdict_and_that_it_lasts",
        "projects/test_contributions.py::test_the_ideas_hear_each_phase_and_the_verdict",
    ),
    43: held(
        "a report of engagement",
        "suggestions/test_engagement.py::test_the_figures_are_those_counted_by_hand",
        "suggestions/test_engagement.py::test_nothing_under_five_is_left_over",
    ),
    44: held(
        "an API",
        "api/test_ideas.py::test_handing_in_and_reading_back",
        "api/test_categories.py::test_ideas_are_narrowed_as_on_the_page",
    ),
    45: held(
        "files in and out",
        "imports/test_ideas.py::test_the_citizens_file_comes_in_whole",
        "suggestions/test_pages.py::test_downloads_hold_the_filtered_list",
        "suggestions/test_fields.py::test_a_file_brings_answers_to_extra_fields",
    ),
    47: held(
        "each page in the reader's language",
        "e2e/test_keys.py::test_find_read_and_back_an_idea_by_keyboard",
        "e2e/test_loop.py::test_the_whole_loop_without_javascript",
    ),
    48: held(
        "an audit log of each change",
        "audit/test_recording.py::test_a_change_writes_one_entry",
        "suggestions/test_drafts.py::test_a_draft_leaves_no_trace_in_the_audit",
    ),
    49: held(
        "accessibility, checked",
        "e2e/test_keys.py::test_find_read_and_back_an_idea_by_keyboard",
        "e2e/test_tools.py::test_axe_names_the_rule",
    ),
    50: held(
        "no outside service",
        "e2e/test_tools.py::test_faults_behind_the_page_are_seen",
        "suggestions/test_similar.py::test_the_golden_titles_reach_their_targets",
    ),
}
# Rows of other parts of the product, and rows that it does not have.
OTHERS = {
    30: "scores of a committee: reviews",
    31: "points and streaks: on purpose not there",
    32: "awards: tests/awards",
    33: "payouts: awards",
    34: "phases of a project: projects",
    35: "a prediction before the test: projects",
    36: "series before and after: metrics",
    37: "limits of a frozen baseline: projects",
    38: "the change on the chart: projects",
    39: "a result that another person approves: projects",
    40: "finance validates: savings",
    41: "kinds of benefit apart: projects",
    42: "spread to other places: not there",
    46: "single sign-on: accounts",
}


@pytest.mark.databases("sqlite")
def test_every_row_has_its_tests() -> None:
    assert sorted([*OF_IDEAS, *OTHERS]) == list(range(1, 51))
    assert all(row.held_by for row in OF_IDEAS.values())
    assert lost(OF_IDEAS) == []
    assert len(lost({0: held("a row that lost its test", f"{HERE}::test_gone", "nowhere.py::test_x")})) == 2


def person(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.login == login)).one()


@pytest.fixture
def signed_in(app: Flask, browser: Browser) -> Browser:
    with app.app_context():
        make_person("ann", "Ann Author", password=PASSWORD)
    browser.sign_in("ann", PASSWORD)
    return browser


@pytest.mark.databases("sqlite")
def test_the_form_asks_apart(signed_in: Browser) -> None:
    """Rows 1 and 7: three questions and a photo straight from the camera, on a page made for the phone."""
    page = signed_in.get("/suggestions/new")
    names = [node.attributes.get("name") for node in page.css("main textarea")]
    assert names[:3] == ["problem", "idea", "expected_result"]
    assert page.css("input[type=file][capture]")
    assert page.one("meta[name=viewport]").attributes["content"] == "width=device-width, initial-scale=1"


def test_who_is_responsible_until_when_and_that_it_is_late(
    app: Flask, signed_in: Browser, clock: Clock
) -> None:
    """Rows 15 and 17: on the author's own page."""
    with app.app_context():
        press = make_unit("Press")
        make_person("cora", "Cora Chief", roles=[Role.COORDINATOR])
        with transaction():
            quick = service.create_category(CategoryData(Localized.both("Quick"), promise_days=2), by=SYSTEM)
        number = idea(act(person("ann")), unit_id=press.id, category_id=quick.id).id
    page = signed_in.get(f"/suggestions/{number}")
    assert "Cora Chief" in page.text and "promised by" in page.text
    assert not page.css(".st-late")
    clock.move(days=6)
    assert signed_in.get(f"/suggestions/{number}").css(".st-late")


def test_a_status_has_the_companys_name_everywhere(app: Flask, signed_in: Browser) -> None:
    """Row 18: in the list, on the idea's page and in files."""
    with app.app_context():
        number = idea(act(person("ann"))).id
        with transaction():
            name_statuses(StatusNames(received=Localized.both("On the pile")), by=SYSTEM)
    for address in ("/suggestions", f"/suggestions/{number}"):
        assert "On the pile" in signed_in.get(address).text
    signed_in.get("/suggestions/export.csv")
    assert "On the pile" in signed_in.body.decode("utf-8-sig")


@pytest.mark.usefixtures("context")
def test_a_decision_and_its_reason_reach_author_and_followers() -> None:
    """Row 19."""
    ann, fay = act(make_person("ann")), act(make_person("fay"))
    found = idea(ann)
    with transaction():
        service.follow(found, by=fay)
        service.decide(found, Outcome.DECLINED, "The hall is rebuilt anyway.", by=SYSTEM)
    rows = db.session.scalars(select(InboxNotice).order_by(InboxNotice.id))
    told = {(row.person_id, row.detail_plain) for row in rows if row.kind.endswith(".decision")}
    assert told == {(one.actor_id, "The hall is rebuilt anyway.") for one in (ann, fay)}


def test_a_round_of_reviews_shows_no_hidden_count(app: Flask, browser: Browser, clock: Clock) -> None:
    """Row 23: a committee that scores during the vote sees nothing of it, and the count when the vote is over."""
    with app.app_context():
        company = make_company(signs_in=("mia",))
        with transaction():
            category = service.create_category(CategoryData(Localized.both("Voted on")), by=SYSTEM)
            rule = VotingData(closes_on=company_today() + timedelta(days=3), counts_hidden=True)
            change_rule(category, rule, by=SYSTEM)
        found = idea(act(company.max), "Racks", category_id=category.id)
        vote_of(act(company.ada), act(company.coco), on=found)
        held_round = company.round([found])
        number = items_of(SYSTEM, held_round.id)[0].id
    browser.sign_in("mia", PASSWORD)
    address = f"/reviews/items/{number}"
    assert "Racks" in browser.get(address).h1
    assert "back it" not in browser.text
    clock.move(days=4)
    with app.app_context():
        assert show_due_counts() == 1
    browser.get(address)
    assert "2 colleagues back it" in browser.text
