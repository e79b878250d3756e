"""Use cases of committees, rounds, scores and decisions."""

from improve.reviews.service.asking import answer_notes, answer_unnamed, check_response, may_answer
from improve.reviews.service.assigning import (
    assign_automatically,
    assign_by_rule,
    missing_in,
    set_expertise,
    set_ideas,
    set_reviewers,
    set_wishes,
    volunteer,
)
from improve.reviews.service.committees import appoint, change_committee, change_term, create_committee
from improve.reviews.service.decisions import decide, publish_round
from improve.reviews.service.drafting import drop_draft, keep_draft, keep_fields
from improve.reviews.service.importing import import_scores
from improve.reviews.service.importing_assignments import import_assignments
from improve.reviews.service.lead_keeping import replace_leads
from improve.reviews.service.leading import (
    has_scored,
    lead_field,
    name_leads,
    sees_summary,
    spread_leads,
    too_early,
    write_summary,
)
from improve.reviews.service.masking import (
    check_may_mask,
    hide_picture,
    hide_words,
    lift_mark,
    may_mask,
    show_words,
)
from improve.reviews.service.meeting import call_idea, end_meeting, recused_names, start_meeting
from improve.reviews.service.practice import (
    choose_practice,
    may_set_practice,
    remove_practice,
    score_practice,
    write_practice,
)
from improve.reviews.service.rating import may_rate, rate_comment
from improve.reviews.service.recusal import declare_conflict, lift_conflict, may_record, record_conflict
from improve.reviews.service.reopening import decide_again
from improve.reviews.service.rounds import (
    add_ideas,
    change_round,
    change_running,
    check_open,
    close_round,
    create_round,
    discard_round,
    open_round,
    remove_idea,
    reopen_round,
)
from improve.reviews.service.rubrics import change_rubric, create_rubric
from improve.reviews.service.schedule import close_overdue, keep_led, remind
from improve.reviews.service.scoring import hand_in, hand_in_and_go_on, may_amend, submit_review
from improve.reviews.service.voting import ballot_items, cast_ballot, close_vote, may_close, open_vote

__all__ = [
    "add_ideas",
    "answer_notes",
    "answer_unnamed",
    "appoint",
    "assign_automatically",
    "assign_by_rule",
    "ballot_items",
    "call_idea",
    "cast_ballot",
    "change_committee",
    "change_round",
    "change_rubric",
    "change_running",
    "change_term",
    "check_may_mask",
    "check_open",
    "check_response",
    "choose_practice",
    "close_overdue",
    "close_round",
    "close_vote",
    "create_committee",
    "create_round",
    "create_rubric",
    "decide",
    "decide_again",
    "declare_conflict",
    "discard_round",
    "drop_draft",
    "end_meeting",
    "hand_in",
    "hand_in_and_go_on",
    "has_scored",
    "hide_picture",
    "hide_words",
    "import_assignments",
    "import_scores",
    "keep_draft",
    "keep_fields",
    "keep_led",
    "lead_field",
    "lift_conflict",
    "lift_mark",
    "may_amend",
    "may_answer",
    "may_close",
    "may_mask",
    "may_rate",
    "may_record",
    "may_set_practice",
    "missing_in",
    "name_leads",
    "open_round",
    "open_vote",
    "publish_round",
    "rate_comment",
    "record_conflict",
    "recused_names",
    "remind",
    "remove_idea",
    "remove_practice",
    "reopen_round",
    "replace_leads",
    "score_practice",
    "sees_summary",
    "set_expertise",
    "set_ideas",
    "set_reviewers",
    "set_wishes",
    "show_words",
    "spread_leads",
    "start_meeting",
    "submit_review",
    "too_early",
    "volunteer",
    "write_practice",
    "write_summary",
]
