"""Where a learner stands in topic advantages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_PARTITION = re.compile(r"0|[1-9][0-9]{0,8}")
_SHOWN = 80
_MAX_OFFSET = 2**63 - 1


@dataclass(frozen=True)
class Position:
    """For each partition of topic advantages the offset of the next record to read.

    Everything before it was handed out or passed over; nothing at or after it was. The vector is the whole position, so that it
    can lie inside a checkpoint. Its text form is the one of the Java learner.

    Args:
        topic: full name of the topic.
        offsets: next offset by partition.

    Raises:
        ValueError: the topic is empty or a number is negative.
    """

    topic: str
    offsets: Mapping[int, int]

    def __post_init__(self) -> None:
        if not self.topic:
            raise ValueError("a position names its topic")
        if any(partition < 0 or offset < 0 for partition, offset in self.offsets.items()):
            raise ValueError(f"position of {self.topic} has a negative number: {dict(self.offsets)}")
        object.__setattr__(self, "offsets", MappingProxyType(dict(sorted(self.offsets.items()))))

    def __hash__(self) -> int:
        return hash((self.topic, tuple(self.offsets.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Position, (self.topic, dict(self.offsets)))

    def next(self, partition: int) -> int:
        """The next offset of a partition.

        Raises:
            ValueError: the position does not name the partition.
        """
        if partition not in self.offsets:
            raise ValueError(f"the position of {self.topic} has no partition {partition}, only {list(self.offsets)}")
        return self.offsets[partition]

    def advanced_to(self, moved: Mapping[int, int]) -> Position:
        """The position after this one with some partitions moved on.

        Raises:
            ValueError: that would move a partition back, or a partition is unknown: positions only grow.
        """
        for partition, offset in moved.items():
            if offset < self.next(partition):
                raise ValueError(f"position of {self.topic}-{partition} would go back from {self.next(partition)} to {offset}")
        return Position(self.topic, {**self.offsets, **moved})

    def covers(self, other: Position) -> bool:
        """Whether everything that the other position covers is covered by this one."""
        return self.topic == other.topic and all(self.offsets.get(partition, 0) >= offset for partition, offset in other.offsets.items())

    def to_json(self) -> str:
        """The text form: ``{"topic":"rollstream.advantages","offsets":{"0":17,"1":4}}``."""
        offsets = {str(partition): offset for partition, offset in self.offsets.items()}
        return json.dumps({"topic": self.topic, "offsets": offsets}, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Position:
        """Reads the text form.

        Raises:
            ValueError: saying what is wrong with it.
        """
        try:
            root = json.loads(text, object_pairs_hook=_without_duplicates)
        except (ValueError, RecursionError) as e:
            raise ValueError(f"not a position: {e} in {text[:_SHOWN]}") from e
        topic, offsets = (root.get("topic"), root.get("offsets")) if isinstance(root, dict) else (None, None)
        if not isinstance(topic, str) or not isinstance(offsets, dict):
            raise ValueError(f'not a position: want {{"topic":...,"offsets":{{"0":...}}}}, got {text[:_SHOWN]}')
        return Position(topic, {_partition(name): _offset(name, offset) for name, offset in offsets.items()})


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _partition(text: str) -> int:
    if not _PARTITION.fullmatch(text):
        raise ValueError(f"not a position: '{text[:_SHOWN]}' is not a partition number")
    return int(text)


def _offset(partition: str, value: Any) -> int:
    if type(value) is not int or abs(value) > _MAX_OFFSET:
        raise ValueError(f"not a position: offset of partition {partition} is {str(value)[:_SHOWN]}")
    return value
