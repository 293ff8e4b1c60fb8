"""The whole loop: Java's task producer, scorer and aggregator; the worker and the learner of this package as processes that are killed;
Java's audit of it all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from conftest import Cli
from loop_process import BATCH, GROUP_SIZE, HALF_WRITTEN, LEARNER, UNTOLD, Learner
from sums import breaks, write_set

from rollstream import Step, StreamConfig, _cluster
from rollstream.records import AdvantageGroup, Receipt, Task
from rollstream.serde import Decoder, Registry

GROUPS = 2_000
PATIENCE_S = 150.0


class Processes:
    """Everything that runs beside the test, with one log."""

    def __init__(self, config: StreamConfig, cli: Cli, log: IO[bytes]) -> None:
        self._config = config
        self._cli = cli
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def java(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self._add(self._cli.start(self._config, self._log, *arguments, "--http-port", "0"))

    def python(self, *arguments: object) -> subprocess.Popen[bytes]:
        stream = {
            "ROLLSTREAM_BOOTSTRAP_SERVERS": self._config.bootstrap_servers,
            "ROLLSTREAM_SCHEMA_REGISTRY": self._config.schema_registry,
            "ROLLSTREAM_PREFIX": self._config.prefix,
        }
        words = [sys.executable, str(Path(__file__).with_name("loop_process.py")), *map(str, arguments)]
        return self._add(subprocess.Popen(words, env={**os.environ, **stream}, stdout=self._log, stderr=subprocess.STDOUT))

    def _add(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        self._running.append(process)
        return process

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits for a condition, while nothing ends that was not killed."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            for process in self._running:
                assert process.poll() in (None, 0, -signal.SIGKILL), f"{process.args!r} ended with {process.returncode}\n{self._tail()}"
            assert time.monotonic() < deadline, self._tail()
            time.sleep(0.05)

    def until_killed(self, process: subprocess.Popen[bytes]) -> None:
        self.until(lambda: process.poll() is not None)
        assert process.returncode == -signal.SIGKILL, self._tail()

    def _tail(self) -> str:
        return Path(self._log.name).read_text(errors="replace")[-20_000:]

    def stop(self, *which: subprocess.Popen[bytes]) -> None:
        for process in which or self._running:
            process.terminate()
        for process in which or self._running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def processes(config: StreamConfig, cli: Cli, tmp_path: Path) -> Iterator[Processes]:
    with (tmp_path / "processes.log").open("wb") as log:
        started = Processes(config, cli, log)
        yield started
        started.stop()


class Topics:
    """What the topics hold of groups."""

    def __init__(self, config: StreamConfig) -> None:
        self._config = config
        self._registry = Registry(config)

    def records(self, topic: str, kind: type[Any]) -> list[Any]:
        decoder = Decoder(kind, self._registry)
        return [decoder.decode(message.value() or b"") for message in _cluster.scan(self._config, topic)]

    def trainable(self) -> Counter[str]:
        groups = self.records(self._config.topics.advantages, AdvantageGroup)
        return Counter(group["group_id"] for group in groups if group["outcome"] == "COMPLETE")

    def unbroken(self) -> Counter[str]:
        return Counter(task["group_id"] for task in self.records(self._config.topics.tasks, Task) if not breaks(task))

    def trained(self) -> Counter[str]:
        receipts = self.records(self._config.topics.receipts, Receipt)
        assert all(receipt["outcome"] == "TRAINED" for receipt in receipts), Counter(receipt["outcome"] for receipt in receipts)
        return Counter(receipt["group_id"] for receipt in receipts)


def audit(config: StreamConfig, cli: Cli, folder: Path) -> None:
    code, output = cli.run(config, "audit", "--json", str(folder / "audit.json"))
    assert code == 0, output
    found = json.loads((folder / "audit.json").read_text())
    assert found["ok"], output
    assert found["checks"]["groups-are-trained-once-and-none-is-skipped"]


def test_each_group_is_trained_on_once_whoever_is_killed(config: StreamConfig, cli: Cli, tmp_path: Path, processes: Processes) -> None:
    checkpoint = tmp_path / "checkpoint.json"

    def step() -> int:
        return Step.from_json(checkpoint.read_text()).step if checkpoint.exists() else 0

    commit = ("--commit-interval", "100ms")
    processes.java("scorer", "--state-dir", str(tmp_path / "scorer"), *commit)
    processes.java("aggregator", "--state-dir", str(tmp_path / "aggregator"), *commit)
    sums = ("--dataset", str(write_set(tmp_path, 50)), "--verifier", "math-exact", "--seed", "3")
    pace = ("--count", str(GROUPS), "--group-size", str(GROUP_SIZE), "--learner", LEARNER, "--max-ahead", str(8 * BATCH))
    tasks = processes.java("tasks", *sums, *pace)
    steady = processes.python("worker", "steady")

    processes.until_killed(processes.python("learner", tmp_path, HALF_WRITTEN, 3))
    dying = processes.python("worker", "dying", 20)
    processes.until_killed(processes.python("learner", tmp_path, UNTOLD, 9))
    processes.until_killed(dying)
    learner = processes.python("learner", tmp_path)
    processes.until(lambda: step() >= 20)
    for process in (steady, learner):
        process.kill()
        processes.until_killed(process)
    old = shutil.copy(checkpoint, tmp_path / "old.json")
    processes.python("worker", "heir")
    learner = processes.python("learner", tmp_path)
    processes.until(lambda: tasks.poll() is not None)
    topics = Topics(config)
    unbroken = topics.unbroken()
    processes.until(lambda: topics.trained().keys() == unbroken.keys())
    processes.stop(learner)

    assert GROUPS > len(unbroken) > GROUPS * 0.9
    assert topics.trained() == topics.trainable() == unbroken, "each group exactly once"
    audit(config, cli, tmp_path)

    newest = Step.from_json(checkpoint.read_text())
    shutil.copy(old, checkpoint)
    branch = Learner(config, tmp_path)
    assert (branch.publisher.step, branch.publisher.version) == (Step.from_json(Path(old).read_text()).step, newest.version + 1)
    assert branch.step(30)
    branch.close()
    audit(config, cli, tmp_path)
