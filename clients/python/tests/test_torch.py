from __future__ import annotations

import itertools
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from group_writer import GroupWriter  # noqa: E402
from groups import group, sequence  # noqa: E402
from torch.utils.data import DataLoader  # noqa: E402

from rollstream import Batch, StreamConfig, earliest_position  # noqa: E402
from rollstream.collate import collate_packed, collate_padded  # noqa: E402
from rollstream.torch import GroupDataset, tensors, token_logprobs  # noqa: E402


def test_a_loader_gives_whole_batches_with_their_positions(config: StreamConfig) -> None:
    written = GroupWriter(config).write(24)
    dataset = GroupDataset(config, earliest_position(config), 8)

    batches: list[Batch] = list(itertools.islice(DataLoader(dataset, batch_size=None), 3))

    assert sorted(group.ref.group_id for batch in batches for group in batch.groups) == sorted(written)
    resumed: Batch = next(iter(GroupDataset(config, batches[0].position, 8)))
    assert [group.ref for group in resumed.groups] == [group.ref for group in batches[1].groups]


def test_more_loader_workers_than_one_are_refused(config: StreamConfig) -> None:
    loader: Any = DataLoader(GroupDataset(config, earliest_position(config), 1), batch_size=None, num_workers=2)

    with pytest.raises(ValueError, match="2 loader workers would each read every group"):
        next(iter(loader))


def test_rows_become_tensors() -> None:
    groups = [group(1, (0.5, [sequence([1, 2])]))]

    padded, packed = tensors(collate_padded(groups)), tensors(collate_packed(groups))

    assert padded["input_ids"].tolist() == [[7, 8, 1, 2]]
    assert padded["loss_mask"].dtype == torch.bool
    assert packed["max_seqlen"] == 4
    assert packed["cu_seqlens"].dtype == torch.int32


def test_log_probabilities_stand_at_their_tokens() -> None:
    torch.manual_seed(0)
    logits, ids = torch.randn(2, 5, 11), torch.randint(11, (2, 5))

    found = token_logprobs(logits, ids, 0.7)

    expected = torch.log_softmax(logits / 0.7, -1)
    for row, place in itertools.product(range(2), range(1, 5)):
        assert found[row, place] == pytest.approx(float(expected[row, place - 1, ids[row, place]]), abs=1e-5)
    assert found[:, 0].tolist() == [0, 0]
