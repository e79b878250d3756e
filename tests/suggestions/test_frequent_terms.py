"""On PostgreSQL terms that nearly every idea has are not looked up, as its statistics know them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.suggestions import service
from improve.suggestions.similar import frequent, searching
from improve.suggestions.similar.features import side_of
from improve.suggestions.similar.frequent import telling
from improve.suggestions.similar.indexing import terms_of
from improve.suggestions.similar.jobs import renew_outdated
from improve.suggestions.similar.searching import similar_to
from improve.suggestions.values import ImportedSuggestion

TITLE = "Rubber mats where feet stand on concrete at packing station 3"


@pytest.mark.databases("postgresql")
def test_a_term_of_nearly_every_idea_is_left_out(context: object, monkeypatch: pytest.MonkeyPatch) -> None:
    wards = [
        "oncology",
        "paediatrics",
        "radiology",
        "cardiology",
        "pharmacy",
        "laundry",
        "kitchen",
        "archive",
    ]
    titles = [f"New shelves for the {ward}" for ward in wards * 5]
    with transaction():
        service.import_suggestions(
            [
                ImportedSuggestion(title=title, problem="", external_id=str(i))
                for i, title in enumerate(titles)
            ]
            + [ImportedSuggestion(title=TITLE, problem="", external_id="mats")],
            by=SYSTEM,
        )
    renew_outdated()
    (shelves, *_), (ward, *_) = (list(terms_of(side_of(word).found)) for word in ("shelves", "oncology"))
    monkeypatch.setattr(frequent, "RENEWED", -1)
    monkeypatch.setattr(frequent, "FEWEST", 1)
    assert telling([shelves, ward], 20) == [shelves, ward], "nothing is known yet"
    db.session.execute(text("ANALYZE suggestions_similar_fts"))
    db.session.commit()
    assert telling([shelves, ward], 20) == [ward]
    assert telling([shelves], 20) == [shelves], "a title of usual words alone is looked up all the same"
    monkeypatch.setattr(searching, "COMMON", 20)
    assert similar_to(SYSTEM, TITLE, language="en")[0].suggestion.title == TITLE
    assert similar_to(SYSTEM, titles[0], language="en")[0].suggestion.title == titles[0]
