"""The one door through which a learner gets its data."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

from rollstream._cluster import Stopped
from rollstream.config import StreamConfig
from rollstream.errors import StreamError
from rollstream.position import Position
from rollstream.reader.ahead import Judged, ReadAhead
from rollstream.reader.assembler import stale
from rollstream.reader.fetcher import FetchStats
from rollstream.reader.groups import Batch, PassedOver, Refused, TrainingGroup
from rollstream.reader.sources import ReaderOptions, Sources

log = logging.getLogger(__name__)

_MAX_REFUSED = 1_000
_CLOSE_S = 5.0


class GroupReader:
    """Reads whole groups with their payloads.

    Topic advantages is the index, tasks and rollouts are the heap. The reader goes through the index from a position, passes over what
    does not train, fetches what the rest refers to, checks it, and hands it out in batches. It belongs to no consumer group and commits
    nothing: its place is the position that comes with each batch, and the caller saves that with whatever the batch turned into. After a
    crash before the save the same groups come again; none is ever skipped.

    Order: within a partition as logged. Between partitions the record with the earliest time comes first, so that a log that lies there
    already is always read in the same order; at the live end it depends on what has arrived.

    What comes out is safe: ids, slots, counts, checksums, finite numbers. What does not pass is refused as a whole group.

    For one thread, but for :meth:`close`. Not to be carried over a fork: open it in the process that reads.

    Args:
        config: the stream.
        position: where to begin: from a checkpoint, or :func:`~rollstream.earliest_position`.
        options: how to read.

    Raises:
        PositionError: the position is not one of this stream, or the log does not hold it.
        StreamError: the cluster does not answer or the topics do not fit.
    """

    def __init__(self, config: StreamConfig, position: Position, options: ReaderOptions | None = None) -> None:
        chosen = options or ReaderOptions()
        self._options = chosen
        self._position = position
        self._closed = threading.Event()
        self._ahead = ReadAhead(lambda: Sources(config, chosen, position), f"learner-{chosen.learner}-read", chosen.read_ahead_bytes)

    @property
    def position(self) -> Position:
        """Where the reader stands: after the last batch."""
        return self._position

    @property
    def obstacle(self) -> str | None:
        """What the reader waits for, such as a registry that does not answer; None: nothing is in its way."""
        return self._ahead.obstacle

    @property
    def stats(self) -> FetchStats:
        """What came over the wire so far, read ahead included."""
        return self._ahead.sources.stats

    def poll(self, max_groups: int, timeout: float, current_version: int = 0) -> Batch:
        """The next batch: returns as soon as it has the groups, or at the timeout with what there is.

        Args:
            max_groups: at most this many groups to train on.
            timeout: how long to wait for them, in seconds.
            current_version: the policy's version at the step, for the staleness gate.

        Raises:
            PositionError: records that were to come are gone.
            StreamError: the cluster refuses.
            ValueError: the reader is closed, or a batch of no groups is asked for.
        """
        if max_groups < 1:
            raise ValueError(f"a batch of {max_groups} groups")
        deadline = time.monotonic() + timeout
        builder = BatchBuilder(self._options.max_versions_behind, current_version)
        try:
            while len(builder.groups) < max_groups and len(builder.refused) < _MAX_REFUSED:
                judged = self._ahead.next(deadline)
                if judged is None:
                    break
                builder.add(judged)
        except Stopped:
            raise ValueError("the reader is closed") from None
        except StreamError:
            if not builder.moves:
                raise
            log.debug("handing out what was read before a failure", exc_info=True)
        batch = builder.build(self._position.advanced_to(builder.moves))
        self._position = batch.position
        for refused in batch.refused:
            log.warning("group %s refused: %s: %s", refused.group.group_id, refused.outcome, refused.detail)
        return batch

    def batches(self, groups: int, current_version: Callable[[], int] | int = 0) -> Iterator[Batch]:
        """Batches of exactly so many groups, one after the other, as long as the reader is open. Waits as long as it takes.

        Args:
            groups: groups to train on in each batch.
            current_version: the policy's version, or what tells it at each step.
        """
        while not self._closed.is_set():
            gathered: Batch | None = None
            while gathered is None or len(gathered.groups) < groups:
                version = current_version() if callable(current_version) else current_version
                try:
                    more = self.poll(groups - len(gathered.groups if gathered else ()), 1.0, version)
                except ValueError:
                    if self._closed.is_set():
                        return
                    raise
                gathered = more if gathered is None else gathered.then(more)
            yield gathered

    def close(self) -> None:
        """Ends it: a poll in another thread ends too."""
        self._closed.set()
        self._ahead.close(_CLOSE_S)

    def __enter__(self) -> GroupReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BatchBuilder:
    """Collects one batch: judged records in, groups, refusals, counts and the position's moves out."""

    def __init__(self, max_versions_behind: int | None, current_version: int) -> None:
        self._max_versions_behind = max_versions_behind
        self._current_version = current_version
        self.groups: list[TrainingGroup] = []
        self.refused: list[Refused] = []
        self.passed_over: Counter[PassedOver] = Counter()
        self.moves: dict[int, int] = {}

    def add(self, judged: Judged) -> None:
        """Adds a judged record and moves the position past it."""
        self.note(judged.verdict)
        self.moves[judged.partition] = judged.next

    def note(self, verdict: TrainingGroup | Refused | PassedOver) -> None:
        """Adds a judged record; the position stays."""
        if isinstance(verdict, Refused):
            self.refused.append(verdict)
        elif isinstance(verdict, PassedOver):
            self.passed_over[verdict] += 1
        else:
            why = stale(verdict.advantages, self._current_version, self._max_versions_behind)
            if why is None:
                self.groups.append(verdict)
            else:
                self.refused.append(Refused(verdict.ref, "STALE", why))

    def build(self, position: Position) -> Batch:
        """The batch."""
        return Batch(self.groups, self.refused, dict(self.passed_over), position)
