"""Surveys and answers of other products: LimeSurvey, XLSForm, 问卷星, and plain tables of scores."""
