"""The form of an analysis."""

from __future__ import annotations

from improve.core.messages import _l
from improve.projects.analysis.models import Bone
from improve.projects.analysis.values import BONE_WORDS, AnalysisData
from improve.web.forms import ValueForm, line, prose


class AnalysisForm(ValueForm):
    """What was found out."""

    value_class = AnalysisData
    evidence = prose(
        _l("What shows the problem?"), hint=_l("Figures, observations, where and how often."), rows=4
    )
    why_1 = line(_l("Why does it happen?"))
    why_2 = line(_l("And why is that?"))
    why_3 = line(_l("And why is that? (3)"))
    why_4 = line(_l("And why is that? (4)"))
    why_5 = line(_l("And why is that? (5)"))
    people = prose(BONE_WORDS[Bone.PEOPLE], rows=2)
    method = prose(BONE_WORDS[Bone.METHOD], rows=2)
    machine = prose(BONE_WORDS[Bone.MACHINE], rows=2)
    material = prose(BONE_WORDS[Bone.MATERIAL], rows=2)
    measurement = prose(BONE_WORDS[Bone.MEASUREMENT], rows=2)
    environment = prose(BONE_WORDS[Bone.ENVIRONMENT], rows=2)
    counted = line(_l("What was counted?"), hint=_l("For example: waiting trucks in October by cause"))
    counts = prose(
        _l("Causes and how often"),
        hint=_l("One a line, the count at the end; two columns of a spreadsheet can be pasted."),
        rows=6,
    )
    root_cause = prose(_l("The root cause"), hint=_l("What the project changes."), rows=2)
