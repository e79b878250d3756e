"""What the load is aimed at: the product, and beside it in the same process a bare Flask page to compare with."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from wsgi import app as product

bare = Flask("bare")
bare.add_url_rule("/", "hello", lambda: "<h1>Hello</h1>")
app = DispatcherMiddleware(product, {"/bare": bare})
