"""Groups as arrays for a training step: padded rows, or packed into one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rollstream.packed import FloatArray, IntArray
from rollstream.reader.groups import TokenSequence, TrainingGroup, TrainingMember

Int64Array = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
PromptIds = Callable[[TrainingGroup], Sequence[int]]
"""Gives the token ids of a group's prompt where its rollouts do not have them, by the learner's own tokenizer."""


@dataclass(frozen=True)
class PaddedRows:
    """Token sequences as rows of one width, prompt first, then completion, then padding. B rows, T columns.

    What is said of a token stands at the token's own place: a model's logits at ``t - 1`` predict the token at ``t``.

    Args:
        input_ids: int64 (B, T): token ids; padding is the pad id.
        attention_mask: bool (B, T): whether there is a token.
        loss_mask: bool (B, T): whether the token trains: it was sampled, and its rollout does not leave it out.
        logprobs: float32 (B, T): log-probability that the sampler gave the token, of the rollouts' kind; 0 where ``loss_mask`` is
            false, and all over a row whose rollout reports none.
        advantages: float32 (B,): advantage of the row's member.
        group_index: int64 (B,): which of the groups.
        member_index: int64 (B,): the member's slot within its group.
        version_min: int64 (B,): oldest policy version that sampled a token of the member; -1: not known.
    """

    input_ids: Int64Array
    attention_mask: BoolArray
    loss_mask: BoolArray
    logprobs: FloatArray
    advantages: FloatArray
    group_index: Int64Array
    member_index: Int64Array
    version_min: Int64Array


@dataclass(frozen=True)
class PackedRows:
    """Token sequences one behind the other, without padding, as variable-length attention takes them. N tokens, B sequences.

    Args:
        input_ids: int64 (N,): token ids.
        position_ids: int64 (N,): each token's place within its sequence, from 0.
        cu_seqlens: int32 (B + 1,): where each sequence begins, and the end.
        max_seqlen: tokens of the longest sequence.
        loss_mask: bool (N,): whether the token trains.
        logprobs: float32 (N,): as in :class:`PaddedRows`.
        advantages: float32 (N,): advantage of the token's member; 0 where ``loss_mask`` is false.
        row_advantages: float32 (B,): advantage of each sequence's member.
        group_index: int64 (B,): which of the groups.
        member_index: int64 (B,): the member's slot within its group.
        version_min: int64 (B,): as in :class:`PaddedRows`.
    """

    input_ids: Int64Array
    position_ids: Int64Array
    cu_seqlens: IntArray
    max_seqlen: int
    loss_mask: BoolArray
    logprobs: FloatArray
    advantages: FloatArray
    row_advantages: FloatArray
    group_index: Int64Array
    member_index: Int64Array
    version_min: Int64Array


@dataclass(frozen=True)
class SplitRows:
    """Token sequences with prompts padded on the left and completions on the right, as TRL and veRL take them. B rows.

    Args:
        prompt_ids: int64 (B, P): prompt tokens; padding on the left.
        prompt_mask: bool (B, P): whether there is a token.
        completion_ids: int64 (B, C): the tokens after the prompt; padding on the right.
        completion_mask: bool (B, C): whether there is a token.
        loss_mask: bool (B, C): whether the token trains.
        logprobs: float32 (B, C): as in :class:`PaddedRows`.
        advantages: float32 (B,): advantage of the row's member.
        group_index: int64 (B,): which of the groups.
        member_index: int64 (B,): the member's slot within its group.
        version_min: int64 (B,): as in :class:`PaddedRows`.
    """

    prompt_ids: Int64Array
    prompt_mask: BoolArray
    completion_ids: Int64Array
    completion_mask: BoolArray
    loss_mask: BoolArray
    logprobs: FloatArray
    advantages: FloatArray
    group_index: Int64Array
    member_index: Int64Array
    version_min: Int64Array


@dataclass(frozen=True)
class _Row:
    prompt: npt.NDArray[Any]
    tokens: npt.NDArray[Any]
    trains: npt.NDArray[np.bool_]
    logprobs: npt.NDArray[Any]
    advantage: float
    group: int
    member: int
    version: int

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.tokens)


def collate_padded(
    groups: Sequence[TrainingGroup], *, pad_id: int = 0, multiple_of: int = 1, prompt_ids: PromptIds | None = None
) -> PaddedRows:
    """Groups as padded rows: one row for each token sequence of each member, in order.

    Args:
        groups: what a batch handed out.
        pad_id: what padding is.
        multiple_of: the width is rounded up to a multiple of this.
        prompt_ids: what gives the prompt's ids where the engine did not report them; None: they must be there.

    Raises:
        ValueError: naming the member that has no token ids, or none of its prompt. Let the reader refuse such groups with
            :class:`~rollstream.Requirements`.
    """
    rows = _rows(groups, prompt_ids)
    longest = max((row.length for row in rows), default=0)
    width = -(-longest // multiple_of) * multiple_of
    shape = (len(rows), width)
    input_ids = np.full(shape, pad_id, np.int64)
    attention_mask, loss_mask = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    logprobs = np.zeros(shape, np.float32)
    for i, row in enumerate(rows):
        begin, end = len(row.prompt), row.length
        input_ids[i, :begin], input_ids[i, begin:end] = row.prompt, row.tokens
        attention_mask[i, :end] = True
        loss_mask[i, begin:end] = row.trains
        logprobs[i, begin:end] = row.logprobs
    return PaddedRows(input_ids, attention_mask, loss_mask, logprobs, *_of_rows(rows))


def collate_split(
    groups: Sequence[TrainingGroup],
    *,
    pad_id: int = 0,
    prompt_length: int | None = None,
    completion_length: int | None = None,
    prompt_ids: PromptIds | None = None,
) -> SplitRows:
    """Groups as rows of prompts and completions, one row for each token sequence of each member, in order.

    Args:
        groups: what a batch handed out.
        pad_id: what padding is.
        prompt_length: columns of the prompts; None: the longest's.
        completion_length: columns of the completions; None: the longest's.
        prompt_ids: what gives the prompt's ids where the engine did not report them; None: they must be there.

    Raises:
        ValueError: naming the member that has no token ids, none of its prompt, or more of them than there are columns: to cut them
            would train on what was not sampled.
    """
    rows = _rows(groups, prompt_ids)
    left = max((len(row.prompt) for row in rows), default=0) if prompt_length is None else prompt_length
    right = max((len(row.tokens) for row in rows), default=0) if completion_length is None else completion_length
    prompts, completions = np.full((len(rows), left), pad_id, np.int64), np.full((len(rows), right), pad_id, np.int64)
    prompt_mask, completion_mask = np.zeros(prompts.shape, np.bool_), np.zeros(completions.shape, np.bool_)
    loss_mask, logprobs = np.zeros(completions.shape, np.bool_), np.zeros(completions.shape, np.float32)
    for i, row in enumerate(rows):
        before, after = len(row.prompt), len(row.tokens)
        if before > left or after > right:
            member = f"member {row.member} of group {groups[row.group].ref.group_id}"
            raise ValueError(f"{member} has {before} prompt tokens for {left} columns and {after} completion tokens for {right}")
        prompts[i, left - before :], prompt_mask[i, left - before :] = row.prompt, True
        completions[i, :after], completion_mask[i, :after] = row.tokens, True
        loss_mask[i, :after], logprobs[i, :after] = row.trains, row.logprobs
    return SplitRows(prompts, prompt_mask, completions, completion_mask, loss_mask, logprobs, *_of_rows(rows))


def collate_packed(groups: Sequence[TrainingGroup], *, prompt_ids: PromptIds | None = None) -> PackedRows:
    """Groups as packed rows: the token sequences of each member, one behind the other.

    Args:
        groups: what a batch handed out.
        prompt_ids: what gives the prompt's ids where the engine did not report them; None: they must be there.

    Raises:
        ValueError: naming the member that has no token ids, or none of its prompt.
    """
    rows = _rows(groups, prompt_ids)
    lengths = np.array([row.length for row in rows], np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    total = int(starts[-1])
    input_ids, loss_mask = np.zeros(total, np.int64), np.zeros(total, np.bool_)
    logprobs, advantages = np.zeros(total, np.float32), np.zeros(total, np.float32)
    for start, row in zip(starts, rows, strict=False):
        begin, end = start + len(row.prompt), start + row.length
        input_ids[start:begin], input_ids[begin:end] = row.prompt, row.tokens
        loss_mask[begin:end] = row.trains
        logprobs[begin:end] = row.logprobs
        advantages[begin:end] = row.trains * row.advantage
    position_ids = np.arange(total) - np.repeat(starts[:-1], lengths)
    row_advantages, *others = _of_rows(rows)
    return PackedRows(
        input_ids,
        position_ids.astype(np.int64),
        starts,
        int(lengths.max(initial=0)),
        loss_mask,
        logprobs,
        advantages,
        row_advantages,
        *others,
    )


def _rows(groups: Sequence[TrainingGroup], prompt_ids: PromptIds | None) -> list[_Row]:
    rows = []
    for index, group in enumerate(groups):
        prompt = None
        for member in group.members:
            if not member.sequences:
                raise ValueError(f"{_name(group, member)} has no token sequence")
            for sequence in member.sequences:
                own: npt.NDArray[Any] | None = sequence.prompt_token_ids
                if own is None:
                    prompt = _asked(group, member, prompt_ids) if prompt is None else prompt
                    own = prompt
                rows.append(_row(group, member, sequence, own, index))
    return rows


def _asked(group: TrainingGroup, member: TrainingMember, prompt_ids: PromptIds | None) -> npt.NDArray[Any]:
    if prompt_ids is None:
        raise ValueError(f"{_name(group, member)} has no token ids of its prompt, and there is no prompt_ids to make them")
    return np.asarray(prompt_ids(group), np.int64)


def _row(group: TrainingGroup, member: TrainingMember, sequence: TokenSequence, prompt: npt.NDArray[Any], index: int) -> _Row:
    tokens = sequence.token_ids
    if tokens is None:
        raise ValueError(f"{_name(group, member)} has no token ids")
    mask, logprobs = sequence.loss_mask, sequence.logprobs
    trains = np.ones(len(tokens), np.bool_) if mask is None else mask != 0
    known = np.zeros(len(tokens), np.float32) if logprobs is None else logprobs * trains
    version = member.rollout["policy_version_min"]
    return _Row(prompt, tokens, trains, known, member.advantage, index, member.index, -1 if version is None else version)


def _name(group: TrainingGroup, member: TrainingMember) -> str:
    return f"member {member.index} of group {group.ref.group_id}"


def _of_rows(rows: Iterable[_Row]) -> tuple[FloatArray, Int64Array, Int64Array, Int64Array]:
    listed = list(rows)
    return (
        np.array([row.advantage for row in listed], np.float32),
        np.array([row.group for row in listed], np.int64),
        np.array([row.member for row in listed], np.int64),
        np.array([row.version for row in listed], np.int64),
    )
