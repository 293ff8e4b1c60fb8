"""A GRPO learner in plain PyTorch: reads groups from a rollstream, learns, checkpoints, publishes each version.

    python examples/grpo_torch.py --checkpoints /data/lab-7 --steps 1000

The model is a small recurrent one, so that the example runs on a laptop as it stands; put yours into ``make_model``: whatever maps token
ids (B, T) and an attention mask to logits (B, T, V); and into ``write_weights`` what your workers load. Stop it as you like, also by
kill -9, and start it again: it goes on from its newest checkpoint, no group is trained twice and none is skipped, which ``rollstream
audit`` proves.
"""

from __future__ import annotations

import argparse
import gc
import os
from pathlib import Path
from typing import Any

import torch
from torch import nn

from rollstream import Batch, GroupReader, PolicyPublisher, ReaderOptions, Requirements, Step, StreamConfig, sha256_of
from rollstream.collate import collate_padded
from rollstream.torch import tensors, token_logprobs


class SmallModel(nn.Module):  # type: ignore[misc, unused-ignore]
    """A GRU over token ids."""

    def __init__(self, vocabulary: int, width: int = 64) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.recurrent = nn.GRU(width, width, batch_first=True)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits (B, T, V)."""
        hidden, _ = self.recurrent(self.embedding(input_ids))
        return self.head(hidden)


def make_model(arguments: argparse.Namespace) -> nn.Module:
    """Your model."""
    torch.manual_seed(arguments.seed)
    return SmallModel(arguments.vocabulary)


def grpo_loss(logits: torch.Tensor, rows: dict[str, Any], temperature: float, clip: float) -> tuple[torch.Tensor, dict[str, float]]:
    """The clipped policy loss, averaged over the tokens that train (DAPO's token mean).

    The ratio is against the probabilities that the sampler reported, so that a group that is a few versions old is learned from as what
    it is. They must be of the kind that is computed here: after temperature, without truncation.
    """
    mask = rows["loss_mask"].float()
    logprobs = token_logprobs(logits, rows["input_ids"], temperature)
    log_ratio = (logprobs - rows["logprobs"]) * mask
    ratio = log_ratio.exp()
    advantages = rows["advantages"][:, None]
    unclipped, clipped = ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages
    tokens = mask.sum().clamp(min=1)
    loss = -(torch.minimum(unclipped, clipped) * mask).sum() / tokens
    with torch.no_grad():
        metrics = {
            "loss": float(loss.detach()),
            "kl": float(((ratio - 1 - log_ratio) * mask).sum() / tokens),
            "clipped": float(((clipped < unclipped) * mask).sum() / tokens),
            "tokens": float(tokens),
        }
    return loss, metrics


def take_step(model: nn.Module, optimiser: torch.optim.Optimizer, batch: Batch, arguments: argparse.Namespace) -> dict[str, float]:
    """One gradient step on a batch, in slices of as many rows as fit the device."""
    rows = tensors(collate_padded(batch.groups, pad_id=arguments.pad_id), arguments.device)
    whole = rows["loss_mask"].sum().clamp(min=1)
    totals: dict[str, float] = {}
    optimiser.zero_grad()
    for begin in range(0, len(rows["input_ids"]), arguments.rows):
        part = {name: value[begin : begin + arguments.rows] for name, value in rows.items()}
        loss, metrics = grpo_loss(model(part["input_ids"], part["attention_mask"]), part, arguments.temperature, arguments.clip)
        share = float(part["loss_mask"].sum() / whole)
        (loss * share).backward()
        for name, value in metrics.items():
            totals[name] = totals.get(name, 0.0) + value * (1.0 if name == "tokens" else share)
    totals["grad_norm"] = float(nn.utils.clip_grad_norm_(model.parameters(), 1.0))
    optimiser.step()
    totals["reward"] = sum(member.scored["reward"] or 0 for group in batch.groups for member in group.members) / len(rows["input_ids"])
    return totals


def save(folder: Path, model: nn.Module, optimiser: torch.optim.Optimizer, step: Step) -> None:
    """Writes the checkpoint: all of it or nothing, so that a crash leaves the one before."""
    unfinished = folder / "checkpoint.unfinished"
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step.to_json()}, unfinished)
    with unfinished.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(folder / "checkpoint.pt")


def write_weights(place: Path, model: nn.Module) -> Path:
    """What workers load, at a place of this version. For vLLM it is the folder that ``model.save_pretrained(place)`` writes."""
    file = place.with_suffix(".pt")
    torch.save(model.state_dict(), file)
    return file


def learn(config: StreamConfig, arguments: argparse.Namespace) -> None:
    """Learns until the steps are done."""
    folder = Path(arguments.checkpoints)
    folder.mkdir(parents=True, exist_ok=True)
    model = make_model(arguments).to(arguments.device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.learning_rate)
    saved: dict[str, Any] = {}
    if (folder / "checkpoint.pt").exists():
        saved = torch.load(folder / "checkpoint.pt", map_location=arguments.device)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
    requirements = Requirements(arguments.policy, token_ids=True, prompt_token_ids=True, logprob_kinds=frozenset({"PROCESSED", "TEMPERED"}))
    options = ReaderOptions(arguments.learner, arguments.max_versions_behind, requirements)
    with PolicyPublisher(config, arguments.learner, arguments.policy, arguments.batch) as publisher:
        publisher.resume(saved.get("step"))
        with GroupReader(config, publisher.position, options) as reader:
            while publisher.step < arguments.steps:
                batch = next(reader.batches(arguments.batch, publisher.version))
                metrics = take_step(model, optimiser, batch, arguments)
                weights = write_weights(folder / f"weights-{publisher.step + 1}", model)
                step = publisher.finish(
                    batch,
                    lambda step: save(folder, model, optimiser, step),
                    weights_uri=weights.resolve().as_uri(),
                    sha256=sha256_of(weights) if weights.is_file() else None,
                    metrics=metrics,
                )
                print(f"step {step.step}: version {step.version}, reward {metrics['reward']:.3f}, loss {metrics['loss']:.4f}")


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="A GRPO learner in plain PyTorch.")
    parser.add_argument("--checkpoints", required=True)
    parser.add_argument("--learner", default="torch")
    parser.add_argument("--policy", default="default")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=16, help="groups of a step")
    parser.add_argument("--rows", type=int, default=64, help="sequences at once on the device")
    parser.add_argument("--max-versions-behind", type=int, default=None)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--temperature", type=float, default=1.0, help="that workers sample at")
    parser.add_argument("--clip", type=float, default=0.2)
    parser.add_argument("--vocabulary", type=int, default=32_000)
    parser.add_argument("--pad-id", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(argv)


if __name__ == "__main__":
    gc.set_threshold(50_000, 20, 100)  # what is read is many small objects, and no garbage
    learn(StreamConfig.from_environment(), parse())
