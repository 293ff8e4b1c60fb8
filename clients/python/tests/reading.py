"""Reading a stream in a test."""

from __future__ import annotations

import time

from rollstream import Batch, GroupReader, StreamConfig, latest_position

LONG = 30.0
SHORT = 0.3


def ids(batch: Batch) -> list[str]:
    return [group.ref.group_id for group in batch.groups]


def read_all(reader: GroupReader, groups: int) -> list[str]:
    found: list[str] = []
    while len(found) < groups:
        batch = reader.poll(groups - len(found), LONG)
        assert batch, "nothing came"
        assert not batch.refused
        found += ids(batch)
    return found


def rest(reader: GroupReader, config: StreamConfig, current_version: int = 0) -> Batch:
    """Everything from where the reader stands to the end of the topic, as one batch."""
    end = latest_position(config)
    batch = reader.poll(1_000, SHORT, current_version)
    deadline = time.monotonic() + LONG
    while not reader.position.covers(end):
        assert time.monotonic() < deadline
        batch = batch.then(reader.poll(1_000, SHORT, current_version))
    return batch


def outcomes(batch: Batch) -> dict[str, str]:
    return {refused.group.group_id: refused.outcome for refused in batch.refused}
