"""Passwords that cost next to nothing: half the tests of pages sign somebody in."""

from __future__ import annotations

from argon2 import PasswordHasher

from improve.accounts import passwords

REAL = passwords._hasher


def make_cheap() -> None:
    """Store and compare passwords with the fewest rounds; `REAL` has the parameters of the product."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
