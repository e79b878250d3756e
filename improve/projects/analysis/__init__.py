"""Why there is a problem: evidence, five whys, a fishbone, a Pareto chart of counts, and the root cause."""
