"""The WSGI entry point: `wsgi:app`."""

from improve.app import create_app

app = create_app()
