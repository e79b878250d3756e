"""The WSGI entry point: `wsgi:app`."""

import gc

from improve.app import create_app

app = create_app()
# What is here now stays. Looking through it again and again would stop a request in twenty for an eighth of a second.
gc.collect()
gc.freeze()
