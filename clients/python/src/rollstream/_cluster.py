"""What is asked of a cluster before and while reading, patiently."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from rollstream.config import StreamConfig
from rollstream.errors import ClusterUnavailableError, StreamError

T = TypeVar("T")

log = logging.getLogger("rollstream")

_ANSWER_S = 10.0
_ASK_S = 2.0

_HOPELESS = frozenset(
    {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError._AUTHENTICATION,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError._UNKNOWN_TOPIC,
        KafkaError._UNKNOWN_PARTITION,
    }
)


class Stopped(Exception):  # noqa: N818 - not an error: somebody closed what was waited for
    """What was waited for is being closed."""


def make(kind: Callable[[dict[str, Any]], T], settings: dict[str, Any]) -> T:
    """Makes a client.

    Raises:
        StreamError: a setting is not usable.
    """
    try:
        return kind(settings)
    except (KafkaException, ValueError, TypeError) as e:
        raise StreamError(f"cannot make a Kafka client: {e}; check bootstrap_servers and properties") from e


def hopeless(error: KafkaError) -> bool:
    """Whether waiting does not mend it."""
    return bool(error.fatal()) or error.code() in _HOPELESS


def require_topics(config: StreamConfig, consumer: Consumer, joined: Iterable[str], single: Iterable[str] = ()) -> int:
    """Checks that topics are there and that the joined ones share a partition count.

    Returns:
        that count; 1 where no joined topic is named.

    Raises:
        StreamError: the cluster does not answer, a topic is missing, or they do not fit.
    """
    counts = {name: len(partitions_of(config, consumer, name)) for name in joined}
    for name in single:
        partitions_of(config, consumer, name)
    if len(set(counts.values())) > 1:
        raise StreamError(f"topics that are joined by group id have different partition counts: {counts}")
    return next(iter(counts.values()), 1)


def partitions_of(config: StreamConfig, consumer: Consumer, topic: str) -> list[int]:
    """Partition numbers of a topic.

    Raises:
        StreamError: the cluster does not answer, or has no such topic.
    """
    try:
        found = consumer.list_topics(topic, timeout=_ANSWER_S).topics.get(topic)
    except KafkaException as e:
        raise ClusterUnavailableError(f"no Kafka broker answers at {config.bootstrap_servers} ({e}); check that it runs") from e
    if found is None or found.error is not None or not found.partitions:
        why = "" if found is None or found.error is None else f" ({found.error.str()})"
        raise StreamError(f"topic {topic} is not there{why}; make the topics with rollstream topics create")
    return sorted(found.partitions)


def bounds(consumer: Consumer, topic: str, partition: int, stopped: Callable[[], bool]) -> tuple[int, int]:
    """First offset of a partition and the one after its last committed record, as long as the question takes.

    Raises:
        Stopped: it was given up.
        StreamError: the cluster will not tell.
    """
    while not stopped():
        try:
            answer = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=_ASK_S, cached=False)
            if answer is not None:
                return answer
        except KafkaException as e:
            if hopeless(e.args[0]):
                raise StreamError(f"cannot read {topic}-{partition}: {e}") from e
    raise Stopped


def consume(consumer: Consumer, wait_s: float, limit: int = 500) -> list[Message]:
    """What has been fetched already; waits for a first record where nothing has."""
    messages = consumer.consume(limit, 0)
    return messages or consumer.consume(1, wait_s)


def complain(error: KafkaError, what: str) -> None:
    """Passes over what will pass.

    Raises:
        StreamError: it will not.
    """
    if hopeless(error):
        raise StreamError(f"cannot read {what}: {error.str()}")
    log.debug("%s: %s", what, error.str())


def scan(config: StreamConfig, topic: str) -> list[Message]:
    """Every committed record of a small topic, in order.

    Raises:
        StreamError: the cluster does not answer for ten seconds.
    """
    consumer = make(Consumer, {**config.consumer("scan"), "enable.partition.eof": True, "fetch.wait.max.ms": 10})
    try:
        open_partitions = {}
        for partition in partitions_of(config, consumer, topic):
            deadline = time.monotonic() + _ANSWER_S
            first, end = bounds(consumer, topic, partition, lambda: time.monotonic() > deadline)  # noqa: B023
            if first < end:
                open_partitions[partition] = first
        consumer.assign([TopicPartition(topic, partition, first) for partition, first in open_partitions.items()])
        return _read_out(consumer, topic, set(open_partitions))
    except Stopped:
        raise ClusterUnavailableError(f"no Kafka broker answers at {config.bootstrap_servers} for topic {topic}") from None
    finally:
        consumer.close()


def _read_out(consumer: Consumer, topic: str, left: set[int]) -> list[Message]:
    found: list[Message] = []
    news = time.monotonic()
    while left:
        for message in consume(consumer, 0.2):
            news = time.monotonic()
            error = message.error()
            if error is None:
                found.append(message)
            elif error.code() == KafkaError._PARTITION_EOF:
                left.discard(message.partition() or 0)
            else:
                complain(error, topic)
        if time.monotonic() - news > _ANSWER_S:
            raise ClusterUnavailableError(f"{topic} gives nothing more for {_ANSWER_S:.0f} s, and its end is not reached")
    return found
