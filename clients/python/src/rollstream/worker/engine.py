"""What stands between a worker and whatever completes prompts."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import numpy.typing as npt

from rollstream.records import FinishReason, LogprobKind, PolicyVersion, SamplingParameters, Task

_PLACE = "<image>"
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


Fault = Literal["prompt", "refused", "broken", "garbled", "missing", "numbers", "altered", "aborted", "oversize", "deadline"]
"""Why a member has no completion: the kinds of all workers, with which the error of its rollout begins.

- ``prompt``: the task cannot be put to this engine. ``refused``: the engine finds fault with it. ``broken``: the engine broke down over it.
- ``garbled``: the text is none. ``missing``: there is no completion, or one without text or finish reason. ``numbers``: ids,
  log-probabilities, counts or versions are not what they should be, or do not fit together. ``altered``: the text is not what was sampled.
- ``aborted``: the engine gave up in the middle. ``oversize``: larger than the topic takes. ``deadline``: the group's deadline passed first.
"""


class EngineUnavailableError(Exception):
    """The engine rather than the task failed. The task goes back to the queue, and the worker takes none until the engine answers."""


class TaskFailedError(Exception):
    """The task itself cannot be completed: it would fail again. Its members become ERROR rollouts, which are never scored.

    Args:
        error: what failed, for people.
        fault: the kind of failure.
    """

    def __init__(self, error: str, fault: Fault = "refused") -> None:
        super().__init__(error)
        self.fault = fault


@dataclass(frozen=True)
class Completion:
    """One completion of a prompt. What does not fit together becomes an ERROR rollout: counts that differ, more tokens than the task's
    ``max_tokens`` (of those that the loss mask names, where there is one), ids below 0, log-probabilities that are not finite, positive, or
    -9999 or less, which is vLLM's way to say that it has none.

    Args:
        text: the decoding of the sampled tokens, special ones left out.
        finish_reason: why the generation ended.
        token_ids: the sampled tokens, shape (tokens,); None: the engine reports none. Never invented.
        logprobs: natural logarithm of each token's probability, of the engine's kind, shape (tokens,); None: not reported.
        prompt_token_ids: the prompt's tokens as the engine saw them; None: not reported.
        prompt_length: how many prompt tokens there were; None: as many as ``prompt_token_ids``, or not reported.
        loss_mask: 1 for each token that trains, else 0, shape (tokens,); None: all of them train.
        policy_version_min: oldest policy version that sampled a token; None: the one that the worker loaded last.
        policy_version_max: newest policy version that sampled a token; None: the one that the worker loaded last.
        index: the member that it is; None: by its place among the completions.
    """

    text: str
    finish_reason: FinishReason
    token_ids: npt.ArrayLike | None = None
    logprobs: npt.ArrayLike | None = None
    prompt_token_ids: npt.ArrayLike | None = None
    prompt_length: int | None = None
    loss_mask: npt.ArrayLike | None = None
    policy_version_min: int | None = None
    policy_version_max: int | None = None
    index: int | None = None


@dataclass(frozen=True)
class Failure:
    """A member that failed while others of its group did not.

    Args:
        error: what failed, for people.
        index: the member that it is; None: by its place among the completions.
        fault: the kind of failure.
    """

    error: str
    index: int | None = None
    fault: Fault = "broken"


@dataclass(frozen=True)
class GenerationRequest:
    """A group to complete: :attr:`group_size` completions of one prompt.

    Args:
        record: the task; checked, so that prompt or messages, group size and sampling parameters are there.
        policy: newest version of the policy that the worker knows of, at least what the task asks for; None: none was published.
        policy_version: version of the weights that the worker loaded last; 0: the engine's own.
        deadline_ms: when the group expires, milliseconds since the epoch; None: never.
    """

    record: Task
    policy: PolicyVersion | None
    policy_version: int
    deadline_ms: int | None

    @property
    def group_size(self) -> int:
        """Members to complete: indices 0 to this less one."""
        return self.record["group_size"] or 0

    @property
    def prompt(self) -> str:
        """The user prompt, with the literal ``<image>`` once for each picture; empty: the conversation says it all."""
        return self.record["prompt"] or ""

    @property
    def images(self) -> list[bytes]:
        """The encoded pictures, in the order of their places.

        Raises:
            TaskFailedError: one lies at a URI: fetch it yourself, from where you allow it.
        """
        pictures = []
        for image in self.record["images"]:
            if image["data"] is None:
                raise TaskFailedError(f"a picture lies at {image['uri']}, and this engine takes inline ones only", "prompt")
            pictures.append(image["data"])
        return pictures

    @property
    def sampling(self) -> SamplingParameters:
        """How each member is sampled. Complete: nothing is left to a server's defaults."""
        sampling = self.record["sampling"]
        assert sampling is not None, "checked before"
        return sampling

    def member_seed(self, index: int) -> int | None:
        """The seed of one member, 0 to 2^31 - 1, as the other workers derive it from the group's; None: the engine chooses."""
        seed = self.sampling["seed"]
        if seed is None:
            return None
        z = (seed + _GOLDEN * (index + 1)) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return (z ^ (z >> 31)) >> 33

    def chat(self) -> list[dict[str, Any]]:
        """The conversation in the form of chat-completions requests, each picture as a data URL where its ``<image>`` stands.

        Raises:
            TaskFailedError: places and pictures do not fit together, or a picture is nowhere.
        """
        messages: list[dict[str, Any]] = []
        for message in self.record["messages"]:
            if message["role"] is None:
                raise TaskFailedError("a message of the conversation names no role", "prompt")
            messages.append({"role": message["role"], "content": message["content"]})
        if self.record["prompt"] is not None:
            messages.append({"role": "user", "content": self._parts()})
        elif self.record["images"]:
            raise TaskFailedError("there are pictures, but no prompt that says where", "prompt")
        return messages

    def _parts(self) -> str | list[dict[str, Any]]:
        texts = self.prompt.split(_PLACE)
        pictures = self.images
        if len(texts) - 1 != len(pictures):
            raise TaskFailedError(f"the prompt has {len(texts) - 1} places for {len(pictures)} pictures", "prompt")
        if not pictures:
            return self.prompt
        parts: list[dict[str, Any]] = []
        for i, text in enumerate(texts):
            if text:
                parts.append({"type": "text", "text": text})
            if i < len(pictures):
                media = self.record["images"][i]["media_type"] or "image/jpeg"
                url = f"data:{media};base64,{base64.b64encode(pictures[i]).decode()}"
                parts.append({"type": "image_url", "image_url": {"url": url}})
        return parts


Generated = Iterable[Completion | Failure]
"""What an engine gives for a group: one a member, in any order if they name their index. Each is written as soon as it comes out."""


@runtime_checkable
class Engine(Protocol):
    """Completes one group at a time; called from several threads at once, one a group in the making."""

    @property
    def name(self) -> str:
        """Name and version, such as ``vllm/0.10``; written into every rollout."""

    @property
    def logprob_kind(self) -> LogprobKind:
        """What its log-probabilities are the logarithm of."""

    def generate(self, request: GenerationRequest) -> Generated:
        """Completes every member of a group.

        Raises:
            EngineUnavailableError: the engine failed.
            TaskFailedError: the task itself failed.
        """


@runtime_checkable
class BatchEngine(Protocol):
    """Completes several groups in one call, from one thread; for engines that do their own batching."""

    @property
    def name(self) -> str:
        """As for :class:`Engine`."""

    @property
    def logprob_kind(self) -> LogprobKind:
        """As for :class:`Engine`."""

    def generate_batch(self, requests: Sequence[GenerationRequest]) -> Sequence[Generated | TaskFailedError]:
        """Completes every member of each group; a group that cannot be completed is its error.

        Raises:
            EngineUnavailableError: the engine failed; all of the groups go back.
        """


@dataclass(frozen=True)
class FunctionEngine:
    """A function as an engine.

    Args:
        name: as for :class:`Engine`.
        logprob_kind: as for :class:`Engine`.
        function: ``generate(request)``.
    """

    name: str
    logprob_kind: LogprobKind
    function: Callable[[GenerationRequest], Generated]

    def generate(self, request: GenerationRequest) -> Generated:
        """Calls the function."""
        return self.function(request)
