from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from group_writer import GroupWriter
from reading import LONG, SHORT, ids, read_all

from rollstream import (
    Batch,
    GroupReader,
    PassedOver,
    Position,
    PositionError,
    ReaderOptions,
    StreamConfig,
    earliest_position,
    latest_position,
)


def test_reads_every_group_once_with_its_payload(config: StreamConfig, writer: GroupWriter) -> None:
    written = writer.write(300)

    with GroupReader(config, earliest_position(config)) as reader:
        batches = [reader.poll(50, LONG) for _ in range(6)]
        end = reader.poll(1, SHORT)

    assert sorted(name for batch in batches for name in ids(batch)) == sorted(written)
    assert not end
    for batch in batches:
        assert len(batch.groups) == 50
        assert not batch.refused
    group = batches[0].groups[0]
    assert group.task["group_id"] == group.ref.group_id
    assert [member.index for member in group.members] == [0, 1, 2, 3]
    assert group.members[3].advantage == 0.5
    assert group.tokens == 80
    sequence = group.members[3].sequences[0]
    assert sequence.token_ids is not None
    assert sequence.logprobs is not None
    assert sequence.token_ids.shape == sequence.logprobs.shape == (20,)
    assert sequence.token_ids.dtype == np.int32
    assert sequence.loss_mask is None
    assert sequence.prompt_token_ids is not None
    assert sequence.prompt_token_ids.tolist() == [0, 1, 2]


def test_resumes_at_any_position_with_the_same_groups_in_the_same_order(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(150)
    order: list[str] = []
    positions: list[str] = []
    with GroupReader(config, earliest_position(config)) as reader:
        while len(order) < 150:
            positions.append(reader.position.to_json())
            order += read_all(reader, 1)
    dice = random.Random(4)

    for begin in [dice.randrange(150) for _ in range(6)]:
        with GroupReader(config, Position.from_json(positions[begin])) as reader:
            assert read_all(reader, 150 - begin) == order[begin:], f"from position {begin}"


def test_passes_over_what_does_not_train_and_counts_it(writer: GroupWriter, read: Callable[..., Batch], config: StreamConfig) -> None:
    for change in [
        {"purpose": "EVAL"},
        {"outcome": "FILTERED"},
        {"outcome": "EXPIRED"},
        {"outcome": "EXPIRED"},
        {"outcome": "CANCELLED"},
        {"outcome": "UNKNOWN"},
        {"purpose": "UNKNOWN"},
        {"outcome": "PARTIAL"},
    ]:
        writer.changed(lambda group, change=change: group.update(change))  # type: ignore[misc]

    batch = read()

    assert len(batch.groups) == 1
    assert batch.passed_over == {
        PassedOver.EVALUATION: 1,
        PassedOver.FILTERED: 1,
        PassedOver.EXPIRED: 2,
        PassedOver.CANCELLED: 1,
        PassedOver.UNKNOWN: 2,
    }
    assert batch.position == latest_position(config)


def test_positions_that_are_not_of_this_stream_are_errors(config: StreamConfig, writer: GroupWriter, admin: AdminClient) -> None:
    writer.write(30)
    topic = config.topics.advantages
    start = earliest_position(config)
    cut = [TopicPartition(topic, partition, 5) for partition in range(3)]
    for future in admin.delete_records(cut).values():
        future.result(30)

    with pytest.raises(PositionError, match=r"the records 0 to 4 are gone by retention.*Resume from a newer checkpoint"):
        GroupReader(config, start)
    with pytest.raises(PositionError, match="the topic was truncated or made anew"):
        GroupReader(config, Position(topic, {0: 5, 1: 5, 2: 10_000}))
    with pytest.raises(PositionError, match=r"has 3: the topic was made anew"):
        GroupReader(config, Position(topic, {0: 5}))
    with pytest.raises(PositionError, match="the position is one of topic other"):
        GroupReader(config, Position("other", {0: 0, 1: 0, 2: 0}))


def test_seeks_where_groups_lie_far_apart_and_reads_on_where_they_lie_close(config: StreamConfig, writer: GroupWriter) -> None:
    written = writer.write(200, apart=40)

    with GroupReader(config, earliest_position(config)) as reader:
        assert sorted(read_all(reader, 200)) == sorted(written)
        sequential = reader.stats
    with GroupReader(config, earliest_position(config), ReaderOptions(cache_bytes=0)) as reader:
        assert sorted(read_all(reader, 200)) == sorted(written)
        uncached = reader.stats

    assert sequential.seeks == 6
    assert sequential.records == 1_000
    assert sequential.evictions == 0
    assert uncached.cache_bytes == 0
    assert uncached.seeks > 6


def test_waits_for_groups_that_come_later(config: StreamConfig, writer: GroupWriter) -> None:
    with GroupReader(config, earliest_position(config)) as reader:
        assert not reader.poll(1, SHORT)
        written = writer.write(3)
        assert sorted(read_all(reader, 3)) == sorted(written)
        assert not reader.poll(1, 0)


def test_batches_have_as_many_groups_as_asked_for(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(20)
    with GroupReader(config, earliest_position(config)) as reader:
        batches = reader.batches(8)
        sizes = [len(next(batches).groups) for _ in range(2)]
        position = reader.position
        threading.Timer(0.5, reader.close).start()
        remaining = list(batches)

    assert sizes == [8, 8]
    assert remaining == []
    assert sum(position.offsets.values()) >= 16


def test_a_registry_that_is_away_costs_no_group(config: StreamConfig, writer: GroupWriter) -> None:
    writer.write(3)
    away = StreamConfig(config.bootstrap_servers, "http://127.0.0.1:9", config.prefix, {"schema.registry.max.retries": 0})

    with GroupReader(away, earliest_position(away)) as reader:
        batch = reader.poll(3, 1.5)
        obstacle, position = reader.obstacle, reader.position

    assert not batch
    assert "127.0.0.1:9 does not answer" in str(obstacle)
    assert position == earliest_position(config)


def test_closing_ends_a_poll(config: StreamConfig) -> None:
    reader = GroupReader(config, earliest_position(config))
    threading.Timer(0.3, reader.close).start()

    began = time.monotonic()
    with pytest.raises(ValueError, match="the reader is closed"):
        reader.poll(1, 60)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("bad", [{"learner": "a b"}, {"max_versions_behind": -1}, {"cache_bytes": -1}])
def test_options_that_mean_nothing_are_named(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"learner name|versions behind|negative"):
        ReaderOptions(**bad)
