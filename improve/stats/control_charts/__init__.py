"""Control charts: limits by the kind of data, and the signals against them.

`chart` draws up one chart, `phases` one for each stretch between deliberate new baselines.
"""

from improve.stats.control_charts.charts import PRIME_FROM, RULE_SETS, RULES, TYPES, Chart, chart, phases
from improve.stats.control_charts.individuals import xmr_limits
from improve.stats.control_charts.lines import MR_LIMIT, XMR_CONSTANT, Lines

__all__ = [
    "MR_LIMIT",
    "PRIME_FROM",
    "RULES",
    "RULE_SETS",
    "TYPES",
    "XMR_CONSTANT",
    "Chart",
    "Lines",
    "chart",
    "phases",
    "xmr_limits",
]
