"""Reading one batch with several ranks: one cuts it, each fetches its own share."""

from __future__ import annotations

import heapq
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rollstream._cluster import Stopped
from rollstream.config import StreamConfig
from rollstream.position import Position
from rollstream.reader.assembler import stale
from rollstream.reader.checks import Candidate, PayloadRef
from rollstream.reader.fetcher import Missing
from rollstream.reader.groups import Batch, GroupRef, PassedOver, Refused, TrainingGroup, used_tokens
from rollstream.reader.index import Entry
from rollstream.reader.sources import ReaderOptions, Sources

_CHUNK = 512


@dataclass(frozen=True)
class BatchPlan:
    """One batch cut over the ranks of a data-parallel learner: references only, a few bytes a group, for a broadcast.

    Args:
        shares: the groups of each rank, in log order.
        refused: groups of the batch that the index alone refuses; rank 0 reports them.
        passed_over: how many terminal records between were no training groups; rank 0 reports them.
        position: the reader's position after the batch.
        current_version: the policy's version that the batch was cut for.
    """

    shares: tuple[tuple[GroupRef, ...], ...]
    refused: tuple[Refused, ...]
    passed_over: tuple[tuple[PassedOver, int], ...]
    position: Position
    current_version: int

    def to_json(self) -> str:
        """The text form."""
        return json.dumps(
            {
                "shares": [[_ref_to_json(ref) for ref in share] for share in self.shares],
                "refused": [[_ref_to_json(refused.group), refused.outcome, refused.detail] for refused in self.refused],
                "passed_over": {why.value: count for why, count in self.passed_over},
                "position": self.position.to_json(),
                "current_version": self.current_version,
            },
            separators=(",", ":"),
        )

    @staticmethod
    def from_json(text: str) -> BatchPlan:
        """Reads the text form.

        Raises:
            ValueError: it is none.
        """
        try:
            root = json.loads(text)
            return BatchPlan(
                tuple(tuple(_ref_from_json(ref) for ref in share) for share in root["shares"]),
                tuple(Refused(_ref_from_json(ref), outcome, detail) for ref, outcome, detail in root["refused"]),
                tuple((PassedOver(why), int(count)) for why, count in root["passed_over"].items()),
                Position.from_json(root["position"]),
                int(root["current_version"]),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as e:
            raise ValueError(f"not a batch plan: {e!r} in {text[:80]}") from e


def _ref_to_json(ref: GroupRef) -> list[Any]:
    return [ref.partition, ref.offset, ref.group_id, ref.run_id]


def _ref_from_json(root: list[Any]) -> GroupRef:
    partition, offset, group_id, run_id = root
    return GroupRef(int(partition), int(offset), str(group_id), str(run_id))


def balance(groups: Sequence[tuple[GroupRef, int]], ranks: int) -> list[list[GroupRef]]:
    """Shares of a batch by completion tokens: longest processing time first (R. L. Graham, "Bounds on multiprocessing timing anomalies",
    SIAM J. Appl. Math. 17, 1969). Groups by falling tokens, each to the rank with the least so far; the largest share is at most 4/3 of
    the best possible. Ties go by the group's place in the log and by the lower rank. The same cut as in the Java learner.

    Args:
        groups: groups with their tokens, in any order.
        ranks: how many ranks there are.

    Returns:
        one list a rank, each in log order; some are empty where there are fewer groups than ranks.

    Raises:
        ValueError: there is no rank.
    """
    if ranks < 1:
        raise ValueError(f"a batch needs at least one rank, not {ranks}")
    shares: list[list[GroupRef]] = [[] for _ in range(ranks)]
    loads = [(0, rank) for rank in range(ranks)]
    for ref, tokens in sorted(groups, key=lambda group: (-group[1], group[0])):
        load, rank = heapq.heappop(loads)
        shares[rank].append(ref)
        heapq.heappush(loads, (load + tokens, rank))
    return [sorted(share) for share in shares]


class BatchPlanner:
    """Cuts batches, on one rank. Reads the index only. For one thread, but for :meth:`close`.

    Args:
        config: the stream.
        position: where to begin.
        options: how to read; the staleness gate is applied here.

    Raises:
        PositionError: the position is not one of this stream, or the log does not hold it.
        StreamError: the cluster does not answer or the topics do not fit.
    """

    def __init__(self, config: StreamConfig, position: Position, options: ReaderOptions | None = None) -> None:
        self._options = options or ReaderOptions()
        self._sources = Sources(config, self._options, position)
        self._pending: list[Entry] = []
        self._lock = threading.Lock()
        self._position = position

    @property
    def position(self) -> Position:
        """Where the next batch begins."""
        return self._position

    @property
    def obstacle(self) -> str | None:
        """What it waits for; None: nothing is in its way."""
        return self._sources.state.obstacle

    def cut(self, groups: int, ranks: int, timeout: float, current_version: int = 0) -> BatchPlan | None:
        """The next batch: so many groups that may train and are young enough, balanced by completion tokens.

        Args:
            groups: how many.
            ranks: over how many ranks; may change from one batch to the next.
            timeout: how long to wait for them, in seconds.
            current_version: the policy's version at the step, for the staleness gate.

        Returns:
            the plan, and the planner goes on behind it; None: the groups did not come in time.

        Raises:
            ValueError: the planner is closed, or a batch of no groups or ranks is asked for.
        """
        if groups < 1 or ranks < 1:
            raise ValueError(f"a batch of {groups} groups over {ranks} ranks")
        deadline = time.monotonic() + timeout
        with self._lock:
            end = self._find(groups, current_version, deadline)
            return None if end is None else self._plan(end, ranks, current_version)

    def _find(self, groups: int, current_version: int, deadline: float) -> int | None:
        """How many of the pending entries make the batch."""
        found = 0
        i = 0
        while True:
            while i == len(self._pending):
                if self._sources.state.stopped():
                    raise ValueError("the planner is closed")
                if time.monotonic() > deadline:
                    return None
                try:
                    self._pending += self._sources.read(_CHUNK)
                except Stopped:
                    raise ValueError("the planner is closed") from None
            entry = self._pending[i]
            i += 1
            if isinstance(entry.verdict, Candidate) and self._stale(entry.verdict, current_version) is None:
                found += 1
                if found == groups:
                    return i

    def _stale(self, group: Candidate, current_version: int) -> str | None:
        return stale(group.advantages, current_version, self._options.max_versions_behind)

    def _plan(self, end: int, ranks: int, current_version: int) -> BatchPlan:
        taken, self._pending = self._pending[:end], self._pending[end:]
        moves: dict[int, int] = {}
        young: list[tuple[GroupRef, int]] = []
        refused: list[Refused] = []
        skipped: Counter[PassedOver] = Counter()
        for entry in taken:
            moves[entry.partition] = entry.offset + 1
            if isinstance(entry.verdict, PassedOver):
                skipped[entry.verdict] += 1
            elif isinstance(entry.verdict, Refused):
                refused.append(entry.verdict)
            elif (why := self._stale(entry.verdict, current_version)) is not None:
                refused.append(Refused(entry.verdict.ref, "STALE", why))
            else:
                young.append((entry.verdict.ref, used_tokens(entry.verdict.advantages)))
        self._position = self._position.advanced_to(moves)
        shares = tuple(tuple(share) for share in balance(young, ranks))
        return BatchPlan(shares, tuple(refused), tuple(skipped.items()), self._position, current_version)

    def close(self) -> None:
        """Ends it: a cut in another thread ends too."""
        self._sources.state.stop()
        with self._lock:
            self._sources.close()

    def __enter__(self) -> BatchPlanner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ShardReader:
    """Fetches one rank's share of each batch, payloads of its own groups only. For one thread, but for :meth:`close`.

    What the index alone refuses is reported by rank 0, what the payload refuses by the rank that fetched it: over all ranks each refused
    group is reported once.

    Args:
        config: the stream.
        options: how to read.

    Raises:
        StreamError: the cluster does not answer or the topics do not fit.
    """

    def __init__(self, config: StreamConfig, options: ReaderOptions | None = None) -> None:
        self._topic = config.topics.advantages
        self._sources = Sources(config, options or ReaderOptions(), None)
        self._lock = threading.Lock()

    def read(self, plan: BatchPlan, rank: int) -> Batch:
        """A rank's share of a batch. Waits as long as it takes.

        Raises:
            ValueError: the plan has no such rank, or the reader is closed.
            StreamError: the cluster refuses.
        """
        if not 0 <= rank < len(plan.shares):
            raise ValueError(f"there is no rank {rank} among {len(plan.shares)}")
        with self._lock:
            if self._sources.state.stopped():
                raise ValueError("the reader is closed")
            try:
                judged = self._judge(plan.shares[rank])
            except Stopped:
                raise ValueError("the reader is closed") from None
        refused = [verdict for verdict in judged if isinstance(verdict, Refused)]
        groups = [verdict for verdict in judged if isinstance(verdict, TrainingGroup)]
        if rank == 0:
            return Batch(groups, [*plan.refused, *refused], dict(plan.passed_over), plan.position)
        return Batch(groups, refused, {}, plan.position)

    def _judge(self, share: Sequence[GroupRef]) -> list[TrainingGroup | Refused]:
        found = self._sources.entries(PayloadRef(self._topic, ref.partition, ref.offset) for ref in share)
        fetched = self._sources.fetch(
            [entry.verdict for entry in found if isinstance(entry, Entry) and isinstance(entry.verdict, Candidate)]
        )
        judged: list[TrainingGroup | Refused] = []
        for ref, entry in zip(share, found, strict=True):
            if isinstance(entry, Missing):
                judged.append(Refused(ref, entry.outcome, entry.detail))
            elif isinstance(entry.verdict, Candidate):
                judged.append(self._sources.assembler.assemble(entry.verdict, fetched))
            elif isinstance(entry.verdict, Refused):
                judged.append(entry.verdict)
        return judged

    def close(self) -> None:
        """Ends it: a read in another thread ends too."""
        self._sources.state.stop()
        with self._lock:
            self._sources.close()

    def __enter__(self) -> ShardReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
