"""A rollout worker on vLLM's offline engine, following the policy that a learner publishes. Needs a GPU.

python examples/worker_vllm.py Qwen/Qwen2.5-VL-7B-Instruct
"""

from __future__ import annotations

import signal
import sys
from urllib.parse import urlparse

from vllm import LLM

from rollstream import RolloutWorker, StreamConfig
from rollstream.records import PolicyVersion
from rollstream.vllm import VllmEngine


def load(llm: LLM, version: PolicyVersion) -> None:
    """Takes the weights that a version names; a folder in the format of Hugging Face here."""
    folder = urlparse(version["weights_uri"] or "").path
    llm.collective_rpc("update_config", args=({"model_config": {"model": folder}},))
    llm.collective_rpc("reload_weights")


if __name__ == "__main__":
    model = LLM(sys.argv[1], logprobs_mode="processed_logprobs", generation_config="vllm", limit_mm_per_prompt={"image": 8})
    worker = RolloutWorker(StreamConfig.from_environment(), VllmEngine(model, load), concurrency=64)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()
