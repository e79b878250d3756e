"""The manifest of the demonstration."""

from improve.web.features import Feature

feature = Feature(
    name="demo",
    summary="The demonstration organization.",
    requires=("accounts", "metrics", "projects", "reviews", "suggestions", "surveys"),
)
