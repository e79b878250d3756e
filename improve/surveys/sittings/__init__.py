"""Surveys that somebody has begun and not sent in: kept page by page, continued by a link, counted apart."""
