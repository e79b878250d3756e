"""The verdict as a paragraph, in English and in Chinese.

`analyze` runs without the application, so the languages stand here side by side and not in a catalog. Words avoided on
purpose: significant, proved, no effect. A change never stands without its interval and its base.
"""

from improve.stats.wording.paragraph import Language, change_sentence
from improve.stats.wording.words import Period

__all__ = ["Language", "Period", "change_sentence"]
