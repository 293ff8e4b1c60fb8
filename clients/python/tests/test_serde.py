from __future__ import annotations

import io
import json
import random
import uuid
from typing import Any

import fastavro
import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from rollstream import RegistryUnavailableError, StreamConfig, StreamError, UndecodableRecordError, serde
from rollstream.records import Progress, Rollout, Task
from rollstream.serde import Decoder, Encoder, Registry

ROLLOUT: dict[str, Any] = {
    "group_id": "run/1",
    "run_id": "run",
    "index": 2,
    "text": "grün",
    "logprob_kind": "PROCESSED",
    "sequences": [{"token_count": 2, "token_ids": b"\1\0\0\0\2\0\0\0"}],
}


class Schemas(Registry):
    """Schemas by id, without a server."""

    def __init__(self, *schemas: Any) -> None:
        self.known = dict(enumerate(schemas, 1))

    def schema(self, reference: int | uuid.UUID) -> str:
        if reference not in self.known:
            raise UndecodableRecordError("UNKNOWN_SCHEMA", str(reference))
        return json.dumps(self.known[reference])  # type: ignore[index]

    def register(self, subject: str, text: str) -> int:
        self.known[len(self.known) + 1] = json.loads(text)
        return len(self.known)


def record(fields: list[dict[str, Any]], name: str = "Rollout") -> dict[str, Any]:
    return {"type": "record", "name": name, "namespace": "dev.rollstream.avro", "fields": fields}


def of_type(schema: Any) -> dict[str, Any]:
    return record([{"name": "x", "type": schema}])


def reason(decoder: Decoder[Any], value: bytes, headers: serde.Headers | None = None) -> str:
    with pytest.raises(UndecodableRecordError) as caught:
        decoder.decode(value, headers)
    return caught.value.reason


def test_fields_that_are_left_out_come_back_as_their_defaults() -> None:
    registry = Schemas()
    value = Encoder(registry).encode("rollouts", Rollout, ROLLOUT)

    rollout = Decoder(Rollout, registry).decode(value)

    assert value[:5] == b"\0\0\0\0\1"
    assert rollout["text"] == "grün"
    assert rollout["finish_reason"] == "UNKNOWN"
    assert rollout["sequences"][0]["token_ids"] == b"\1\0\0\0\2\0\0\0"
    assert rollout["messages"] is None


def test_records_of_a_newer_release_are_read_as_far_as_they_are_known() -> None:
    kind = {"type": "enum", "name": "FinishReason", "symbols": ["UNKNOWN", "STOP", "BORED"], "default": "UNKNOWN"}
    newer = record(
        [
            {"name": "mood", "type": {"type": "array", "items": "string"}},
            {"name": "group_id", "type": "string"},
            {"name": "run_id", "type": "string"},
            {"name": "index", "type": "int"},
            {"name": "finish_reason", "type": kind},
        ]
    )
    out = io.BytesIO(b"\0\0\0\0\1")
    out.seek(5)
    written = {"mood": ["a", "b"], "group_id": "g/1", "run_id": "g", "index": 7, "finish_reason": "BORED"}
    fastavro.schemaless_writer(out, newer, written)

    rollout = Decoder(Rollout, Schemas(newer)).decode(out.getvalue())

    assert (rollout["index"], rollout["finish_reason"], rollout["sequences"]) == (7, "UNKNOWN", [])


def test_says_of_bytes_that_are_no_record_what_they_are() -> None:
    registry = Schemas()
    good = Encoder(registry).encode("rollouts", Rollout, ROLLOUT)
    registry.known[9] = json.loads(serde._registered("Task"))
    decoder = Decoder(Rollout, registry)

    assert reason(decoder, b"") == "BAD_MAGIC"
    assert reason(decoder, b"\2abcdef") == "BAD_MAGIC"
    assert reason(decoder, good[:4]) == "TRUNCATED"
    assert reason(decoder, good[:-1]) == "TRUNCATED"
    assert reason(decoder, good + b"x") == "TRAILING_BYTES"
    assert reason(decoder, b"\0\0\0\0\5" + good[5:]) == "UNKNOWN_SCHEMA"
    assert reason(decoder, b"\1" + bytes(16) + good[5:]) == "UNKNOWN_SCHEMA"
    assert reason(decoder, good.replace("grün".encode(), b"gr\xff\xffn")) == "MALFORMED"
    assert reason(decoder, b"\0\0\0\0\x09" + good[5:]) == "SCHEMA_MISMATCH"
    assert reason(decoder, good, [("__value_schema_id", b"\0\0")]) == "BAD_HEADER"
    assert reason(decoder, good, [("__value_schema_id", None)]) == "BAD_HEADER"


@pytest.mark.parametrize(
    "hostile",
    [
        record([{"name": "x", "type": ["null", "dev.rollstream.avro.Rollout"]}]),
        record([{"name": "x", "type": {"type": "array", "items": "Rollout"}}]),
        of_type({"type": "array", "items": "null"}),
        of_type({"type": "array", "items": {"type": "null"}}),
        of_type({"type": "array", "items": record([], "Void")}),
        of_type({"type": "array", "items": record([{"name": "v", "type": record([], "Void")}], "Box")}),
        of_type({"type": "array", "items": {"type": "fixed", "name": "F", "size": 0}}),
        record(
            [
                {"name": "a", "type": {**record([], "Z"), "namespace": "a"}},
                {"name": "b", "type": {**record([{"name": "n", "type": "int"}], "Z"), "namespace": "b"}},
                {"name": "x", "type": {"type": "array", "items": "a.Z"}},
            ]
        ),
        {"type": "nothing"},
        "string",
        17,
        [],
        {},
    ],
)
def test_refuses_schemas_that_would_let_a_few_bytes_end_the_process(hostile: Any) -> None:
    decoder = Decoder(Rollout, Schemas(hostile))

    assert reason(decoder, b"\0\0\0\0\1" + b"\x80\x80\x80\x80\x80\x80\x80\x80\x02") == "SCHEMA_MISMATCH"


def test_schemas_nested_without_end_are_refused() -> None:
    hostile: Any = "int"
    for _ in range(100):
        hostile = [hostile]

    assert reason(Decoder(Rollout, Schemas(of_type(hostile))), b"\0\0\0\0\1\2") == "SCHEMA_MISMATCH"


def test_logical_types_of_other_programs_are_what_they_are_made_of() -> None:
    written = record(
        [
            {"name": "group_id", "type": {"type": "string", "logicalType": "uuid"}},
            {"name": "run_id", "type": "string"},
            {"name": "index", "type": {"type": "int", "logicalType": "date"}},
        ]
    )

    rollout = Decoder(Rollout, Schemas(written)).decode(b"\0\0\0\0\1\x02x\x02y\x06")

    assert (rollout["group_id"], rollout["index"]) == ("x", 3)


def test_random_bytes_are_records_or_refused() -> None:
    registry = Schemas()
    good = Encoder(registry).encode("rollouts", Rollout, ROLLOUT)
    decoder = Decoder(Rollout, registry)
    dice = random.Random(5)
    refused = 0
    for _ in range(20_000):
        spoiled = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            spoiled[dice.randrange(5, len(spoiled))] = dice.randrange(256)
        try:
            decoder.decode(bytes(spoiled[: dice.randint(5, 2 * len(spoiled))]))
        except UndecodableRecordError:
            refused += 1
    assert refused > 10_000


def test_what_does_not_fit_its_schema_is_not_written() -> None:
    with pytest.raises(StreamError, match="Rollout for topic rollouts does not fit"):
        Encoder(Schemas()).encode("rollouts", Rollout, {**ROLLOUT, "index": "two"})


def test_both_ways_with_confluents_own_serializer(config: StreamConfig) -> None:
    with Registry(config) as registry:
        topic = config.topics.rollouts
        ours = Encoder(registry).encode(topic, Rollout, ROLLOUT)
        text = serde._registered("Rollout")
        client = SchemaRegistryClient({"url": config.schema_registry})
        context = SerializationContext(topic, MessageField.VALUE)

        theirs = AvroSerializer(client, text)(ROLLOUT, context)

        assert theirs == ours
        assert AvroDeserializer(client)(ours, context) == Decoder(Rollout, registry).decode(theirs)


def test_reads_ids_and_guids_in_prefix_and_header(config: StreamConfig) -> None:
    with Registry(config) as registry:
        value = Encoder(registry).encode(config.topics.rollouts, Rollout, ROLLOUT)
        client = SchemaRegistryClient({"url": config.schema_registry})
        found = client.lookup_schema(config.topics.rollouts + "-value", Schema(serde._registered("Rollout"), "AVRO"))
        framed = b"\1" + uuid.UUID(found.guid).bytes
        decoder = Decoder(Rollout, registry)
        expected = decoder.decode(value)

        assert decoder.decode(framed + value[5:]) == expected
        assert decoder.decode(value[5:], [("other", b"x"), ("__value_schema_id", framed)]) == expected
        assert decoder.decode(value[5:], [("__value_schema_id", value[:5])]) == expected
        assert reason(decoder, b"\1" + bytes(16) + value[5:]) == "UNKNOWN_SCHEMA"
        assert reason(decoder, b"\0\x7f\0\0\0" + value[5:]) == "UNKNOWN_SCHEMA"


def test_a_registry_that_is_away_is_no_records_fault() -> None:
    away = StreamConfig(schema_registry="http://127.0.0.1:9", properties={"schema.registry.max.retries": 0})
    with Registry(away) as registry:
        with pytest.raises(RegistryUnavailableError, match=r"127\.0\.0\.1:9"):
            Decoder(Task, registry).decode(b"\0\0\0\0\1")
        with pytest.raises(RegistryUnavailableError):
            Encoder(registry).encode("progress", Progress, {"learner": "x"})


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(StreamError, match="nowhere"):
        Registry(StreamConfig(schema_registry="nowhere"))
