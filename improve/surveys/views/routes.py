"""The blueprint that all pages of surveys share."""

from flask import Blueprint

blueprint = Blueprint("surveys", __name__)
