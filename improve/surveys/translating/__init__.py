"""The texts of a survey in any number of languages: how complete they are, and the sheet they are written in."""
