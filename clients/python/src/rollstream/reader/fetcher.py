"""Following references into topics tasks and rollouts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from rollstream import _cluster
from rollstream._cluster import Stopped
from rollstream.config import StreamConfig
from rollstream.reader.checks import PayloadRef
from rollstream.reader.scan import PartitionScan
from rollstream.records import ReceiptOutcome

_WAIT_S = 0.2
_READ_THROUGH_BYTES = 1024 * 1024
_AHEAD_BYTES = 16 * 1024 * 1024
# A consumer has one fetch under way to each broker: one that waits at the end of some partitions holds up what lies ready in others.
_BROKER_WAIT_MS = 50
_GUESSED_BYTES = 8 * 1024
_OVERHEAD_BYTES = 400


@dataclass(frozen=True)
class Missing:
    """A reference that leads to no record.

    Args:
        outcome: PAYLOAD_GONE: it was there once (retention or compaction took it, or its transaction was aborted).
            PAYLOAD_INVALID: it never was; the log does not reach that far.
        detail: where, for people.
    """

    outcome: ReceiptOutcome
    detail: str


@dataclass
class FetchStats:
    """What a fetcher counts: records and bytes that came over the wire, wanted or passed; and what became of them."""

    records: int = 0
    bytes: int = 0
    cache_hits: int = 0
    cache_bytes: int = 0
    evictions: int = 0
    seeks: int = 0


class PayloadFetcher:
    """Fetches records by reference.

    The references of many groups are read as ranges, forward wherever that is possible; what a scan comes past is kept for later groups
    as far as the cache allows. Since groups close roughly in the order of their rollouts, that is one sequential read of the topics.

    Each topic has a consumer of its own: tasks are few and rollouts many, and neither must run ahead of the other. A partition is
    fetched from where it is first wanted, and let go when it has run far ahead of what is wanted of it: further than its share of half of
    the cache, or 16 MiB. One thread only, but for the function that says whether to stop.

    Args:
        config: the stream.
        client_id: begins the consumers' client ids.
        topics: where references may lead.
        cache_bytes: what may be kept for later groups.
        stopped: whether to give up waiting.
    """

    def __init__(self, config: StreamConfig, client_id: str, topics: Sequence[str], cache_bytes: int, stopped: Callable[[], bool]) -> None:
        self.stats = FetchStats()
        self._config = config
        self._cache = _Cache(cache_bytes, self.stats)
        self._topics = {
            topic: _TopicFetcher(config, f"{client_id}-{topic.removeprefix(config.prefix)}", topic, self._cache, stopped)
            for topic in topics
        }

    def fetch(self, refs: Iterable[PayloadRef]) -> dict[PayloadRef, Message | Missing]:
        """What came of each reference.

        Raises:
            Stopped: it was given up before all are settled.
            StreamError: the cluster refuses.
        """
        by_topic: dict[str, set[PayloadRef]] = {topic: set() for topic in self._topics}
        for ref in refs:
            by_topic[ref.topic].add(ref)
        results: dict[PayloadRef, Message | Missing] = {}
        for topic, wanted in by_topic.items():
            if wanted:
                self._topics[topic].fetch(wanted, results)
        return results

    def require_topics(self) -> int:
        """The partition count that the topics share.

        Raises:
            StreamError: the cluster does not answer, a topic is missing, or they do not fit.
        """
        return _cluster.require_topics(self._config, next(iter(self._topics.values())).consumer, self._topics)

    def close(self) -> None:
        """Closes the consumers."""
        for fetcher in self._topics.values():
            fetcher.consumer.close()


class _Cache:
    """Records that a scan came past and that a later group may want. Each is wanted once, so taking removes it. What came first goes
    first when room is needed: it has waited longest for a group that may never come.
    """

    def __init__(self, max_bytes: int, stats: FetchStats) -> None:
        self.max_bytes = max_bytes
        self._stats = stats
        self._records: OrderedDict[PayloadRef, Message] = OrderedDict()

    def put(self, ref: PayloadRef, message: Message) -> None:
        if ref in self._records:
            return
        self._records[ref] = message
        self._stats.cache_bytes += _cost(message)
        while self._stats.cache_bytes > self.max_bytes and self._records:
            _, eldest = self._records.popitem(last=False)
            self._stats.cache_bytes -= _cost(eldest)
            self._stats.evictions += 1

    def take(self, ref: PayloadRef) -> Message | None:
        message = self._records.pop(ref, None)
        if message is not None:
            self._stats.cache_bytes -= _cost(message)
            self._stats.cache_hits += 1
        return message


def _cost(message: Message) -> int:
    return _OVERHEAD_BYTES + len(message)


class _Cursor:
    """Where a partition's fetching stands; how far it ever came, how large its records were, how far it ran ahead."""

    def __init__(self) -> None:
        self.position = -1
        """Next offset that the consumer gives; -1: it fetches nothing of the partition."""
        self.frontier = 0
        self.end = 0
        """The log is known to reach up to here."""
        self.records = 0
        self.bytes = 0
        self.ahead_bytes = 0

    def passed(self, offset: int, size: int) -> None:
        """A record came, and the consumer stands behind it now."""
        self.records += 1
        self.bytes += size
        self.position = position = offset + 1
        if position > self.frontier:
            self.frontier = position
            if position > self.end:
                self.end = position

    @property
    def average_bytes(self) -> int:
        return max(1, self.bytes // self.records) if self.records else _GUESSED_BYTES


class _TopicFetcher:
    def __init__(self, config: StreamConfig, client_id: str, topic: str, cache: _Cache, stopped: Callable[[], bool]) -> None:
        self.consumer = _cluster.make(
            Consumer, {**config.consumer(client_id), "enable.partition.eof": True, "fetch.wait.max.ms": _BROKER_WAIT_MS}
        )
        self._config = config
        self._topic = topic
        self._cache = cache
        self._stats = cache._stats
        self._stopped = stopped
        self._cursors: dict[int, _Cursor] = {}

    def fetch(self, wanted: set[PayloadRef], results: dict[PayloadRef, Message | Missing]) -> None:
        scans = self._plan(wanted, results)
        for partition, scan in scans.items():
            self._cursor(partition).ahead_bytes = 0
            self._stand(partition, scan)
        while scans:
            if self._stopped():
                raise Stopped
            touched = self._accept(_cluster.consume(self.consumer, _WAIT_S), scans, results)
            for partition in touched & scans.keys():
                self._settle(partition, scans)

    def _cursor(self, partition: int) -> _Cursor:
        cursor = self._cursors.get(partition)
        if cursor is None:
            cursor = self._cursors[partition] = _Cursor()
        return cursor

    def _plan(self, wanted: set[PayloadRef], results: dict[PayloadRef, Message | Missing]) -> dict[int, PartitionScan]:
        """Takes what the cache has, settles what the logs do not reach, and makes a scan for each partition that must be read."""
        missing: dict[int, list[int]] = {}
        for ref in wanted:
            kept = self._cache.take(ref)
            if kept is None:
                missing.setdefault(ref.partition, []).append(ref.offset)
            else:
                results[ref] = kept
        scans = {}
        for partition, offsets in sorted(missing.items()):
            scan = PartitionScan(offsets)
            if scan.last >= self._cursor(partition).end:
                self._settle_outside(partition, scan, results)
            if scan.left:
                scans[partition] = scan
        return scans

    def _settle_outside(self, partition: int, scan: PartitionScan, results: dict[PayloadRef, Message | Missing]) -> None:
        """What lies outside the log is settled: gone before its first offset, never there after its end."""
        first, end = _cluster.bounds(self.consumer, self._topic, partition, self._stopped)
        self._cursor(partition).end = max(end, self._cursor(partition).end)
        for offset in scan.beyond(end):
            ref = PayloadRef(self._topic, partition, offset)
            results[ref] = Missing("PAYLOAD_INVALID", f"{ref} is beyond the end of the log, {end}")
        for offset in scan.before(first):
            self._absent(partition, offset, scan, results)

    def _absent(self, partition: int, offset: int, scan: PartitionScan, results: dict[PayloadRef, Message | Missing]) -> None:
        scan.take(offset)
        ref = PayloadRef(self._topic, partition, offset)
        results[ref] = Missing("PAYLOAD_GONE", f"{ref} is not in the log any more")

    def _stand(self, partition: int, scan: PartitionScan) -> None:
        """Makes the consumer give the partition from the first wanted offset on, or from a little before it."""
        cursor = self._cursor(partition)
        gap = scan.next - cursor.position
        if cursor.position >= 0 and 0 <= gap <= _READ_THROUGH_BYTES // cursor.average_bytes:
            return
        self._let_go(partition)
        self.consumer.incremental_assign([TopicPartition(self._topic, partition, scan.next)])
        cursor.position = scan.next
        self._stats.seeks += 1

    def _let_go(self, partition: int) -> None:
        cursor = self._cursor(partition)
        if cursor.position >= 0:
            self.consumer.incremental_unassign([TopicPartition(self._topic, partition)])
            cursor.position = -1

    def _accept(self, messages: list[Message], scans: dict[int, PartitionScan], results: dict[PayloadRef, Message | Missing]) -> set[int]:
        """Takes in what the consumer gave; returns the partitions that it is of."""
        touched: set[int] = set()
        for message in messages:
            partition, offset = _place(message)
            touched.add(partition)
            scan = scans.get(partition)
            if (error := message.error()) is not None:
                self._note(error, partition, offset, scan, results)
                continue
            cursor = self._cursors[partition]
            if cursor.position < 0:
                continue  # let go meanwhile
            size = len(message)
            self._stats.records += 1
            self._stats.bytes += size
            if scan is not None and scan.take(offset):
                results[PayloadRef(self._topic, partition, offset)] = message
            elif offset >= cursor.frontier:
                self._cache.put(PayloadRef(self._topic, partition, offset), message)
            cursor.passed(offset, size)
            if scan is None:
                self._run_ahead(partition, size)
            elif scan.next < offset:
                self._pass(partition, offset, scan, results)
        return touched

    def _run_ahead(self, partition: int, size: int) -> None:
        cursor = self._cursor(partition)
        cursor.ahead_bytes += size + _OVERHEAD_BYTES
        if cursor.ahead_bytes > min(_AHEAD_BYTES, self._cache.max_bytes // (2 * len(self._cursors))):
            self._let_go(partition)

    def _note(
        self,
        error: KafkaError,
        partition: int,
        offset: int,
        scan: PartitionScan | None,
        results: dict[PayloadRef, Message | Missing],
    ) -> None:
        if error.code() == KafkaError._PARTITION_EOF:
            if scan is not None:
                self._pass(partition, offset, scan, results)
        elif error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            self._let_go(partition)
            if scan is not None:
                self._settle_outside(partition, scan, results)
        else:
            _cluster.complain(error, self._topic)

    def _pass(self, partition: int, position: int, scan: PartitionScan, results: dict[PayloadRef, Message | Missing]) -> None:
        """The scan has come to a position. What was wanted before it and did not come is asked for once more, by itself: what is
        absent costs its group, so that it must not be a fetch that was on its way while the place changed.
        """
        for offset in scan.before(position):
            found = self._ask_again(partition, offset)
            if found is None:
                self._absent(partition, offset, scan, results)
            else:
                scan.take(offset)
                results[PayloadRef(self._topic, partition, offset)] = found

    def _ask_again(self, partition: int, offset: int) -> Message | None:
        first, _ = _cluster.bounds(self.consumer, self._topic, partition, self._stopped)
        if offset < first:
            return None
        single = _cluster.make(Consumer, {**self._config.consumer("again"), "enable.partition.eof": True})
        try:
            single.assign([TopicPartition(self._topic, partition, offset)])
            while not self._stopped():
                for message in single.consume(1, _WAIT_S):
                    error = message.error()
                    if error is None:
                        return message if message.offset() == offset else None
                    if error.code() in (KafkaError._PARTITION_EOF, KafkaError._AUTO_OFFSET_RESET):
                        return None
                    _cluster.complain(error, self._topic)
            raise Stopped
        finally:
            single.close()

    def _settle(self, partition: int, scans: dict[int, PartitionScan]) -> None:
        if scans[partition].left:
            self._stand(partition, scans[partition])
        else:
            del scans[partition]


def _place(message: Message) -> tuple[int, int]:
    partition, offset = message.partition(), message.offset()
    return (-1 if partition is None else partition), (-1 if offset is None else offset)
