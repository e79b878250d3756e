"""Changing one's own answer until the survey closes, with a receipt that leads from nobody to it."""
