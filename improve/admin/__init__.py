"""The administration's landing page."""
