"""The blueprint of links that are printed, and of kiosks: outside of /suggestions, because they are typed by hand."""

from __future__ import annotations

from flask import Blueprint, current_app

from improve.suggestions.places.models import Place

links = Blueprint("places", __name__)


def link_of(place: Place) -> str:
    """The address on the poster."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/i/{place.code}"
