"""Letting an answer of the public door be shown in a frame, on listed sites alone."""

from __future__ import annotations

from flask import Response, after_this_request, request

from improve.surveys.framing.service import sites_of
from improve.web.requests import CONTENT_SECURITY_POLICY

FIELD = "frame"
NOBODY = "frame-ancestors 'none'"


def is_framed() -> bool:
    """Was the page asked for by a frame?"""
    return FIELD in request.args or FIELD in request.form


def allow_framing(survey_id: int) -> list[str]:
    """Let the answer to this request be framed by the survey's sites; answers them. No site, no frame."""
    sites = list(sites_of(survey_id)) if is_framed() else []
    if sites:

        @after_this_request
        def _allow(response: Response) -> Response:
            policy = CONTENT_SECURITY_POLICY.replace(NOBODY, f"frame-ancestors {' '.join(sites)}")
            response.headers["Content-Security-Policy"] = policy
            return response

    return sites
