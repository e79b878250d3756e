"""What the events and subjects of the trail are called for a person who reads it.

The trail hears every event and knows no feature: these are names of events, not their classes. A test sees to
it that every event of every manifest has its words; one that has none is shown by its name.
"""

from __future__ import annotations

import re

from improve.core.messages import LazyText, _pl

EVENTS: dict[str, LazyText] = {
    "PersonCreated": _pl("event", "Person added"),
    "PersonChanged": _pl("event", "Person changed"),
    "PersonDisabled": _pl("event", "Account disabled"),
    "PersonEnabled": _pl("event", "Account enabled again"),
    "PasswordSet": _pl("event", "Password set"),
    "LinkIssued": _pl("event", "Invitation or reset link made"),
    "RoleGiven": _pl("event", "Role given"),
    "RoleTaken": _pl("event", "Role taken back"),
    "SignedIn": _pl("event", "Signed in"),
    "SignedOutEverywhere": _pl("event", "Signed out everywhere"),
    "EverybodySignedOut": _pl("event", "Everybody signed out"),
    "TokenIssued": _pl("event", "API token made"),
    "TokenRevoked": _pl("event", "API token withdrawn"),
    "UnitCreated": _pl("event", "Unit added"),
    "UnitChanged": _pl("event", "Unit changed"),
    "OrganizationChanged": _pl("event", "Company settings changed"),
    "MetricCreated": _pl("event", "Metric defined"),
    "MetricChanged": _pl("event", "Metric changed"),
    "MetricClosed": _pl("event", "Metric closed"),
    "MetricReopened": _pl("event", "Metric opened again"),
    "ReadingsRecorded": _pl("event", "Readings entered"),
    "MarkAdded": _pl("event", "Mark put on a chart"),
    "MarkRemoved": _pl("event", "Mark taken off a chart"),
    "SuggestionSubmitted": _pl("event", "Idea submitted"),
    "SuggestionImported": _pl("event", "Idea imported"),
    "SuggestionEdited": _pl("event", "Idea edited"),
    "SuggestionWithdrawn": _pl("event", "Idea withdrawn"),
    "SuggestionBacked": _pl("event", "Idea backed"),
    "SuggestionOpposed": _pl("event", "Vote against an idea"),
    "VoteTakenBack": _pl("event", "Vote taken back"),
    "TriageBegun": _pl("event", "Idea taken up"),
    "QuestionAsked": _pl("event", "Author asked"),
    "QuestionAnswered": _pl("event", "Question answered by the author"),
    "QuestionTakenBack": _pl("event", "Question to the author taken back"),
    "SentToLocalLead": _pl("event", "Idea given to the local lead"),
    "SuggestionParked": _pl("event", "Idea parked"),
    "SuggestionReturned": _pl("event", "Parked idea fetched back"),
    "AuthorReplied": _pl("event", "Decline answered by the author"),
    "ResponsibleNamed": _pl("event", "Responsible person named"),
    "DueDayChanged": _pl("event", "Due day of an idea changed"),
    "SuggestionSustained": _pl("event", "Idea sustained"),
    "RouteMade": _pl("event", "Route of ideas added"),
    "RouteChanged": _pl("event", "Route of ideas changed"),
    "RouteRemoved": _pl("event", "Route of ideas removed"),
    "StatusesNamed": _pl("event", "Statuses of ideas named"),
    "ReviewBegun": _pl("event", "Review begun"),
    "ReviewEnded": _pl("event", "Review ended without a decision"),
    "SuggestionDecided": _pl("event", "Idea decided"),
    "PilotBegun": _pl("event", "Pilot begun"),
    "PilotEnded": _pl("event", "Pilot ended without a result"),
    "SuggestionFinished": _pl("event", "Idea finished"),
    "SuggestionReopened": _pl("event", "Idea opened again"),
    "CommentPosted": _pl("event", "Comment posted"),
    "CommentRemoved": _pl("event", "Comment removed"),
    "FieldAdded": _pl("event", "Extra field added to a category"),
    "FieldChanged": _pl("event", "Extra field changed"),
    "AttachmentsAdded": _pl("event", "Files added to an idea"),
    "AttachmentRemoved": _pl("event", "File removed by the author"),
    "AttachmentTakenDown": _pl("event", "File removed by a coordinator"),
    "FollowingBegun": _pl("event", "Idea followed"),
    "FollowingEnded": _pl("event", "Idea no longer followed"),
    "CategoryCreated": _pl("event", "Category added"),
    "CategoryChanged": _pl("event", "Category changed"),
    "VotingRuleChanged": _pl("event", "Voting rule of a category changed"),
    "HiddenBallotChanged": _pl("event", "Ballot in a category with hidden counts"),
    "HiddenCountsShown": _pl("event", "Hidden votes counted and shown"),
    "ProjectCreated": _pl("event", "Project created"),
    "ProjectEdited": _pl("event", "Project edited"),
    "PlanChanged": _pl("event", "Measurement plan changed"),
    "OwnerNamed": _pl("event", "Owner named"),
    "ProjectMoved": _pl("event", "Project moved on the board"),
    "VerdictReached": _pl("event", "Verdict changed"),
    "ProjectDecided": _pl("event", "Project decided"),
    "ProjectClosed": _pl("event", "Project closed"),
    "ProjectStopped": _pl("event", "Project stopped"),
    "ProgramCreated": _pl("event", "Award program created"),
    "ProgramChanged": _pl("event", "Award program changed"),
    "AwardGiven": _pl("event", "Award given"),
    "AwardWithdrawn": _pl("event", "Award withdrawn"),
    "CommitteeCreated": _pl("event", "Committee set up"),
    "CommitteeChanged": _pl("event", "Committee changed"),
    "MemberAppointed": _pl("event", "Committee member appointed"),
    "TermChanged": _pl("event", "Term of office changed"),
    "RubricCreated": _pl("event", "Rubric written"),
    "RubricChanged": _pl("event", "Rubric changed"),
    "RubricVersioned": _pl("event", "New version of a rubric"),
    "RoundCreated": _pl("event", "Round prepared"),
    "RoundChanged": _pl("event", "Round changed"),
    "RoundDiscarded": _pl("event", "Round discarded"),
    "IdeasAdded": _pl("event", "Ideas put into a round"),
    "IdeaRemoved": _pl("event", "Idea taken out of a round"),
    "RoundOpened": _pl("event", "Scoring begun"),
    "RoundClosed": _pl("event", "Scoring ended"),
    "RoundReopened": _pl("event", "Scoring goes on"),
    "RoundEnding": _pl("event", "Members reminded of the end of a round"),
    "RoundPublished": _pl("event", "Decisions of a round published"),
    "ScoresImported": _pl("event", "Scores imported"),
    "ReviewSubmitted": _pl("event", "Idea scored"),
    "ReviewAmended": _pl("event", "Score changed"),
    "ConflictDeclared": _pl("event", "Conflict of interest declared"),
    "DecisionPrepared": _pl("event", "Decision prepared"),
    "SurveyCreated": _pl("event", "Survey drafted"),
    "SurveyChanged": _pl("event", "Survey changed"),
    "SurveyRevised": _pl("event", "New wording of a survey begun"),
    "SurveyPublished": _pl("event", "Survey published"),
    "SurveyClosed": _pl("event", "Survey closed"),
    "SurveyReopened": _pl("event", "Survey opened again"),
    "SurveyDiscarded": _pl("event", "Survey discarded"),
    "SurveyAnswered": _pl("event", "Survey answered"),
    "AnswersExported": _pl("event", "Answers downloaded"),
    "DemonstrationLoaded": _pl("event", "Demonstration loaded"),
    "DemonstrationRemoved": _pl("event", "Demonstration removed"),
    "FileUploaded": _pl("event", "File uploaded"),
    "ImportStarted": _pl("event", "Import started"),
    "ImportFinished": _pl("event", "Import ended"),
}
SUBJECTS: dict[str, LazyText] = {
    "person": _pl("subject", "Person"),
    "unit": _pl("subject", "Unit"),
    "organization": _pl("subject", "Company"),
    "suggestion": _pl("subject", "Idea"),
    "suggestion_category": _pl("subject", "Category of ideas"),
    "suggestion_route": _pl("subject", "Route of ideas"),
    "suggestion_statuses": _pl("subject", "Names of statuses"),
    "metric": _pl("subject", "Metric"),
    "project": _pl("subject", "Project"),
    "award_program": _pl("subject", "Award program"),
    "award": _pl("subject", "Award"),
    "committee": _pl("subject", "Committee"),
    "rubric": _pl("subject", "Rubric"),
    "review_round": _pl("subject", "Review round"),
    "review_item": _pl("subject", "Idea in a round"),
    "survey": _pl("subject", "Survey"),
    "import": _pl("subject", "Import"),
}


def event_word(name: str) -> LazyText | str:
    """What happened."""
    return EVENTS.get(name) or _apart(name)


def subject_word(subject_type: str) -> LazyText | str:
    """What it happened to."""
    return SUBJECTS.get(subject_type) or _apart(subject_type)


def _apart(name: str) -> str:
    """`ReadingAdded` -> `Reading added`, `survey_answer` -> `Survey answer`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    return words[:1].upper() + words[1:].lower()
