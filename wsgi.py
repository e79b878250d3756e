"""The WSGI entry point: `wsgi:app`."""

from improve.app import create_app
from improve.core.staying import keep_what_is_loaded

app = create_app()
keep_what_is_loaded()
