"""The manifest of suggestions."""

from datetime import timedelta

from improve.core.erasing import HOLDER
from improve.core.messages import _l
from improve.core.panels import Key, Keys, SettingsLink
from improve.suggestions import (
    api,
    capturing,
    commands,
    contributions,
    events,
    handling,
    hooks,
    importer,
    notices,
    policy,
    presenting,
    views,
)
from improve.suggestions import categories_api as _categories  # noqa: F401  (declares its operations)
from improve.suggestions.anonymity import parts as anonymity
from improve.suggestions.comparing import api as _comparing  # noqa: F401  (declares its operation)
from improve.suggestions.comparing import events as comparing_events
from improve.suggestions.discussion import parts as discussion
from improve.suggestions.erasing import holder as erasing
from improve.suggestions.hearing import parts as hearing
from improve.suggestions.linking import parts as linking
from improve.suggestions.saved import events as saved_events
from improve.suggestions.similar.jobs import renew_outdated
from improve.suggestions.votes_import import importer as votes_importer
from improve.suggestions.voting import api as _votes  # noqa: F401  (declares its operations)
from improve.suggestions.voting import events as voting_events
from improve.suggestions.voting.jobs import show_due_counts
from improve.web.features import Contribution, Feature, Job
from improve.web.navigation import NavItem

feature = Feature(
    name="suggestions",
    summary="Ideas, votes and comments.",
    requires=("accounts", "notifications"),
    blueprints=(views.blueprint, *capturing.BLUEPRINTS, api.api.blueprint),
    commands=commands.COMMANDS,
    grants=policy.BY_ROLE,
    relations=policy.RELATIONS,
    publishes=(
        *events.ALL,
        *capturing.EVENTS,
        *voting_events.ALL,
        *comparing_events.ALL,
        *saved_events.ALL,
        *anonymity.EVENTS,
        *discussion.EVENTS,
        *hearing.EVENTS,
        *linking.EVENTS,
    ),
    tells=(
        *discussion.TELLS,
        *notices.TELLS,
        *handling.TELLS,
        *capturing.TELLS,
        *anonymity.TELLS,
        *linking.TELLS,
    ),
    notice_kinds=(
        *hearing.KINDS,
        *handling.KINDS,
        *capturing.KINDS,
        *anonymity.KINDS,
        *discussion.KINDS,
    ),
    hears=handling.HEARS,
    jobs=(
        Job("suggestions.renew_similar", renew_outdated, timedelta(seconds=30)),
        *capturing.JOBS,
        *handling.JOBS,
        Job("suggestions.show_due_counts", show_due_counts, timedelta(minutes=1)),
        *anonymity.JOBS,
    ),
    navigation=(
        NavItem(_l("Ideas"), "suggestions.index", "lightbulb", policy.Permission.READ, order=10, tab=2),
        *handling.NAVIGATION,
        NavItem(
            _l("New idea"),
            "suggestions.new",
            "plus-lg",
            policy.Permission.SUBMIT,
            order=10,
            place="action",
            tab=3,
        ),
    ),
    contributions=(
        Contribution("home.waiting", contributions.waiting, order=20),
        Contribution("home.mine", contributions.mine, order=10),
        Contribution("home.achieved", contributions.achieved, order=10),
        Contribution("search", contributions.found, order=10),
        *capturing.CONTRIBUTIONS,
        *hearing.CONTRIBUTIONS,
        *handling.CONTRIBUTIONS,
        Contribution(
            "keys",
            Keys(_l("On an idea, also in the list"), (Key(("V",), _l("back it, or take that back")),)),
            10,
        ),
        *(Contribution(HOLDER, holder) for holder in erasing.HOLDERS),
        Contribution("importer", importer.IMPORTER),
        Contribution("importer", votes_importer.IMPORTER),
        Contribution(
            "settings",
            SettingsLink(
                label=_l("Categories of ideas"),
                line=_l("What ideas are about, and in how many days an answer is promised."),
                endpoint="suggestions.categories",
                icon="tags",
                permission=policy.Permission.MANAGE_CATEGORIES,
                order=30,
            ),
        ),
        *anonymity.CONTRIBUTIONS,
        *discussion.CONTRIBUTIONS,
        *linking.CONTRIBUTIONS,
        *hooks.CONTRIBUTIONS,
    ),
    init=presenting.init_app,
)
