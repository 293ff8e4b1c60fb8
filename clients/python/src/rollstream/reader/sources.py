"""What a reader reads with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from confluent_kafka import Consumer, Message

from rollstream import _cluster
from rollstream.config import StreamConfig
from rollstream.errors import PositionError
from rollstream.position import Position
from rollstream.reader.assembler import GroupAssembler
from rollstream.reader.checks import Candidate, Heap, PayloadRef, Requirements
from rollstream.reader.fetcher import FetchStats, Missing, PayloadFetcher
from rollstream.reader.index import Entry, IndexReader, judge
from rollstream.reader.patience import PatientDecoder, ReaderState
from rollstream.records import AdvantageGroup, Rollout, Task
from rollstream.serde import Registry

_MIB = 1024 * 1024


@dataclass(frozen=True)
class ReaderOptions:
    """How a reader reads.

    Args:
        learner: who reads: 1 to 64 letters, digits, '.', '_' or '-'; part of client ids.
        max_versions_behind: the staleness gate. Largest age of a group that may train: the policy's version at the step less the one that
            sampled the oldest token of a member that trains; 0 is on-policy, None lets everything pass.
        requirements: what the learner needs of a rollout beyond the contract.
        cache_bytes: what may be kept of records that later groups may want.
        read_ahead_bytes: how much payload may wait for the next poll.

    Raises:
        ValueError: naming what is wrong.
    """

    learner: str = "learner"
    max_versions_behind: int | None = None
    requirements: Requirements = field(default_factory=Requirements)
    cache_bytes: int = 256 * _MIB
    read_ahead_bytes: int = 64 * _MIB

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", self.learner):
            raise ValueError(f"learner name '{self.learner[:80]}' is not 1 to 64 letters, digits, '.', '_' or '-'")
        if self.max_versions_behind is not None and self.max_versions_behind < 0:
            raise ValueError(f"at most {self.max_versions_behind} versions behind would refuse every group; 0 is on-policy")
        if self.cache_bytes < 0 or self.read_ahead_bytes < 1:
            raise ValueError(f"cache of {self.cache_bytes} bytes, read-ahead of {self.read_ahead_bytes} bytes: must not be negative")


class Sources:
    """Everything that a reader is connected to. One thread only, but for :attr:`state`.

    Args:
        config: the stream.
        options: how to read.
        position: where the index is read from; None: it is not, references are followed only.

    Raises:
        PositionError: the position is not one of this stream, or the log does not hold it.
        StreamError: the cluster does not answer or the topics do not fit.
    """

    def __init__(self, config: StreamConfig, options: ReaderOptions, position: Position | None) -> None:
        topics = config.topics
        self.state = ReaderState()
        self._registry = Registry(config)
        self._fetcher = PayloadFetcher(
            config, options.learner, [topics.tasks, topics.rollouts, topics.advantages], options.cache_bytes, self.state.stopped
        )
        self._index: IndexReader | None = None
        try:
            partitions = self._fetcher.require_topics()
            self._heap = Heap(topics.tasks, topics.rollouts, partitions)
            self._decoder = PatientDecoder(AdvantageGroup, self._registry, self.state)
            self.assembler = GroupAssembler(
                PatientDecoder(Task, self._registry, self.state),
                PatientDecoder(Rollout, self._registry, self.state),
                options.requirements,
            )
            if position is not None:
                require_fits(position, topics.advantages, partitions)
                self._index = IndexReader(config, f"{options.learner}-index", position, self.state.stopped)
        except BaseException:
            self.close()
            raise

    @property
    def stats(self) -> FetchStats:
        """What came over the wire so far."""
        return self._fetcher.stats

    def read(self, limit: int) -> list[Entry]:
        """The next terminal records in order; at least one, unless there is none for a moment."""
        assert self._index is not None, "opened without a position"
        return [judge(message, self._decoder, self._heap) for message in self._index.read(limit)]

    def fetch(self, groups: Iterable[Candidate]) -> dict[PayloadRef, Message | Missing]:
        """What came of each reference of the groups."""
        return self._fetcher.fetch(ref for group in groups for ref in group.payload)

    def entries(self, places: Iterable[PayloadRef]) -> list[Entry | Missing]:
        """The terminal records at certain places, in their order."""
        wanted = list(places)
        found = self._fetcher.fetch(wanted)
        return [part if isinstance(part := found[place], Missing) else judge(part, self._decoder, self._heap) for place in wanted]

    def close(self) -> None:
        """Closes all connections."""
        if self._index is not None:
            self._index.close()
        self._fetcher.close()
        self._registry.close()


def require_fits(position: Position, topic: str, partitions: int) -> None:
    """Checks that a position is one of this stream.

    Raises:
        PositionError: naming both sides if it is not.
    """
    if position.topic != topic:
        raise PositionError(
            f"the position is one of topic {position.topic}, this stream's is {topic};"
            " give the prefix that the checkpoint was made under, or begin anew"
        )
    if list(position.offsets) != list(range(partitions)):
        raise PositionError(
            f"the position names partitions {list(position.offsets)} of {topic}, which has {partitions}: the topic was made anew"
            " with another partition count, so no checkpoint of the old one fits; begin anew"
        )


def earliest_position(config: StreamConfig) -> Position:
    """Before the first group that topic advantages still holds.

    Raises:
        StreamError: the cluster does not answer or the topic is missing.
    """
    return _position(config, 0)


def latest_position(config: StreamConfig) -> Position:
    """After the last group that is committed by now.

    Raises:
        StreamError: the cluster does not answer or the topic is missing.
    """
    return _position(config, 1)


def _position(config: StreamConfig, which: int) -> Position:
    topic = config.topics.advantages
    consumer = _cluster.make(Consumer, config.consumer("positions"))
    try:
        partitions = _cluster.partitions_of(config, consumer, topic)
        return Position(topic, {p: _cluster.bounds(consumer, topic, p, _never)[which] for p in partitions})
    finally:
        consumer.close()


def _never() -> bool:
    return False
