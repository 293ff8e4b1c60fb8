from __future__ import annotations

import io
import json
import random
from typing import Any

import fastavro
import pytest
from fastavro.utils import generate_many

from rollstream import records, serde
from rollstream._compiled import GAVE_UP, compiled

RECORDS = ("AdvantageGroup", "AnswerKeyEvent", "PolicyVersion", "Progress", "Receipt", "RewardEvent", "Rollout", "Task")


def by_fastavro(schema: Any, data: bytes) -> tuple[Any, int]:
    stream = io.BytesIO(data)
    return fastavro.schemaless_reader(stream, schema, None), stream.tell()


def encoded(schema: Any, record: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, record)
    return out.getvalue()


@pytest.mark.parametrize("name", RECORDS)
def test_reads_what_fastavro_reads(name: str) -> None:
    assert hasattr(records, name)
    schema = serde._own(name)[1]
    read = compiled(json.loads(serde._text(name)))

    for record in generate_many(schema, 200):
        data = encoded(schema, record)
        assert read(data, 0) == by_fastavro(schema, data)
        assert read(b"prefix" + data, 6)[1] == 6 + len(data)


def test_what_is_spoiled_is_read_as_fastavro_reads_it_or_given_up() -> None:
    schema = serde._own("AdvantageGroup")[1]
    read = compiled(json.loads(serde._text("AdvantageGroup")))
    dice = random.Random(4)
    both = 0
    for record in generate_many(schema, 300):
        good = encoded(schema, record)
        for _ in range(20):
            spoiled = bytearray(good)
            for _ in range(dice.randint(1, 3)):
                spoiled[dice.randrange(len(spoiled))] = dice.choice((dice.randrange(256), 0, 1, 2, 127, 128, 129, 255))
            data = bytes(spoiled[: dice.randint(1, 2 * len(spoiled))])
            try:
                found = read(data, 0)
            except GAVE_UP:
                continue
            if found[1] == len(data):
                assert repr(found) == repr(by_fastavro(schema, data))  # NaN differs from itself
                both += 1
    assert both > 1_000


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("long", b"\x80\x00"),
        ("long", b"\xff" * 9 + b"\x7f"),
        ("long", b"\x80"),
        ("string", b"\x01"),
        ("string", b"\x02\xff"),
        ("boolean", b"\x02"),
        ("double", b"1234567"),
        (["null", "int"], b"\x04"),
        (["null", "int"], b"\x80\x00"),
        ({"type": "array", "items": "int"}, b"\x01\x02\x02\x00"),
        ({"type": "array", "items": "int"}, b"\x80\x00\x02\x00"),
        ({"type": "array", "items": "int"}, b"\xfe\xff\xff\xff\x0f"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x02"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x01"),
    ],
)
def test_gives_up_what_is_unusual_or_wrong(kind: Any, data: bytes) -> None:
    read = compiled({"type": "record", "name": "R", "fields": [{"name": "x", "type": kind}]})

    with pytest.raises(GAVE_UP):
        read(data, 0)


def test_reads_numbers_of_every_length() -> None:
    plain = {"type": "record", "name": "R", "fields": [{"name": "x", "type": "long"}]}
    schema, read = fastavro.parse_schema(plain), compiled(plain)
    numbers = [sign * (2**bits + off) for bits in range(63) for off in (-1, 0, 1) for sign in (-1, 1)] + [2**63 - 1, -(2**63)]

    for number in numbers:
        assert read(encoded(schema, {"x": number}), 0)[0] == {"x": number}


def test_refuses_schemas_that_this_contract_has_not() -> None:
    for kind in (["int", "string"], ["null", "int", "long"], {"type": "fixed", "name": "F", "size": 2}, "Elsewhere"):
        with pytest.raises(ValueError, match="no way to read"):
            compiled({"type": "record", "name": "R", "fields": [{"name": "x", "type": kind}]})
