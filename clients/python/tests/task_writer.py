"""Plays the task producer: writes tasks, and reads back what workers made of them."""

from __future__ import annotations

from typing import Any

from confluent_kafka import Message, Producer

from rollstream import StreamConfig, _cluster
from rollstream.records import PolicyVersion, Rollout, Task
from rollstream.serde import Decoder, Encoder, Registry

SAMPLING = {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0, "max_tokens": 64, "seed": 7}


class TaskWriter:
    def __init__(self, config: StreamConfig) -> None:
        self.config = config
        self._producer = Producer(config.producer("test-tasks"))
        self._registry = Registry(config)
        self._encoder = Encoder(self._registry)
        self._sequence = 0

    def write(self, count: int, **changes: Any) -> list[str]:
        """Writes so many tasks of one kind; returns their group ids."""
        names = []
        for _ in range(count):
            task = {
                "group_id": f"run/{self._sequence}",
                "run_id": "run",
                "prompt": "Which way?",
                "group_size": 3,
                "sampling": SAMPLING,
                "ttl_ms": 600_000,
                "purpose": "TRAIN",
                **changes,
            }
            self._sequence += 1
            names.append(task["group_id"])
            value = self._encoder.encode(self.config.topics.tasks, Task, task)
            self._producer.produce(self.config.topics.tasks, value, task["group_id"])
        self._producer.flush()
        return names

    def raw(self, key: bytes, value: bytes) -> None:
        self._producer.produce(self.config.topics.tasks, value, key, headers=[("kept", b"1")])
        self._producer.flush()

    def policy(self, version: int) -> None:
        value = self._encoder.encode(self.config.topics.policies, PolicyVersion, {"policy_id": "default", "version": version})
        self._producer.produce(self.config.topics.policies, value, "default")
        self._producer.flush()

    def rollouts(self) -> list[tuple[Message, Rollout]]:
        decoder = Decoder(Rollout, self._registry)
        return [(message, decoder.decode(message.value() or b"")) for message in _cluster.scan(self.config, self.config.topics.rollouts)]

    def places(self) -> dict[str, tuple[int, int]]:
        """Where each task lies."""
        return {
            (message.key() or b"").decode(): (message.partition() or 0, message.offset() or 0)
            for message in _cluster.scan(self.config, self.config.topics.tasks)
        }
