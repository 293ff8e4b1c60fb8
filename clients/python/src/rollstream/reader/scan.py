"""Reading part of a partition forward for wanted offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

_NONE = 2**63


class PartitionScan:
    """The offsets that are wanted of one partition, and which of them are settled: delivered, or known to be absent."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self._wanted = [*sorted(set(wanted)), _NONE]
        self._first = 0
        self._early: set[int] = set()
        """Those that were settled while a lower one was not."""
        self.next = self._wanted[0]
        """The lowest offset that is not settled; beyond all offsets where there is none."""
        self.left = len(self._wanted) - 1
        """How many are not settled."""

    @property
    def last(self) -> int:
        """The highest wanted offset."""
        return self._wanted[-2]

    def take(self, offset: int) -> bool:
        """Whether the record at that offset is wanted; it then counts as delivered."""
        if offset != self.next:
            return self._take_early(offset)
        self.left -= 1
        self._first += 1
        self._skip_settled()
        return True

    def _take_early(self, offset: int) -> bool:
        if offset < self.next or offset in self._early or self._wanted[bisect_left(self._wanted, offset)] != offset:
            return False
        self._early.add(offset)
        self.left -= 1
        return True

    def _skip_settled(self) -> None:
        while self._wanted[self._first] in self._early:
            self._first += 1
        self.next = self._wanted[self._first]

    def before(self, position: int) -> list[int]:
        """The wanted offsets before a position that are not settled, ascending."""
        if self.next >= position:
            return []
        return self._open(self._first, bisect_left(self._wanted, position))

    def beyond(self, end: int) -> list[int]:
        """The wanted offsets at or after an end that the log does not reach. They count as settled."""
        missing = self._open(max(self._first, bisect_left(self._wanted, end)), len(self._wanted) - 1)
        self._early.update(missing)
        self.left -= len(missing)
        self._skip_settled()
        return missing

    def _open(self, begin: int, end: int) -> list[int]:
        return [offset for offset in self._wanted[begin:end] if offset not in self._early]
