"""TRL's GRPOTrainer on groups of a rollstream: it neither generates nor scores, it learns from what the stream hands out.

    trainer = StreamGRPOTrainer(config, publisher, model=..., args=GRPOConfig(...), processing_class=tokenizer)
    trainer.train()

Each generation batch is one batch of the stream, cut by rank 0 and fetched by each rank for itself; after its last optimiser step the
checkpoint is saved and the version published. Set in ``GRPOConfig``: ``per_device_train_batch_size`` times
``gradient_accumulation_steps`` as the rows of a rank; ``temperature`` as the workers'; ``beta=0`` (there is no reference pass here).
``old_per_token_logps`` are the sampler's own.
"""

from __future__ import annotations

from typing import Any

import torch
from accelerate.utils import broadcast_object_list, gather_object
from datasets import Dataset
from trl import GRPOTrainer

from rollstream import BatchPlan, BatchPlanner, PolicyPublisher, ReaderOptions, Receipts, Requirements, ShardReader, StreamConfig
from rollstream.collate import collate_split
from rollstream.torch import tensors


class StreamGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """A GRPOTrainer whose batches come from a stream.

    Args:
        config: the stream.
        publisher: resumed; on rank 0, None on the others.
        groups: groups of a batch, over all ranks.
        max_versions_behind: the staleness gate.
        arguments: for ``GRPOTrainer``, without reward functions and data set.
    """

    def __init__(
        self, config: StreamConfig, publisher: PolicyPublisher | None, groups: int, max_versions_behind: int | None = None, **arguments: Any
    ) -> None:
        steps = arguments["args"].max_steps
        rows = arguments["args"].generation_batch_size or arguments["args"].per_device_train_batch_size
        data = Dataset.from_dict({"prompt": ["from the stream"] * max(steps, 1) * rows})
        super().__init__(reward_funcs=lambda completions, **_: [0.0] * len(completions), train_dataset=data, **arguments)
        requirements = Requirements(token_ids=True, prompt_token_ids=True, logprob_kinds=frozenset({"PROCESSED", "TEMPERED"}))
        options = ReaderOptions("trl", max_versions_behind, requirements)
        self._groups = groups
        self._publisher = publisher
        self._planner = BatchPlanner(config, publisher.position, options) if publisher else None
        self._shard = ShardReader(config, options)
        self._plan: BatchPlan | None = None
        self._receipts: list[Receipts] = []

    def _generate_and_score_completions(self, inputs: Any) -> dict[str, Any]:
        batch = self._shard.read(self._next_plan(), self.accelerator.process_index)
        self._receipts.append(Receipts.of(batch))
        rows = tensors(collate_split(batch.groups, pad_id=self._tokenizer.pad_token_id), self.accelerator.device)
        self._fit(rows, len(inputs))
        tokens = rows["completion_mask"].sum()
        return {
            "prompt_ids": rows["prompt_ids"],
            "prompt_mask": rows["prompt_mask"].long(),
            "completion_ids": rows["completion_ids"],
            "completion_mask": rows["completion_mask"].long(),
            "tool_mask": rows["loss_mask"].long(),
            "advantages": rows["advantages"],
            "old_per_token_logps": rows["logprobs"],
            "num_items_in_batch": self.accelerator.gather(tokens).sum(),
        }

    def _next_plan(self) -> BatchPlan:
        """Cut on rank 0, told to all."""
        told: list[str | None] = [None]
        if self._planner is not None and self._publisher is not None:
            plan = None
            while plan is None:
                plan = self._planner.cut(self._groups, self.accelerator.num_processes, 60.0, self._publisher.version)
            told = [plan.to_json()]
        self._plan = BatchPlan.from_json(str(broadcast_object_list(told)[0]))
        return self._plan

    @staticmethod
    def _fit(rows: dict[str, Any], wanted: int) -> None:
        """As many rows as the trainer splits into its accumulation steps: groups may be smaller than planned, or refused."""
        there = len(rows["prompt_ids"])
        if there > wanted or not there:
            raise ValueError(f"{there} sequences for {wanted} rows: set groups and the trainer's batch size to fit each other")
        for name, value in rows.items():
            spare = value[-1:].expand(wanted - there, *value.shape[1:])
            rows[name] = torch.cat([value, torch.zeros_like(spare) if name == "loss_mask" else spare])

    def finish_step(self, output_dir: str, metrics: dict[str, float] | None = None) -> None:
        """Saves the checkpoint and tells the stream: call it when the batch is learned from, on every rank."""
        gathered = gather_object([receipts.to_json() for receipts in self._receipts])
        self._receipts.clear()
        if self._publisher is None or self._plan is None:
            return
        receipts = Receipts().merge(Receipts.from_json(text) for text in gathered)

        def save(step: Any) -> None:
            self.save_model(output_dir)
            self.state.stateful_callbacks["rollstream"] = {"step": step.to_json()}
            self.state.save_to_json(f"{output_dir}/trainer_state.json")

        self._publisher.finish(receipts, save, self._plan.position, weights_uri=f"file://{output_dir}", metrics=metrics)
