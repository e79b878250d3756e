"""The rows of the feature table (../shared/reference/surveys-and-cases.md) that a survey tool must have, by what each
asks for: the test that holds it, or that it is behind and why. A row whose test is renamed or removed fails here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rows import held, lost

HERE = "surveys/test_feature_table.py"
OF_SURVEYS = {
    "Question types": [
        held(
            "every kind, what it takes and what it refuses",
            "surveys/test_kinds.py::test_every_kind_is_tried",
            "surveys/test_kinds.py::test_what_is_stored",
            "surveys/test_kinds.py::test_what_is_refused",
            "surveys/test_way.py::test_every_kind_is_answered_without_a_script",
        ),
        held("files", "surveys/test_uploads.py::test_files_come_with_an_answer_and_go_with_it"),
    ],
    "Logic / branching": [
        held(
            "typed comparisons with and, or, in, answered",
            "surveys/test_logic.py::test_typed_comparisons",
            "surveys/test_logic.py::test_conditions_that_are_refused",
        ),
        held(
            "pages, skipping to the end, and what was not asked is not stored",
            "surveys/test_logic.py::test_the_way_through",
            "surveys/test_logic.py::test_what_was_not_asked_is_not_stored",
        ),
    ],
    "Piping / recall": [
        held(
            "earlier answers and the contact, with a text for nobody, escaped",
            "surveys/test_logic.py::test_piping",
            "surveys/test_logic.py::test_piped_text_is_not_read_again",
            "surveys/test_invitations.py::test_a_wave_from_its_start_to_the_last_reminder",
        ),
    ],
    "Partial responses": [
        held(
            "kept page by page, continued by a link, counted apart",
            "surveys/test_way.py::test_partial_answers_are_kept_continued_and_counted_apart",
            "surveys/test_results.py::test_the_pages_of_results",
        ),
        held("in another language, too", "surveys/test_way.py::test_a_change_of_language_loses_nothing"),
    ],
    "One-click e-mail score": [
        held(
            "each score is a link of the mail; a GET never stores an answer",
            "surveys/test_invitations.py::test_a_wave_from_its_start_to_the_last_reminder",
            "surveys/test_invitations.py::test_a_get_stores_nothing_and_a_post_spends_the_link",
            "surveys/test_public.py::test_a_get_never_stores",
        ),
        held(
            "clicks are intents; who likes sees them counted beside the score; nothing of anonymous surveys",
            "surveys/test_intents.py::test_a_click_is_noted_once_and_counted_and_is_never_an_answer",
            "surveys/test_intents.py::test_what_is_kept_before_and_after_the_answer",
            "surveys/test_intents.py::test_the_score_with_clicks_hides_small_numbers_and_never_touches_the_score",
        ),
    ],
    "Embedded widget": [
        held(
            "a frame on listed sites with a small loader and no cookie",
            "surveys/test_framing.py::test_a_frame_is_allowed_on_listed_sites_and_answers_count",
            "surveys/test_framing.py::test_what_is_a_site",
            "surveys/test_public.py::test_no_cookie_is_set_and_no_account_is_read",
        ),
    ],
    "QR code": [
        held(
            "as drawing, picture and poster, for each place and channel",
            "surveys/test_pages.py::test_the_qr_code_holds_the_link",
            "surveys/test_asking.py::test_links_for_places",
        ),
    ],
    "Tokens / invitations / reminders": [
        held(
            "a list of contacts from a file",
            "contacts/test_contacts.py::test_a_file_is_brought_in_row_by_row",
        ),
        held(
            "tokens that are stored hashed and spent once",
            "surveys/test_invitations.py::test_a_wave_from_its_start_to_the_last_reminder",
            "surveys/test_invitations.py::test_a_link_is_spent_once_by_many_at_once",
        ),
        held(
            "reminders that stop at an answer, in the hours of the contact",
            "surveys/test_invitations.py::test_reminders_stop_at_an_answer_even_in_the_outbox",
            "surveys/test_invitations.py::test_mail_goes_in_the_hours_of_the_contact",
        ),
        held(
            "mails that come back, and no more mail",
            "surveys/test_invitations.py::test_what_comes_back_ends_mail_to_that_address_only",
            "contacts/test_contacts.py::test_only_a_post_unsubscribes",
        ),
    ],
    "Anonymity": [
        held(
            "three ways, locked before the start; the day alone, and no path from a link to an answer",
            "surveys/test_invitations.py::test_what_is_kept_of_who_answers",
            "surveys/test_invitations.py::test_after_the_night_no_transaction_leads_from_a_link_to_an_answer",
            "surveys/test_service.py::test_an_answer_is_stored_without_person_and_time",
            "surveys/test_invitations.py::test_a_download_names_whom_the_survey_names",
        ),
    ],
    "Dedupe": [
        held(
            "a form counts once, a link counts once, an address alone decides nothing",
            "surveys/test_service.py::test_a_form_sent_by_many_threads_counts_once",
            "surveys/test_public.py::test_the_same_form_counts_once",
            "surveys/test_invitations.py::test_a_link_is_spent_once_by_many_at_once",
            "surveys/test_public.py::test_an_office_of_two_hundred_can_answer_within_the_hour",
        ),
    ],
    "Multi-language surveys": [
        held(
            "any language, how complete it is, a sheet out and in, right to left",
            "surveys/test_way.py::test_any_language_with_a_sheet_to_translate",
            "surveys/test_public.py::test_a_survey_in_one_language_is_asked_in_it",
        ),
    ],
    "Accessible w/o JS": [
        held(
            "the whole way without a script and by keyboard, errors first, axe in every look, 320 px, 400 %",
            "e2e/test_surveys.py::test_every_kind_of_question_in_a_real_browser",
            "e2e/test_surveys.py::test_answering_in_every_look",
            "e2e/test_surveys.py::test_answering_without_a_script",
            "e2e/test_surveys.py::test_answering_with_the_keyboard_alone",
            "e2e/test_surveys.py::test_targets_are_44_px_and_nothing_is_cut",
            "e2e/test_surveys.py::test_errors_are_read_first",
        ),
    ],
    "Fatigue rules": [
        held(
            "over all surveys and of one, a flag that lifts them, a reason for each skip",
            "surveys/test_invitations.py::test_who_is_left_in_peace",
            "surveys/test_invitations.py::test_rest_holds_over_surveys_and_every_skip_has_its_reason",
        ),
    ],
    "Segments": [
        held(
            "by fields of the answers",
            "surveys/test_results.py::test_a_part_of_the_answers",
            "surveys/test_segments.py::test_segments_are_the_recount",
        ),
        held(
            "by attributes of contacts, taken when they answer",
            "surveys/test_saved_segments.py::test_what_is_noted_of_a_contact_goes_with_the_answer",
        ),
        held(
            "saved under a name, shared or private, in results, comparison and metrics",
            "surveys/test_saved_segments.py::test_a_segment_is_saved_read_shared_and_deleted",
            "surveys/test_saved_segments.py::test_saved_segments_are_counted_once_whoever_answers_meanwhile",
        ),
        held(
            "nothing about few people by subtracting two views",
            "surveys/test_subtracting.py::test_no_two_views_differ_by_fewer_than_five",
        ),
    ],
    "Import / export": [
        held(
            "LimeSurvey of both generations with its answers, XLSForm, and tables by mapping",
            "surveys/test_importing.py::test_the_samples_of_limesurvey_come_in_with_their_answers",
            "surveys/test_importing.py::test_the_old_generation_of_limesurvey",
            "surveys/test_importing.py::test_xlsform",
            "surveys/test_importing.py::test_a_table_of_scores_by_mapping",
        ),
        held(
            "as other products really write it, with everything told that stays behind; answers in codes and in words",
            "surveys/test_files_of_others.py::test_the_export_of_wjx",
            "surveys/test_files_of_others.py::test_what_limesurvey_says_of_questions_is_taken_or_told",
            "surveys/test_files_of_others.py::test_the_columns_and_groups_of_an_xlsform",
            "surveys/test_files_of_others.py::test_answers_in_words_under_headings_in_words",
        ),
        held(
            "CSV and XLSX out, and back without a loss",
            "surveys/test_exporting.py::test_every_answer_survives_the_way_out_and_back",
        ),
    ],
    "Detractor alerts": [
        held(
            "by score, keyword and wish, told in the product and by mail, once",
            "surveys/test_alerts.py::test_what_is_looked_for",
            "surveys/test_alerts.py::test_an_answer_is_told_once",
            "surveys/test_alerts.py::test_the_page_of_answers_to_look_at",
        ),
    ],
    "Dashboards": [
        held(
            "results with trend, distribution and segments; figures on the first page; a metric of the board",
            "surveys/test_results.py::test_the_pages_of_results",
            "surveys/test_pages.py::test_what_the_company_achieved",
            "surveys/test_results.py::test_a_metric_is_fed_by_a_segment",
        ),
    ],
    "Significance of change": [
        held(
            "section 3 by its worked cases, in words on the pages",
            "stats/test_golden_surveys.py::test_golden_case",
            "surveys/test_scores.py::test_the_worked_cases_hold",
            "surveys/test_scores.py::test_a_change_is_told_only_when_the_whole_interval_is",
            "surveys/test_pages.py::test_the_change_is_told_in_plain_words",
        ),
        held(
            "the published figures of real data, through the commands",
            "analyze/test_scores_of_a_file.py::test_the_r_community",
            "analyze/test_scores_of_a_file.py::test_friends_and_family",
            "analyze/test_scores_of_a_file.py::test_chinese_restaurants",
            "surveys/test_importing.py::test_the_r_community_as_a_survey",
            "surveys/test_importing.py::test_chinese_restaurants_as_a_survey",
        ),
    ],
    "GDPR": [
        held(
            "retention: answers end, by deleting or without their texts",
            "surveys/test_retention.py::test_old_answers_end",
            "surveys/test_retention.py::test_the_page_shows_what_would_go_and_the_form_tells_it",
            "surveys/test_uploads.py::test_files_go_from_the_disk_with_their_answer",
        ),
        held(
            "export and erasure by contact, again after a restore; the notice of processing",
            "contacts/test_erasing.py::test_everything_is_told_then_erased_and_nothing_of_others",
            "contacts/test_erasing.py::test_a_restore_erases_again_what_came_back",
            "surveys/test_processing.py::test_people_read_it_beside_the_form_and_in_the_mail",
        ),
        held(
            "consent with its version",
            "surveys/test_way.py::test_consent_is_versioned",
            "contacts/test_contacts.py::test_the_pages_from_the_first_contact_to_its_silence",
        ),
    ],
    "API / webhooks": [
        held(
            "answers in, scores out",
            "surveys/test_api.py::test_answers_come_in_without_an_account_and_score",
            "surveys/test_api.py::test_the_api_hides_what_the_page_hides",
        ),
        held(
            "signed webhooks with outbox, retries, replay button",
            "webhooks/test_delivering.py::test_a_fact_arrives_signed_once_and_a_rolled_back_one_never",
            "webhooks/test_delivering.py::test_a_failure_is_tried_again_with_the_same_id_and_nothing_overtakes_it",
            "webhooks/test_delivering.py::test_what_was_sent_is_sent_again_and_what_nobody_takes_is_left_out",
            "webhooks/test_delivering.py::test_two_workers_share_the_endpoints_and_a_killed_one_loses_nothing",
            "webhooks/test_addresses.py::test_the_vectors_that_were_published",
            "webhooks/test_messages.py::test_answers_are_told_as_downloads_tell_them_and_anonymous_ones_never",
        ),
    ],
}
# Rows about cases are the next issue.
OF_CASES = {
    "Closed loop + SLA": "states, clocks and metrics of cases; surveys raise the fact that they listen to",
}
# What the rows above ask for besides, and is not there.
BEHIND = {
    "Dedupe": "no cookie, on purpose: a public page sets none; who has no link may answer twice",
    "Detractor alerts": "the case belongs to the issue of cases",
}
ROW = re.compile(r"(?<!\\)\|")


def rows_of(text: str) -> dict[str, str]:
    """Area -> what the last column asks of us, of the feature table."""
    table = text.partition("## 1. Feature table")[2].partition("\n## ")[0]
    cells = [ROW.split(line.strip().strip("|")) for line in table.splitlines() if line.startswith("|")]
    return {row[0].strip(): row[-1].strip().strip("*") for row in cells[2:]}


@pytest.mark.databases("sqlite")
def test_every_row_has_its_tests() -> None:
    for area, rows in OF_SURVEYS.items():
        assert rows and all(row.held_by for row in rows)
        assert [place for row in rows for place in lost({area: row})] == []
    assert len(lost({"x": held("a row that lost its test", f"{HERE}::test_gone", "nowhere.py::test_x")})) == 2
    assert set(BEHIND) <= set(OF_SURVEYS) and all(BEHIND.values())


@pytest.mark.databases("sqlite")
def test_no_row_of_the_table_is_left_out(shared: Path) -> None:
    table = rows_of((shared / "reference" / "surveys-and-cases.md").read_text("utf-8"))
    assert len(table) == 25
    must = {area for area, ours in table.items() if ours.startswith("M")}
    assert must == {*OF_SURVEYS, *OF_CASES}
