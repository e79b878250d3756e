"""The data-processing notice: what people may read of what becomes of their data, and which version they agreed to."""
