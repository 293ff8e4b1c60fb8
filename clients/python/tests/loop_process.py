"""The worker and the learner of the loop's test, as processes of their own, which can be killed and can kill themselves.

python loop_process.py worker NAME [GROUP]          dies in the middle of that group
python loop_process.py learner FOLDER [SPOT STEP]   dies at a spot of that step
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
from sums import answer, breaks, guess, guessed

from rollstream import (
    Batch,
    Completion,
    GenerationRequest,
    GroupReader,
    PolicyPublisher,
    ReaderOptions,
    Requirements,
    RolloutWorker,
    Step,
    StreamConfig,
    TaskFailedError,
    TrainingGroup,
)
from rollstream.collate import collate_padded
from rollstream.records import LogprobKind, PolicyVersion

GROUP_SIZE = 4
BATCH = 32
MAX_VERSIONS_BEHIND = 40
LEARNER = "lab"
HALF_WRITTEN = "half-written"
UNTOLD = "untold"


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed")


class StubEngine:
    """Answers by :func:`guess`, from the newest version."""

    name = "stub/1"
    logprob_kind: LogprobKind = "PROCESSED"

    def __init__(self, dies_in: int | None) -> None:
        self._dies_in = dies_in
        self._groups = 0

    def load(self, version: PolicyVersion) -> None:
        """Every version is the same."""

    def generate(self, request: GenerationRequest) -> Iterator[Completion]:
        if breaks(request.record):
            raise TaskFailedError("the stub breaks at this one")
        self._groups += 1
        dies = self._groups == self._dies_in
        for completion in guess(request):
            yield completion
            if dies:
                die()


def check(group: TrainingGroup) -> None:
    """Whether advantages follow from rewards, rewards from the texts, and texts and arrays are those that the worker made."""
    made = guessed(group.task)
    right = [f"\\boxed{{{answer(group.task)}}}" in completion.text for completion in made]
    rewards = np.array([member.scored["reward"] for member in group.members], dtype=np.float64)
    accuracy = [part["value"] for member in group.members for part in member.scored["components"] if part["name"] == "accuracy"]
    assert accuracy == [float(is_right) for is_right in right], (accuracy, right)
    estimator = group.advantages["estimator"]
    assert estimator is not None
    assert (estimator["name"], estimator["ddof"]) == ("grpo", 1), estimator
    spread = rewards.std(ddof=1) + estimator["epsilon"] if np.ptp(rewards) > 0 else 1.0
    expected = (rewards - rewards.mean()) / spread if np.ptp(rewards) > 0 else np.zeros(len(rewards))
    np.testing.assert_allclose([member.advantage for member in group.members], expected, rtol=1e-12, atol=1e-12)
    for member, completion in zip(group.members, made, strict=True):
        (sequence,) = member.sequences
        assert member.rollout["text"] == completion.text
        np.testing.assert_array_equal(sequence.token_ids, completion.token_ids)
        np.testing.assert_array_equal(sequence.logprobs, np.asarray(completion.logprobs, np.float32))
    assert all(image["data"] for image in group.task["images"])


def check_rows(batch: Batch) -> None:
    """Whether the rows that a learner trains on hold the same numbers: at the sampled policy the ratio is 1 and the loss is known."""
    rows = collate_padded(batch.groups)
    members = [member for group in batch.groups for member in group.members]
    tokens = np.array([member.scored["token_count"] for member in members])
    np.testing.assert_array_equal(rows.loss_mask.sum(1), tokens)
    ratio = np.exp((rows.logprobs - rows.logprobs) * rows.loss_mask)
    loss = -(ratio * rows.advantages[:, None] * rows.loss_mask).sum() / tokens.sum()
    expected = -sum(member.advantage * count for member, count in zip(members, tokens, strict=True)) / tokens.sum()
    np.testing.assert_allclose(loss, expected, rtol=1e-4, atol=1e-5)
    sampled = np.concatenate([member.sequences[0].logprobs for member in members if member.sequences[0].logprobs is not None])
    np.testing.assert_array_equal(rows.logprobs[rows.loss_mask], sampled)


class Learner:
    """A learner that checks and keeps the books. Its checkpoint is a file."""

    def __init__(self, config: StreamConfig, folder: Path, dies_at: tuple[str, int] | None = None) -> None:
        self.file = folder / "checkpoint.json"
        self._dies_at = dies_at
        self.publisher = PolicyPublisher(config, LEARNER, batch_groups=BATCH)
        self.publisher.resume(self.file.read_text() if self.file.exists() else None)
        needs = Requirements("default", token_ids=True, prompt_token_ids=True, logprob_kinds=frozenset({"PROCESSED"}))
        self.reader = GroupReader(config, self.publisher.position, ReaderOptions(LEARNER, MAX_VERSIONS_BEHIND, needs))

    def step(self, patience: float) -> bool:
        """Takes a step if there are groups for it in time."""
        batch = self.reader.poll(BATCH, patience, self.publisher.version)
        if not batch:
            return False
        for group in batch.groups:
            check(group)
        if batch.groups:
            check_rows(batch)
        self.publisher.finish(batch, self.save)
        return True

    def save(self, step: Step) -> None:
        text = step.to_json()
        unfinished = self.file.with_suffix(".unfinished")
        if self._dies_at == (HALF_WRITTEN, step.step):
            unfinished.write_text(text[: len(text) // 2])
            die()
        unfinished.write_text(text)
        unfinished.replace(self.file)
        if self._dies_at == (UNTOLD, step.step):
            die()

    def close(self) -> None:
        self.reader.close()
        self.publisher.close()


def until_terminated(work: Callable[[], object], stop: Callable[[], object]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: stop())
    work()


def run_worker(config: StreamConfig, name: str, dies_in: int | None) -> None:
    # A killed worker's partitions are somebody else's after this time, the shortest that a broker allows.
    quick = {**config.properties, "session.timeout.ms": 6_000, "heartbeat.interval.ms": 500}
    config = StreamConfig(config.bootstrap_servers, config.schema_registry, config.prefix, quick)
    worker = RolloutWorker(config, StubEngine(dies_in), worker_id=name, concurrency=32)
    until_terminated(worker.run, worker.stop)


def run_learner(config: StreamConfig, folder: Path, dies_at: tuple[str, int] | None) -> None:
    learner = Learner(config, folder, dies_at)
    ended: list[bool] = []

    def work() -> None:
        while not ended:
            learner.step(0.5)

    until_terminated(work, lambda: ended.append(True))
    learner.close()


def main(what: str, where: str, *death: str) -> None:
    config = StreamConfig.from_environment()
    if what == "worker":
        run_worker(config, where, int(death[0]) if death else None)
    else:
        run_learner(config, Path(where), (death[0], int(death[1])) if death else None)


if __name__ == "__main__":
    main(*sys.argv[1:])
