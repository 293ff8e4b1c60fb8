from __future__ import annotations

from typing import Any

import pytest
from confluent_kafka import Message, TopicPartition

from rollstream import StreamConfig, _cluster
from rollstream.reader.checks import PayloadRef
from rollstream.reader.fetcher import PayloadFetcher

TOPIC = "x.rollouts"
PARTITIONS = 8
RECORDS = 600
PORTION = 10


class LogConsumer:
    """A consumer over logs in memory, which gives a portion of each partition in turn."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}

    def incremental_assign(self, places: list[TopicPartition]) -> None:
        self._places.update({place.partition: place.offset for place in places})

    def incremental_unassign(self, places: list[TopicPartition]) -> None:
        for place in places:
            del self._places[place.partition]

    def consume(self, _: int, __: float) -> list[Message]:
        messages: list[Message] = []
        for partition, begin in self._places.items():
            end = min(begin + PORTION, RECORDS)
            messages += [Message(topic=TOPIC, partition=partition, offset=offset, value=bytes(1_000)) for offset in range(begin, end)]
            self._places[partition] = end
        return messages

    def get_watermark_offsets(self, *_: Any, **__: Any) -> tuple[int, int]:
        return 0, RECORDS


@pytest.fixture
def consumer(monkeypatch: pytest.MonkeyPatch) -> LogConsumer:
    made = LogConsumer()
    monkeypatch.setattr(_cluster, "make", lambda *_: made)
    return made


@pytest.mark.usefixtures("consumer")
def test_partitions_that_run_ahead_do_not_throw_each_other_out_of_the_cache() -> None:
    fetcher = PayloadFetcher(StreamConfig(), "test", [TOPIC], 300_000, lambda: False)
    fetcher.fetch(PayloadRef(TOPIC, partition, 0) for partition in range(PARTITIONS))

    found = fetcher.fetch(PayloadRef(TOPIC, 0, offset) for offset in range(1, 500))

    assert len(found) == 499
    assert fetcher.stats.evictions == 0
    assert 0 < fetcher.stats.cache_bytes < 300_000
