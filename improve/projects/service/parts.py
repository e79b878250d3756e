"""The use cases of a project's parts with their values, for whoever plays whole projects."""

from improve.projects.acting import service as acting
from improve.projects.acting.values import ApprovalData, FollowUpData, SpreadData
from improve.projects.actions import service as actions
from improve.projects.actions.values import ActionData, BlockerData, Did
from improve.projects.analysis import service as analysis
from improve.projects.analysis.values import AnalysisData
from improve.projects.rollout import service as rollout
from improve.projects.rollout.models import Step
from improve.projects.rollout.values import CriteriaData, ProofData
from improve.projects.sustaining import service as sustaining
from improve.projects.sustaining.values import DAYS

__all__ = [
    "DAYS",
    "ActionData",
    "AnalysisData",
    "ApprovalData",
    "BlockerData",
    "CriteriaData",
    "Did",
    "FollowUpData",
    "ProofData",
    "SpreadData",
    "Step",
    "acting",
    "actions",
    "analysis",
    "rollout",
    "sustaining",
]
