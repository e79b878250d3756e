"""The rules of people, units and access as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improve.accounts import passwords, rules
from improve.accounts.models import UnitKind
from improve.accounts.queries import fold_login
from improve.accounts.rules import Limit
from improve.accounts.service.attempts import network_of
from improve.core.errors import Invalid, Refused
from tests import hashing

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
THREE = Limit("test", 3, timedelta(minutes=15))


def ago(**duration: float) -> datetime:
    return NOW - timedelta(**duration)


@pytest.mark.parametrize(
    ("attempts", "again"),
    [
        ([], None),
        ([ago(minutes=1), ago(minutes=2)], None),
        ([ago(minutes=1), ago(minutes=2), ago(minutes=3)], NOW + timedelta(minutes=12)),
        ([ago(minutes=1), ago(minutes=2), ago(minutes=15)], None),  # the oldest has just left the window
        ([ago(minutes=1), ago(minutes=2), ago(minutes=14, seconds=59)], NOW + timedelta(seconds=1)),
        ([ago(minutes=1), ago(minutes=2), ago(minutes=3), ago(minutes=9)], NOW + timedelta(minutes=12)),
    ],
)
def test_three_attempts_in_a_quarter_of_an_hour(attempts: list[datetime], again: datetime | None) -> None:
    assert rules.free_again_at(attempts, THREE, NOW) == again


@given(st.lists(st.integers(0, 3600), max_size=12), st.integers(1, 5))
def test_when_it_is_free_again_it_is(seconds: list[int], most: int) -> None:
    limit = Limit("test", most, timedelta(minutes=15))
    attempts = [NOW - timedelta(seconds=s) for s in seconds]
    again = rules.free_again_at(attempts, limit, NOW)
    if again is None:
        assert sum(at > NOW - limit.window for at in attempts) < most
    else:
        assert NOW < again <= NOW + limit.window
        assert rules.free_again_at(attempts, limit, again) is None
        assert rules.free_again_at(attempts, limit, again - timedelta(microseconds=1)) is not None


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        (UnitKind.SITE, None, True),
        (UnitKind.DEPARTMENT, None, True),
        (UnitKind.TEAM, None, True),
        (UnitKind.SITE, UnitKind.SITE, False),
        (UnitKind.SITE, UnitKind.TEAM, False),
        (UnitKind.DEPARTMENT, UnitKind.SITE, True),
        (UnitKind.DEPARTMENT, UnitKind.DEPARTMENT, True),
        (UnitKind.DEPARTMENT, UnitKind.TEAM, False),
        (UnitKind.TEAM, UnitKind.SITE, True),
        (UnitKind.TEAM, UnitKind.DEPARTMENT, True),
        (UnitKind.TEAM, UnitKind.TEAM, True),
    ],
)
def test_what_stands_inside_what(kind: UnitKind, parent: UnitKind | None, fits: bool) -> None:
    if fits:
        rules.check_nesting(kind, parent, depth=1 if parent is None else 2)
    else:
        with pytest.raises(Invalid):
            rules.check_nesting(kind, parent, depth=2)


def test_the_tree_has_an_end() -> None:
    rules.check_nesting(UnitKind.TEAM, UnitKind.TEAM, depth=rules.DEEPEST)
    with pytest.raises(Invalid) as refusal:
        rules.check_nesting(UnitKind.TEAM, UnitKind.TEAM, depth=rules.DEEPEST + 1)
    assert list(refusal.value.errors) == ["parent_id"]


@pytest.mark.parametrize(
    ("path", "parent", "fits"),
    [
        ("/1/", None, True),
        ("/1/", "/2/", True),
        ("/1/4/", "/1/", True),
        ("/1/", "/1/", False),
        ("/1/", "/1/4/", False),
        ("/1/", "/11/", True),  # another unit whose number begins alike
    ],
)
def test_nothing_moves_into_itself(path: str, parent: str | None, fits: bool) -> None:
    if fits:
        rules.check_move(path, parent)
    else:
        with pytest.raises(Invalid):
            rules.check_move(path, parent)


@pytest.mark.parametrize(("units", "people", "fits"), [(0, 0, True), (1, 0, False), (0, 1, False)])
def test_a_unit_is_closed_when_it_is_empty(units: int, people: int, fits: bool) -> None:
    if fits:
        rules.check_close(units, people)
    else:
        with pytest.raises(Refused):
            rules.check_close(units, people)


@pytest.mark.parametrize(
    ("parent", "below"),
    [(None, "site"), ("site", "department"), ("department", "team"), ("team", "team")],
)
def test_the_usual_kind_inside(parent: str | None, below: str) -> None:
    assert rules.kind_below(parent) == below


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password12",
        "PASSWORD2026",
        "passwordpassword",
        "1234567890",
        "13800138000",
        "aaaaaaaaaaaa",
        "qwertyuiop",
        "woaini1314",
        "ｐａｓｓｗｏｒｄ１２",  # full width
        "my login e1001x is good",
        "Chen Yu 2026",
    ],
)
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    assert passwords.problem(password, login="e1001", name="Chen Yu") is not None


@pytest.mark.parametrize(
    "password", ["four words of mine", "correct horse battery", "雨天带伞去上班真不错啊", "Tr0ub4dor&3x!"]
)
def test_good_passwords_are_taken(password: str) -> None:
    assert passwords.problem(password, login="a1", name="Li") is None


def test_a_password_fits_its_hash_and_no_other() -> None:
    stored = passwords.hashed("four words of mine")
    assert passwords.matches(stored, "four words of mine")
    assert not passwords.matches(stored, "four words of yours")
    assert not passwords.matches(None, "four words of mine")
    assert not passwords.matches("nonsense", "four words of mine")


def test_accents_and_widths_are_one_password_on_every_keyboard() -> None:
    stored = passwords.hashed("cafe\u0301 au lait １２")
    assert passwords.matches(stored, "caf\u00e9 au lait 12")


def test_the_decoy_costs_what_a_stored_hash_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", hashing.REAL)
    assert not passwords.needs_rehash(passwords.DECOY)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("E1001", "e1001"),
        (" e1001 ", "e1001"),
        ("Ｅ１００１", "e1001"),
        ("138 0013 8000", "13800138000"),
        ("Chen@Qinghe.Example", "chen@qinghe.example"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
    ],
)
def test_one_login_however_it_is_typed(typed: str, stored: str) -> None:
    assert fold_login(typed) == stored


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_login(fold_login(text)) == fold_login(text)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("a socket", "a socket"),
    ],
)
def test_what_counts_as_one_address(address: str | None, network: str) -> None:
    assert network_of(address) == network
