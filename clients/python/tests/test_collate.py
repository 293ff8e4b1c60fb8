from __future__ import annotations

import numpy as np
import pytest
from groups import group, sequence

from rollstream.collate import collate_packed, collate_padded, collate_split

GROUPS = [
    group(1, (0.5, [sequence([1, 2, 3])]), (-0.5, [sequence([4], prompt=[7, 8, 9])])),
    group(2, (1.0, [sequence([5, 6, 2], mask="101"), sequence([9], logprob=None)]), version=None),
]


def test_rows_are_prompt_completion_and_padding() -> None:
    rows = collate_padded(GROUPS, pad_id=99, multiple_of=4)

    assert rows.input_ids.tolist() == [
        [7, 8, 1, 2, 3, 99, 99, 99],
        [7, 8, 9, 4, 99, 99, 99, 99],
        [7, 8, 5, 6, 2, 99, 99, 99],
        [7, 8, 9, 99, 99, 99, 99, 99],
    ]
    assert rows.attention_mask.sum(axis=1).tolist() == [5, 4, 5, 3]
    assert [np.flatnonzero(row).tolist() for row in rows.loss_mask] == [[2, 3, 4], [3], [2, 4], [2]]
    assert rows.logprobs.tolist() == [
        [0, 0, -0.5, -0.5, -0.5, 0, 0, 0],
        [0, 0, 0, -0.5, 0, 0, 0, 0],
        [0, 0, -0.5, 0, -0.5, 0, 0, 0],
        [0] * 8,
    ]
    assert rows.advantages.tolist() == [0.5, -0.5, 1.0, 1.0]
    assert rows.group_index.tolist() == [0, 0, 1, 1]
    assert rows.member_index.tolist() == [0, 1, 0, 0]
    assert rows.version_min.tolist() == [3, 3, -1, -1]
    assert [str(rows.input_ids.dtype), str(rows.logprobs.dtype)] == ["int64", "float32"]


def test_packed_rows_hold_the_same_without_padding() -> None:
    padded, packed = collate_padded(GROUPS), collate_packed(GROUPS)

    assert packed.cu_seqlens.tolist() == [0, 5, 9, 14, 17]
    assert packed.cu_seqlens.dtype == np.int32
    assert packed.max_seqlen == 5
    for row, (begin, end) in enumerate(zip(packed.cu_seqlens[:-1], packed.cu_seqlens[1:], strict=True)):
        length = int(end - begin)
        assert packed.position_ids[begin:end].tolist() == list(range(length))
        for name in ("input_ids", "loss_mask", "logprobs"):
            assert getattr(packed, name)[begin:end].tolist() == getattr(padded, name)[row, :length].tolist()
        assert packed.advantages[begin:end].tolist() == (padded.loss_mask[row, :length] * padded.advantages[row]).tolist()
    assert packed.row_advantages.tolist() == padded.advantages.tolist()
    assert packed.group_index.tolist() == padded.group_index.tolist()


def test_split_rows_have_prompts_on_the_left_and_completions_on_the_right() -> None:
    rows = collate_split(GROUPS, pad_id=99, completion_length=4)

    assert rows.prompt_ids.tolist() == [[99, 7, 8], [7, 8, 9], [99, 7, 8], [99, 7, 8]]
    assert rows.prompt_mask.sum(axis=1).tolist() == [2, 3, 2, 2]
    assert rows.completion_ids.tolist() == [[1, 2, 3, 99], [4, 99, 99, 99], [5, 6, 2, 99], [9, 99, 99, 99]]
    assert rows.completion_mask.sum(axis=1).tolist() == [3, 1, 3, 1]
    assert rows.loss_mask[2].tolist() == [True, False, True, False]
    assert rows.logprobs[2].tolist() == [-0.5, 0, -0.5, 0]
    assert rows.advantages.tolist() == [0.5, -0.5, 1.0, 1.0]
    with pytest.raises(ValueError, match="member 0 of group run/1 has 2 prompt tokens for 3 columns and 3 completion tokens for 2"):
        collate_split(GROUPS, completion_length=2)


def test_prompts_that_the_engine_did_not_report_are_made_by_the_learner() -> None:
    blind = group(3, (0.5, [sequence([1], prompt=None)]), (0.5, [sequence([2], prompt=None)]))
    asked = []

    def tokenize(of: object) -> list[int]:
        asked.append(of)
        return [40, 41]

    rows = collate_padded([blind], prompt_ids=tokenize)

    assert rows.input_ids.tolist() == [[40, 41, 1], [40, 41, 2]]
    assert asked == [blind]
    with pytest.raises(ValueError, match="member 0 of group run/3 has no token ids of its prompt"):
        collate_packed([blind])


def test_members_without_tokens_are_named() -> None:
    with pytest.raises(ValueError, match="member 0 of group run/4 has no token sequence"):
        collate_padded([group(4, (1.0, []))])
    with pytest.raises(ValueError, match="member 0 of group run/5 has no token ids"):
        collate_padded([group(5, (1.0, [{**sequence([1]), "token_ids": None}]))])


def test_nothing_gives_nothing() -> None:
    assert collate_padded([]).input_ids.shape == (0, 0)
    assert collate_packed([]).cu_seqlens.tolist() == [0]
    assert collate_packed([]).max_seqlen == 0
