"""Use cases of ideas.

The steps of the lifecycle (`begin_review` to `reopen`) are called by the features that judge and try ideas:
the caller has authorized who may do it, the lifecycle table says when.
"""

from improve.suggestions.asking.service import answer_question, ask, reply, take_question_back
from improve.suggestions.comparing.service import judge as compare
from improve.suggestions.comparing.values import Better, Judged
from improve.suggestions.discussion.service import (
    add_comment,
    comment,
    dismiss_reports,
    edit_comment,
    hide_comment,
    note,
    react,
    remove_comment,
    report_comment,
    restore_comment,
    take_reaction_back,
)
from improve.suggestions.linking.service import link, unlink
from improve.suggestions.merging.service import merge, unmerge
from improve.suggestions.merging.values import MergeData
from improve.suggestions.routing.admin import change_route, make_route, remove_route
from improve.suggestions.routing.jobs import escalate_broken
from improve.suggestions.routing.values import RouteData
from improve.suggestions.service.categories import change_category, create_category
from improve.suggestions.service.following import follow, unfollow
from improve.suggestions.service.importing import import_suggestions
from improve.suggestions.service.lifecycle import (
    answer,
    begin_pilot,
    begin_review,
    decide,
    end_pilot,
    end_review,
    finish,
    lapse,
    practice,
    reopen,
    sustain,
    withdraw,
)
from improve.suggestions.service.triage import (
    escalate,
    fetch_back,
    hand_back,
    hand_over,
    local_lead_of,
    park,
    release,
    send_to_local_lead,
    set_due,
    take_up,
    to_committee,
    to_local_lead,
)
from improve.suggestions.service.unnamed import (
    answer_unnamed,
    empty_box,
    hand_in_unnamed,
    offer_unnamed,
)
from improve.suggestions.service.voting import back, oppose, take_back
from improve.suggestions.service.writing import edit, read_ahead, submit
from improve.suggestions.similar.indexing import analyzed_later
from improve.suggestions.voting.service import change_rule as change_voting_rule

__all__ = [
    "Better",
    "Judged",
    "MergeData",
    "RouteData",
    "add_comment",
    "analyzed_later",
    "answer",
    "answer_question",
    "answer_unnamed",
    "ask",
    "back",
    "begin_pilot",
    "begin_review",
    "change_category",
    "change_route",
    "change_voting_rule",
    "comment",
    "compare",
    "create_category",
    "decide",
    "dismiss_reports",
    "edit",
    "edit_comment",
    "empty_box",
    "end_pilot",
    "end_review",
    "escalate",
    "escalate_broken",
    "fetch_back",
    "finish",
    "follow",
    "hand_back",
    "hand_in_unnamed",
    "hand_over",
    "hide_comment",
    "import_suggestions",
    "lapse",
    "link",
    "local_lead_of",
    "make_route",
    "merge",
    "note",
    "offer_unnamed",
    "oppose",
    "park",
    "practice",
    "react",
    "read_ahead",
    "release",
    "remove_comment",
    "remove_route",
    "reopen",
    "reply",
    "report_comment",
    "restore_comment",
    "send_to_local_lead",
    "set_due",
    "submit",
    "sustain",
    "take_back",
    "take_question_back",
    "take_reaction_back",
    "take_up",
    "to_committee",
    "to_local_lead",
    "unfollow",
    "unlink",
    "unmerge",
    "withdraw",
]
