"""Records to bytes and back: Confluent's wire format over confluent-kafka's own registry client, Avro by fastavro.

Bytes and the schemas that they name come from other programs. Whatever they are, what comes of them is a record or an
:class:`~rollstream.errors.UndecodableRecordError`; a registry that does not answer is a
:class:`~rollstream.errors.RegistryUnavailableError` and no record's fault.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar, cast

import fastavro
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError

from rollstream import records
from rollstream._compiled import GAVE_UP, Read, compiled
from rollstream.config import StreamConfig
from rollstream.errors import RegistryUnavailableError, StreamError, UndecodableReason, UndecodableRecordError

T = TypeVar("T")

Headers = list[tuple[str, bytes | None]]

_VALUE_HEADER = "__value_schema_id"
_ID_PREFIX = 5
_GUID_PREFIX = 17
_SCHEMA_NOT_FOUND = 40403
_NOT_FOUND = 404
_MAX_DEPTH = 20


class Registry:
    """A schema registry behind confluent-kafka's client. Safe for several threads; close it."""

    def __init__(self, config: StreamConfig) -> None:
        try:
            self._client = SchemaRegistryClient(config.registry())
        except (ValueError, TypeError) as e:
            raise StreamError(f"cannot use the schema registry at {config.schema_registry}: {e}") from e
        self._url = config.schema_registry

    def schema(self, reference: int | uuid.UUID) -> str:
        """The text of a schema by its id or GUID.

        Raises:
            UndecodableRecordError: the registry has none.
            RegistryUnavailableError: it does not answer.
        """
        try:
            if isinstance(reference, int):
                found = self._client.get_schema(reference)
            else:
                found = self._client.get_schema_by_guid(str(reference))
        except SchemaRegistryError as e:
            missing = e.error_code == _SCHEMA_NOT_FOUND or (isinstance(reference, uuid.UUID) and e.http_status_code == _NOT_FOUND)
            if missing:
                raise UndecodableRecordError("UNKNOWN_SCHEMA", f"schema {reference} is not in the registry at {self._url}") from e
            raise self._unavailable(e) from e
        except Exception as e:  # the client lets its HTTP library's errors through
            raise self._unavailable(e) from e
        return found.schema_str or ""

    def register(self, subject: str, text: str) -> int:
        """The id of a schema under a subject, which gets it if it has not.

        Raises:
            StreamError: the registry refuses it: it is not compatible, or may not be registered.
            RegistryUnavailableError: it does not answer.
        """
        try:
            return int(self._client.register_schema(subject, Schema(text, "AVRO")))
        except SchemaRegistryError as e:
            if 400 <= e.http_status_code < 500:
                raise StreamError(f"the registry at {self._url} refuses the schema of {subject}: {e}") from e
            raise self._unavailable(e) from e
        except Exception as e:  # the client lets its HTTP library's errors through
            raise self._unavailable(e) from e

    def _unavailable(self, cause: Exception) -> RegistryUnavailableError:
        return RegistryUnavailableError(f"the schema registry at {self._url} does not answer: {cause or type(cause).__name__}")

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Decoder(Generic[T]):
    """Decodes the values of one topic. Safe for several threads."""

    def __init__(self, record: type[T], registry: Registry) -> None:
        self._registry = registry
        self._name = record.__name__
        self._text, self._own = _own(self._name)
        self._writers: dict[int | uuid.UUID, _Writer] = {}
        self._quick: dict[bytes, Read] = {}

    def decode(self, value: bytes, headers: Headers | None = None) -> T:
        """The record of a value. The schema's name comes from the header ``__value_schema_id`` where there is one, else from the
        value's prefix; either as an id (0x00, int32) or as a GUID (0x01, 16 bytes).

        Raises:
            UndecodableRecordError: the bytes are no such record.
            RegistryUnavailableError: the registry must be asked and does not answer.
        """
        quick = None if headers else self._quick.get(value[:_ID_PREFIX])
        if quick is not None:
            try:
                record, end = quick(value, _ID_PREFIX)
                if end == len(value):
                    return cast(T, record)
            except GAVE_UP:
                pass
        return self._decode(value, headers)

    def _decode(self, value: bytes, headers: Headers | None) -> T:
        reference, start = _reference(value, headers)
        writer = self._writers.get(reference)
        if writer is None:
            writer = self._writer(reference)
            self._writers[reference] = writer
            if writer.is_own and start == _ID_PREFIX:
                self._quick[value[:start]] = _compiled(self._name)
        return cast(T, writer.read(value, start))

    def _writer(self, reference: int | uuid.UUID) -> _Writer:
        text = self._registry.schema(reference)
        try:
            tree = json.loads(text)
            if json.dumps(tree, sort_keys=True) == self._text:
                return _Writer(self._own, None)
            return _Writer(fastavro.parse_schema(_harmless(tree)), self._own)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, fastavro.schema.SchemaParseException) as e:
            raise UndecodableRecordError("SCHEMA_MISMATCH", f"schema {reference} cannot be used: {e}") from e


class _Writer:
    """A schema that records were written with, and the one that they are read into (None: the same)."""

    def __init__(self, writer: Any, reader: Any) -> None:
        self._writer = writer
        self._reader = reader

    @property
    def is_own(self) -> bool:
        """Whether records were written with the schema that they are read into."""
        return self._reader is None

    def read(self, value: bytes, start: int) -> Any:
        stream = io.BytesIO(value)
        stream.seek(start)
        try:
            record = fastavro.schemaless_reader(stream, self._writer, self._reader)
        except EOFError as e:
            raise UndecodableRecordError("TRUNCATED", f"the record ends after {len(value)} bytes") from e
        except fastavro.read.SchemaResolutionError as e:
            raise UndecodableRecordError("SCHEMA_MISMATCH", str(e)) from e
        except Exception as e:  # of hostile bytes fastavro makes whatever its reading functions run into
            raise UndecodableRecordError("MALFORMED", f"{type(e).__name__}: {e}") from e
        if stream.tell() != len(value):
            raise UndecodableRecordError("TRAILING_BYTES", f"{len(value) - stream.tell()} bytes after the record")
        return record


class Encoder:
    """Encodes values with the id of their schema in front. Safe for several threads."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._ids: dict[tuple[str, str], int] = {}

    def encode(self, topic: str, record: type[T], value: Mapping[str, Any]) -> bytes:
        """The bytes of a record; a field that is left out has its default.

        Raises:
            StreamError: the record does not fit its schema, or the registry refuses the schema.
            RegistryUnavailableError: the registry must be asked and does not answer.
        """
        name = record.__name__
        schema_id = self._ids.get((topic, name))
        if schema_id is None:
            schema_id = self._registry.register(topic + "-value", _registered(name))
            self._ids[topic, name] = schema_id
        out = io.BytesIO()
        out.write(b"\0" + schema_id.to_bytes(4, "big"))
        try:
            fastavro.schemaless_writer(out, _own(name)[1], value)
        except Exception as e:  # of values that do not fit fastavro makes whatever its writing functions run into
            raise StreamError(f"record of type {name} for topic {topic} does not fit its schema: {type(e).__name__}: {e}") from e
        return out.getvalue()


@cache
def _text(name: str) -> str:
    return (resources.files(records.__package__ or "rollstream") / "schemas" / f"{name}.avsc").read_text()


@cache
def _own(name: str) -> tuple[str, Any]:
    tree = json.loads(_text(name))
    return json.dumps(tree, sort_keys=True), fastavro.parse_schema(tree)


@cache
def _compiled(name: str) -> Read:
    return compiled(json.loads(_text(name)))


@cache
def _registered(name: str) -> str:
    return json.dumps(json.loads(_text(name)), separators=(",", ":"), ensure_ascii=False)


def _reference(value: bytes, headers: Headers | None) -> tuple[int | uuid.UUID, int]:
    """What names the schema, and where the record begins."""
    header = None
    for name, content in headers or ():
        if name == _VALUE_HEADER:
            header = content or b""
    if header is None:
        return _parsed(value, "BAD_MAGIC", exact=False)
    reference, _ = _parsed(header, "BAD_HEADER", exact=True)
    return reference, 0


def _parsed(data: bytes, bad: UndecodableReason, *, exact: bool) -> tuple[int | uuid.UUID, int]:
    magic = data[:1]
    if magic not in (b"\0", b"\1"):
        raise UndecodableRecordError(bad, f"begins with {magic.hex() or 'nothing'}, expected 00 (id) or 01 (GUID)")
    size = _ID_PREFIX if magic == b"\0" else _GUID_PREFIX
    if len(data) < size or (exact and len(data) != size):
        reason: UndecodableReason = bad if exact else "TRUNCATED"
        raise UndecodableRecordError(reason, f"{len(data)} bytes do not hold the {size} bytes that name a schema")
    if magic == b"\0":
        return int.from_bytes(data[1:size], "big", signed=True), size
    return uuid.UUID(bytes=data[1:size]), size


def _harmless(tree: Any) -> Any:
    """A schema of another program, fit to read with: plain types only, or an error.

    fastavro follows a schema in C. One that contains itself lets a few bytes exhaust the stack, which ends the process; an array
    of items without bytes lets a few bytes stand for any number of them; logical types make other things of values than a reader
    of this contract expects.
    """
    if not isinstance(tree, dict):
        raise ValueError("it is no record")
    return _Harmless().of(tree, 0)


class _Harmless:
    def __init__(self) -> None:
        self._inside: list[str] = []
        self._empty_types: dict[str, bool] = {"null": True}

    def of(self, schema: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise ValueError(f"nested deeper than {_MAX_DEPTH}")
        if isinstance(schema, list):
            return [self.of(branch, depth + 1) for branch in schema]
        if isinstance(schema, str):
            if _short(schema) in self._inside:
                raise ValueError(f"record {schema} contains itself")
            return schema
        if not isinstance(schema["type"], str):
            return self.of(schema["type"], depth + 1)
        return self._named(dict(schema), depth)

    def _named(self, plain: dict[str, Any], depth: int) -> dict[str, Any]:
        plain.pop("logicalType", None)
        kind = plain["type"]
        if kind in ("record", "error"):
            self._record(plain, depth)
        elif kind == "array":
            plain["items"] = self.of(plain["items"], depth + 1)
            if self._empty(plain["items"]):
                raise ValueError("an array whose items take no bytes")
        elif kind == "map":
            plain["values"] = self.of(plain["values"], depth + 1)
        elif kind == "fixed":
            self._note(plain["name"], plain["size"] == 0)
        return plain

    def _record(self, plain: dict[str, Any], depth: int) -> None:
        name = _short(plain["name"])
        self._inside.append(name)
        plain["fields"] = [{**field, "type": self.of(field["type"], depth + 1)} for field in plain["fields"]]
        self._inside.pop()
        self._note(name, all(self._empty(field["type"]) for field in plain["fields"]))

    def _note(self, name: str, empty: bool) -> None:
        """Of several types of one short name, one that may be empty counts."""
        self._empty_types[_short(name)] = self._empty_types.get(_short(name), False) or empty

    def _empty(self, schema: Any) -> bool:
        """Whether a value may take no bytes. A union takes one at least, for its branch."""
        if isinstance(schema, list):
            return False
        name = schema if isinstance(schema, str) else schema.get("name", schema["type"])
        return self._empty_types.get(_short(name), False)


def _short(name: str) -> str:
    return name.rpartition(".")[2]
