"""The field register describes what an empty store really has, and sees one column more or less."""

from collections import Counter
from pathlib import Path

import pytest

from tempory.policy import FIELDS, Field, Schema, Store, undeclared_columns, vanished_columns
from tempory.probes.store import read_schema
from tempory.storage.sqlite import open_storage


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    open_storage(tmp_path).close()
    return read_schema(tmp_path)


def test_every_column_that_is_stored_is_declared_and_no_other(schema: Schema) -> None:
    assert undeclared_columns(schema) == []
    assert vanished_columns(schema) == []
    assert {store for store, _ in schema} == set(Store)


def test_one_column_more_is_seen(schema: Schema) -> None:
    more = dict(schema) | {(Store.MAIL, "mailboxes"): schema[Store.MAIL, "mailboxes"] | {"peer"}}
    assert undeclared_columns(more) == ["mail.db: mailboxes.peer"]
    assert undeclared_columns(dict(schema) | {(Store.KEYS, "log"): frozenset({"b", "a"})}) == [
        "keys.db: log.a",
        "keys.db: log.b",
    ]


def test_one_column_less_is_seen(schema: Schema) -> None:
    less = {place: columns for place, columns in schema.items() if place != (Store.MAIL, "graves")}
    assert vanished_columns(less) == ["mail.db: graves.mailbox"]


def test_a_column_of_the_same_name_elsewhere_is_not_declared_by_it(schema: Schema) -> None:
    moved = dict(schema) | {(Store.KEYS, "mailboxes"): frozenset({"profile"})}
    assert undeclared_columns(moved) == ["keys.db: mailboxes.profile"]


def test_each_field_is_declared_once() -> None:
    places = Counter((field.store, field.table, field.column) for field in FIELDS)
    assert not [place for place, count in places.items() if count > 1]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.table}.{field.column}")
def test_each_field_says_what_why_and_how_long(field: Field) -> None:
    assert all(len(text) > 3 and text == text.strip() for text in (field.what, field.why, field.kept))
