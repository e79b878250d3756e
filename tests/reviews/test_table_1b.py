"""Each row of table 1b (what a committee's review has to do) by its number: the tests that hold it, or why we leave
it out. A row whose test is renamed or removed fails here.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROWS = 39

HELD: dict[int, tuple[str, ...]] = {
    1: ("test_rules.py::test_a_round_takes_only_the_steps_of_its_life",),
    2: (
        "test_rounds.py::test_who_sees_which_rounds",
        "test_rounds.py::test_members_and_auditors_do_not_publish",
    ),
    3: ("test_rubrics.py::test_a_used_version_stands_and_a_change_makes_a_new_one",),
    4: ("test_rounds.py::test_a_deferred_idea_comes_into_the_next_round",),
    5: ("test_rules.py::test_a_review_is_the_weighted_mean_of_what_was_answered",),
    6: ("test_rules.py::test_what_cannot_be_judged_is_neither_zero_nor_the_lowest",),
    7: ("test_pages.py::test_a_member_scores_one_idea_after_the_other",),
    8: ("test_rubrics.py::test_every_kind_of_criterion_counts_as_it_should",),
    9: ("test_rubrics.py::test_a_rubric_counts_something_for_every_category",),
    10: (
        "test_scoring.py::test_under_sixty_percent_of_the_weight_is_an_abstention",
        "test_standing.py::test_abstentions_count_nowhere",
    ),
    11: (
        "test_certainty.py::test_a_score_weighs_by_how_sure_its_member_is",
        "test_certainty.py::test_it_stands_beside_the_others_where_the_round_wants_it",
    ),
    12: (
        "test_leaks.py::test_T2_a_blind_round_names_no_author",
        "test_doors.py::test_no_door_names_the_author_of_a_blind_idea_to_who_judges_it",
    ),
    13: ("test_masking.py::test_T5_members_read_it_masked_wherever_they_read_it",),
    14: ("test_masking.py::test_T5_members_read_it_masked_wherever_they_read_it",),
    15: ("test_leaks.py::test_members_see_no_names_and_no_decision_before_it_is_published",),
    16: ("test_leaks.py::test_T3_scores_stay_hidden_until_one_has_given_ones_own",),
    17: ("test_conflicts.py::test_a_forged_score_of_an_own_idea_answers_like_a_missing_idea",),
    18: (
        "test_conflicts.py::test_T12_a_late_declaration_takes_the_idea_and_the_score_away",
        "test_conflicts.py::test_the_chair_records_a_conflict_and_only_a_chair_lifts_it",
    ),
    19: (
        "test_conflicts.py::test_each_kind_of_conflict_takes_an_idea_out_of_the_queue",
        "test_conflicts.py::test_the_line_is_one_level_up_and_down",
    ),
    20: (
        "test_assigning.py::test_by_hand_by_rule_and_anew",
        "test_assigning.py::test_a_round_is_assigned_in_the_browser",
    ),
    21: ("test_importing.py::test_assignments_come_in_and_a_second_time_nothing_changes",),
    22: (
        "test_assigning.py::test_hard_limits_hold_and_what_is_missing_is_named",
        "test_assigning.py::test_five_hundred_ideas_and_forty_members",
    ),
    23: (
        "test_assigning.py::test_ideas_rather_come_to_who_knows_their_category",
        "test_assigning.py::test_what_members_wish_steers_the_next_assignment",
    ),
    24: (
        "test_notices.py::test_each_member_hears_their_own_number",
        "test_notices.py::test_reminders_go_out_seven_and_two_days_before_and_one_after_to_those_who_owe",
    ),
    25: (
        "test_rules.py::test_the_least_reviewed_idea_comes_first_and_what_is_scored_counts_before",
        "test_rules.py::test_not_everybody_begins_with_the_same_idea",
    ),
    26: ("test_standing.py::test_strictness_is_taken_out", "test_pages.py::test_the_record_holds_everything"),
    27: (
        "test_standing.py::test_spread_in_words",
        "test_large_rounds.py::test_pages_orders_filters_and_their_statements",
    ),
    28: (
        "test_standing.py::test_strictness_is_taken_out",
        "test_simulation.py::test_the_adjusted_score_is_at_least_as_close_to_the_truth",
    ),
    29: ("test_standing.py::test_agreement_needs_ten_ideas",),
    30: (
        "test_voting_rules.py::test_schulze_finds_what_its_article_states",
        "test_voting_rules.py::test_approvals_and_points_count_for_each_ballot_an_idea_is_on",
        "test_voting.py::test_members_vote_on_what_they_have_no_conflict_with",
        "test_voting.py::test_a_vote_from_the_ballot_to_the_minutes",
    ),
    31: (
        "test_leading.py::test_leads_are_named_never_with_a_conflict_and_hear_of_it",
        "test_leading.py::test_who_has_a_conflict_or_leaves_is_replaced_and_their_summary_is_gone",
        "test_leading.py::test_from_the_naming_to_the_draft_of_the_reason",
    ),
    32: (
        "test_meeting.py::test_ideas_are_called_and_those_with_a_conflict_announced",
        "test_meeting.py::test_everybody_follows_and_who_has_a_conflict_is_sent_out",
        "test_standing.py::test_the_agenda_begins_with_conflict_at_the_line_and_names_each_idea_once",
    ),
    33: ("test_calibration.py::test_what_a_decision_needs",),
    34: ("test_rounds.py::test_decisions_are_prepared_then_published_at_once",),
    35: (
        "test_responses.py::test_authors_answer_once_until_the_day_and_nothing_is_published_before",
        "test_responses.py::test_a_blind_round_reads_the_answer_masked_like_the_idea",
        "test_responses.py::test_the_pages_of_an_answer",
    ),
    36: (
        "test_rating.py::test_who_may_rate_and_what_counts",
        "test_rating.py::test_comments_are_rated_on_the_page",
    ),
    37: ("test_scoring.py::test_an_amendment_appends_and_the_last_one_counts",),
    38: (
        "test_rounds.py::test_T10_a_changed_decision_keeps_the_earlier_one",
        "test_reopening.py::test_both_decisions_stay_and_the_author_hears_the_new_one",
    ),
    39: ("test_pages.py::test_the_record_holds_everything",),
}
# What another product has and ours has not, or has in part.
BEHIND: dict[int, str] = {}


def test_every_row_has_a_living_test_or_a_reason() -> None:
    assert sorted([*HELD, *BEHIND]) == list(range(1, ROWS + 1))
    missing = [
        name
        for names in HELD.values()
        for name in names
        if name.split("::")[1] not in _functions(name.split("::")[0])
    ]
    assert missing == []


@cache
def _functions(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / "reviews" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
