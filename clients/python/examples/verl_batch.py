"""Groups of a rollstream as the batch that the actor of veRL or EasyR1 updates on.

The stream takes the place of their rollout, reward and advantage phases: give what :func:`data_proto` makes to
``actor_rollout_wg.update_actor`` (in ``RayPPOTrainer.fit``) instead of what these phases made, and finish the step with
:meth:`rollstream.PolicyPublisher.finish`. Old log-probabilities are the sampler's own, so there is no need to compute them; leave
``algorithm.rollout_correction`` off, or give it ``rollout_log_probs``, which are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from rollstream import TrainingGroup
from rollstream.collate import collate_split


def arrays(groups: Sequence[TrainingGroup], prompt_length: int, response_length: int, pad_id: int = 0) -> dict[str, npt.NDArray[Any]]:
    """The tensors of a batch by veRL's names, as arrays. B rows, P and R columns.

    ``prompts`` (B, P) with padding on the left; ``responses``, ``response_mask``, ``old_log_probs``, ``rollout_log_probs``, ``advantages``,
    ``returns`` and ``token_level_rewards`` (B, R) with padding on the right, the reward at the last token; ``input_ids``,
    ``attention_mask`` and ``position_ids`` (B, P + R).
    """
    rows = collate_split(groups, pad_id=pad_id, prompt_length=prompt_length, completion_length=response_length)
    attention = np.concatenate([rows.prompt_mask, rows.completion_mask], axis=1)
    advantages = rows.advantages[:, None] * rows.loss_mask
    rewards = np.zeros(rows.logprobs.shape, np.float32)
    last = rows.completion_mask.sum(axis=1) - 1
    scored = [(group, member.scored["reward"] or 0.0, len(member.sequences)) for group in groups for member in group.members]
    rewards[np.arange(len(last)), last] = np.repeat([reward for _, reward, _ in scored], [count for *_, count in scored])
    return {
        "prompts": rows.prompt_ids,
        "responses": rows.completion_ids,
        "input_ids": np.concatenate([rows.prompt_ids, rows.completion_ids], axis=1),
        "attention_mask": attention.astype(np.int64),
        "position_ids": np.clip(np.cumsum(attention, axis=1) - 1, 0, None).astype(np.int64),
        "response_mask": rows.loss_mask.astype(np.int64),
        "old_log_probs": rows.logprobs,
        "rollout_log_probs": rows.logprobs,
        "advantages": advantages.astype(np.float32),
        "returns": advantages.astype(np.float32),
        "token_level_rewards": rewards,
        "token_level_scores": rewards,
    }


def data_proto(groups: Sequence[TrainingGroup], prompt_length: int, response_length: int, pad_id: int = 0, temperature: float = 1.0) -> Any:
    """The batch as a ``DataProto``.

    Args:
        groups: what a reader handed out.
        prompt_length: ``data.max_prompt_length``.
        response_length: ``data.max_response_length``.
        pad_id: the tokenizer's.
        temperature: that workers sampled at; the actor computes log-probabilities at the same.
    """
    import torch
    from verl.protocol import DataProto

    tensors = {name: torch.from_numpy(value) for name, value in arrays(groups, prompt_length, response_length, pad_id).items()}
    uids = [group.ref.group_id for group in groups for member in group.members for _ in member.sequences]
    return DataProto.from_dict(
        tensors=tensors,
        non_tensors={"uid": np.array(uids, dtype=object)},
        meta_info={"temperature": temperature, "global_token_num": tensors["attention_mask"].sum(dim=-1).tolist()},
    )
