"""How metrics are shown: the finding, the chart, how it was computed, filters for templates."""
