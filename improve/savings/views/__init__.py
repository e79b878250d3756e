"""Pages of savings."""

from improve.savings.views import base, deciding, exports, ledger
from improve.savings.views.blueprint import blueprint

__all__ = ["base", "blueprint", "deciding", "exports", "ledger"]
