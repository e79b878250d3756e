"""What stands beside a verdict: the place without the change, and the metrics also looked at."""
