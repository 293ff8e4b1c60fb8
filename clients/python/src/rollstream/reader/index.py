"""Reading topic advantages, the index, in an order that depends on nothing but the log."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import PositionError
from rollstream.position import Position
from rollstream.reader.checks import Candidate, Heap, InvalidPayloadError, candidate, passed_over
from rollstream.reader.groups import GroupRef, PassedOver, Refused
from rollstream.reader.patience import PatientDecoder
from rollstream.records import AdvantageGroup

log = logging.getLogger(__name__)

_WAIT_S = 0.1
_SILENCE_S = 2.0
_BROKER_WAIT_MS = 100
_HELD_BYTES = 4 * 1024 * 1024


class Entry(NamedTuple):
    """A terminal record as far as the index alone can judge it.

    Args:
        partition: its partition.
        offset: its offset.
        bytes: its size.
        verdict: a group that trains if its payload is sound, or what else it is.
    """

    partition: int
    offset: int
    bytes: int
    verdict: Candidate | Refused | PassedOver


def judge(message: Message, decoder: PatientDecoder[AdvantageGroup], heap: Heap) -> Entry:
    """Judges a terminal record by itself.

    Raises:
        Stopped: the reader is closed while the registry does not answer.
    """
    partition, offset = message.partition() or 0, message.offset() or 0
    key = (message.key() or b"").decode("utf-8", "replace")
    try:
        group = decoder.decode(message)
        why = passed_over(group)
        verdict: Candidate | Refused | PassedOver = (
            candidate(GroupRef(partition, offset, key, group["run_id"]), group, heap) if why is None else why
        )
    except InvalidPayloadError as e:
        ref = GroupRef(partition, offset, key, key.rpartition("/")[0])
        verdict = Refused(ref, "PAYLOAD_INVALID", e.problem)
    return Entry(partition, offset, len(message), verdict)


class IndexMerge:
    """Puts partitions into one order: within a partition as logged; between partitions the record with the earliest time first, the
    lower partition on a tie. A record comes out only while every other partition has one to compare it with, or is known to have none
    left. So for a log that lies there already the order depends on nothing but the log and the position.
    """

    def __init__(self, partitions: Iterable[int]) -> None:
        self._heads: dict[int, deque[Message]] = {partition: deque() for partition in partitions}
        self._bytes = dict.fromkeys(self._heads, 0)
        self._ended: set[int] = set()

    def add(self, message: Message) -> None:
        """Takes the next record of its partition."""
        partition = message.partition() or 0
        self._heads[partition].append(message)
        self._bytes[partition] += len(message)
        self._ended.discard(partition)

    def ended(self, partition: int) -> None:
        """The partition's log holds nothing beyond what was added."""
        self._ended.add(partition)

    def next(self, *, force: bool) -> Message | None:
        """The next record in order; None if there is none, or a silent partition must be heard first.

        Args:
            force: whether to go on although a partition is silent: its records then come later than their place.
        """
        if not force and self._waiting():
            return None
        heads = [queue for queue in self._heads.values() if queue]
        if not heads:
            return None
        first = min(heads, key=lambda queue: (queue[0].timestamp()[1], queue[0].partition())).popleft()
        self._bytes[first.partition() or 0] -= len(first)
        return first

    def blocked(self) -> bool:
        """Whether there are records that wait for a silent partition."""
        return self._waiting() and any(self._heads.values())

    def bytes(self, partition: int) -> int:
        """Bytes of a partition's records that are held here."""
        return self._bytes[partition]

    def _waiting(self) -> bool:
        return any(not queue and partition not in self._ended for partition, queue in self._heads.items())


class IndexReader:
    """Reads topic advantages from a position on. A partition that stays silent (its leader is away) holds the others up for two seconds,
    then they go on without it. One thread only.

    Raises:
        PositionError: the logs do not hold the position.
    """

    def __init__(
        self,
        config: StreamConfig,
        client_id: str,
        start: Position,
        stopped: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._consumer = _cluster.make(
            Consumer, {**config.consumer(client_id), "enable.partition.eof": True, "fetch.wait.max.ms": _BROKER_WAIT_MS}
        )
        self._topic = start.topic
        self._positions = dict(start.offsets)
        self._stopped = stopped
        self._clock = clock
        self._merge = IndexMerge(self._positions)
        self._paused: set[int] = set()
        self._blocked_since: float | None = None
        self._warned = False
        try:
            for partition, offset in self._positions.items():
                self._require_in_range(partition, offset)
            self._consumer.assign(self._places(self._positions))
        except BaseException:
            self._consumer.close()
            raise

    def _places(self, positions: Mapping[int, int]) -> list[TopicPartition]:
        return [TopicPartition(self._topic, partition, offset) for partition, offset in positions.items()]

    def read(self, limit: int) -> list[Message]:
        """The next records in order; at least one, unless there is none for a moment.

        Raises:
            PositionError: the next record of a partition is gone.
            StreamError: the cluster refuses.
        """
        messages = self._drain(limit)
        if len(messages) < limit:
            self._fill(0 if messages else _WAIT_S)
            messages += self._drain(limit - len(messages))
        return messages

    def _drain(self, limit: int) -> list[Message]:
        messages: list[Message] = []
        force = self._silent_too_long()
        while len(messages) < limit and (message := self._merge.next(force=force)) is not None:
            messages.append(message)
        return messages

    def _silent_too_long(self) -> bool:
        if not self._merge.blocked():
            self._blocked_since = None
            return False
        if self._blocked_since is None:
            self._blocked_since = self._clock()
            self._warned = False
        too_long = self._clock() - self._blocked_since > _SILENCE_S
        if too_long and not self._warned:
            self._warned = True
            log.warning("%s: a partition does not answer; going on with the others, out of the log's order", self._topic)
        return too_long

    def _fill(self, wait_s: float) -> None:
        self._hold_back()
        for message in _cluster.consume(self._consumer, wait_s):
            partition, offset = message.partition() or 0, message.offset() or 0
            error = message.error()
            if error is None:
                if offset >= self._positions[partition]:
                    self._merge.add(message)
                    self._positions[partition] = offset + 1
            elif error.code() == KafkaError._PARTITION_EOF:
                self._merge.ended(partition)
            elif error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
                self._require_in_range(partition, self._positions[partition])
            else:
                _cluster.complain(error, self._topic)

    def _hold_back(self) -> None:
        """Fetches nothing of partitions of which enough is held, and goes on with them where it was once there is room."""
        full = {partition for partition in self._positions if self._merge.bytes(partition) > _HELD_BYTES}
        newly, again = full - self._paused, self._paused - full
        if newly:
            self._consumer.incremental_unassign([TopicPartition(self._topic, partition) for partition in newly])
        if again:
            self._consumer.incremental_assign(self._places({partition: self._positions[partition] for partition in again}))
        self._paused = full

    def _require_in_range(self, partition: int, wanted: int) -> None:
        first, end = _cluster.bounds(self._consumer, self._topic, partition, self._stopped)
        if first <= wanted <= end:
            return
        gone = f"the records {wanted} to {first - 1} are gone by retention"
        raise PositionError(
            f"position {self._topic}-{partition}@{wanted} is out of range: the log holds offsets {first} to {end - 1} (next: {end});"
            f" {gone if wanted < first else 'the topic was truncated or made anew'}. Resume from a newer checkpoint, restore the topic,"
            " or start anew at the beginning of what there is, which leaves the lost groups out of the ledger"
        )

    def close(self) -> None:
        """Closes the consumer."""
        self._consumer.close()
