"""Plays every stage before the learner: writes tasks, rollouts and terminal records that fit each other. Deterministic by seed."""

from __future__ import annotations

import copy
import hashlib
import random
from collections.abc import Callable
from typing import Any

import numpy as np
from confluent_kafka import KafkaError, Message, Producer

from rollstream import StreamConfig
from rollstream.records import AdvantageGroup, Rollout, Task
from rollstream.serde import Encoder, Registry

Record = dict[str, Any]


class Written:
    """A task and its rollouts as written."""

    def __init__(self, task: Record, task_ref: Record, rollouts: list[Record], refs: list[Record]) -> None:
        self.task = task
        self.task_ref = task_ref
        self.rollouts = rollouts
        self.refs = refs


class GroupWriter:
    def __init__(self, config: StreamConfig, members: int = 4, tokens: int = 20, image_bytes: int = 300, seed: int = 1) -> None:
        self.topics = config.topics
        self.members = members
        self.tokens = tokens
        self.image_bytes = image_bytes
        self._dice = random.Random(seed)
        self._numbers = np.random.default_rng(seed)
        # An idempotent producer does not know the offset of what it had to send twice.
        self._producer = Producer({**config.producer("test-writer"), "enable.idempotence": False})
        self._encoder = Encoder(Registry(config))
        self._sequence = 0

    def write(self, groups: int, apart: int = 7) -> list[str]:
        """Writes so many complete training groups, several of them in the making at once; returns their ids."""
        ids: list[str] = []
        pending: list[Any] = []
        for i in range(groups):
            pending.append(self._begin())
            if len(pending) == apart or i == groups - 1:
                self._producer.flush()
                for begun in pending:
                    group = terminal(self._settled(*begun))
                    self.terminal(group)
                    ids.append(group["group_id"])
                pending.clear()
        self._producer.flush()
        return ids

    def payload(self) -> Written:
        """Writes a task and its rollouts, but no terminal record."""
        begun = self._begin()
        self._producer.flush()
        return self._settled(*begun)

    def changed(self, change: Callable[[Record], Any]) -> str:
        """Writes a whole group whose terminal record was changed."""
        group = terminal(self.payload())
        change(group)
        self.terminal(group)
        self._producer.flush()
        return str(group["group_id"])

    def with_rollouts(self, change: Callable[[Record], Any]) -> str:
        """Writes a whole group of which the rollouts were changed before they were written; the terminal record knows nothing of it."""
        task, at, rollouts, _ = self._begin(send_rollouts=False)
        true = copy.deepcopy(rollouts)
        for rollout in rollouts:
            change(rollout)
        ats = [self._send(self.topics.rollouts, task["group_id"], Rollout, rollout) for rollout in rollouts]
        self._producer.flush()
        self.terminal(terminal(self._settled(task, at, true, ats)))
        self._producer.flush()
        return str(task["group_id"])

    def terminal(self, group: Record) -> list[Message]:
        return self._send(self.topics.advantages, group["group_id"], AdvantageGroup, group)

    def raw(self, topic: str, key: bytes | None, value: bytes | None, partition: int = -1) -> None:
        self._producer.produce(topic, value, key, partition, on_delivery=_require_written)
        self._producer.flush()

    def _begin(self, *, send_rollouts: bool = True) -> tuple[Record, list[Message], list[Record], list[list[Message]]]:
        task = self._task(f"run-1/{self._sequence}")
        self._sequence += 1
        at = self._send(self.topics.tasks, task["group_id"], Task, task)
        rollouts = [self._rollout(task, index) for index in range(self.members)]
        if not send_rollouts:
            return task, at, rollouts, []
        return task, at, rollouts, [self._send(self.topics.rollouts, task["group_id"], Rollout, rollout) for rollout in rollouts]

    def _settled(self, task: Record, at: list[Message], rollouts: list[Record], ats: list[list[Message]]) -> Written:
        return Written(task, _ref(at[0]), rollouts, [_ref(message[0]) for message in ats])

    def _task(self, group_id: str) -> Record:
        picture = self._dice.randbytes(self.image_bytes)
        return {
            "group_id": group_id,
            "run_id": "run-1",
            "prompt": "<image> In which order?",
            "group_size": self.members,
            "purpose": "TRAIN",
            "images": [{"data": picture, "sha256": hashlib.sha256(picture).hexdigest(), "media_type": "image/jpeg"}],
        }

    def _rollout(self, task: Record, index: int) -> Record:
        ids = self._numbers.integers(0, 150_000, self.tokens).astype("<i4")
        logprobs = -self._numbers.random(self.tokens).astype("<f4")
        return {
            "group_id": task["group_id"],
            "run_id": task["run_id"],
            "index": index,
            "text": "word " * (self.tokens * 4 // 5),
            "token_count": self.tokens,
            "policy_id": "default",
            "policy_version_min": 3,
            "policy_version_max": 4,
            "logprob_kind": "PROCESSED",
            "sequences": [
                {
                    "prompt_length": 3,
                    "prompt_token_ids": np.arange(3, dtype="<i4").tobytes(),
                    "token_count": self.tokens,
                    "token_ids": ids.tobytes(),
                    "logprobs": logprobs.tobytes(),
                }
            ],
        }

    def _send(self, topic: str, key: str, kind: type[Any], value: Record) -> list[Message]:
        at: list[Message] = []
        data = self._encoder.encode(topic, kind, value)
        self._producer.produce(topic, data, key, on_delivery=lambda error, message: _note(error, message, at))
        self._producer.poll(0)
        return at


def _note(error: KafkaError | None, message: Message, at: list[Message]) -> None:
    _require_written(error, message)
    at.append(message)


def _require_written(error: KafkaError | None, _: Message) -> None:
    assert error is None, error


def _ref(message: Message) -> Record:
    return {"partition": message.partition(), "offset": message.offset()}


def terminal(written: Written) -> Record:
    """The terminal record that fits a payload: complete, every member trains."""
    members = [
        {
            "index": rollout["index"],
            "outcome": "SCORED",
            "reward": float(i % 2),
            "advantage": i % 2 - 0.5,
            "token_count": rollout["token_count"],
            "policy_version_min": rollout["policy_version_min"],
            "policy_version_max": rollout["policy_version_max"],
            "rollout": ref,
        }
        for i, (rollout, ref) in enumerate(zip(written.rollouts, written.refs, strict=True))
    ]
    return {
        "group_id": written.task["group_id"],
        "run_id": written.task["run_id"],
        "outcome": "COMPLETE",
        "purpose": "TRAIN",
        "task": written.task_ref,
        "members": members,
    }
