"""What is measured: definitions, append-only readings, charts, targets."""
