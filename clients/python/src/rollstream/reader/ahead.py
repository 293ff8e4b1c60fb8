"""Reading ahead of the caller."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from rollstream._cluster import Stopped
from rollstream.reader.checks import Candidate
from rollstream.reader.groups import PassedOver, Refused, TrainingGroup
from rollstream.reader.sources import Sources

_CHUNK_BYTES = 8 * 1024 * 1024
_MAX_CHUNK_GROUPS = 512
_FIRST_CHUNK_GROUPS = 32
_ROOM_WAIT_S = 0.2
_HANDED_OVER = 16


class Judged(NamedTuple):
    """One terminal record, judged.

    Args:
        partition: partition of topic advantages.
        next: offset after the record.
        bytes: what it and its payload hold of the read-ahead limit.
        verdict: what it is.
    """

    partition: int
    next: int
    bytes: int
    verdict: TrainingGroup | Refused | PassedOver


class ReadAhead:
    """Reads, fetches, decodes and checks on a thread of its own, in the index's order, up to a limit in bytes.

    Args:
        open_sources: connects, on the calling thread; what it gives is used and closed by the reading thread.
        name: names the thread.
        max_bytes: how much payload may wait for the next poll.
    """

    def __init__(self, open_sources: Callable[[], Sources], name: str, max_bytes: int) -> None:
        self._sources = open_sources()
        self._max_bytes = max_bytes
        self._ready: deque[Judged] = deque()
        self._taken: deque[Judged] = deque()
        self._held = 0
        self._given = 0
        self._failure: BaseException | None = None
        self._changed = threading.Condition()
        self._chunk = _FIRST_CHUNK_GROUPS
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def obstacle(self) -> str | None:
        """What the reader waits for; None: nothing."""
        return self._sources.state.obstacle

    @property
    def sources(self) -> Sources:
        """What it reads with: for its figures."""
        return self._sources

    def next(self, deadline: float) -> Judged | None:
        """The next terminal record in order; None if there is none before a time of the monotonic clock. One caller at a time.

        Raises:
            Exception: what ended the reading, after everything that was read before it, each time it is asked.
        """
        if not self._taken and not self._take(deadline):
            return None
        item = self._taken.popleft()
        self._given += item.bytes
        if not self._taken or self._given > self._max_bytes // 8:
            self._make_room()
        return item

    def _take(self, deadline: float) -> bool:
        """Takes over all that is ready: the two threads meet once for many records."""
        with self._changed:
            while not self._ready:
                if self._failure is not None:
                    raise self._failure
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, 1))
            self._ready, self._taken = self._taken, self._ready
            return True

    def _make_room(self) -> None:
        with self._changed:
            self._held -= self._given
            self._given = 0
            self._changed.notify_all()

    def _run(self) -> None:
        failure: BaseException = Stopped()
        try:
            while not self._sources.state.stopped():
                self._read_chunk()
        except BaseException as e:
            failure = e
        finally:
            self._sources.close()
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def _read_chunk(self) -> None:
        entries = self._sources.read(self._chunk)
        fetched = self._sources.fetch([entry.verdict for entry in entries if isinstance(entry.verdict, Candidate)])
        size = 0
        judged: list[Judged] = []
        for entry in entries:
            found = entry.verdict
            verdict = self._sources.assembler.assemble(found, fetched) if isinstance(found, Candidate) else found
            held = entry.bytes + (verdict.payload_bytes if isinstance(verdict, TrainingGroup) else 0)
            size += held
            judged.append(Judged(entry.partition, entry.offset + 1, held, verdict))
            if len(judged) == _HANDED_OVER:
                self._offer(judged)
                judged = []
        self._offer(judged)
        if entries:
            self._chunk = max(1, min(_MAX_CHUNK_GROUPS, _CHUNK_BYTES // max(1, size // len(entries))))

    def _offer(self, judged: list[Judged]) -> None:
        with self._changed:
            for item in judged:
                while self._held and self._held + item.bytes > self._max_bytes:
                    if self._sources.state.stopped():
                        raise Stopped
                    self._changed.notify_all()
                    self._changed.wait(_ROOM_WAIT_S)
                self._ready.append(item)
                self._held += item.bytes
            self._changed.notify_all()

    def close(self, wait_s: float) -> None:
        """Ends it; whoever waits for the next record ends too."""
        self._sources.state.stop()
        self._thread.join(wait_s)
