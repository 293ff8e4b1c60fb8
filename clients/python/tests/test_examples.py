from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import verl_batch
from groups import group, sequence

from rollstream import StreamConfig

PROMPT = [7, 8]


def test_the_batch_of_verl_has_its_shapes_and_masks() -> None:
    groups = [
        group(1, (0.5, [sequence([1, 2, 3])]), (-0.5, [sequence([4], prompt=[7, 8, 9])])),
        group(2, (1.0, [sequence([5, 6, 2], mask="101"), sequence([9])])),
    ]
    for each in groups:
        for member in each.members:
            member.scored["reward"] = member.advantage + 1

    batch = verl_batch.arrays(groups, prompt_length=4, response_length=3, pad_id=99)

    assert batch["prompts"].tolist()[1] == [99, 7, 8, 9]
    assert batch["input_ids"].tolist()[0] == [99, 99, 7, 8, 1, 2, 3]
    assert batch["attention_mask"].tolist()[1] == [0, 1, 1, 1, 1, 0, 0]
    assert batch["position_ids"].tolist()[1] == [0, 0, 1, 2, 3, 3, 3]
    assert batch["response_mask"].tolist() == [[1, 1, 1], [1, 0, 0], [1, 0, 1], [1, 0, 0]]
    assert batch["advantages"].tolist() == [[0.5] * 3, [-0.5, 0, 0], [1, 0, 1], [1, 0, 0]]
    assert batch["token_level_rewards"].tolist() == [[0, 0, 1.5], [0.5, 0, 0], [0, 0, 2], [2, 0, 0]]
    assert batch["old_log_probs"].dtype == np.float32


def test_verl_takes_the_batch() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    pytest.importorskip("verl.protocol", reason="veRL is not installed")

    proto = verl_batch.data_proto([group(1, (0.5, [sequence([1, 2])]), (-0.5, [sequence([4])]))], 4, 4, temperature=0.7)

    assert len(proto) == 2
    assert proto.meta_info == {"temperature": 0.7, "global_token_num": [4, 3]}
    first, second = proto.chunk(2)
    assert first.non_tensor_batch["uid"].tolist() == ["run/1"]
    assert second.batch["responses"].tolist() == [[4, 0, 0, 0]]


def _arguments(folder: Path, **changes: Any) -> argparse.Namespace:
    grpo_torch = pytest.importorskip("grpo_torch", reason="PyTorch is not installed")
    words = {"checkpoints": folder, "device": "cpu", "vocabulary": 150_000, "rows": 3, "batch": 4, **changes}
    return grpo_torch.parse([word for name, value in words.items() for word in (f"--{name}", str(value))])  # type: ignore[no-any-return]


def test_the_step_moves_probability_from_worse_to_better_completions(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    import grpo_torch

    from rollstream import Batch, Position
    from rollstream.collate import collate_padded
    from rollstream.torch import tensors, token_logprobs

    arguments = _arguments(tmp_path, vocabulary=32)
    model = grpo_torch.make_model(arguments)

    def logprobs_of(tokens: list[int]) -> list[float]:
        ids = torch.tensor([PROMPT + tokens])
        with torch.no_grad():
            return token_logprobs(model(ids, torch.ones_like(ids)), ids)[0, len(PROMPT) :].tolist()  # type: ignore[no-any-return]

    def sampled(tokens: list[int]) -> dict[str, Any]:
        return {**sequence(tokens), "logprobs": np.array(logprobs_of(tokens), "<f4").tobytes()}

    good, bad = [3, 4, 5], [6, 7]
    batch = Batch([group(1, (1.0, [sampled(good)]), (-1.0, [sampled(bad)]))], [], {}, Position("t", {0: 1}))
    batch.groups[0].members[0].scored["reward"] = 1.0
    rows = tensors(collate_padded(batch.groups))
    loss, metrics = grpo_torch.grpo_loss(model(rows["input_ids"], rows["attention_mask"]), rows, 1.0, 0.2)
    before = sum(logprobs_of(good)) / 3, sum(logprobs_of(bad)) / 2

    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    first = grpo_torch.take_step(model, optimiser, batch, arguments)

    assert metrics["kl"] == pytest.approx(0, abs=1e-6)
    assert metrics["clipped"] == 0
    assert loss.item() == pytest.approx(-(3 * 1.0 - 2 * 1.0) / 5)
    assert first["loss"] == pytest.approx(loss.item(), abs=1e-6)
    assert (first["tokens"], first["reward"]) == (5, 0.5)
    assert sum(logprobs_of(good)) / 3 > before[0]
    assert sum(logprobs_of(bad)) / 2 < before[1]


def test_slices_of_a_batch_add_up_to_the_batch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    import grpo_torch

    from rollstream import Batch, Position

    members = [(float(i - 2), [sequence(list(range(1, i + 2)))]) for i in range(5)]
    batch = Batch([group(1, *members)], [], {}, Position("t", {0: 1}))
    gradients = []
    for rows in (1, 2, 100):
        arguments = _arguments(tmp_path, vocabulary=32, rows=rows)
        model = grpo_torch.make_model(arguments)
        grpo_torch.take_step(model, torch.optim.SGD(model.parameters(), lr=0.0), batch, arguments)
        gradients.append(torch.cat([parameter.grad.flatten() for parameter in model.parameters()]))

    assert torch.allclose(gradients[0], gradients[2], atol=1e-6)
    assert torch.allclose(gradients[1], gradients[2], atol=1e-6)


def test_the_learner_goes_on_where_it_was_stopped(config: StreamConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grpo_torch = pytest.importorskip("grpo_torch", reason="PyTorch is not installed")
    from group_writer import GroupWriter

    GroupWriter(config).write(12)

    grpo_torch.learn(config, _arguments(tmp_path, steps=2))
    grpo_torch.learn(config, _arguments(tmp_path, steps=3))

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines] == ["step 1: version 1", "step 2: version 2", "step 3: version 3"]
    assert (tmp_path / "weights-3.pt").exists()


def test_trl_learns_from_the_stream(config: StreamConfig, tmp_path: Path) -> None:
    pytest.importorskip("trl", reason="TRL is not installed")
    import trl_grpo
    from group_writer import GroupWriter
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
    from trl import GRPOConfig

    from rollstream import PolicyPublisher

    GroupWriter(config, members=4, tokens=12).write(4)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(WordLevel({"[pad]": 0, "[eos]": 1}, "[pad]")), pad_token="[pad]", eos_token="[eos]"
    )
    model = LlamaForCausalLM(
        LlamaConfig(vocab_size=150_000, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    )
    arguments = GRPOConfig(
        output_dir=str(tmp_path), max_steps=1, per_device_train_batch_size=8, num_generations=4, report_to=[], use_cpu=True, bf16=False
    )
    before = model.lm_head.weight.detach().clone()
    with PolicyPublisher(config, "trl", batch_groups=2) as publisher:
        publisher.resume(None)
        trainer = trl_grpo.StreamGRPOTrainer(config, publisher, 2, model=model, args=arguments, processing_class=tokenizer)
        trainer.train()
        trainer.finish_step(str(tmp_path), {"loss": 0.0})

        assert publisher.version == 1
        assert sum(publisher.position.offsets.values()) == 2
    assert not bool((model.lm_head.weight == before).all())
