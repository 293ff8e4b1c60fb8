"""Reading part of a partition forward for wanted offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable


class PartitionScan:
    """The offsets that are wanted of one partition, and which of them are settled: delivered, or known to be absent."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self._wanted = sorted(set(wanted))
        self._open = set(self._wanted)
        self._first = 0

    @property
    def left(self) -> int:
        """How many are not settled."""
        return len(self._open)

    @property
    def first(self) -> int:
        """The lowest that is not settled. Only while there is one."""
        while self._wanted[self._first] not in self._open:
            self._first += 1
        return self._wanted[self._first]

    @property
    def last(self) -> int:
        """The highest wanted offset."""
        return self._wanted[-1]

    def take(self, offset: int) -> bool:
        """Whether the record at that offset is wanted; it then counts as delivered."""
        if offset in self._open:
            self._open.remove(offset)
            return True
        return False

    def before(self, position: int) -> list[int]:
        """The wanted offsets before a position that are not settled, ascending."""
        if not self._open or self.first >= position:
            return []
        end = bisect_left(self._wanted, position)
        return [offset for offset in self._wanted[self._first : end] if offset in self._open]

    def beyond(self, end: int) -> list[int]:
        """The wanted offsets at or after an end that the log does not reach. They count as settled."""
        missing = [offset for offset in self._wanted[bisect_left(self._wanted, end) :] if offset in self._open]
        self._open.difference_update(missing)
        return missing
