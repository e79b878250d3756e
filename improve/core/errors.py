"""What can go wrong in a use case, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from improve.core.messages import LazyText, _l


class ImproveError(Exception):
    """Base of everything a person is told; `status` is the HTTP answer."""

    status = 400

    def __init__(self, message: LazyText) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(ImproveError):
    """Who: the person lacks the role or the relation (403)."""

    status = 403

    def __init__(self, message: LazyText | None = None) -> None:
        super().__init__(message or _l("You do not have the role for this. Ask your coordinator."))


class Refused(ImproveError):
    """When: the state does not allow it now (409)."""

    status = 409


class Missing(ImproveError):
    """Not there, or not for this person to see (404)."""

    status = 404

    def __init__(self, message: LazyText | None = None) -> None:
        super().__init__(message or _l("There is nothing here. It may have been moved or withdrawn."))


class Invalid(ImproveError):
    """The input does not fit (422). `errors` maps a field's name to its messages; "" is the whole form."""

    status = 422

    def __init__(self, errors: Mapping[str, Sequence[LazyText]]) -> None:
        super().__init__(_l("Please check the marked fields."))
        self.errors = {name: list(messages) for name, messages in errors.items()}

    @classmethod
    def field(cls, name: str, message: LazyText) -> Invalid:
        """One message for one field."""
        return cls({name: [message]})
