"""Reading part of a partition forward for wanted offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

_NONE = 2**63


class PartitionScan:
    """The offsets that are wanted of one partition, and which of them are settled: delivered, or known to be absent."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self._wanted = sorted(set(wanted))
        self._open = set(self._wanted)
        self._first = 0
        self.next = self._wanted[0]
        """The lowest offset that is not settled; beyond all offsets where there is none."""

    @property
    def left(self) -> int:
        """How many are not settled."""
        return len(self._open)

    @property
    def last(self) -> int:
        """The highest wanted offset."""
        return self._wanted[-1]

    def take(self, offset: int) -> bool:
        """Whether the record at that offset is wanted; it then counts as delivered."""
        if offset not in self._open:
            return False
        self._open.remove(offset)
        if offset == self.next:
            self._advance()
        return True

    def _advance(self) -> None:
        wanted, first = self._wanted, self._first
        while first < len(wanted) and wanted[first] not in self._open:
            first += 1
        self._first = first
        self.next = wanted[first] if first < len(wanted) else _NONE

    def before(self, position: int) -> list[int]:
        """The wanted offsets before a position that are not settled, ascending."""
        if self.next >= position:
            return []
        end = bisect_left(self._wanted, position)
        return [offset for offset in self._wanted[self._first : end] if offset in self._open]

    def beyond(self, end: int) -> list[int]:
        """The wanted offsets at or after an end that the log does not reach. They count as settled."""
        missing = [offset for offset in self._wanted[bisect_left(self._wanted, end) :] if offset in self._open]
        self._open.difference_update(missing)
        self._advance()
        return missing
