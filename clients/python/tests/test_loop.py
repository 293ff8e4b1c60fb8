"""The whole loop: Java's task producer, scorer and aggregator; the worker and the learner of this package; Java's audit of it all."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import Cli
from working import engine, until, working

from rollstream import (
    Batch,
    Completion,
    GenerationRequest,
    GroupReader,
    PolicyPublisher,
    ReaderOptions,
    Requirements,
    Step,
    StreamConfig,
)

GROUPS = 48
BATCH = 8


def guess(request: GenerationRequest) -> Iterator[Completion]:
    """Answers at random, now and then in the format that is asked for: rewards differ within a group."""
    dice = random.Random(request.member_seed(0))
    for index in range(request.group_size):
        text = f"<think>{index}</think> \\boxed{{{dice.randint(1, 4)}}}" if dice.random() < 0.6 else "no idea"
        ids = [dice.randrange(32_000) for _ in range(dice.randint(2, 30))]
        yield Completion(text, "STOP", ids, [-dice.random() for _ in ids], [1, 2, 3])


@pytest.fixture
def stages(config: StreamConfig, cli: Cli, tmp_path: Path) -> Iterator[Callable[[], bool]]:
    """Java's stages; says that they are well."""
    commit = ("--commit-interval", "100ms")
    with (tmp_path / "stages.log").open("wb") as log:
        processes = [
            cli.start(config, log, "scorer", "--state-dir", str(tmp_path / "scorer"), *commit),
            cli.start(config, log, "aggregator", "--state-dir", str(tmp_path / "aggregator"), *commit),
            cli.start(config, log, "tasks", "--count", str(GROUPS), "--group-size", "4", "--course", "laptop", "--seed", "3"),
        ]

        def all_well() -> bool:
            failed = [process.args for process in processes if process.poll()]
            assert not failed, (tmp_path / "stages.log").read_text()
            return True

        yield all_well
        for process in processes:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def check(batch: Batch) -> None:
    """Whether advantages follow from rewards, and the arrays are those that the worker made."""
    for group in batch.groups:
        estimator = group.advantages["estimator"]
        assert estimator is not None
        assert (estimator["name"], estimator["ddof"]) == ("grpo", 1)
        rewards = np.array([member.scored["reward"] for member in group.members], dtype=np.float64)
        expected = np.zeros(4)
        if np.ptp(rewards) > 0:
            expected = (rewards - rewards.mean()) / (rewards.std(ddof=1) + estimator["epsilon"])
        assert [member.advantage for member in group.members] == pytest.approx(expected.tolist(), rel=1e-12)
        seed = next(iter(guess_of(group.task["sampling"])))
        assert group.members[0].rollout["text"] == seed.text
        for member in group.members:
            (sequence,) = member.sequences
            assert sequence.token_ids is not None
            assert sequence.logprobs is not None
            assert len(sequence.token_ids) == len(sequence.logprobs) == member.scored["token_count"]
        assert all(image["data"] for image in group.task["images"])


def guess_of(sampling: object) -> Iterator[Completion]:
    record = {"sampling": sampling, "group_size": 4}
    return guess(GenerationRequest(record, None, 0, None))  # type: ignore[arg-type]


class Learner:
    """A learner that does no more than keep the books. Its checkpoint is a file."""

    def __init__(self, config: StreamConfig, folder: Path) -> None:
        self.file = folder / "checkpoint.json"
        self.publisher = PolicyPublisher(config, "lab", batch_groups=BATCH)
        self.publisher.resume(self.file.read_text() if self.file.exists() else None)
        options = ReaderOptions("lab", 10, Requirements("default", token_ids=True, logprob_kinds=frozenset({"PROCESSED"})))
        self.reader = GroupReader(config, self.publisher.position, options)

    def gather(self) -> Batch:
        batches = self.reader.batches(BATCH, lambda: self.publisher.version)
        batch = next(batches)
        check(batch)
        return batch

    def save(self, step: Step) -> None:
        self.file.write_text(step.to_json())

    def close(self) -> None:
        self.reader.close()
        self.publisher.close()


def test_what_python_wrote_passes_the_audit(config: StreamConfig, cli: Cli, tmp_path: Path, stages: Callable[[], bool]) -> None:
    with working(config, engine(guess)) as worker:
        until(lambda: stages() and worker.stats.settled["accept"] == GROUPS, worker, 120)

    learner = Learner(config, tmp_path)
    learner.publisher.finish(learner.gather(), learner.save)
    learner.gather()
    learner.close()  # died before the checkpoint: the step is taken again

    learner = Learner(config, tmp_path)
    first = learner.publisher.finish(learner.gather(), learner.save)
    untold = learner.publisher.next_step(learner.gather())
    learner.save(untold)
    learner.close()  # died between checkpoint and announcement: the next start tells

    learner = Learner(config, tmp_path)
    assert (learner.publisher.step, learner.publisher.version) == (3, 3)
    learner.publisher.finish(learner.gather(), learner.save)
    learner.close()

    learner = Learner(config, tmp_path)
    learner.save(first)
    learner.close()  # an older checkpoint is put back: a line of its own

    learner = Learner(config, tmp_path)
    assert (learner.publisher.step, learner.publisher.version) == (2, 5)
    last = learner.publisher.finish(learner.gather(), learner.save)
    learner.close()

    code, output = cli.run(config, "audit", "--json", str(tmp_path / "audit.json"))
    assert code == 0, output
    audit = json.loads((tmp_path / "audit.json").read_text())
    assert audit["ok"], output
    assert audit["checks"]["groups-are-trained-once-and-none-is-skipped"]
    assert last.counts["TRAINED"] == 3 * BATCH
