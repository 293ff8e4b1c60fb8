"""vLLM's offline engine as the engine of a rollout worker. Needs the extra ``vllm``; nothing else in the package imports it.

A vLLM *server* needs none of this: ``rollstream worker --engine openai`` talks to it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import vllm

from rollstream.records import FinishReason, LogprobKind, PolicyVersion
from rollstream.worker.engine import (
    Completion,
    EngineUnavailableError,
    Failure,
    Generated,
    GenerationRequest,
    TaskFailedError,
)

log = logging.getLogger(__name__)

_KINDS: Mapping[str, LogprobKind] = {"raw_logprobs": "RAW", "processed_logprobs": "PROCESSED"}
_FINISHED: Mapping[str | None, FinishReason] = {"stop": "STOP", "length": "LENGTH", "abort": "ABORT", None: "ABORT"}


class VllmEngine:
    """Completes groups with ``vllm.LLM``, several groups in one call. Each member is a request of its own with a seed of its own: vLLM's
    prefix cache shares the prompt. Sampling parameters are the task's, whole; the model's generation config does not get in.

    Give the worker a ``concurrency`` of as many groups as keep the GPU busy. What the log-probabilities are is read from the engine's
    ``logprobs_mode``: make the LLM with ``logprobs_mode="processed_logprobs"`` to get those of the distribution that was sampled from.

    Args:
        llm: the engine.
        load: makes the engine sample from a version of the policy from now on, and raises if it cannot: ``load(llm, version)``. It may
            return a ``LoRARequest`` to use from then on. Prefix and picture caches are emptied after it. None: the weights stay.
        chat_template_kwargs: for the chat template, such as ``{"enable_thinking": False}``.

    Raises:
        ValueError: the engine gives logits where log-probabilities are needed.
    """

    def __init__(
        self,
        llm: vllm.LLM,
        load: Callable[[vllm.LLM, PolicyVersion], Any] | None = None,
        chat_template_kwargs: dict[str, Any] | None = None,
    ) -> None:
        mode = str(llm.model_config.logprobs_mode)
        if mode not in _KINDS:
            raise ValueError(f"logprobs_mode is {mode}; make the LLM with logprobs_mode='processed_logprobs' or 'raw_logprobs'")
        self._llm = llm
        self._load = load
        self._chat_template_kwargs = chat_template_kwargs
        self._lora: Any = None
        self.name = f"vllm/{vllm.__version__}"
        """Name and version."""
        self.logprob_kind: LogprobKind = _KINDS[mode]
        """PROCESSED or RAW, by the engine's ``logprobs_mode``."""
        if load is not None:
            self.load = self._take_version
            """Makes the engine sample from a version."""

    def _take_version(self, version: PolicyVersion) -> None:
        assert self._load is not None, "there is no load otherwise"
        self._lora = self._load(self._llm, version) or self._lora
        self._llm.reset_prefix_cache()
        self._llm.reset_mm_cache()
        log.info("sampling from version %s of policy %s", version["version"], version["policy_id"])

    def generate_batch(self, requests: Sequence[GenerationRequest]) -> list[Generated | TaskFailedError]:
        """Completes every member of each group.

        Raises:
            EngineUnavailableError: the engine failed.
        """
        answers: list[Generated | TaskFailedError | None] = [None] * len(requests)
        chats: dict[int, list[dict[str, Any]]] = {}
        for i, request in enumerate(requests):
            try:
                chats[i] = request.chat()
            except TaskFailedError as e:
                answers[i] = e
        for i, answer in self._complete(requests, chats).items():
            answers[i] = answer
        return [answer if answer is not None else TaskFailedError("the engine gave no completion", "missing") for answer in answers]

    def _complete(
        self, requests: Sequence[GenerationRequest], chats: dict[int, list[dict[str, Any]]]
    ) -> dict[int, Generated | TaskFailedError]:
        try:
            return dict(self._ask(requests, chats)) if chats else {}
        except ValueError as e:
            # vLLM refuses a whole call for one prompt that it cannot take: the others are asked for again, by themselves.
            if len(chats) == 1:
                return dict.fromkeys(chats, TaskFailedError(f"vLLM refuses the prompt: {e}"))
            found: dict[int, Generated | TaskFailedError] = {}
            for i, chat in chats.items():
                found.update(self._complete(requests, {i: chat}))
            return found
        except Exception as e:
            raise EngineUnavailableError(f"vLLM failed: {e!r}") from e

    def _ask(self, requests: Sequence[GenerationRequest], chats: dict[int, list[dict[str, Any]]]) -> list[tuple[int, Generated]]:
        places = [(i, member) for i in chats for member in range(requests[i].group_size)]
        outputs = self._llm.chat(
            [chats[i] for i, _ in places],
            [_parameters(requests[i], member) for i, member in places],
            use_tqdm=False,
            lora_request=self._lora,
            chat_template_kwargs=self._chat_template_kwargs,
        )
        members: dict[int, list[Completion | Failure]] = {i: [] for i in chats}
        for (i, member), output in zip(places, outputs, strict=True):
            members[i].append(_member(output, member))
        return list(members.items())


def _parameters(request: GenerationRequest, member: int) -> vllm.SamplingParams:
    sampling = request.sampling
    return vllm.SamplingParams(
        n=1,
        temperature=sampling["temperature"],
        top_p=sampling["top_p"],
        top_k=sampling["top_k"] or -1,
        min_p=sampling["min_p"],
        max_tokens=sampling["max_tokens"],
        seed=request.member_seed(member),
        stop=sampling["stop"] or None,
        include_stop_str_in_output=True,
        skip_special_tokens=True,
        logprobs=0,
    )


def _member(output: Any, index: int) -> Completion | Failure:
    (sampled,) = output.outputs
    if sampled.finish_reason == "error":
        return Failure("vLLM reports an error", index)
    tokens = list(sampled.token_ids)
    return Completion(
        sampled.text,
        _FINISHED.get(sampled.finish_reason, "UNKNOWN"),
        tokens,
        _logprobs(tokens, sampled.logprobs),
        output.prompt_token_ids,
        index=index,
    )


def _logprobs(tokens: Sequence[int], positions: Any) -> list[float] | None:
    """The sampled tokens' own; a token that is missing at its position makes the count wrong, which the worker reports."""
    if positions is None:
        return None
    return [position[token].logprob for token, position in zip(tokens, positions, strict=False) if token in position]
