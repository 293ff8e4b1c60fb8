"""How to reach a stream: cluster, registry, prefix; and the client settings that its guarantees rest on."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT_PREFIX = "rollstream."
"""Prefix of topics, groups and transactional ids where none is given."""

_REGISTRY = "schema.registry."
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Topics:
    """Full names of the stream's topics under a prefix. Runs and tenants that share a cluster differ by it.

    Keys are group ids (``<run id>/<sequence>``, plain UTF-8); of :attr:`policies` the policy id, of :attr:`progress` the learner.
    The first five share one partition count, and a group lives in the same partition number of each of them.
    """

    prefix: str = DEFAULT_PREFIX

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9._-]{0,200}", self.prefix):
            raise ValueError(
                f"topic prefix '{self.prefix[:80]}' is not legal on Kafka: letters, digits, '.', '_' and '-' only, at most 200 of them"
            )

    @property
    def tasks(self) -> str:
        """Prompts and pictures."""
        return self.prefix + "tasks"

    @property
    def answer_keys(self) -> str:
        """Answers and cancellations. Not readable by workers."""
        return self.prefix + "answer-keys"

    @property
    def rollouts(self) -> str:
        """Completions."""
        return self.prefix + "rollouts"

    @property
    def rewards(self) -> str:
        """Each group's life as the scorer decided it."""
        return self.prefix + "rewards"

    @property
    def advantages(self) -> str:
        """Terminal records."""
        return self.prefix + "advantages"

    @property
    def policies(self) -> str:
        """Versions of policies."""
        return self.prefix + "policies"

    @property
    def progress(self) -> str:
        """Where each learner stands."""
        return self.prefix + "progress"

    @property
    def receipts(self) -> str:
        """What learners did with each group."""
        return self.prefix + "receipts"

    @property
    def dead_letters(self) -> str:
        """What could not be used: raw bytes with coordinates and reason in headers."""
        return self.prefix + "dead-letters"


@dataclass(frozen=True)
class StreamConfig:
    """How to reach a stream.

    Args:
        bootstrap_servers: ``host:port``, comma separated.
        schema_registry: URLs of the schema registry, comma separated.
        prefix: what topics, groups and transactional ids begin with.
        properties: further settings under the names of librdkafka (``security.protocol``, ``ssl.ca.location``,
            ``sasl.mechanisms``, ...), and of confluent-kafka's registry client behind ``schema.registry.``. What a guarantee
            rests on (acknowledgements, idempotence, isolation) is not overridden by them. Passwords are among them: they do not show
            in ``repr``.
    """

    bootstrap_servers: str = "127.0.0.1:9092"
    schema_registry: str = "http://127.0.0.1:8081"
    prefix: str = DEFAULT_PREFIX
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @staticmethod
    def from_environment(**overrides: Any) -> StreamConfig:
        """From ``ROLLSTREAM_BOOTSTRAP_SERVERS``, ``ROLLSTREAM_SCHEMA_REGISTRY``, ``ROLLSTREAM_PREFIX``: the names of the command
        line. What is given as an argument wins.
        """
        names = ("bootstrap_servers", "schema_registry", "prefix")
        found = {name: os.environ.get("ROLLSTREAM_" + name.upper()) for name in names}
        return StreamConfig(**{**{name: value for name, value in found.items() if value is not None}, **overrides})

    @property
    def topics(self) -> Topics:
        """The stream's topics."""
        return Topics(self.prefix)

    def client(self, client_id: str) -> dict[str, Any]:
        """Settings that all Kafka clients share."""
        return {
            "log_level": 3,
            **{name: value for name, value in self.properties.items() if not name.startswith(_REGISTRY)},
            "bootstrap.servers": self.bootstrap_servers,
            "client.id": self.prefix + client_id,
        }

    def consumer(self, client_id: str) -> dict[str, Any]:
        """Settings of a consumer that sees committed records only and never loses its place by itself."""
        return {
            "max.partition.fetch.bytes": 4 * _MIB,
            # How long librdkafka fetches nothing once enough waits to be read; its own second is longer than reading that takes.
            "fetch.queue.backoff.ms": 10,
            "group.id": self.prefix + client_id,
            **self.client(client_id),
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "auto.offset.reset": "error",
            "allow.auto.create.topics": False,
        }

    def producer(self, client_id: str) -> dict[str, Any]:
        """Settings of an idempotent producer that waits for all replicas and places keys as Java's does."""
        return {
            "linger.ms": 5,
            "batch.size": 512 * 1024,
            "queue.buffering.max.kbytes": 64 * 1024,
            "compression.type": "lz4",
            "message.max.bytes": 20 * _MIB,
            **self.client(client_id),
            "partitioner": "murmur2_random",
            "acks": "all",
            "enable.idempotence": True,
        }

    def transactional_producer(self, client_id: str, transactional_id: str) -> dict[str, Any]:
        """Settings of a producer whose transactions fence an older one of the same id."""
        return {**self.producer(client_id), "transactional.id": self.prefix + transactional_id}

    def registry(self) -> dict[str, Any]:
        """Settings of confluent-kafka's registry client."""
        given = {name.removeprefix(_REGISTRY): value for name, value in self.properties.items() if name.startswith(_REGISTRY)}
        return {"max.retries": 1, "retries.wait.ms": 100, "timeout": 5.0, **given, "url": self.schema_registry}
