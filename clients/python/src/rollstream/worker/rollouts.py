"""Rollouts from what an engine gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np

from rollstream.packed import LOGPROBS, MASK, TOKEN_IDS, pack
from rollstream.records import FinishReason, LogprobKind, Task
from rollstream.worker.engine import Completion, Failure, Fault
from rollstream.worker.queue import TakenTask

_MAX_ERROR = 1_000
_NO_REASON = "no reason given"
_MISSING = -9_999.0
_ROUNDING = 1e-3
_VERSIONS = 2**63


class Made(NamedTuple):
    """A rollout to write.

    Args:
        record: the rollout.
        fault: why it has no completion; None: it has one.
    """

    record: dict[str, Any]
    fault: Fault | None


class _UnfitError(Exception):
    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault = fault


@dataclass(frozen=True)
class Timing:
    """When a generation happened, by the worker's clock, milliseconds since the epoch."""

    started_ms: int
    finished_ms: int


@dataclass(frozen=True)
class RolloutFactory:
    """Makes the rollouts of one task, with everything that a reader needs to know of where they came from.

    Args:
        worker: the worker's id.
        policy_id: policy that it follows.
        engine: name of the engine.
        logprob_kind: kind of its log-probabilities.
        taken: the task as it was taken.
        task: the task.
        policy_version: version that the worker loaded last.
    """

    worker: str
    policy_id: str
    engine: str
    logprob_kind: LogprobKind
    taken: TakenTask
    task: Task
    policy_version: int

    def rollout(self, index: int, generated: Completion | Failure, timing: Timing) -> Made:
        """The rollout of a member; of one that cannot be used, an ERROR rollout that says why."""
        if isinstance(generated, Failure):
            return self.error(index, generated.fault, generated.error)
        try:
            return Made(self._completed(index, generated, timing), None)
        except _UnfitError as e:
            return self.error(index, e.fault, str(e))
        except (ValueError, TypeError, OverflowError) as e:
            return self.error(index, "numbers", str(e))

    def error(self, index: int, fault: Fault, why: str) -> Made:
        """The rollout of a member that failed."""
        told = f"{fault}: {why or _NO_REASON}".encode("utf-8", "replace").decode()[:_MAX_ERROR]
        return Made({**self._base(index), "finish_reason": "ERROR", "error": told}, fault)

    def _completed(self, index: int, completion: Completion, timing: Timing) -> dict[str, Any]:
        _check_text(completion)
        sequences = [] if completion.token_ids is None else [_sequence(completion)]
        self._check_allowed(sequences)
        if completion.token_ids is None and completion.logprobs is not None:
            raise ValueError("log-probabilities without token ids")
        oldest, newest = self._versions(completion)
        return {
            **self._base(index),
            "text": completion.text,
            "token_count": sequences[0]["token_count"] if sequences else None,
            "finish_reason": completion.finish_reason,
            "policy_version_min": oldest,
            "policy_version_max": newest,
            "logprob_kind": self.logprob_kind,
            "timings": {
                "taken_at_ms": self.taken.taken_at_ms,
                "started_at_ms": timing.started_ms,
                "finished_at_ms": timing.finished_ms,
            },
            "sequences": sequences,
        }

    def _check_allowed(self, sequences: list[dict[str, Any]]) -> None:
        """Learners make room for as many tokens as the task allows. Where a mask is given, what it leaves out was not sampled."""
        sampling = self.task["sampling"]
        most = None if sampling is None else sampling["max_tokens"]
        sampled = sum(np.count_nonzero(np.frombuffer(s["loss_mask"], MASK)) if "loss_mask" in s else s["token_count"] for s in sequences)
        if most is not None and sampled > most:
            raise ValueError(f"{sampled} tokens were sampled, and {most} allowed")

    def _versions(self, completion: Completion) -> tuple[int, int]:
        oldest = self.policy_version if completion.policy_version_min is None else int(completion.policy_version_min)
        newest = max(oldest, self.policy_version) if completion.policy_version_max is None else int(completion.policy_version_max)
        if not -_VERSIONS <= oldest <= newest < _VERSIONS:
            raise ValueError(f"oldest policy version {oldest} is newer than the newest, {newest}, or no int64")
        return oldest, newest

    def _base(self, index: int) -> dict[str, Any]:
        return {
            "group_id": self.task["group_id"],
            "run_id": self.task["run_id"],
            "index": index,
            "attempt": self.taken.delivery_count - 1,
            "task": {"partition": self.taken.partition, "offset": self.taken.offset},
            "policy_id": self.policy_id,
            "worker": self.worker,
            "engine": self.engine,
            "sampling": self.task["sampling"],
        }


def _check_text(completion: Completion) -> None:
    if not isinstance(completion.text, str):
        raise _UnfitError("missing", f"there is no text, but {type(completion.text).__name__}")
    try:
        completion.text.encode()
    except UnicodeEncodeError as e:
        raise _UnfitError("garbled", f"the text has half a character: {e}") from e
    if completion.finish_reason not in get_args(FinishReason):
        raise _UnfitError("missing", f"finish reason '{completion.finish_reason}' is none")


def _ids(numbers: Any, what: str) -> bytes:
    packed = pack(numbers, TOKEN_IDS)
    if packed and int(np.frombuffer(packed, TOKEN_IDS).min()) < 0:
        raise ValueError(f"a {what} is negative")
    return packed


def _check_logprobs(packed: bytes) -> None:
    logprobs = np.frombuffer(packed, LOGPROBS)
    outside = logprobs[(logprobs <= _MISSING) | (logprobs > _ROUNDING)]
    if outside.size:
        raise ValueError(f"{outside[0]} is no log-probability")


def _sequence(completion: Completion) -> dict[str, Any]:
    assert completion.token_ids is not None
    tokens = _ids(completion.token_ids, "token id")
    count = len(tokens) // TOKEN_IDS.itemsize
    sequence: dict[str, Any] = {"token_count": count, "token_ids": tokens, "prompt_length": completion.prompt_length}
    if completion.prompt_token_ids is not None:
        prompt = _ids(completion.prompt_token_ids, "prompt token id")
        sequence.update(prompt_token_ids=prompt, prompt_length=len(prompt) // TOKEN_IDS.itemsize)
        if completion.prompt_length not in (None, sequence["prompt_length"]):
            raise ValueError(f"{sequence['prompt_length']} prompt token ids, but a prompt length of {completion.prompt_length}")
    for name, numbers, dtype in (("logprobs", completion.logprobs, LOGPROBS), ("loss_mask", completion.loss_mask, MASK)):
        if numbers is not None:
            sequence[name] = pack(numbers, dtype)
            if len(sequence[name]) != count * dtype.itemsize:
                raise ValueError(f"{count} tokens with {len(sequence[name]) // dtype.itemsize} {name}")
    _check_logprobs(sequence.get("logprobs", b""))
    return sequence
