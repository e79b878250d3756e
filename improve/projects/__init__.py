"""PDCA projects: a measurement plan before the start, a verdict from the data, a decision with its reason."""
