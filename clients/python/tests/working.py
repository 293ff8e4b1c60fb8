"""Workers on threads of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rollstream import Completion, FunctionEngine, GenerationRequest, RolloutWorker, StreamConfig

LONG = 120.0


def complete(request: GenerationRequest) -> Iterator[Completion]:
    for index in range(request.group_size):
        yield Completion(f"answer {index}", "STOP", [1, 2, index], [-0.5, -0.25, -1.0], [9, 9])


def engine(function: Callable[[GenerationRequest], Any] = complete) -> FunctionEngine:
    return FunctionEngine("stub/1", "PROCESSED", function)


@contextmanager
def working(config: StreamConfig, of: Any = None, **options: Any) -> Iterator[RolloutWorker]:
    """A worker on a thread of its own; what it raises comes out at the end."""
    worker = RolloutWorker(config, of or engine(), worker_id="w-1", **options)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            worker.run()
        except BaseException as e:
            failures.append(e)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield worker
    except AssertionError as e:
        if failures:
            raise failures[0] from e
        raise
    finally:
        worker.stop()
        thread.join(30)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


def until(condition: Callable[[], bool], worker: RolloutWorker | None = None, patience: float = LONG) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, worker and worker.stats
        time.sleep(0.05)
