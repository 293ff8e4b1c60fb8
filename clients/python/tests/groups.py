"""Groups made by hand, as a reader hands them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rollstream import GroupRef, TrainingGroup, TrainingMember


def sequence(tokens: Sequence[int], prompt: Sequence[int] | None = (7, 8), logprob: float | None = -0.5, mask: str = "") -> dict[str, Any]:
    """A token sequence; ``mask`` says which tokens train, as "101"; empty: all."""
    return {
        "prompt_length": None if prompt is None else len(prompt),
        "prompt_token_ids": None if prompt is None else np.array(prompt, "<i4").tobytes(),
        "token_count": len(tokens),
        "token_ids": np.array(tokens, "<i4").tobytes(),
        "logprobs": None if logprob is None else np.full(len(tokens), logprob, "<f4").tobytes(),
        "loss_mask": bytes(int(one) for one in mask) if mask else None,
    }


def group(name: int, *members: tuple[float, Sequence[dict[str, Any]]], version: int | None = 3) -> TrainingGroup:
    """A group of members: advantage and token sequences of each."""
    scored = [
        {"index": index, "advantage": advantage, "reward": 0.0, "token_count": sum(one["token_count"] for one in sequences)}
        for index, (advantage, sequences) in enumerate(members)
    ]
    trained = [
        TrainingMember(member, {"sequences": list(sequences), "policy_version_min": version, "text": "x"})  # type: ignore[arg-type, typeddict-item]
        for member, (_, sequences) in zip(scored, members, strict=True)
    ]
    return TrainingGroup(
        GroupRef(0, name, f"run/{name}", "run"),
        {"group_id": f"run/{name}", "members": scored},  # type: ignore[typeddict-item]
        {"prompt": "Which way?"},  # type: ignore[typeddict-item]
        trained,
        0,
    )
