"""What became of the groups of a step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from rollstream.reader.groups import Batch, GroupRef, Refused, TrainingGroup
from rollstream.records import ReceiptOutcome

_MAX_DETAIL = 500


@dataclass(frozen=True)
class Settled:
    """What became of one group.

    Args:
        group: the group and where its terminal record lies.
        outcome: TRAINED, or why not.
        detail: more, for people; None: nothing to add.
    """

    group: GroupRef
    outcome: ReceiptOutcome
    detail: str | None = None

    def to_json(self) -> list[Any]:
        """As plain JSON values."""
        ref = self.group
        return [ref.partition, ref.offset, ref.group_id, ref.run_id, self.outcome, self.detail]

    @staticmethod
    def from_json(root: Any) -> Settled:
        """From plain JSON values.

        Raises:
            ValueError: they are none.
        """
        partition, offset, group_id, run_id, outcome, detail = root
        if outcome not in get_args(ReceiptOutcome):
            raise ValueError(f"'{outcome}' is no outcome of a receipt")
        return Settled(GroupRef(int(partition), int(offset), str(group_id), str(run_id)), outcome, detail)


class Receipts:
    """Collects what became of the groups of a step: one entry a group, the last word counts.

    A data-parallel learner has one on each rank, gathers their text forms, and merges them on the rank that announces.
    """

    def __init__(self) -> None:
        self._settled: dict[tuple[int, int], Settled] = {}

    @staticmethod
    def of(*batches: Batch) -> Receipts:
        """Receipts that say of batches: what was handed out was trained, what was refused was not."""
        receipts = Receipts()
        for batch in batches:
            receipts.add(batch)
        return receipts

    def add(self, batch: Batch) -> None:
        """Notes that a batch's groups were trained and its refused ones were not."""
        for group in batch.groups:
            self.trained(group)
        for refused in batch.refused:
            self.refused(refused)

    def trained(self, group: TrainingGroup | GroupRef) -> None:
        """Notes that the step used a group."""
        self._note(Settled(group.ref if isinstance(group, TrainingGroup) else group, "TRAINED"))

    def refused(self, refused: Refused) -> None:
        """Notes that a group was refused."""
        self._note(Settled(refused.group, refused.outcome, refused.detail[:_MAX_DETAIL]))

    def refuse(self, group: TrainingGroup | GroupRef, outcome: ReceiptOutcome, detail: str) -> None:
        """Notes that the learner itself could not use a group that was handed out, such as a PROMPT_MISMATCH."""
        self.refused(Refused(group.ref if isinstance(group, TrainingGroup) else group, outcome, detail))

    def _note(self, settled: Settled) -> None:
        self._settled[settled.group.partition, settled.group.offset] = settled

    @property
    def settled(self) -> tuple[Settled, ...]:
        """What became of each group, by place in the log."""
        return tuple(sorted(self._settled.values(), key=lambda settled: settled.group))

    def counts(self, before: Mapping[str, int] | None = None) -> dict[str, int]:
        """Groups by outcome, added to those of earlier steps."""
        counts = Counter(before or {})
        counts.update(str(settled.outcome) for settled in self._settled.values())
        return dict(counts)

    def merge(self, others: Iterable[Receipts]) -> Receipts:
        """Takes in those of other ranks."""
        for other in others:
            for settled in other.settled:
                self._note(settled)
        return self

    def to_json(self) -> str:
        """The text form."""
        return json.dumps([settled.to_json() for settled in self.settled], separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Receipts:
        """Reads the text form.

        Raises:
            ValueError: it is none.
        """
        receipts = Receipts()
        try:
            for root in json.loads(text):
                receipts._note(Settled.from_json(root))
        except TypeError as e:
            raise ValueError(f"not receipts: {e} in {text[:80]}") from e
        return receipts
