"""Pages of unnamed authors: the box, the page of a code, giving one's name, and the company's choice."""

from improve.suggestions.anonymity.views import box, claim, reveal, settings, similar

__all__ = ["box", "claim", "reveal", "settings", "similar"]
