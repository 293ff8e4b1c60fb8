"""The adapter, on a stand-in with the shapes of vLLM 0.33: the classes and fields that it uses, and how they answer."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from task_writer import SAMPLING

from rollstream import Completion, EngineUnavailableError, Failure, GenerationRequest, TaskFailedError


@dataclass
class SamplingParams:
    n: int
    temperature: float
    top_p: float
    top_k: int
    min_p: float
    max_tokens: int
    seed: int | None
    stop: list[str] | None
    include_stop_str_in_output: bool
    skip_special_tokens: bool
    logprobs: int


@dataclass
class Logprob:
    logprob: float
    rank: int | None = None
    decoded_token: str | None = None


@dataclass
class CompletionOutput:
    index: int
    text: str
    token_ids: Sequence[int]
    logprobs: list[dict[int, Logprob]] | None
    finish_reason: str | None


@dataclass
class RequestOutput:
    prompt_token_ids: list[int]
    outputs: list[CompletionOutput]


class LLM:
    """Answers each conversation with two tokens; refuses prompts that say so, as vLLM does: the whole call."""

    def __init__(self, logprobs_mode: str = "processed_logprobs") -> None:
        self.model_config = types.SimpleNamespace(logprobs_mode=logprobs_mode)
        self.calls: list[dict[str, Any]] = []
        self.resets: list[str] = []
        self.finish_reason: str | None = "stop"
        self.drop_logprob = False

    def chat(self, messages: list[Any], sampling_params: list[SamplingParams], **options: Any) -> list[RequestOutput]:
        self.calls.append({"messages": messages, "sampling": sampling_params, **options})
        for conversation in messages:
            if conversation[-1]["content"] == "too long":
                raise ValueError("The decoder prompt is longer than the maximum model length")
            if conversation[-1]["content"] == "crash":
                raise RuntimeError("EngineCore died")
        return [self._answer(seed.seed or 0) for seed in sampling_params]

    def _answer(self, seed: int) -> RequestOutput:
        logprobs = [{seed % 7: Logprob(-0.25, 1)}, {1: Logprob(-1.5, 3), 8: Logprob(-0.1, 1)}]
        if self.drop_logprob:
            logprobs[1].pop(1)
        return RequestOutput([5, 6], [CompletionOutput(0, f"seed {seed}", (seed % 7, 1), logprobs, self.finish_reason)])

    def reset_prefix_cache(self) -> bool:
        self.resets.append("prefix")
        return True

    def reset_mm_cache(self) -> None:
        self.resets.append("mm")


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    stand_in = types.ModuleType("vllm")
    stand_in.__dict__.update(LLM=LLM, SamplingParams=SamplingParams, __version__="0.33.0")
    monkeypatch.setitem(sys.modules, "vllm", stand_in)
    monkeypatch.delitem(sys.modules, "rollstream.vllm", raising=False)
    yield importlib.import_module("rollstream.vllm")
    sys.modules.pop("rollstream.vllm", None)


def request(prompt: str = "Which way?", size: int = 2, **sampling: Any) -> GenerationRequest:
    task: dict[str, Any] = {
        "prompt": prompt,
        "messages": [],
        "images": [],
        "group_size": size,
        "sampling": {**SAMPLING, "stop": [], **sampling},
    }
    return GenerationRequest(task, None, 0, None)  # type: ignore[arg-type]


def test_each_member_is_a_request_with_the_tasks_own_parameters(adapter: Any) -> None:
    llm = LLM()
    engine = adapter.VllmEngine(llm, chat_template_kwargs={"enable_thinking": False})
    first, second = request(), request("Where?", 3, temperature=0.0, top_k=20, stop=["</answer>"], seed=None)

    answers = engine.generate_batch([first, second])

    assert (engine.name, engine.logprob_kind) == ("vllm/0.33.0", "PROCESSED")
    assert not hasattr(engine, "load")
    (call,) = llm.calls
    assert [conversation[0]["content"] for conversation in call["messages"]] == ["Which way?"] * 2 + ["Where?"] * 3
    assert call["chat_template_kwargs"] == {"enable_thinking": False}
    seeds = [first.member_seed(0), first.member_seed(1)]
    assert call["sampling"][:2] == [SamplingParams(1, 1.0, 1.0, -1, 0.0, 64, seed, None, True, True, 0) for seed in seeds]
    assert call["sampling"][2] == SamplingParams(1, 0.0, 1.0, 20, 0.0, 64, None, ["</answer>"], True, True, 0)
    assert [len(answer) for answer in answers] == [2, 3]
    seed = seeds[1] or 0
    assert answers[0][1] == Completion(f"seed {seed}", "STOP", [seed % 7, 1], [-0.25, -1.5], [5, 6], index=1)


def test_a_prompt_that_is_refused_fails_alone(adapter: Any) -> None:
    llm = LLM()
    engine = adapter.VllmEngine(llm)

    answers = engine.generate_batch([request(), request("too long"), request("<image>"), request("Where?")])

    assert [isinstance(answer, TaskFailedError) for answer in answers] == [False, True, True, False]
    assert "longer than the maximum model length" in str(answers[1])
    assert "1 places for 0 pictures" in str(answers[2])


def test_an_engine_that_died_is_no_tasks_fault(adapter: Any) -> None:
    with pytest.raises(EngineUnavailableError, match="EngineCore died"):
        adapter.VllmEngine(LLM()).generate_batch([request(), request("crash")])


def test_endings_and_missing_numbers_are_told(adapter: Any) -> None:
    llm = LLM("raw_logprobs")
    engine = adapter.VllmEngine(llm)
    endings = []
    for reason in ("length", "abort", None, "error", "repetition"):
        llm.finish_reason = reason
        ((member,),) = engine.generate_batch([request(size=1)])
        endings.append("failed" if isinstance(member, Failure) else member.finish_reason)
    llm.drop_logprob = True
    llm.finish_reason = "stop"
    ((short,),) = engine.generate_batch([request(size=1)])

    assert engine.logprob_kind == "RAW"
    assert endings == ["LENGTH", "ABORT", "ABORT", "failed", "UNKNOWN"]
    assert len(short.logprobs) == 1


def test_caches_are_emptied_after_new_weights(adapter: Any) -> None:
    llm = LLM()
    loaded: list[int] = []

    def load(target: LLM, version: Any) -> object:
        assert target is llm
        assert llm.resets == []
        loaded.append(version["version"])
        return "adapter-3"

    engine = adapter.VllmEngine(llm, load)
    engine.load({"policy_id": "default", "version": 3})
    engine.generate_batch([request()])

    assert loaded == [3]
    assert llm.resets == ["prefix", "mm"]
    assert llm.calls[0]["lora_request"] == "adapter-3"


def test_logits_are_no_log_probabilities(adapter: Any) -> None:
    with pytest.raises(ValueError, match="logprobs_mode is raw_logits"):
        adapter.VllmEngine(LLM("raw_logits"))
