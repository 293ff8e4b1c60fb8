"""Groups as PyTorch takes them. Needs the extra ``torch``; nothing else in the package imports it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from rollstream.collate import PackedRows, PaddedRows, SplitRows
from rollstream.config import StreamConfig
from rollstream.position import Position
from rollstream.reader.groups import Batch
from rollstream.reader.reader import GroupReader
from rollstream.reader.sources import ReaderOptions


class GroupDataset(IterableDataset[Batch]):  # type: ignore[misc, unused-ignore]
    """Batches of a stream for a ``DataLoader(dataset, batch_size=None)``. An item is a whole :class:`~rollstream.Batch` with the position
    that belongs into the checkpoint of its step. Endless.

    With ``num_workers=1`` reading is a process of its own, and the loader fetches ahead: batches then come with the version that was told
    when they were fetched, so that the staleness gate is late by as many batches as are under way; and a position counts only once its
    batch came out of the loader. More loader workers would read the same groups again and are refused; ranks of a data-parallel learner
    share a batch by :class:`~rollstream.BatchPlanner` instead.

    Args:
        config: the stream.
        position: where to begin.
        groups: groups of a batch.
        options: how to read.
        current_version: tells the policy's version at each step; None: 0.
        transform: what becomes of a batch before it comes out, such as collating; None: nothing.
    """

    def __init__(
        self,
        config: StreamConfig,
        position: Position,
        groups: int,
        options: ReaderOptions | None = None,
        current_version: Callable[[], int] | None = None,
        transform: Callable[[Batch], Any] | None = None,
    ) -> None:
        self._config = config
        self._position = position
        self._groups = groups
        self._options = options
        self._current_version = current_version or _zero
        self._transform = transform

    def __iter__(self) -> Iterator[Any]:
        info = get_worker_info()
        if info is not None and info.num_workers > 1:
            raise ValueError(f"{info.num_workers} loader workers would each read every group: use one or none")
        with GroupReader(self._config, self._position, self._options) as reader:
            for batch in reader.batches(self._groups, self._current_version):
                yield batch if self._transform is None else self._transform(batch)


def _zero() -> int:
    return 0


def tensors(rows: PaddedRows | PackedRows | SplitRows, device: torch.device | str | None = None) -> dict[str, Any]:
    """Collated rows as tensors by the names of their fields; numbers that are no arrays stay as they are."""
    found: dict[str, Any] = {}
    for each in fields(rows):
        value = getattr(rows, each.name)
        found[each.name] = torch.from_numpy(value).to(device) if isinstance(value, np.ndarray) else value
    return found


def token_logprobs(logits: torch.Tensor, input_ids: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
    """Log-probability of each token under logits, at the token's own place, as collated rows have them.

    Args:
        logits: (B, T, V): a model's, those at ``t - 1`` for the token at ``t``.
        input_ids: (B, T).
        temperature: that the tokens were sampled at; 1: the model's own distribution.

    Returns:
        (B, T), float32; 0 at place 0, which nothing predicts.
    """
    scaled = logits[:, :-1].float() / temperature
    chosen = scaled.gather(-1, input_ids[:, 1:, None]).squeeze(-1) - scaled.logsumexp(-1)
    return torch.nn.functional.pad(chosen, (1, 0))
