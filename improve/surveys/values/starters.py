"""Surveys to begin with: standard questions, written for each language. Their texts are content, not catalog."""

from __future__ import annotations

from improve.core.localized import Localized
from improve.core.messages import _l
from improve.surveys.logic.paths import laid_out
from improve.surveys.values.kinds import Kind
from improve.surveys.values.occasions import COMPLAINT, EMPLOYEES, PROCESS, TRAINING
from improve.surveys.values.standard import NAMES_OF_ENDS, STEPS, THANKS, Starter, score, why

RELATIONSHIP = Starter(
    name=_l("Recommendation (NPS)"),
    purpose=_l(
        "How customers see you altogether: 0 to 10, and why. Ask the same people every 90 days at most."
    ),
    title=Localized(en="Our service", zh_Hans="我们的服务"),
    thanks=THANKS,
    questions=laid_out(
        (
            score(
                "nps",
                Kind.NPS,
                Localized(
                    en="How likely are you to recommend us to friends or colleagues?",
                    zh_Hans="您有多大可能向亲友或同事推荐我们？",
                ),
            ),
            why(
                "nps",
                high=Localized(en="What do you like most about us?", zh_Hans="您最满意的是哪一点？"),
                middle=Localized(
                    en="What would make it a 9 or 10 for you?", zh_Hans="怎样做，您会愿意打9分或10分？"
                ),
                low=Localized(en="What disappointed you most?", zh_Hans="哪一点最让您不满意？"),
            ),
        )
    ),
)

TRANSACTION = Starter(
    name=_l("Satisfaction (CSAT)"),
    purpose=_l("How one visit, repair or delivery went: 1 to 5, and why. Ask within two days."),
    title=Localized(en="Your visit", zh_Hans="本次服务回访"),
    thanks=THANKS,
    questions=laid_out(
        (
            score(
                "csat",
                Kind.CSAT,
                Localized(
                    en="How satisfied are you with our service this time?",
                    zh_Hans="您对我们这次的服务满意吗？",
                ),
            ),
            why(
                "csat",
                high=Localized(en="What went particularly well?", zh_Hans="哪一点做得特别好？"),
                middle=Localized(en="What could we have done better?", zh_Hans="哪一点还可以做得更好？"),
                low=Localized(en="What went wrong?", zh_Hans="哪里出了问题？"),
            ),
        )
    ),
)

EFFORT = Starter(
    name=_l("Effort (CES)"),
    purpose=_l("How easy it was to get something done: 1 to 7, and what made it hard."),
    title=Localized(en="Your request", zh_Hans="您的办理体验"),
    thanks=THANKS,
    questions=laid_out(
        (
            score(
                "ces",
                Kind.CES,
                Localized(
                    en="How far do you agree: it was easy to get my request handled?",
                    zh_Hans="“我的事情办起来很轻松”，您同意吗？",
                ),
            ),
            why(
                "ces",
                high=Localized(en="What made it easy?", zh_Hans="哪一点让您觉得轻松？"),
                middle=Localized(en="What would make it easier?", zh_Hans="怎样会更轻松？"),
                low=Localized(en="What made it difficult?", zh_Hans="哪一步最费力？"),
            ),
        )
    ),
)

STARTERS: dict[str, Starter] = {
    "relationship": RELATIONSHIP,
    "transaction": TRANSACTION,
    "effort": EFFORT,
    "employees": EMPLOYEES,
    "training": TRAINING,
    "process": PROCESS,
    "complaint": COMPLAINT,
}

__all__ = ["NAMES_OF_ENDS", "STARTERS", "STEPS", "Starter"]
