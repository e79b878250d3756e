"""Values of an analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from improve.core.messages import LazyText, _pl
from improve.core.values import Line, Prose
from improve.projects.analysis.models import Bone

WHYS = 5
MOST_CAUSES = 40
CAUSE = Line(300)
BONE_WORDS: dict[Bone, LazyText] = {
    Bone.PEOPLE: _pl("fishbone", "People"),
    Bone.METHOD: _pl("fishbone", "Method"),
    Bone.MACHINE: _pl("fishbone", "Machine"),
    Bone.MATERIAL: _pl("fishbone", "Material"),
    Bone.MEASUREMENT: _pl("fishbone", "Measurement"),
    Bone.ENVIRONMENT: _pl("fishbone", "Surroundings"),
}


@dataclass(frozen=True)
class AnalysisData:
    """What somebody found out; everything may be missing."""

    evidence: Annotated[str, Prose(10_000)] = ""
    why_1: Annotated[str, CAUSE] = ""
    why_2: Annotated[str, CAUSE] = ""
    why_3: Annotated[str, CAUSE] = ""
    why_4: Annotated[str, CAUSE] = ""
    why_5: Annotated[str, CAUSE] = ""
    people: Annotated[str, Prose(4_000)] = ""
    method: Annotated[str, Prose(4_000)] = ""
    machine: Annotated[str, Prose(4_000)] = ""
    material: Annotated[str, Prose(4_000)] = ""
    measurement: Annotated[str, Prose(4_000)] = ""
    environment: Annotated[str, Prose(4_000)] = ""
    counted: Annotated[str, Line(200)] = ""
    counts: Annotated[str, Prose(10_000)] = ""
    root_cause: Annotated[str, Prose(2_000)] = ""

    @property
    def whys(self) -> list[str]:
        """The answers in their order, without holes."""
        answers = [str(getattr(self, f"why_{n}")) for n in range(1, WHYS + 1)]
        return [answer for answer in answers if answer]

    @property
    def bones(self) -> dict[str, list[str]]:
        """The causes of each branch that has some: one a line."""
        found = {bone.value: getattr(self, bone.value).split("\n") for bone in Bone}
        causes = {bone: [line.strip() for line in lines if line.strip()] for bone, lines in found.items()}
        return {bone: lines for bone, lines in causes.items() if lines}
